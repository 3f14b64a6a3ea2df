"""Activations that another program wrote, checked where they come in."""

import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from builders.configs import SCHEMA, run_with
from chemins import tables
from chemins.config import check_dataset, read_config
from chemins.datasets import Description
from chemins.errors import CheminsError
from chemins.given_networks import with_given_networks
from copy_activations import copy_activations
from score_network import score_network

LABEL = np.tile([1, 7, 4], 20)
IDS = np.arange(60)
ROLE = np.where(LABEL == 4, "unseen", np.where(IDS < 42, "train", "test"))
COUNTS = dict.fromkeys([1, 4, 7], 40)
DATASET = Description("small", (2, 2, 1), {"train": COUNTS, "test": COUNTS})


@pytest.fixture
def folder(tmp_path):
    """A good dump of every third image but one: 60 of 180, in ascending order."""
    folder = tmp_path / "dump"
    folder.mkdir()
    samples = pd.DataFrame({"sample_id": 3 * IDS, "label": LABEL, "role": ROLE})
    samples.to_parquet(folder / "samples.parquet")
    stream = np.random.default_rng(0)
    for layer, width in (("one", 4), ("two", 3)):
        write(folder, layer, stream.normal(size=(60, width)))
    logits = stream.normal(size=(60, 2))
    write(folder, "output", softmax(logits))
    write(folder, "logits", logits, "logits")
    return folder


def softmax(logits):
    return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def write(folder, name, values, column="activation"):
    frame = pd.DataFrame({"sample_id": 3 * IDS, column: list(values)})
    frame.to_parquet(folder / f"{name}.parquet")


def edit(folder, name, change):
    """Replace one of the files by what the change makes of it."""
    path = folder / f"{name}.parquet"
    change(pd.read_parquet(path)).to_parquet(path)


def planned(folder, keys="unseen: [4]", layers="[one, two]"):
    network = f"network: {{kind: activations, path: '{folder}', layers: {layers}}}"
    text = run_with(f"{keys}, {network}, umap: {{n_neighbors: 5}}")
    config = read_config(yaml.safe_load(text), SCHEMA)
    check_dataset(config, DATASET)
    return with_given_networks(config, DATASET)


def copied(folder, group="known", logits=True, digits=(1, 7)):
    """The tables that the job writes: name -> columns."""
    out = folder.parent / group
    out.mkdir()
    label = np.full(180, 0)
    label[::3] = LABEL
    pixels = np.zeros((180, 4), np.uint8)
    split = np.full(180, "train")
    columns = {"sample_id": np.arange(180), "split": split, "label": label, "pixels": pixels}
    tables.write(out / "dataset", tables.DATASET, columns)
    layers = ["one", "two", "output"]
    copy_activations(
        {"layers": layers, "digits": list(digits)},
        "a",
        group,
        folder,
        out / "dataset",
        out / "samples",
        [out / layer for layer in layers],
        out / "logits" if logits else None,
    )
    found = {layer: tables.read_columns(out / layer, tables.ACTIVATIONS) for layer in layers}
    found["samples"] = tables.read_columns(out / "samples", tables.SAMPLES)
    if logits:
        found["logits"] = tables.read_columns(out / "logits", tables.LOGITS)
    return found


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
    assert "logits" not in copied(folder, logits=False)


@pytest.mark.parametrize("group", ["known", "unseen"])
def test_tables_hold_what_the_folder_does(folder, group):
    found = copied(folder, group)
    rows = (ROLE == "unseen") == (group == "unseen")
    for name, columns in found.items():
        np.testing.assert_array_equal(columns["sample_id"], 3 * IDS[rows])
        np.testing.assert_array_equal(columns["label"], LABEL[rows])
        np.testing.assert_array_equal(columns["role"], ROLE[rows])
        if name != "samples":
            column = "logits" if name == "logits" else "activation"
            values = np.stack(pd.read_parquet(folder / f"{name}.parquet")[column])
            np.testing.assert_array_equal(columns[column], values[rows].astype(np.float32))


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
    np.testing.assert_array_equal(
        copied(folder)["two"]["activation"], values[rows].astype(np.float32)
    )


def test_many_rows_are_read_in_batches(folder, monkeypatch):
    monkeypatch.setattr("chemins.dumps.BATCH", 7)
    found = copied(folder)
    values = np.stack(pd.read_parquet(folder / "one.parquet")["activation"])
    rows = ROLE != "unseen"
    np.testing.assert_array_equal(found["one"]["activation"], values[rows].astype(np.float32))


def test_lists_of_another_length_are_noticed_in_a_later_batch(folder, monkeypatch):
    monkeypatch.setattr("chemins.dumps.BATCH", 20)
    write(folder, "one", [np.ones(4 if i < 40 else 3) for i in IDS])
    assert "one.parquet has lists of 3 and 4 values" in refusal(lambda: copied(folder))


def test_accuracy_by_hand(tmp_path):
    columns = {
        "sample_id": np.arange(5),
        "role": np.array(["train", "train", "train", "test", "test"]),
        "label": np.array([1, 7, 7, 1, 7]),
        "activation": np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.3, 0.7], [0.1, 0.9]]),
    }
    tables.write(tmp_path / "output", tables.ACTIVATIONS, columns)
    score_network({"digits": [1, 7]}, tmp_path / "output", tmp_path / "scores.json")
    scores = json.loads((tmp_path / "scores.json").read_text())
    assert scores == {"train": {"accuracy": 2 / 3}, "test": {"accuracy": 0.5}}


# --- refused while planning ---------------------------------------------------------------------

PLANNED = {
    "no file": (lambda folder: (folder / "two.parquet").unlink(), ["there is no file", "two.par"]),
    "no samples": (lambda folder: (folder / "samples.parquet").unlink(), ["samples.parquet"]),
    "no output": (lambda folder: (folder / "output.parquet").unlink(), ["output.parquet"]),
    "no Parquet": (
        lambda folder: (folder / "one.parquet").write_text("text"),
        ["one.parquet", "no readable Parquet"],
    ),
    "another column": (
        lambda folder: edit(folder, "one", lambda t: t.rename(columns={"activation": "values"})),
        ["one.parquet", "no column activation", "sample_id and values"],
    ),
    "no lists": (
        lambda folder: edit(folder, "one", lambda t: t.assign(activation=1.5)),
        ["one.parquet", "activation of type double", "lists of floats"],
    ),
    "lists of integers": (
        lambda folder: write(folder, "one", np.ones((60, 2), int)),
        ["int64", "lists of floats"],
    ),
    "ids that are floats": (
        lambda folder: edit(folder, "samples", lambda t: t.assign(sample_id=IDS / 2)),
        ["samples.parquet", "sample_id of type double", "integers"],
    ),
    "fewer rows": (
        lambda folder: edit(folder, "two", lambda t: t[:-1]),
        ["two.parquet has 59 rows", "samples.parquet 60"],
    ),
    "rows in another order": (
        lambda folder: edit(folder, "samples", lambda t: t[::-1]),
        ["ascending order of sample_id"],
    ),
    "a sample twice": (
        lambda folder: edit(folder, "samples", lambda t: t.assign(sample_id=3 * IDS // 6)),
        ["each one once"],
    ),
    "no rows": (lambda folder: edit(folder, "samples", lambda t: t[:0]), ["empty"]),
    "a label missing": (
        lambda folder: edit(
            folder, "samples", lambda t: t.assign(label=pd.array([None, *LABEL[1:]], "Int32"))
        ),
        ["missing values"],
    ),
    "another role": (
        lambda folder: edit(folder, "samples", lambda t: t.assign(role="validation")),
        ["'validation'", "train"],
    ),
    "a digit that is not taught": (
        lambda folder: edit(folder, "samples", lambda t: t.assign(role="train")),
        ["labels 1, 4 and 7 of role train", "digits are 1 and 7"],
    ),
}


@pytest.mark.parametrize(("change", "fragments"), PLANNED.values(), ids=PLANNED)
def test_a_folder_is_refused_while_planning(folder, change, fragments):
    change(folder)
    message = refusal(lambda: planned(folder))
    assert message.startswith("run a, network.path: ")
    for fragment in fragments:
        assert fragment in message


def refusal(call):
    with pytest.raises(CheminsError) as error:
        call()
    assert "\n" not in str(error.value)
    return str(error.value)


CONFIGS = {
    "no such folder": ({"folder": "/nowhere"}, ["network.path", "/nowhere is no folder"]),
    "another unseen digit": ({"keys": "unseen: []"}, ["role unseen", "unseen are none"]),
    "other digits": ({"keys": "digits: [1, 4], unseen: [7]"}, ["digits are 1 and 4"]),
    "an unknown layer": ({"layers": "[one, three]"}, ["there is no file", "three.parquet"]),
    "logits as a layer": ({"layers": "[one, logits]"}, ["network.layers", "'logits'", "rename"]),
    "a path as a layer": ({"layers": "[../one]"}, ["network.layers", "no safe name"]),
    "as many clusters as samples": (
        {"keys": "unseen: [4], clustering: {k: 28}"},
        ["run a, clustering.k: 28", "28 training samples"],
    ),
}


@pytest.mark.parametrize(("changes", "fragments"), CONFIGS.values(), ids=CONFIGS)
def test_a_config_that_its_folder_does_not_fit_is_refused(folder, changes, fragments):
    message = refusal(lambda: planned(**{"folder": folder, **changes}))
    assert message.startswith("run a, ")
    for fragment in fragments:
        assert fragment in message


# --- refused in the job -------------------------------------------------------------------------


def with_value(value):
    def change(table):
        table.at[41, "activation"] = np.array([*table["activation"][41][:-1], value])
        return table

    return change


COPIED = {
    "NaN": (lambda f: edit(f, "one", with_value(np.nan)), ["one.parquet", "no finite numbers"]),
    "infinity": (lambda f: edit(f, "two", with_value(-np.inf)), ["two.parquet", "no finite"]),
    "too large for 32 bits": (lambda f: edit(f, "two", with_value(1e39)), ["no finite"]),
    "lists of another length": (
        lambda f: edit(
            f, "one", lambda t: t.assign(activation=[np.ones(2 + i // 59) for i in IDS])
        ),
        ["one.parquet", "lists of 2 and 3 values"],
    ),
    "a list missing": (
        lambda f: edit(f, "one", lambda t: t.assign(activation=[None, *t["activation"][1:]])),
        ["one.parquet", "lists of 0 and 4 values"],
    ),
    "empty lists": (lambda f: write(f, "one", [np.ones(0)] * 60), ["lists of 0 values"]),
    "other samples": (
        lambda f: edit(f, "two", lambda t: t.assign(sample_id=3 * IDS + 1)),
        ["two.parquet", "samples.parquet, row by row"],
    ),
    "a label that is not the image's": (
        lambda f: edit(f, "samples", lambda t: t.assign(label=np.roll(LABEL, 1))),
        ["sample 0 has the label 4", "it has 1"],
    ),
    "an image that is not there": (
        lambda f: edit(f, "samples", lambda t: t.assign(sample_id=3 * IDS + 6)),
        ["sample_id 180", "0 to 179"],
    ),
    "three outputs": (
        lambda f: write(f, "output", np.full((60, 3), 1 / 3)),
        ["output", "3 values"],
    ),
    "logits as output": (lambda f: write(f, "output", np.full((60, 2), 2.0)), ["probabilities"]),
    "negative output": (lambda f: write(f, "output", np.tile([-1.0, 2.0], (60, 1))), ["probab"]),
    "three logits": (
        lambda f: write(f, "logits", np.ones((60, 3)), "logits"),
        ["logits", "3 values"],
    ),
}


@pytest.mark.parametrize(("change", "fragments"), COPIED.values(), ids=COPIED)
def test_values_are_refused_in_the_job(folder, change, fragments):
    change(folder)
    message = refusal(lambda: copied(folder))
    assert message.startswith("run a, network.path: ")
    for fragment in fragments:
        assert fragment in message
