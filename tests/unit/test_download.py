import gzip
import hashlib
import io
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from chemins.download import fetch
from chemins.errors import CheminsError
from chemins.mnist import FILES, LABEL_COUNTS, SHA256, read_idx

CONTENT = np.random.default_rng(1).integers(0, 50, 400, dtype=np.uint8).tobytes()
PACKED = gzip.compress(CONTENT, mtime=0)
DIGEST = hashlib.sha256(CONTENT).hexdigest()
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
        status, headers, body, length = answers.pop(0) if len(answers) > 1 else answers[0]
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
        server.asked = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", server.asked
        finally:
            server.shutdown()
            thread.join()


def fetched(mirrors, target, digest=DIGEST):
    """Fetch `file`.gz; returns the waits that were asked for."""
    waits = []
    fetch("file", digest, mirrors, target, bar=io.StringIO(), pause=waits.append)
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
        fetch("file", DIGEST, [f"{url}/a"], tmp_path / "file.gz", bar=shown)
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


def test_an_error_of_ones_own_leaves_nothing_either(tmp_path):
    """Ctrl-C while waiting for the second attempt."""

    def interrupted(seconds):
        raise KeyboardInterrupt

    with serving(a=[CUT_UNSAID]) as (url, _), pytest.raises(KeyboardInterrupt):
        fetch("file", DIGEST, [f"{url}/a"], tmp_path / "file.gz", io.StringIO(), pause=interrupted)
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
    for name in FILES:
        target = tmp_path / f"{name}.gz"
        fetch(name, SHA256[name], [published_mnist.as_uri()], target, bar=io.StringIO())
        found[name] = read_idx(target)
    assert [array.shape for array in found.values()] == [
        (60_000, 28, 28),
        (60_000,),
        (10_000, 28, 28),
        (10_000,),
    ]
    for split, labels in (("train", found[FILES[1]]), ("test", found[FILES[3]])):
        assert LABEL_COUNTS[split] == dict(enumerate(np.bincount(labels).tolist()))
