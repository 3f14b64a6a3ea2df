"""Weights that are elsewhere, or that a file only claims to have."""

from io import BytesIO

import h5py
import numpy as np
import pytest

from builders import keras_files as made
from chemins.base.errors import CheminsError
from chemins.networks.keras_files.weights import check_content, check_weights

NUMBERS = np.arange(6, dtype=np.float32)


@pytest.fixture
def secret(tmp_path):
    """A file that is somebody's."""
    path = tmp_path / "secret"
    path.write_bytes(bytes(24))
    with h5py.File(tmp_path / "secret.h5", "w") as file:
        file["values"] = NUMBERS
    return path


def file_with(write):
    content = BytesIO()
    with h5py.File(content, "w") as file:
        file["layers/dense/vars/0"] = NUMBERS
        write(file)
    return content.getvalue()


def virtual(path):
    layout = h5py.VirtualLayout(shape=(6,), dtype="f4")
    layout[:] = h5py.VirtualSource(f"{path}.h5", "values", shape=(6,))
    return layout


def outside(file, path):
    file.create_dataset("x", (6,), "f4", external=[(str(path), 0, h5py.h5f.UNLIMITED)])


ATTACKS = {
    "an external link": (lambda f, s: f.__setitem__("x", h5py.ExternalLink(f"{s}.h5", "/values")),
                         "/x is a link"),
    "a soft link": (lambda f, s: f.__setitem__("x", h5py.SoftLink("/layers")), "/x is a link"),
    "a link deep inside": (
        lambda f, s: f.__setitem__("layers/dense/x", h5py.ExternalLink(f"{s}.h5", "/")),
        "/layers/dense/x is a link"),
    "external storage": (outside, "/x is in other files"),
    "a virtual dataset": (lambda f, s: f.create_virtual_dataset("x", virtual(s)),
                          "/x is in other files"),
    "a shape that is not stored": (lambda f, s: f.create_dataset("x", (10**15,), "f4"),
                                   "claims 1,000,000,000,000,000 values in 0 bytes"),
    "a shape in chunks": (lambda f, s: f.create_dataset("x", (10**15,), "f4", chunks=(100,)),
                          "claims 1,000,000,000,000,000 values"),
    "packed": (lambda f, s: f.create_dataset("x", data=np.zeros(10**6), compression="gzip"),
               "claims 1,000,000 values"),
    "text": (lambda f, s: f.__setitem__("x", "text"), "are no numbers"),
    "references": (lambda f, s: f.create_dataset("x", data=f.ref, dtype=h5py.ref_dtype),
                   "are no numbers"),
    "nothing": (lambda f, s: f.create_dataset("x", dtype="f4", shape=None, data=h5py.Empty("f4")),
                "are no numbers"),
    "a group in itself": (lambda f, s: f.__setitem__("layers/dense/up", f["layers"]),
                          "does not write so: /layers/dense/up"),
    "a type": (lambda f, s: f.__setitem__("x", np.dtype("f4")), "does not write so: /x"),
}  # fmt: skip


@pytest.mark.parametrize(("write", "said"), ATTACKS.values(), ids=ATTACKS)
def test_weights_that_are_not_in_the_file_are_refused(tmp_path, secret, write, said):
    content = file_with(lambda file: write(file, secret))
    path = made.write(tmp_path / "mine.keras", made.small(), content=content)
    with pytest.raises(CheminsError) as error:
        check_weights(path, "mine")
    assert str(error.value).startswith("mine has weights")
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_plain_numbers_are_taken():
    check_content(made.weights(a=NUMBERS, b=np.float64(3), c=np.zeros((0, 3)), d=np.bool_([1])))


def test_a_file_cut_or_changed_anywhere_is_taken_or_refused_in_one_message():
    content = file_with(lambda file: None)
    stream = np.random.default_rng(0)
    kinds = set()
    for _ in range(300):
        changed = bytearray(
            content[: stream.integers(len(content)) if stream.random() < 0.3 else None]
        )
        for place in stream.integers(max(1, len(changed)), size=3):
            changed[place : place + 1] = bytes([stream.integers(256)])
        try:
            check_content(bytes(changed))
        except CheminsError as error:
            kinds.add(str(error)[:20])
            continue
    assert kinds


@pytest.mark.parametrize("content", [b"", b"text", bytes(512) + made.weights()])
def test_what_is_no_hdf5_from_its_first_byte_is_refused(content):
    with pytest.raises(CheminsError, match="no HDF5 file"):
        check_content(content)
