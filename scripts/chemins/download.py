"""Fetching a file from the first mirror that has it whole, verified by its content."""

import os
import time
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import requests
from tqdm import tqdm

from chemins.errors import CheminsError
from chemins.mnist import flaw

ATTEMPTS = 3
BACK_OFF = 1.0  # seconds before the second attempt, doubled before each further one
TIMEOUT = (10, 60)  # seconds to connect, and between two pieces of an answer
PIECE = 1 << 16


class MirrorFailed(Exception):
    """A mirror's reason for not giving the file, and whether to ask it again."""

    def __init__(self, reason, again):
        super().__init__(reason)
        self.again = again


def fetch(name, sha256, mirrors, target, bar=None, pause=time.sleep):
    """Write `name`.gz from the first mirror that has it to `target`.

    sha256: hexadecimal, of the decompressed content. mirrors: URLs to which /NAME.gz is appended.
    bar: where to show progress, None for standard error. pause: waits so many seconds.
    The file appears under its name only when it is whole and verified. Raises CheminsError with
    every mirror's reason when none of them gave it.
    """
    target = Path(target)
    partial = target.with_name(f".partial.{target.name}")
    reasons = []
    try:
        for mirror in mirrors:
            url = f"{mirror.rstrip('/')}/{name}.gz"
            try:
                fetch_from(url, sha256, partial, bar, pause)
            except MirrorFailed as failure:
                reasons.append(f"  {url}: {failure}")
            else:
                os.replace(partial, target)
                return
    finally:
        partial.unlink(missing_ok=True)
    raise CheminsError(
        f"{name}.gz could not be had from any mirror:\n" + "\n".join(reasons) + "\n"
        "Check the network, or name other mirrors (https://, http:// or file://) in the config."
    )


def fetch_from(url, sha256, partial, bar, pause):
    """One mirror, asked again with back-off where that may help."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            copy_url(url, partial, bar)
            verify(partial, sha256)
            return
        except MirrorFailed as failure:
            if not failure.again or attempt == ATTEMPTS or urlsplit(url).scheme == "file":
                raise
            pause(BACK_OFF * 2 ** (attempt - 1))


def copy_url(url, partial, bar):
    if urlsplit(url).scheme == "file":
        copy_file(url, partial)
    else:
        copy_http(url, partial, bar)


def copy_file(url, partial):
    source = Path(url2pathname(urlsplit(url).path))
    try:
        content = source.read_bytes()
    except FileNotFoundError:
        raise MirrorFailed("no such file", again=False) from None
    except OSError as error:
        raise MirrorFailed(error.strerror, again=False) from error
    partial.write_bytes(content)


def copy_http(url, partial, bar):
    """Stream an answer to disk, with a progress bar; any status but 200 is a failure."""
    try:
        with requests.get(url, stream=True, timeout=TIMEOUT) as answer:
            if answer.status_code != 200:
                passing = answer.status_code >= 500 or answer.status_code in (408, 429)
                raise MirrorFailed(f"HTTP status {answer.status_code}", again=passing)
            size = answer.raw.length_remaining
            # Raw: servers that mark .gz files with Content-Encoding must not unpack them here.
            answer.raw.enforce_content_length = True
            with open(partial, "wb") as file, progress(url, size, bar) as shown:
                for piece in answer.raw.stream(PIECE, decode_content=False):
                    file.write(piece)
                    shown.update(len(piece))
    except requests.exceptions.RequestException as error:
        raise MirrorFailed(f"no answer ({type(error).__name__})", again=True) from error
    except requests.packages.urllib3.exceptions.HTTPError as error:
        raise MirrorFailed(f"the answer broke off ({type(error).__name__})", again=True) from error


def progress(url, size, bar):
    name = url.rsplit("/", 1)[1]
    return tqdm(total=size, desc=name, file=bar, unit="B", unit_scale=True, mininterval=0.5)


def verify(path, sha256):
    """Raise MirrorFailed unless the gzip file's content has this SHA-256."""
    if reason := flaw(path, sha256):
        raise MirrorFailed(reason, again=True)
