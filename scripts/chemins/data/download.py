"""Fetching a file from the first mirror that has it whole, verified by its content.

A mirror may be anything: slow, endless, somebody else's by now. So it has a share of a total time
and a size that no file exceeds; nothing it says is unpacked or printed, and where it sends us on,
no password goes along.
"""

import os
import time
from concurrent.futures import Future
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit
from urllib.request import url2pathname

import requests
from tqdm import tqdm

from chemins.base.errors import CheminsError
from chemins.base.files import partial_of
from chemins.base.unpacking import check_file
from chemins.data.addresses import http_address, origin, sent_on, without_secrets
from chemins.data.named import flaw

ATTEMPTS = 3
BACK_OFF = 1.0  # seconds before the second attempt, doubled before each further one
TIMEOUT = (10, 60)  # seconds to connect, and between two pieces of an answer
TOTAL = 20 * 60  # seconds for a file, all mirrors and attempts together
ADDED = 1 << 20  # bytes: to a file stored unpacked, gzip adds far less than that
REDIRECTS = 5
PIECE = 1 << 16


class MirrorFailed(Exception):
    """A mirror's reason for not giving the file, and whether to ask it again."""

    def __init__(self, reason, again) -> None:
        super().__init__(reason)
        self.again = again


def fetch(file, mirrors, target, bar=None, pause=time.sleep, clock=time.monotonic) -> None:
    """Write a file from the first mirror that has it to `target`.

    file: chemins.data.named.Published. mirrors: URLs to which /NAME is appended. bar: where to show
    progress, None for standard error. pause: waits so many seconds; clock: tells them. Mirrors
    share TOTAL seconds: each has an equal part of what those before it left.
    The file appears under its name only when it is whole and verified. Raises CheminsError with
    every mirror's reason when none of them gave it.
    """
    target = Path(target)
    partial = partial_of(target)
    reasons, end = [], clock() + TOTAL
    try:
        for number, mirror in enumerate(mirrors):
            url = f"{mirror.rstrip('/')}/{file.name}"
            now = clock()
            until = now + (end - now) / (len(mirrors) - number)
            try:
                fetch_from(url, file, partial, bar, pause, lambda until=until: until - clock())
            except MirrorFailed as failure:
                reasons.append(f"  {without_secrets(url)}: {failure}")
            else:
                os.replace(partial, target)
                return
    finally:
        partial.unlink(missing_ok=True)
    raise CheminsError(
        f"{file.name} could not be had from any mirror:\n" + "\n".join(reasons) + "\n"
        "Check the network, or name other mirrors (https://, http:// or file://) in the config."
    )


def fetch_from(url, file, partial, bar, pause, left) -> None:
    """One mirror, asked again with back-off where that may help. left: tells its seconds."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            fetch_once(url, partial, bar, left(), file.longest + ADDED)
            verify(partial, file)
            return
        except MirrorFailed as failure:
            if not failure.again or attempt == ATTEMPTS or url.startswith("file:"):
                raise
            pause(BACK_OFF * 2 ** (attempt - 1))


def fetch_once(url, partial, bar, seconds, largest) -> None:
    """One attempt, which ends after so many seconds, whatever it waits for, and so many bytes."""
    done = Future()
    partial.unlink(missing_ok=True)
    # An attempt that was given up goes on until it wants to write: to a file that is closed.
    with open(partial, "wb") as file:
        Thread(
            target=resolve_future, args=(done, copy_url, url, file, bar, largest), daemon=True
        ).start()
        try:
            done.result(max(seconds, 0))
        except TimeoutError:
            raise MirrorFailed(f"took over {seconds:.0f} s, its share", again=False) from None


def resolve_future(future, function, *arguments) -> None:
    try:
        future.set_result(function(*arguments))
    except BaseException as error:  # whatever it is, it is raised where the result is waited for
        future.set_exception(error)


def copy_url(url, file, bar, largest) -> None:
    try:
        if url.startswith("file:"):
            copy_file(url, file, largest)
        else:
            copy_http(url, file, bar, largest)
    except ValueError:  # of Python's and urllib3's parsers; some hold the whole URL
        raise MirrorFailed("is no URL that can be asked", again=False) from None


def copy_file(url, file, largest) -> None:
    parts = urlsplit(url)
    if parts.netloc not in ("", "localhost"):
        raise MirrorFailed("is on another machine; needed: file:///FOLDER", again=False)
    source = Path(url2pathname(parts.path))
    try:
        check_file(source)
        with open(source, "rb") as content:
            copy(iter(lambda: content.read(PIECE), b""), file, largest)
    except FileNotFoundError:
        raise MirrorFailed("no such file", again=False) from None
    except OSError as error:
        raise MirrorFailed(error.strerror, again=False) from None


def copy_http(url, file, bar, largest) -> None:
    """Stream an answer to a file, with a progress bar; any status but 200 is a failure."""
    try:
        with Session() as session, response_to(session, url) as answer:
            if answer.status_code != 200:
                passing = answer.status_code >= 500 or answer.status_code in (408, 429)
                raise MirrorFailed(f"HTTP status {answer.status_code}", again=passing)
            # Raw: servers that mark .gz files with Content-Encoding must not unpack them here.
            # Not stream(): it reads the line with a chunk's length without a limit.
            answer.raw.enforce_content_length = True
            pieces = iter(lambda: answer.raw.read(PIECE, decode_content=False), b"")
            with progress(url, answer.raw.length_remaining, bar) as shown_bar:
                copy(pieces, file, largest, shown_bar.update)
    except requests.exceptions.RequestException as error:
        raise MirrorFailed(f"no answer ({type(error).__name__})", again=True) from None
    except requests.packages.urllib3.exceptions.HTTPError as error:
        raise MirrorFailed(f"the answer broke off ({type(error).__name__})", again=True) from None


class Session(requests.Session):
    """One that sees no redirects: requests reads what they say to its end, unpacked, followed or
    not. answer_of follows them."""

    def get_redirect_target(self, resp) -> None:
        return None


def response_to(session, url) -> requests.Response:
    """The answer to a URL or to what it redirects to, unread.

    A user and password in the URL are sent to its own origin only.
    """
    here, secret = http_address(url)
    home = origin(here)
    for _ in range(1 + REDIRECTS):
        answer = session.get(
            here,
            auth=secret if origin(here) == home else None,
            headers={"Accept-Encoding": "identity"},
            timeout=TIMEOUT,
            stream=True,
        )
        if not answer.is_redirect:
            return answer
        answer.close()
        try:
            here = sent_on(here, answer.headers["location"])
        except ValueError:
            raise MirrorFailed("sends us on to what is not followed", again=False) from None
    raise MirrorFailed(f"sends us on more than {REDIRECTS} times", again=False)


def copy(pieces, file, largest, tell=lambda length: None) -> None:
    """Write pieces to a file, as long as together they can be the file that is wanted."""
    length = 0
    for piece in pieces:
        length += len(piece)
        check_size(length, largest)
        file.write(piece)
        tell(len(piece))


def check_size(length, largest) -> None:
    if length > largest:
        raise MirrorFailed(f"has over {largest:,} bytes, more than the file that is wanted", False)


def progress(url, size, bar) -> tqdm:
    name = url.rsplit("/", 1)[1]
    return tqdm(total=size, desc=name, file=bar, unit="B", unit_scale=True, mininterval=0.5)


def verify(path, file) -> None:
    """Raise MirrorFailed unless this is the file that was published."""
    if reason := flaw(path, file):
        raise MirrorFailed(reason, again=True)
