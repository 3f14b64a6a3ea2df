"""Activations that another program wrote, refused where they come in."""

import os

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builders.activation_dump import (
    IDS,
    LABEL,
    ROLE,
    copied,
    edit,
    planned,
    softmax,
    write,
    write_dump,
)
from chemins.base.errors import CheminsError


@pytest.fixture
def folder(tmp_path):
    return write_dump(tmp_path / "dump")


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


def test_lists_of_another_length_are_noticed_in_a_later_batch(folder, monkeypatch):
    monkeypatch.setattr("chemins.networks.external_activations.BATCH", 20)
    write(folder, "one", [np.ones(4 if i < 40 else 3) for i in IDS])
    assert "one.parquet has lists of 3 and 4 values" in refusal(lambda: copied(folder))


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
