"""Activations that another program wrote: what is taken, and what is told of it."""

import io
import shutil

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builders.activation_dump import (
    IDS,
    LABEL,
    ROLE,
    SPLIT,
    copied,
    edit,
    planned,
    softmax,
    write,
    write_dump,
)
from chemins.networks.outputs import hard_warning


@pytest.fixture
def folder(tmp_path):
    return write_dump(tmp_path / "dump")


# --- good ones ----------------------------------------------------------------------------------


def test_planning_learns_what_there_is(folder):
    config, dumps = planned(folder)
    assert config["runs"]["a"]["network"]["layers"] == ["one", "two"]
    dump = dumps["a"]
    assert (dump.samples, dump.train, dump.logits) == (60, 28, True)
    names = ["samples", "one", "two", "output", "logits"]
    assert [path.name for path in dump.files] == [f"{name}.parquet" for name in names]


def test_logits_may_be_left_out(folder):
    (folder / "logits.parquet").unlink()
    dump = planned(folder)[1]["a"]
    assert not dump.logits
    assert len(dump.files) == 4
    found = copied(folder, logits=False)["network"]
    assert list(found) == ["sample_id", "role", "label", "one", "two", "output"]


@pytest.mark.parametrize("group", ["known", "unseen"])
def test_tables_hold_what_the_folder_does(folder, group):
    found = copied(folder, group)
    rows = (ROLE == "unseen") == (group == "unseen")
    for columns in found.values():
        np.testing.assert_array_equal(columns["sample_id"], 3 * IDS[rows])
        np.testing.assert_array_equal(columns["label"], LABEL[rows])
        np.testing.assert_array_equal(columns["role"], ROLE[rows])
    for name in ("one", "two", "output", "logits"):
        column = "logits" if name == "logits" else "activation"
        values = np.stack(pd.read_parquet(folder / f"{name}.parquet")[column])
        np.testing.assert_array_equal(found["network"][name], values[rows].astype(np.float32))


@pytest.mark.parametrize("size", [16, 32, 64])
@pytest.mark.parametrize("kind", ["list", "large_list", "fixed"])
def test_lists_of_any_arrow_type_will_do(folder, kind, size):
    value = {16: pa.float16(), 32: pa.float32(), 64: pa.float64()}[size]
    values = np.random.default_rng(1).normal(size=(60, 3)).astype(f"float{size}")
    flat = pa.array(values.ravel(), value)
    column = {
        "list": lambda: pa.ListArray.from_arrays(np.arange(0, 181, 3, dtype=np.int32), flat),
        "large_list": lambda: pa.LargeListArray.from_arrays(np.arange(0, 181, 3), flat),
        "fixed": lambda: pa.FixedSizeListArray.from_arrays(flat, 3),
    }[kind]()
    ids = pa.array(3 * IDS, pa.uint16())
    pq.write_table(pa.table({"sample_id": ids, "activation": column}), folder / "two.parquet")
    planned(folder)
    rows = ROLE != "unseen"
    np.testing.assert_array_equal(copied(folder)["network"]["two"], values[rows].astype(np.float32))


@pytest.mark.parametrize("kind", ["bool", "int8", "uint8", "int16", "uint16"])
def test_lists_of_short_integers_and_bits_will_do(folder, kind):
    values = np.random.default_rng(1).integers(-300, 300, (60, 3)).astype(kind)
    write(folder, "two", values)
    planned(folder)
    rows = ROLE != "unseen"
    np.testing.assert_array_equal(copied(folder)["network"]["two"], values[rows].astype("f4"))


def test_ids_and_labels_of_any_integers_will_do(folder):
    edit(folder, "samples", lambda t: t.astype({"sample_id": "uint64", "label": "uint8"}))
    planned(folder)
    np.testing.assert_array_equal(copied(folder)["samples"]["label"], LABEL[ROLE != "unseen"])


def test_what_else_lies_in_the_folder_is_left_alone(folder):
    for name in (".DS_Store", "._one.parquet", ".one.parquet.crc", "_SUCCESS", "three.parquet"):
        (folder / name).write_bytes(b"\0")
    planned(folder)
    assert copied(folder)["network"]["one"].shape == (40, 4)


@pytest.mark.parametrize("kind", ["float16", "float32", "float64"])
def test_logits_may_be_as_coarse_as_16_bits(folder, kind):
    logits = np.random.default_rng(2).normal(size=(60, 2)) * 10
    write(folder, "logits", logits.astype(kind), "logits")
    write(folder, "output", softmax(logits).astype(kind))
    assert copied(folder)["network"]["logits"].shape == (40, 2)


# --- taken, and told ----------------------------------------------------------------------------


def told(folder, sure=0.9, group="known", split=SPLIT):
    """What the job tells of a network that is right about these samples and so sure."""
    first = np.where(LABEL == 1, sure, 1 - sure)
    write(folder, "output", np.stack([first, 1 - first], axis=1))
    terminal = io.StringIO()
    copied(folder, group, logits=False, terminal=terminal, split=split)
    return terminal.getvalue()


def test_of_a_good_folder_nothing_is_told(folder):
    assert told(folder) == ""


def test_class_columns_in_another_order_are_told(folder):
    text = told(folder, 0.1)
    assert text.startswith(f"\nchemins: run a, network.path: {folder}: the network gets ")
    assert (
        "gets 0 % of 40 train and test images right, worse than guessing, which gets 50 %" in text
    )
    assert "the order of its classes" in text


def test_the_unseen_samples_job_tells_nothing_again(folder):
    assert told(folder, 0.1, "unseen") == ""


def test_an_argmax_as_output_is_told(folder):
    assert "output.parquet has nothing but 0 and 1" in told(folder, 1.0)
    shutil.rmtree(folder.parent / "known")
    assert told(folder, 0.9999999) == ""


def test_an_output_that_also_has_zeros_and_ones_is_no_argmax():
    assert hard_warning(np.array([[0, 1], [1, 0]])) != ""
    assert hard_warning(np.array([[0, 1], [0.25, 0.75]])) == ""


def test_roles_that_are_not_the_datasets_splits_are_told(folder):
    other = np.where(SPLIT == "train", "test", "train")
    text = told(folder, split=other)
    assert "28 samples of role train are test images of the dataset, 12 of role test are" in text
    shutil.rmtree(folder.parent / "known")
    one = np.where(IDS == 0, "test", SPLIT)
    assert "1 samples of role train are test images of the dataset, 0 of" in told(folder, split=one)


def test_many_rows_are_read_in_batches(folder, monkeypatch):
    monkeypatch.setattr("chemins.networks.external_activations.BATCH", 7)
    found = copied(folder)
    values = np.stack(pd.read_parquet(folder / "one.parquet")["activation"])
    rows = ROLE != "unseen"
    np.testing.assert_array_equal(found["network"]["one"], values[rows].astype(np.float32))
