"""Downloads: which mirrors and folders are asked, how often, and what becomes the file."""

import hashlib
import io
import os

import numpy as np
import pytest

from builders.mirrors import (
    BROKEN,
    BUSY,
    CUT,
    CUT_UNSAID,
    DIGEST,
    ENCODED,
    FILE,
    GOOD,
    MISSING,
    NO_GZIP,
    OTHER,
    PACKED,
    TOO_MANY,
    TOO_SLOW,
    UNSAID,
    WRONG,
    closed_port,
    fetched,
    folder_with,
    serving,
)
from chemins.base.errors import CheminsError
from chemins.data import download
from chemins.data.download import fetch
from chemins.data.idx import FILES, read_idx
from chemins.data.named import NAMED


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


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
