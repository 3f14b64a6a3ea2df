"""Archives: the same bytes wherever they are made, and nothing lost or added unseen."""

import hashlib
import io
import os
import subprocess
import tarfile

import pyarrow as pa
import pytest

from chemins.archives.packing import (
    SEAL,
    SUMS,
    TOP,
    Entry,
    check_sums,
    entry,
    sealed,
    unpack,
    write_archive,
)
from chemins.base.errors import CheminsError

DATE = "2031-02-03"
TEXTS = {"b/ü x.txt": "second", "a.txt": "first", "b/a.bin": "third" * 1000}


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def entries(folder):
    """Files in a folder as entries, one of them of bytes alone."""
    found = {}
    for name, text in TEXTS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
        found[name] = Entry(folder / name, digest(text))
    return {**found, "made.json": entry(b"{}")}


def archived(folder, found=None, date=DATE):
    found = entries(folder / "in") if found is None else found
    write_archive(folder / "x.tar.zst", sealed(found), date, lambda name: None)
    return folder / "x.tar.zst"


def members(path):
    with (
        pa.OSFile(str(path)) as file,
        pa.CompressedInputStream(file, "zstd") as stream,
        tarfile.open(fileobj=stream, mode="r|") as tar,
    ):
        return list(tar)


def compressed(path, add):
    """An archive of whatever `add` puts into a tar."""
    with (
        pa.OSFile(str(path), "wb") as file,
        pa.CompressedOutputStream(file, "zstd") as stream,
        tarfile.open(fileobj=stream, mode="w|") as tar,
    ):
        add(tar)
    return path


def plain(name, content=b"x", **changes):
    """What adds one member to a tar."""

    def add(tar):
        info = tarfile.TarInfo(name)
        info.size = 0 if changes else len(content)
        for key, value in changes.items():
            setattr(info, key, value)
        tar.addfile(info, io.BytesIO(content))

    return add


# --- writing ------------------------------------------------------------------------------------


def test_two_archives_of_the_same_files_are_the_same_to_the_byte(tmp_path):
    paths = []
    for number, name in enumerate(("one", "another folder")):
        (tmp_path / name).mkdir()
        found = entries(tmp_path / name / "in")
        for file in (tmp_path / name / "in").rglob("*.*"):
            os.utime(file, (1000 + number, 2000 + number))
            file.chmod(0o600 if number else 0o755)
        order = dict(list(found.items())[:: -1 if number else 1])
        paths.append(archived(tmp_path / name, order))
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_all_lies_in_one_folder_sorted_with_one_owner_mode_and_date(tmp_path):
    found = members(archived(tmp_path))
    names = [member.name for member in found]
    assert names == sorted(f"{TOP}/{name}" for name in [*TEXTS, "made.json", SUMS, SEAL])
    for member in found:
        assert (member.uid, member.gid, member.uname, member.gname) == (0, 0, "", "")
        assert (member.mode, member.type) == (0o644, tarfile.REGTYPE)
        assert member.mtime == 1927843200  # date -u -d 2031-02-03 +%s
    assert archived(tmp_path, date="2031-02-04").exists()
    assert members(tmp_path / "x.tar.zst")[0].mtime == 1927843200 + 24 * 60 * 60


def test_any_tar_and_zstd_unpack_it_and_its_sums_are_as_sha256sum_reads_them(tmp_path):
    for command in (("zstd", "--version"), ("sha256sum", "--version")):
        try:
            subprocess.run(command, check=True, capture_output=True)
        except FileNotFoundError:
            pytest.skip(f"{command[0]} is not installed")
    with archived(tmp_path).open("rb") as file:
        subprocess.run(["zstd", "-d", "-q", "-o", tmp_path / "x.tar"], stdin=file, check=True)
    subprocess.run(["tar", "-xf", tmp_path / "x.tar", "-C", tmp_path], check=True)
    for name in (SUMS, SEAL):
        subprocess.run(["sha256sum", "--quiet", "-c", name], cwd=tmp_path / TOP, check=True)


@pytest.mark.parametrize("harm", ["gone", "edited", "longer"])
def test_a_file_that_is_not_as_it_should_be_is_named_and_there_is_no_archive(tmp_path, harm):
    found = entries(tmp_path / "in")
    path = tmp_path / "in/a.txt"
    path.unlink() if harm == "gone" else path.write_text("First" if harm == "edited" else "first.")
    said = "cannot be read" if harm == "gone" else "is not as its job made it"
    with pytest.raises(CheminsError, match=rf"a\.txt {said}"):
        archived(tmp_path, found)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


# --- reading ------------------------------------------------------------------------------------


def test_what_was_archived_comes_out_of_it(tmp_path):
    found = unpack(archived(tmp_path), tmp_path / "with a space")
    texts = {name: (tmp_path / "with a space" / name).read_text() for name in TEXTS}
    assert texts == TEXTS
    assert {name: found[name] for name in TEXTS} == {
        name: digest(text) for name, text in TEXTS.items()
    }
    assert check_sums(found, tmp_path / "with a space") == []


def test_a_damaged_byte_is_found_wherever_it_is(tmp_path):
    """Unless it changes nothing of what comes out."""
    whole = archived(tmp_path).read_bytes()
    expected = unpack(tmp_path / "x.tar.zst", tmp_path / "whole")
    found = 0
    for place in range(len(whole)):
        damaged = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        (tmp_path / "y.tar.zst").write_bytes(damaged)
        folder = tmp_path / str(place)
        try:
            read = unpack(tmp_path / "y.tar.zst", folder)
            wrong = check_sums(read, folder)
        except CheminsError as error:
            wrong = [str(error)]
        assert wrong or read == expected
        found += bool(wrong)
    assert found > 0.9 * len(whole)


def test_an_archive_that_was_cut_is_told(tmp_path):
    path = archived(tmp_path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(CheminsError, match=r"x\.tar\.zst is damaged, or no archive of chemins"):
        unpack(path, tmp_path / "out")


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04"])
def test_what_is_no_archive_is_told(tmp_path, content):
    (tmp_path / "x.tar.zst").write_bytes(content)
    with pytest.raises(CheminsError, match="is damaged, or no archive of chemins"):
        unpack(tmp_path / "x.tar.zst", tmp_path / "out")


def test_a_missing_archive_is_told(tmp_path):
    with pytest.raises(CheminsError, match="there is no such file"):
        unpack(tmp_path / "x.tar.zst", tmp_path / "out")


@pytest.mark.parametrize(
    "add",
    [
        plain("../outside"),
        plain(f"{TOP}/../../outside"),
        plain(f"{TOP}/a/../../../outside"),
        plain("/tmp/outside"),
        plain("other/inside"),
        plain(TOP),
        plain(f"{TOP}//etc/outside"),
        plain(f"{TOP}/link", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        plain(f"{TOP}/link", type=tarfile.LNKTYPE, linkname="a.txt"),
        plain(f"{TOP}/device", type=tarfile.CHRTYPE),
        plain(f"{TOP}/pipe", type=tarfile.FIFOTYPE),
        plain(f"{TOP}/folder", type=tarfile.DIRTYPE),
    ],
)
def test_nothing_is_written_outside_nor_anything_but_files(tmp_path, add):
    path = compressed(tmp_path / "x.tar.zst", add)
    with pytest.raises(CheminsError, match="is no file in the folder chemins"):
        unpack(path, tmp_path / "in/out")
    assert [path.name for path in tmp_path.rglob("*")] == ["x.tar.zst"]


@pytest.mark.parametrize("second", ["a", "a/b"])
def test_a_name_is_written_once(tmp_path, second):
    def both(tar):
        plain(f"{TOP}/a", b"first")(tar)
        plain(f"{TOP}/{second}", b"second")(tar)

    with pytest.raises(CheminsError, match="is damaged, or no archive of chemins"):
        unpack(compressed(tmp_path / "x.tar.zst", both), tmp_path / "out")
    assert (tmp_path / "out/a").read_bytes() == b"first"


def test_what_sums_say_too_much_or_too_little_of_is_told(tmp_path):
    told = sealed({"a": Entry(b"", "1"), "b  c": Entry(b"", "2"), "gone": Entry(b"", "3")})
    for name in (SUMS, SEAL):
        (tmp_path / name).write_bytes(told[name].source)
    found = {"a": "1", "b  c": "9", "more": "4", SUMS: told[SUMS].sha, SEAL: told[SEAL].sha}
    assert check_sums(found, tmp_path) == [
        f"b  c: its content is another than {SUMS} says",
        f"gone: it is in {SUMS}, and not there",
        f"more: it is there, and not in {SUMS}",
    ]
    assert check_sums({**found, SUMS: "other"}, tmp_path) == [
        f"{SUMS}: its content is another than {SEAL} says"
    ]


@pytest.mark.parametrize("name", [SUMS, SEAL])
def test_without_sums_there_is_nothing_to_check_by(tmp_path, name):
    found = {SUMS: "1", SEAL: "2"}
    del found[name]
    with pytest.raises(CheminsError, match="there is nothing to check it by"):
        check_sums(found, tmp_path)
