import base64
import gzip
import hashlib
import io
import os
import socket
import threading
import traceback
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat

import numpy as np
import pytest

from chemins.base.errors import CheminsError
from chemins.data import download
from chemins.data.download import fetch
from chemins.data.idx import FILES, read_idx
from chemins.data.named import NAMED, Published

CONTENT = np.random.default_rng(1).integers(0, 50, 400, dtype=np.uint8).tobytes()
PACKED = gzip.compress(CONTENT, mtime=0)
DIGEST = hashlib.sha256(CONTENT).hexdigest()
FILE = Published("file.gz", DIGEST, longest=1_000_000, unpacked=True)
OTHER = gzip.compress(b"another file", mtime=0)

# Answers of a server: status, headers beside Content-Length, body, Content-Length (None: unsaid).
GOOD = (200, {}, PACKED, len(PACKED))
MISSING = (404, {}, b"no such thing", 13)
BROKEN = (500, {}, b"out of order", 12)
BUSY = (503, {}, b"", 0)
TOO_MANY = (429, {}, b"", 0)
TOO_SLOW = (408, {}, b"", 0)
CUT = (200, {}, PACKED[:100], len(PACKED))
CUT_UNSAID = (200, {}, PACKED[:100], None)
WRONG = (200, {}, OTHER, len(OTHER))
NO_GZIP = (200, {"Content-Type": "text/html"}, b"<html>Log in first</html>", 25)
ENCODED = (200, {"Content-Encoding": "gzip"}, PACKED, len(PACKED))
UNSAID = (200, {}, PACKED, None)


class Handler(BaseHTTPRequestHandler):
    """Gives the next of the server's scripted answers for a path, the last one over and over."""

    def do_GET(self):
        self.server.asked.append(self.path)
        answers = self.server.answers[self.path.split("/")[1]]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if callable(answer):
            with suppress(ConnectionError):
                return answer(self)
        status, headers, body, length = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@contextmanager
def serving(**answers):
    """A server whose mirror /NAME gives these answers: yields (function name -> URL, asked)."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.answers = {name: list(given) for name, given in answers.items()}
        server.asked, server.over = [], threading.Event()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", server.asked
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


def fetched(mirrors, target, file=FILE):
    """Fetch `file`.gz; returns the waits that were asked for."""
    waits = []
    fetch(file, mirrors, target, bar=io.StringIO(), pause=waits.append)
    return waits


def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def folder_with(folder, content):
    folder.mkdir()
    (folder / "file.gz").write_bytes(content)
    return folder.as_uri()


@pytest.mark.parametrize("answer", [GOOD, UNSAID], ids=["length said", "length unsaid"])
def test_a_good_answer_becomes_the_file(tmp_path, answer):
    target = tmp_path / "file.gz"
    with serving(a=[answer]) as (url, asked):
        assert fetched([f"{url}/a"], target) == []
    assert target.read_bytes() == PACKED
    assert asked == ["/a/file.gz"]
    assert list(tmp_path.iterdir()) == [target]


def test_a_slash_at_the_mirrors_end_is_not_doubled(tmp_path):
    with serving(a=[GOOD]) as (url, asked):
        fetched([f"{url}/a/"], tmp_path / "file.gz")
    assert asked == ["/a/file.gz"]


def test_later_mirrors_are_left_alone(tmp_path):
    with serving(a=[GOOD], b=[GOOD]) as (url, asked):
        fetched([f"{url}/a", f"{url}/b"], tmp_path / "file.gz")
    assert asked == ["/a/file.gz"]


def test_a_content_encoding_is_not_undone(tmp_path):
    """Some servers mark .gz files so; requests would unpack them, and the file be no gzip."""
    target = tmp_path / "file.gz"
    with serving(a=[ENCODED]) as (url, _):
        fetched([f"{url}/a"], target)
    assert target.read_bytes() == PACKED


def test_progress_is_shown_where_it_is_asked_for(tmp_path, capfd):
    shown = io.StringIO()
    with serving(a=[GOOD]) as (url, _):
        fetch(FILE, [f"{url}/a"], tmp_path / "file.gz", bar=shown)
    assert "file.gz" in shown.getvalue()
    assert capfd.readouterr() == ("", "")


FIRST_MIRROR = {
    # answers, requests before the next mirror, waits
    "not found": ([MISSING], 1, []),
    "forbidden": ([(403, {}, b"", 0)], 1, []),
    "out of order": ([BROKEN], 3, [1, 2]),
    "busy": ([BUSY], 3, [1, 2]),
    "too many requests": ([TOO_MANY], 3, [1, 2]),
    "request timed out": ([TOO_SLOW], 3, [1, 2]),
    "busy, then not found": ([BUSY, MISSING], 2, [1]),
    "cut": ([CUT], 3, [1, 2]),
    "cut, length unsaid": ([CUT_UNSAID], 3, [1, 2]),
    "another file": ([WRONG], 3, [1, 2]),
    "a login page": ([NO_GZIP], 3, [1, 2]),
    "nothing": ([(200, {}, b"", 0)], 3, [1, 2]),
    "part of a range": ([(206, {}, PACKED, len(PACKED))], 1, []),
}


@pytest.mark.parametrize(("answers", "requests", "waits"), FIRST_MIRROR.values(), ids=FIRST_MIRROR)
def test_the_next_mirror_is_tried(tmp_path, answers, requests, waits):
    target = tmp_path / "file.gz"
    with serving(a=answers, b=[GOOD]) as (url, asked):
        assert fetched([f"{url}/a", f"{url}/b"], target) == waits
    assert asked == ["/a/file.gz"] * requests + ["/b/file.gz"]
    assert target.read_bytes() == PACKED


@pytest.mark.parametrize("passing", [BROKEN, BUSY, TOO_MANY, TOO_SLOW, CUT, CUT_UNSAID, WRONG])
@pytest.mark.parametrize(("times", "waits"), [(1, [1]), (2, [1, 2])])
def test_a_passing_failure_is_asked_again(tmp_path, passing, times, waits):
    target = tmp_path / "file.gz"
    with serving(a=[passing] * times + [GOOD], b=[GOOD]) as (url, asked):
        assert fetched([f"{url}/a", f"{url}/b"], target) == waits
    assert asked == ["/a/file.gz"] * (times + 1)
    assert target.read_bytes() == PACKED
    assert list(tmp_path.iterdir()) == [target]


def test_a_nonsensical_length_is_the_mirrors_failure(tmp_path):
    target = tmp_path / "file.gz"
    with serving(a=[(200, {}, PACKED, "many")], b=[GOOD]) as (url, _):
        fetched([f"{url}/a", f"{url}/b"], target)
    assert target.read_bytes() == PACKED


def test_nobody_answers(tmp_path):
    target = tmp_path / "file.gz"
    with serving(b=[GOOD]) as (url, asked):
        waits = fetched([f"http://127.0.0.1:{closed_port()}/a", f"{url}/b"], target)
    assert waits == [1, 2]
    assert asked == ["/b/file.gz"]
    assert target.read_bytes() == PACKED


@pytest.mark.parametrize("name", ["mirror", "a mirror", "miroir été", "100%25", "a#b?c"])
def test_a_local_folder(tmp_path, name):
    target = tmp_path / "file.gz"
    assert fetched([folder_with(tmp_path / name, PACKED)], target) == []
    assert target.read_bytes() == PACKED


def test_a_local_folder_with_a_space_written_as_it_is(tmp_path):
    target = tmp_path / "file.gz"
    folder_with(tmp_path / "a mirror", PACKED)
    fetched([f"file://{tmp_path}/a mirror"], target)
    assert target.read_bytes() == PACKED


def test_a_missing_local_file_is_asked_for_once(tmp_path):
    target = tmp_path / "file.gz"
    empty = (tmp_path / "empty").as_uri()
    good = folder_with(tmp_path / "good", PACKED)
    assert fetched([empty, good], target) == []
    assert target.read_bytes() == PACKED


def test_when_all_fail_each_reason_is_told_and_nothing_is_left(tmp_path):
    target = tmp_path / "out" / "file.gz"
    target.parent.mkdir()
    port = closed_port()
    with serving(missing=[MISSING], broken=[BROKEN], cut=[CUT], wrong=[WRONG], page=[NO_GZIP]) as (
        url,
        _,
    ):
        reasons = {
            f"{url}/missing": "HTTP status 404",
            f"{url}/broken": "HTTP status 500",
            f"{url}/cut": "the answer broke off",
            f"{url}/wrong": "wrong content",
            f"{url}/page": "not a whole gzip file",
            f"http://127.0.0.1:{port}/x": "no answer",
            (tmp_path / "nowhere").as_uri(): "no such file",
            folder_with(tmp_path / "cut", PACKED[:-1]): "not a whole gzip file",
        }
        with pytest.raises(CheminsError) as caught:
            fetched(list(reasons), target)
    lines = str(caught.value).splitlines()
    for mirror, reason in reasons.items():
        assert [reason in line for line in lines if f"{mirror}/file.gz" in line] == [True], mirror
    assert list(target.parent.iterdir()) == []


def test_a_wrong_content_is_told_with_both_digests(tmp_path):
    mirror = folder_with(tmp_path / "wrong", OTHER)
    with pytest.raises(CheminsError) as caught:
        fetched([mirror], tmp_path / "file.gz")
    assert hashlib.sha256(b"another file").hexdigest()[:12] in str(caught.value)
    assert DIGEST[:12] in str(caught.value)


@pytest.mark.parametrize("answer", [MISSING, BROKEN, CUT, WRONG, NO_GZIP])
def test_on_failure_an_existing_target_stays(tmp_path, answer):
    target = tmp_path / "file.gz"
    target.write_bytes(b"from before")
    with serving(a=[answer]) as (url, _), pytest.raises(CheminsError):
        fetched([f"{url}/a"], target)
    assert target.read_bytes() == b"from before"
    assert list(tmp_path.iterdir()) == [target]


# --- mirrors that mean no good ------------------------------------------------------------------


def begin(handler, *headers):
    handler.send_response(200)
    for name, value in headers:
        handler.send_header(name, value)
    handler.end_headers()


def pour(handler, piece):
    """The same piece, until nobody listens."""
    with suppress(ConnectionError):
        while not handler.server.over.is_set():
            handler.wfile.write(piece)


def stalled_body(handler):
    begin(handler, ("Content-Length", str(len(PACKED))))
    handler.wfile.write(PACKED[:10])
    handler.server.over.wait()


def stalled_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-")
    handler.wfile.flush()
    handler.server.over.wait()


def continued(handler):
    pour(handler, b"HTTP/1.1 100 Continue\r\n\r\n")


def telling(*seconds):
    """A clock that tells these, then the last of them again and again."""
    times = chain(seconds, repeat(seconds[-1]))
    return lambda: next(times)


@pytest.mark.parametrize("slow", [stalled_body, stalled_headers, continued])
def test_a_mirror_that_takes_longer_than_its_share_is_left(tmp_path, slow):
    """By the clock, a quarter of a second is left of the first's share when it is asked."""
    target, half = tmp_path / "file.gz", download.TOTAL / 2
    clock = telling(0, 0, half - 0.25, half)
    with serving(a=[slow], b=[GOOD]) as (url, asked):
        fetch(FILE, [f"{url}/a", f"{url}/b"], target, io.StringIO(), clock=clock)
        assert "/b/file.gz" in asked
    assert target.read_bytes() == PACKED
    assert list(tmp_path.iterdir()) == [target]


def test_a_mirror_that_took_too_long_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(download, "TOTAL", 0.25)
    with serving(a=[stalled_headers]) as (url, _), pytest.raises(CheminsError) as caught:
        fetched([f"{url}/a"], tmp_path / "file.gz")
    assert f"{url}/a/file.gz: took over 0 s, its share" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_mirrors_share_the_time_that_is_left(tmp_path, monkeypatch):
    """1,200 s for four: 300 each; when the first took 900 of them, 100 each for the others."""
    now, given = [0.0], []

    def once(url, partial, bar, seconds, largest):
        given.append(seconds)
        now[0] += 900 if len(given) == 1 else 40
        raise download.MirrorFailed("no", again=len(given) == 2)

    monkeypatch.setattr(download, "fetch_once", once)
    mirrors = [f"http://{name}" for name in "abcd"]
    with pytest.raises(CheminsError):
        fetch(FILE, mirrors, tmp_path / "file.gz", None, lambda s: None, lambda: now[0])
    assert download.TOTAL == 1200
    # the second mirror was asked twice, the second time with what its first attempt left
    assert given == [300, 100, 60, 110, 180]


def endless(handler):
    begin(handler)
    pour(handler, bytes(1 << 16))


def endless_chunks(handler):
    begin(handler, ("Transfer-Encoding", "chunked"))
    pour(handler, b"10000\r\n" + bytes(1 << 16) + b"\r\n")


def one_byte_too_long(handler):
    begin(handler, ("Content-Length", str(len(PACKED) + 1)))
    handler.wfile.write(PACKED + b"0")


@pytest.mark.parametrize("large", [endless, endless_chunks, one_byte_too_long])
def test_an_answer_is_read_no_further_than_a_file_can_be_long(tmp_path, monkeypatch, large):
    monkeypatch.setattr(download, "ADDED", len(PACKED) - len(CONTENT))
    monkeypatch.setattr(download, "TOTAL", 60)
    target, file = tmp_path / "file.gz", replace(FILE, longest=len(CONTENT))
    with serving(a=[large], b=[GOOD]) as (url, asked):
        assert fetched([f"{url}/a", f"{url}/b"], target, file) == []
        assert asked == ["/a/file.gz", "/b/file.gz"]
    assert target.read_bytes() == PACKED


def test_the_limit_lets_a_file_through_that_is_not_packed_at_all():
    content = np.random.default_rng(0).integers(0, 256, 5_000_000, dtype=np.uint8).tobytes()
    stored = gzip.compress(content, compresslevel=0)
    longest = max(file.longest for file in NAMED["mnist"].files)
    assert len(stored) - len(content) < download.ADDED * len(content) / longest


def endless_chunk_size(handler):
    begin(handler, ("Transfer-Encoding", "chunked"))
    pour(handler, b"1" * (1 << 16))


def endless_header(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    pour(handler, b"x" * (1 << 16))


@pytest.mark.parametrize("line", [endless_chunk_size, endless_header])
def test_an_endless_line_is_the_mirrors_failure(tmp_path, monkeypatch, line):
    monkeypatch.setattr(download, "TOTAL", 60)
    with serving(a=[line]) as (url, _), pytest.raises(CheminsError) as caught:
        fetched([f"{url}/a"], tmp_path / "file.gz")
    assert "took over" not in str(caught.value)


def to(location, status=302, body=b""):
    return (status, {"Location": location}, body, len(body))


def test_redirects_are_followed(tmp_path):
    target = tmp_path / "file.gz"
    with serving(a=[to("/b/x.gz")], b=[to("../c/y.gz", 308)], c=[GOOD]) as (url, asked):
        fetched([f"{url}/a"], target)
    assert asked == ["/a/file.gz", "/b/x.gz", "/c/y.gz"]
    assert target.read_bytes() == PACKED


def test_what_a_redirect_says_besides_is_not_read(tmp_path, monkeypatch):
    """requests would read it to its end, and unpack it."""
    monkeypatch.setattr(download, "TOTAL", 60)

    def sends_on_for_ever(handler):
        handler.send_response(302)
        handler.send_header("Location", "/b/file.gz")
        handler.send_header("Content-Encoding", "gzip")
        handler.end_headers()
        pour(handler, gzip.compress(bytes(1 << 20)))

    target = tmp_path / "file.gz"
    with serving(a=[sends_on_for_ever], b=[GOOD]) as (url, _):
        fetched([f"{url}/a"], target)
    assert target.read_bytes() == PACKED


NOT_FOLLOWED = {
    "a file": "{file}",
    "another scheme": "ftp://127.0.0.1/file.gz",
    "data": "data:application/gzip;base64,H4sI",
    "no URL": "http://[bad",
    "no port": "http://127.0.0.1:port/",
}


@pytest.mark.parametrize("location", NOT_FOLLOWED.values(), ids=NOT_FOLLOWED)
def test_a_redirect_elsewhere_is_not_followed(tmp_path, location):
    location = location.format(file=f"{folder_with(tmp_path / 'good', PACKED)}/file.gz")
    with serving(a=[to(location)]) as (url, asked), pytest.raises(CheminsError) as caught:
        fetched([f"{url}/a"], tmp_path / "file.gz")
    assert f"{url}/a/file.gz: sends us on to what is not followed" in str(caught.value)
    assert asked == ["/a/file.gz"]


def test_redirects_in_a_circle_end(tmp_path):
    with serving(a=[to("/a/file.gz")]) as (url, asked), pytest.raises(CheminsError) as caught:
        fetched([f"{url}/a"], tmp_path / "file.gz")
    assert "sends us on more than 5 times" in str(caught.value)
    assert len(asked) == 6


def test_an_answer_is_asked_for_as_it_is(tmp_path):
    said = []

    def note(handler):
        said.append(handler.headers["Accept-Encoding"])
        begin(handler)
        handler.wfile.write(PACKED)

    with serving(a=[note]) as (url, _):
        fetched([f"{url}/a"], tmp_path / "file.gz")
    assert said == ["identity"]


# --- passwords in URLs ---------------------------------------------------------------------------

SECRET = "p%C3%A9t%2Frhubarb"  # of the user "me": "pét/rhubarb", percent-encoded
BASIC = "Basic " + base64.b64encode("me:pét/rhubarb".encode()).decode()


def with_secret(url):
    return url.replace("//", f"//me:{SECRET}@")


def test_a_password_goes_to_its_own_server_and_no_other(tmp_path):
    told = {"own": [], "other": []}

    def noting(name, answer):
        def note(handler):
            told[name].append(handler.headers["Authorization"])
            status, headers, body, length = answer
            handler.send_response(status)
            for key, value in (*headers.items(), ("Content-Length", str(length))):
                handler.send_header(key, value)
            handler.end_headers()
            handler.wfile.write(body)

        return note

    with serving(c=[noting("other", GOOD)]) as (other, _):
        away = noting("own", to(f"{other}/c/file.gz"))
        with serving(a=[noting("own", to("/b/file.gz"))], b=[away]) as (url, _):
            fetched([with_secret(f"{url}/a")], tmp_path / "file.gz")
    assert told == {"own": [BASIC, BASIC], "other": [None]}


def test_a_password_that_a_redirect_brings_is_left_out(tmp_path):
    told = []

    def note(handler):
        told.append(handler.headers["Authorization"])
        begin(handler)
        handler.wfile.write(PACKED)

    with serving(c=[note]) as (other, _), serving(a=[to(with_secret(f"{other}/c/x"))]) as (url, _):
        fetched([f"{url}/a"], tmp_path / "file.gz")
    assert told == [None]


@pytest.mark.parametrize("attempt", ["missing", "broken", "cut", "wrong", "away", "closed", "slow"])
def test_a_password_is_told_nowhere(tmp_path, monkeypatch, capfd, attempt):
    monkeypatch.setattr(download, "TOTAL", 0.5 if attempt == "slow" else 60)
    answers = {"missing": MISSING, "broken": BROKEN, "cut": CUT, "wrong": WRONG}
    answers |= {"away": to("file:///etc/hostname"), "slow": stalled_headers}
    bar = io.StringIO()
    with serving(**{name: [answer] for name, answer in answers.items()}) as (url, _):
        mirror = (
            f"http://127.0.0.1:{closed_port()}/x" if attempt == "closed" else f"{url}/{attempt}"
        )
        with pytest.raises(CheminsError) as caught:
            fetch(FILE, [with_secret(mirror)], tmp_path / "file.gz", bar, lambda s: None)
    written = "".join(traceback.format_exception(caught.value)) + bar.getvalue()
    written += "".join(capfd.readouterr())
    assert mirror.replace("//", "//…@") in str(caught.value)
    for part in ("me:p", "rhubarb", "p%C3", "pét", BASIC[6:]):
        assert part not in written


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_password_is_not_in_the_traceback_of_what_ends_a_wait(tmp_path, error):
    def interrupted(seconds):
        raise error

    mirror = f"http://me:rhubarb@127.0.0.1:{closed_port()}/x?token=rhubarb"
    with pytest.raises(error) as caught:
        fetch(FILE, [mirror], tmp_path / "file.gz", io.StringIO(), pause=interrupted)
    assert "rhubarb" not in "".join(traceback.format_exception(caught.value))


MALFORMED = [
    "http://[bad", "http://", "http:///x", "http://host:port", "http://host:99999", "http://host:0",
    "http://me:rhubarb@[bad", "https://me:rhubarb/part@host", "http://me:a@rhubarb@[::1",
    "http://" + "a" * 70 + ".org", "http://a..b", "http://.", "http://*", "http://\0", "http://\udcff",
    "ftp://me:rhubarb@host", "me:rhubarb@host", "//me:rhubarb@host", "", "file://me:rhubarb@host/x",
    "file:///a%00b", "file:///" + "a" * 300, "file://[bad", "http://host:1:2/", "http://xn--a/",
]  # fmt: skip


@pytest.mark.parametrize("mirror", MALFORMED, ids=ascii)
def test_a_malformed_url_is_one_more_reason(tmp_path, monkeypatch, mirror):
    """And no name of these is looked up."""
    monkeypatch.setattr(socket, "getaddrinfo", refuse_to_look_up)
    target, good = tmp_path / "out" / "file.gz", folder_with(tmp_path / "good", PACKED)
    target.parent.mkdir()
    fetched([mirror, good], target)
    assert target.read_bytes() == PACKED
    with pytest.raises(CheminsError) as caught:
        fetched([mirror], target)
    assert str(caught.value).count("\n") == 2
    assert "rhubarb" not in "".join(traceback.format_exception(caught.value))


def refuse_to_look_up(*args, **kwargs):
    raise socket.gaierror("not asked")


# --- local folders --------------------------------------------------------------------------------


def pipe(path):
    os.mkfifo(path)


def huge(path):
    with open(path, "wb") as file:
        file.truncate(10**12)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (pipe, "a named pipe, not a file"),
        (lambda path: path.symlink_to("/dev/zero"), "a device, not a file"),
        (lambda path: path.mkdir(), "a folder, not a file"),
        (huge, "has over"),
    ],
)
def test_a_local_file_that_cannot_be_it_is_not_read(tmp_path, monkeypatch, make, reason):
    monkeypatch.setattr(download, "TOTAL", 60)
    monkeypatch.setattr(download, "ADDED", 0)
    (tmp_path / "mirror").mkdir()
    make(tmp_path / "mirror" / "file.gz")
    with pytest.raises(CheminsError, match=reason):
        fetched([(tmp_path / "mirror").as_uri()], tmp_path / "file.gz")


def test_another_machines_folder_is_not_taken_for_this_ones(tmp_path):
    mirror = folder_with(tmp_path / "good", PACKED).replace("file://", "file://elsewhere")
    with pytest.raises(CheminsError, match="is on another machine"):
        fetched([mirror], tmp_path / "file.gz")


def test_an_error_of_ones_own_leaves_nothing_either(tmp_path):
    """Ctrl-C while waiting for the second attempt."""

    def interrupted(seconds):
        raise KeyboardInterrupt

    with serving(a=[CUT_UNSAID]) as (url, _), pytest.raises(KeyboardInterrupt):
        fetch(FILE, [f"{url}/a"], tmp_path / "file.gz", io.StringIO(), pause=interrupted)
    assert list(tmp_path.iterdir()) == []


def test_a_file_cut_anywhere_is_never_taken(tmp_path):
    mirror = tmp_path / "mirror"
    url = folder_with(mirror, PACKED)
    target = tmp_path / "file.gz"
    for cut in np.random.default_rng(7).integers(0, len(PACKED), 100).tolist():
        (mirror / "file.gz").write_bytes(PACKED[:cut])
        with pytest.raises(CheminsError):
            fetched([url], target)
        assert list(tmp_path.iterdir()) == [mirror], f"cut at byte {cut}"


def test_the_published_mnist_is_what_is_expected(published_mnist, tmp_path):
    found = {}
    for name, file in zip(FILES, NAMED["mnist"].files, strict=True):
        fetch(file, [published_mnist.as_uri()], tmp_path / file.name, bar=io.StringIO())
        found[name] = read_idx(tmp_path / file.name)
    assert [array.shape for array in found.values()] == [
        (60_000, 28, 28),
        (60_000,),
        (10_000, 28, 28),
        (10_000,),
    ]
    for split, labels in (("train", found[FILES[1]]), ("test", found[FILES[3]])):
        assert NAMED["mnist"].counts[split] == dict(enumerate(np.bincount(labels).tolist()))
