"""Activations that another program wrote, checked where they come in."""

import io
import os
import shutil

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from builders.configs import SCHEMA, run_with
from chemins.base.errors import CheminsError
from chemins.data.datasets import Description
from chemins.networks.outputs import hard_warning
from chemins.planning.config import check_dataset, read_config
from chemins.planning.external_networks import with_given_networks
from chemins.results import tables
from copy_activations import copy_activations

LABEL = np.tile([1, 7, 4], 20)
IDS = np.arange(60)
ROLE = np.where(LABEL == 4, "unseen", np.where(IDS < 42, "train", "test"))
SPLIT = np.where(IDS < 42, "train", "test")  # of every third of the dataset's 180 images
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


def copied(folder, group="known", logits=True, digits=(1, 7), terminal=None, split=SPLIT):
    """The tables that the job writes, name -> columns: of the samples and of the network."""
    out = folder.parent / group
    out.mkdir()
    label = np.full(180, 0)
    label[::3] = LABEL
    pixels = np.zeros((180, 4), np.uint8)
    columns = {
        "sample_id": np.arange(180),
        "split": np.repeat(split, 3),
        "label": label,
        "pixels": pixels,
    }
    tables.write(out / "dataset", tables.DATASET, columns)
    settings = {"layers": ["one", "two", "output"], "digits": list(digits), "logits": logits}
    files = [out / name for name in ("dataset", "samples", "network")]
    copy_activations(settings, "a", group, [folder / "samples.parquet"], *files, terminal)
    return {
        "samples": tables.read_columns(out / "samples", tables.SAMPLES),
        "network": tables.read_columns(out / "network", tables.ACTIVATIONS),
    }


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


def test_lists_of_another_length_are_noticed_in_a_later_batch(folder, monkeypatch):
    monkeypatch.setattr("chemins.networks.external_activations.BATCH", 20)
    write(folder, "one", [np.ones(4 if i < 40 else 3) for i in IDS])
    assert "one.parquet has lists of 3 and 4 values" in refusal(lambda: copied(folder))


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
        lambda folder: edit(folder, "samples", lambda t: t.assign(sample_id=IDS // 6)),
        ["has the sample_id 0 6 times; each image can be there once, in one role"],
    ),
    "an image as train and test": (
        lambda folder: edit(folder, "samples", lambda t: t.assign(sample_id=np.minimum(IDS, 58))),
        ["has the sample_id 58 2 times"],
    ),
    "ids beyond 32 bits": (
        lambda folder: edit(folder, "samples", lambda t: t.assign(sample_id=3 * IDS + 2**32)),
        ["samples.parquet has a sample_id from 4294967296 to 4294967473; allowed: 0 to 2147483647"],
    ),
    "ids near 64 bits": (
        lambda folder: edit(
            folder, "samples", lambda t: t.assign(sample_id=IDS.astype("u8") + np.uint64(2**63))
        ),
        ["sample_id from 9223372036854775808 to 9223372036854775867"],
    ),
    "negative ids": (
        lambda folder: edit(folder, "samples", lambda t: t.assign(sample_id=3 * IDS - 5)),
        ["samples.parquet has a sample_id from -5 to 172"],
    ),
    "labels beyond 32 bits": (
        lambda folder: edit(folder, "samples", lambda t: t.assign(label=LABEL + 2**32)),
        ["samples.parquet has a label from 4294967297 to 4294967303"],
    ),
    "labels that are text": (
        lambda folder: edit(folder, "samples", lambda t: t.assign(label=LABEL.astype(str))),
        ["column label of type", "needed: integers"],
    ),
    "class numbers": (
        lambda folder: edit(folder, "samples", lambda t: t.assign(label=np.tile([0, 1, 2], 20))),
        ["labels 0 and 1 of role train", "for class numbers, write the digits"],
    ),
    "a role spelt otherwise": (
        lambda folder: edit(folder, "samples", lambda t: t.assign(role=np.char.upper(ROLE))),
        ["has the role 'TEST'; allowed, so spelt: train, test and unseen"],
    ),
    "roles that are no text": (
        lambda folder: pq.write_table(
            pa.table({"sample_id": 3 * IDS, "label": LABEL, "role": broken_text()}),
            folder / "samples.parquet",
        ),
        ["samples.parquet is no readable Parquet file"],
    ),
    "maps": (
        lambda folder: write(folder, "one", np.ones((60, 2, 3, 3)).tolist()),
        ["one.parquet has column activation of type list<", "of maps, a mean for each channel"],
    ),
    "bytes": (
        lambda folder: write(folder, "one", [np.ones(3).tobytes()] * 60),
        ["activation of type binary", "not bytes"],
    ),
    "each neuron a column": (
        lambda folder: edit(
            folder, "one", lambda t: t[["sample_id"]].assign(**{f"n{i}": 0.5 for i in range(99)})
        ),
        ["no column activation; it has sample_id, n0, n1", "n6, … (100 in all)"],
    ),
    "a table of text": (
        lambda folder: (folder / "one.parquet").write_text("sample_id,activation\n0,1\n"),
        ["one.parquet is no readable Parquet file", "magic bytes"],
    ),
    "a folder": (
        lambda folder: ((folder / "one.parquet").unlink(), (folder / "one.parquet").mkdir()),
        ["one.parquet", "a folder, not a file"],
    ),
    "a named pipe": (
        lambda folder: ((folder / "one.parquet").unlink(), os.mkfifo(folder / "one.parquet")),
        ["one.parquet", "a named pipe, not a file"],
    ),
    "cut": (
        lambda folder: (folder / "one.parquet").write_bytes(
            (folder / "one.parquet").read_bytes()[:-100]
        ),
        ["one.parquet is no readable Parquet file"],
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


def broken_text():
    """Roles of which one is no UTF-8."""
    texts = [role.encode() for role in ROLE.tolist()]
    texts[3] = b"\xff" * len(texts[3])
    offsets = np.cumsum([0, *map(len, texts)], dtype=np.int32)
    return pa.StringArray.from_buffers(
        60, pa.py_buffer(offsets.tobytes()), pa.py_buffer(b"".join(texts))
    )


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


def column(folder, name):
    return np.stack(pd.read_parquet(folder / f"{name}.parquet")[name])


def other_than_sample_7(logits):
    """The logits, of which the eighth row is 3 and 0."""
    logits[7] = 3, 0
    return logits


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
    "one sigmoid": (
        lambda f: write(f, "output", np.full((60, 1), 0.7)),
        ["output.parquet has 1 values", "of one sigmoid p, write two values, 1 - p and p"],
    ),
    "logits as output": (
        lambda f: write(f, "output", np.full((60, 2), 2.0)),
        ["no probabilities", "look like logits"],
    ),
    "percentages": (
        lambda f: write(f, "output", np.tile([30.0, 70.0], (60, 1))),
        ["no probabilities", "look like percentages: divide them by 100"],
    ),
    "log-probabilities": (
        lambda f: write(f, "output", np.log(np.tile([0.3, 0.7], (60, 1)))),
        ["no probabilities", "log_softmax): write their exponentials"],
    ),
    "a sigmoid for each class": (
        lambda f: write(f, "output", np.tile([0.8, 0.7], (60, 1))),
        ["no probabilities", "a sigmoid for each class"],
    ),
    "one sample that does not sum to 1": (
        lambda f: write(f, "output", np.where(IDS[:, None] == 59, 0.6, np.full((60, 2), 0.5))),
        ["no probabilities"],
    ),
    "logits of another network": (
        lambda f: write(f, "logits", -column(f, "logits"), "logits"),
        ["logits.parquet contradicts output.parquet: of sample"],
    ),
    "logits of one sample that are another's": (
        lambda f: write(f, "logits", other_than_sample_7(column(f, "logits")), "logits"),
        ["of sample 21 the softmax of the logits is 0.953 and 0.0474, the output "],
    ),
    "logits on another temperature": (
        lambda f: write(f, "logits", column(f, "logits") * 1.5, "logits"),
        ["contradicts output.parquet"],
    ),
    "probabilities as logits": (
        lambda f: write(f, "logits", softmax(column(f, "logits")), "logits"),
        ["contradicts output.parquet"],
    ),
    "log-probabilities as logits": (
        lambda f: write(f, "logits", np.log(softmax(column(f, "logits"))), "logits"),
        ["logits.parquet has the output's logarithm (log_softmax)"],
    ),
    "NaN among spikes": (
        lambda f: write(f, "one", [[True, None]] * 60),
        ["one.parquet", "no finite numbers"],
    ),
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
