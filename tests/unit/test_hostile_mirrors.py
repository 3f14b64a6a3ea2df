"""Mirrors that mean no good: too slow, without end, or sending us elsewhere."""

import gzip
import io
from contextlib import suppress
from dataclasses import replace
from itertools import chain, repeat

import numpy as np
import pytest

from builders.mirrors import (
    CONTENT,
    FILE,
    GOOD,
    PACKED,
    begin,
    fetched,
    folder_with,
    serving,
    stalled_headers,
    to,
)
from chemins.base.errors import CheminsError
from chemins.data import download
from chemins.data.download import fetch
from chemins.data.named import NAMED


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def pour(handler, piece):
    """The same piece, until nobody listens."""
    with suppress(ConnectionError):
        while not handler.server.over.is_set():
            handler.wfile.write(piece)


def stalled_body(handler):
    begin(handler, ("Content-Length", str(len(PACKED))))
    handler.wfile.write(PACKED[:10])
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
