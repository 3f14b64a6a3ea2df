"""What comes in as a .keras file: zips of three members, of sizes that can be true."""

import json
import os
import struct
import zipfile
import zlib

import pytest

from builders import keras_files as made
from chemins.base.errors import CheminsError
from chemins.networks.keras_files.config import read_network


@pytest.fixture
def path(tmp_path):
    return tmp_path / "mine.keras"


def refusal(path):
    """The one line that a file is refused with."""
    with pytest.raises(CheminsError) as error:
        read_network(path, "mine")
    text = str(error.value)
    assert text.startswith("mine ")
    assert "\n" not in text
    assert len(text) < 500
    return text


def test_what_keras_writes_is_read(path):
    found = read_network(made.write(path, made.small()), "mine")
    assert (found.layers, found.hidden, found.classes) == (("flat", "hidden"), ("hidden",), 2)


@pytest.mark.parametrize("packed", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_that_was_packed_again_is_read(path, packed):
    assert read_network(made.write(path, made.small(), packed=packed), "mine").classes == 2


@pytest.mark.parametrize("packed", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(path, packed):
    assert "is packed by method" in refusal(made.write(path, made.small(), packed=packed))


@pytest.mark.parametrize("name", ["mine.zip", "mine", "mine.KERAS", "mine.keras.txt"])
def test_only_names_in_keras(tmp_path, name):
    assert "does not end in .keras" in refusal(made.write(tmp_path / name, made.small()))


@pytest.mark.parametrize("name", ["older.h5", "older.hdf5"])
def test_a_file_of_an_older_keras_is_told_the_lines_that_convert_it(tmp_path, name):
    (tmp_path / name).write_bytes(PREFIXES["hdf5"])
    told = refusal(tmp_path / name)
    lines = f"load_model('{name}', compile=False).save('older.keras')"
    assert told.endswith(f"`import keras` and `keras.saving.{lines}`")


@pytest.mark.parametrize("name", ["a.pt", "a.safetensors"])
def test_other_frameworks_files_are_told_their_way(tmp_path, name):
    (tmp_path / name).write_bytes(b"PK")
    told = refusal(tmp_path / name)
    assert told.startswith("mine is no file of Keras; write the network as ONNX")
    assert told.endswith("`kind: onnx`")


def test_an_onnx_file_is_of_another_kind(tmp_path):
    (tmp_path / "a.onnx").write_bytes(b"\x08\x07")
    assert refusal(tmp_path / "a.onnx") == (
        "mine is an ONNX file; write `kind: onnx` for `kind: file`"
    )


def test_a_saved_model_is_told_its_way(tmp_path):
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved/saved_model.pb").write_bytes(b"")
    told = refusal(tmp_path / "saved")
    assert "(SavedModel)" in told
    assert "--saved-model saved --output model.onnx`) for `kind: onnx`" in told


@pytest.mark.parametrize(("version", "told"), [("3.99.1", True), ("4000.0", False), ("3.1", False)])
def test_what_only_a_newer_keras_knows_is_told_so(path, version, told):
    unknown = made.small(made.layer("LayerOfTomorrow", "later"))
    text = refusal(made.write(path, unknown, version=version))
    assert ("written by Keras 3.99.1, which is newer than the 3." in text) == told


def test_a_newer_keras_is_no_error_by_itself(path):
    assert read_network(made.write(path, made.small(), version="3.99.1"), "mine").classes == 2


def test_pipes_folders_and_nothing_are_no_files(tmp_path):
    os.mkfifo(tmp_path / "pipe.keras")
    (tmp_path / "folder.keras").mkdir()
    for name in ("pipe", "folder", "absent"):
        assert "is no file" in refusal(tmp_path / f"{name}.keras")


PREFIXES = {
    "hdf5": b"\x89HDF\r\n\x1a\n" + bytes(500),
    "another zip": None,
    "a zip's first bytes": b"PK\x03\x04" + bytes(500),
    "one byte": b"x",
}


@pytest.mark.parametrize("prefix", PREFIXES.values(), ids=PREFIXES)
def test_a_zip_behind_something_else_is_refused(path, prefix):
    content = made.write(path, made.small()).read_bytes()
    path.write_bytes((content if prefix is None else prefix) + content)
    assert zipfile.is_zipfile(path)
    assert "is no .keras file" in refusal(path)


@pytest.mark.parametrize("suffix", [b"x", b"PK\x05\x06", bytes(22), b"{}" * 100])
def test_something_behind_the_zip_is_refused(path, suffix):
    path.write_bytes(made.write(path, made.small()).read_bytes() + suffix)
    assert "is no .keras file" in refusal(path)


def test_a_zips_comment_is_refused(path):
    with zipfile.ZipFile(made.write(path, made.small()), "a") as archive:
        archive.comment = b"a comment"
    assert "is no .keras file" in refusal(path)


OTHERS = ["assets/vocabulary.txt", "../up.txt", "/etc/passwd", "model.weights.npz", "x" * 3000]


@pytest.mark.parametrize("name", OTHERS, ids=lambda name: name[:20])
def test_a_fourth_member_is_refused(path, name):
    assert "a zip of 4 files" in refusal(made.write(path, made.small(), **{name: "text"}))


@pytest.mark.parametrize("name", ["metadata.json", "config.json", "model.weights.h5"])
def test_a_missing_member_is_refused(path, name):
    kept = [n for n in ("metadata.json", "config.json", "model.weights.h5") if n != name]
    with zipfile.ZipFile(path, "w") as archive:
        for other in [*kept, "other"]:
            archive.writestr(other, "{}")
    assert "is no .keras file: its zip has other" in refusal(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_twice_is_refused(path):
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("metadata.json", "config.json", "config.json"):
            archive.writestr(name, "{}")
    assert "each once" in refusal(path)


def test_an_encrypted_member_is_refused(path):
    content = bytearray(made.write(path, made.small()).read_bytes())
    place = content.index(b"PK\x01\x02")  # the directory's entry of the first member
    content[place + 8] |= 1
    path.write_bytes(content)
    assert "is encrypted" in refusal(path)


@pytest.mark.parametrize("size", [2**23, 2**22 + 1])
def test_a_configuration_that_unpacks_to_too_much_is_refused_before_it_is_read(
    path, size, monkeypatch
):
    made.write(path, " " * size, packed=zipfile.ZIP_DEFLATED)
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    assert "has a config.json of" in refusal(path)


def test_weights_that_unpack_to_too_much_are_refused_before_they_are_read(path, monkeypatch):
    pack = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = b"".join([*(pack.compress(bytes(2**20)) for _ in range(50)), pack.flush()])
    write_by_hand(path, {"metadata.json": b"{}", "config.json": b"{}"}, bomb, 50 * 2**20)
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    assert "model.weights.h5 whose" in refusal(path)


def write_by_hand(path, stored, bomb, size):
    """A zip whose last member, the weights, is packed and claims a size."""
    members, directory = b"", b""
    entries = [(name, text, 0, len(text)) for name, text in stored.items()]
    for name, text, method, length in [*entries, ("model.weights.h5", bomb, 8, size)]:
        crc = zlib.crc32(text) if method == 0 else 0
        common = struct.pack(
            "<HHHHHIIIHH", 20, 0, method, 0, 0x21, crc, len(text), length, len(name), 0
        )
        place = len(members)
        members += b"PK\x03\x04" + common + name.encode() + text
        entry = struct.pack("<HHHII", 0, 0, 0, 0, place)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common + entry + name.encode()
    count = len(stored) + 1
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory),
                      len(members), 0)  # fmt: skip
    path.write_bytes(members + directory + end)


TEXTS = {
    "no JSON": "{",
    "a list": "[]",
    "a number": "5",
    "null": "null",
    "nothing": "",
    "no text": b"\xff\xfe\xfa\x00\x01",
    "a number of 5,000 digits": '{"class_name": ' + "9" * 5000 + "}",
    "deep lists": "[" * 200_000,
    "deep dicts": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "deep, and below what Python refuses": '{"class_name": "Sequential", "config": '
    + '{"a":' * 900 + "1" + "}" * 901,
}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_is_no_configuration_is_refused(path, text):
    assert refusal(made.write(path, text))


VERSIONS = ["nightly", "", None, 3, [], {}, "2.15.0", "1", "4.0.0", "v3.1", "٣.1", "3", "-3.0",
            "9" * 5000, "3\n.1"]  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: repr(v)[:12])
def test_versions_that_are_not_of_keras_3_are_refused(path, version):
    text = refusal(made.write(path, made.small(), version=version))
    assert "Keras" in text


@pytest.mark.parametrize("version", ["3.0.0", "3.15.1", "3.16.0.dev2026112603", "3.99.0rc1"])
def test_versions_of_keras_3(path, version):
    assert read_network(made.write(path, made.small(), version=version), "mine").classes == 2


def test_a_broken_member_is_refused(path):
    content = bytearray(made.write(path, made.small()).read_bytes())
    content[content.index(b'"class_name"') + 3] ^= 1
    path.write_bytes(content)
    assert "Bad CRC-32" in refusal(path)


def test_files_cut_short_are_refused(path):
    content = made.write(path, made.small()).read_bytes()
    for length in [0, 1, 4, 21, 22, 100, len(content) // 2, len(content) - 1]:
        path.write_bytes(content[:length])
        assert "is no .keras file" in refusal(path)


def test_a_million_layers_are_refused_by_their_size(path):
    one = json.dumps(made.dense("a", 1))
    text = '{"class_name": "Sequential", "config": {"name": "m", "layers": ['
    made.write(path, text + ",".join([one] * 1_000_000) + "]}}")
    assert "has a config.json of" in refusal(path)


def test_thousands_of_layers_are_refused(path):
    layers = [made.dense(f"d{n}", 1) for n in range(6000)]
    assert "entries, at most 5000" in refusal(made.write(path, made.sequential(*layers)))
