"""Earlier epochs beside the activations that another program wrote."""

import shutil

import numpy as np
import pandas as pd
import pytest

from builders.activation_dump import (
    IDS,
    ROLE,
    edit,
    planned,
    softmax,
    write,
    write_dump,
    write_epochs,
)
from chemins.base.errors import CheminsError
from chemins.networks.given_epochs import check_last, epoch_folders, read_epoch

EPOCHS = [0, 2, 10]


@pytest.fixture
def folder(tmp_path):
    return write_dump(tmp_path / "dump")


@pytest.fixture
def places(folder):
    return write_epochs(folder, EPOCHS)


def values_of(place, name):
    return np.stack(pd.read_parquet(place / f"{name}.parquet")["activation"]).astype(np.float32)


def asked(folder, place, order=None):
    """What the job reads of an epoch, of samples in another order than the folder's."""
    rows = np.argsort(ROLE == "unseen", kind="stable") if order is None else order
    like = {name: values_of(folder, name)[rows] for name in ("one", "two", "output")}
    return (
        rows,
        like,
        read_epoch(place, like, 3 * IDS[rows], np.ones(len(rows), bool), "run a, network.path"),
    )


# --- good ones ----------------------------------------------------------------------------------


def test_a_folder_without_epochs_has_none(folder):
    assert planned(folder)[1]["a"].epochs is None


def test_planning_learns_of_the_epochs(folder, places):
    (folder / "epochs/.DS_Store").write_text("")
    dump = planned(folder)[1]["a"]
    assert dump.epochs == folder / "epochs"
    assert [*epoch_folders(dump.epochs, "").items()] == [*zip(EPOCHS, places, strict=True)]


def test_epochs_are_numbers_whatever_their_digits(folder):
    write_epochs(folder, ["010", "02", "100"])
    found = epoch_folders(planned(folder)[1]["a"].epochs, "")
    assert [(epoch, place.name) for epoch, place in found.items()] == [
        (2, "02"), (10, "010"), (100, "100")
    ]  # fmt: skip


@pytest.mark.parametrize("count", [2, 100])
def test_two_to_a_hundred_will_do(tmp_path, count):
    for epoch in range(count):
        (tmp_path / str(epoch)).mkdir()
    assert [*epoch_folders(tmp_path, "")] == [*range(count)]


def test_an_epoch_is_read_in_the_order_of_the_runs_samples(folder, places):
    rows, _, found = asked(folder, places[1])
    assert (rows != np.arange(60)).any()
    for name in ("one", "two", "output"):
        np.testing.assert_array_equal(found[name], values_of(places[1], name)[rows])
        assert found[name].dtype == np.float32


def test_the_last_epoch_is_the_folder_itself(folder, places):
    _, like, found = asked(folder, places[2])
    check_last(found, like, places[2], "run a, network.path")


# --- refused ------------------------------------------------------------------------------------


def rename(place, name):
    place.rename(place.with_name(name))


PLANNED = {
    "a missing layer": (
        lambda places: (places[1] / "two.parquet").unlink(), ["there is no file", "2/two.parquet"],
    ),
    "no output": (
        lambda places: (places[0] / "output.parquet").unlink(), ["no file", "0/output.parquet"],
    ),
    "fewer samples": (
        lambda places: edit(places[1], "one", lambda t: t[:-1]),
        ["2/one.parquet has 59 rows", "samples.parquet 60"],
    ),
    "another column": (
        lambda places: edit(places[1], "one", lambda t: t.rename(columns={"activation": "x"})),
        ["2/one.parquet", "no column activation"],
    ),
    "no number": (
        lambda places: rename(places[1], "final"), ["epochs has 'final'", "number of an epoch"],
    ),
    "a negative number": (lambda places: rename(places[1], "-1"), ["epochs has '-1'"]),
    "other digits": (lambda places: rename(places[1], "²"), ["epochs has '²'"]),
    "a file": (
        lambda places: places[0].with_name("4").write_text(""), ["epochs has '4'", "folders"],
    ),
    "an epoch twice": (
        lambda places: rename(places[0], "002"), ["the epoch 2 twice, as 002 and 2"],
    ),
    "one epoch": (
        lambda places: [shutil.rmtree(place) for place in places[:2]],
        ["epochs has 1 epochs; needed: 2 to 100"],
    ),
    "too many": (
        lambda places: [places[0].with_name(str(n)).mkdir() for n in range(11, 109)],
        ["epochs has 101 epochs; needed: 2 to 100"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", PLANNED)
def test_what_cannot_be_right_is_refused_while_planning(folder, places, fault):
    break_it, words = PLANNED[fault]
    break_it(places)
    with pytest.raises(CheminsError) as caught:
        planned(folder)
    message = str(caught.value)
    assert message.startswith(f"run a, network.path: {folder}") or "there is no file" in message
    for word in words:
        assert word in message


READ = {
    "another width": (
        lambda place: write(place, "two", np.ones((60, 5))),
        ["2/two.parquet has 5 values a sample, the folder's own two.parquet 3"],
    ),
    "other samples": (
        lambda place: edit(place, "one", lambda t: t.assign(sample_id=t["sample_id"] + 1)),
        ["2/one.parquet are not those of samples.parquet"],
    ),
    "unsorted samples": (
        lambda place: edit(place, "one", lambda t: t[::-1]),
        ["2/one.parquet are not those of samples.parquet, row by row"],
    ),
    "no finite number": (
        lambda place: write(place, "one", np.full((60, 4), np.inf)),
        ["2/one.parquet has values that are no finite numbers"],
    ),
    "logits for an output": (
        lambda place: write(place, "output", np.full((60, 2), 3.5)),
        ["epochs/2: output.parquet has values that are no probabilities"],
    ),
}


@pytest.mark.parametrize("fault", READ)
def test_what_cannot_be_right_is_refused_when_it_is_read(folder, places, fault):
    break_it, words = READ[fault]
    break_it(places[1])
    with pytest.raises(CheminsError) as caught:
        asked(folder, places[1])
    assert str(caught.value).startswith("run a, network.path: ")
    for word in words:
        assert word in str(caught.value)


def test_a_last_epoch_that_is_another_one_is_refused(folder, places):
    write(places[2], "output", softmax(np.ones((60, 2))))
    write(places[2], "two", np.ones((60, 3)))
    _, like, found = asked(folder, places[2])
    with pytest.raises(
        CheminsError, match="10, the last epoch, has other values of two and output"
    ):
        check_last(found, like, places[2], "run a, network.path")
