"""Images that several runs have, read back as docs/explorer.md says and counted in plain Python."""

import base64
import gzip

import numpy as np
import pytest

from builders.made_run import HIDDEN, small_paths, write_dataset
from chemins.clusters.paths import main_paths, travels_as
from chemins.pages import fates as module
from chemins.pages.fates import Fates, fates_of, shared_fates
from chemins.text.class_names import DIGITS, ClassNames

COMMITTED = np.where(np.arange(60) % 4, "hidden_1", "never")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return write_dataset(tmp_path_factory.mktemp("data") / "dataset.parquet", 200, (3, 2, 1))


def taken(rows, **changes):
    """The paths of some of the images of the small run."""
    return {name: column[rows] for name, column in (small_paths() | changes).items()}


def three_runs():
    """Two that have half of their images in common, and one that has four of theirs."""
    flipped = np.where(np.arange(60) % 5, small_paths()["prediction"], 7).astype(np.int32)
    rows = {"a": np.arange(40), "b": np.arange(20, 60), "c": np.array([3, 30, 31, 50])}
    paths = {run: taken(of) for run, of in rows.items()}
    paths["b"] = taken(rows["b"], prediction=flipped, hidden_1=small_paths()["output"])
    return paths, rows


def of_runs(paths, rows):
    return {run: fates_of(paths[run], COMMITTED[rows[run]], HIDDEN, HIDDEN) for run in paths}


def columns(text, described):
    data, start, found = gzip.decompress(base64.b64decode(text)), 0, {}
    for name, kind in described["columns"]:
        found[name] = np.frombuffer(data, f"<{kind}", described["count"], start)
        start += found[name].nbytes
    assert start == len(data)
    return found


def read(shared):
    """(image, run) -> what the index has of it, in words."""
    about = shared["about"]
    images, rows = (columns(shared[name], about[name]) for name in ("images", "rows"))
    ids = np.repeat(np.cumsum(images["sample_id"]), images["runs"]).tolist()
    labels = np.repeat(images["label"], images["runs"])
    found = {}
    for i, image in enumerate(ids):
        run = rows["run"][i]
        travels = rows["travels"][i]
        found[image, int(run)] = (
            about["labels"][labels[i]],
            about["roles"][rows["role"][i]],
            about["labels"][rows["prediction"][i]],
            rows["probability"][i] / about["probability"],
            about["labels"][travels] if travels >= 0 else None,
            about["committed"][run][rows["committed"][i]],
            about["paths"][run][rows["path"][i]],
        )
    assert ids == sorted(ids)
    return found


def counted(paths, rows):
    """The same from the tables, row by row."""
    held = [set(columns["sample_id"].tolist()) for columns in paths.values()]
    found = {}
    for place, (run, of_run) in enumerate(paths.items()):
        travels = travels_as(of_run, HIDDEN, main_paths(of_run, HIDDEN))
        for i, image in enumerate(of_run["sample_id"].tolist()):
            if sum(image in others for others in held) > 1:
                committed = str(COMMITTED[rows[run][i]])
                found[image, place] = (
                    str(of_run["label"][i]),
                    str(of_run["role"][i]),
                    str(of_run["prediction"][i]),
                    pytest.approx(of_run["probability"][i], abs=1e-4),
                    str(travels[i]) if travels[i] >= 0 else None,
                    {"hidden_1": "hidden 1", "never": "never"}[committed],
                    str(of_run["hidden_1"][i]),
                )
    return found


def test_what_became_of_an_image_in_each_run_that_has_it(dataset):
    paths, rows = three_runs()
    shared = shared_fates(of_runs(paths, rows), DIGITS, dataset)
    found = read(shared)
    assert found == counted(paths, rows)
    assert len(found) == 46  # 20 images of a and b, 2 of them also of c, and of it one with each
    assert shared["about"]["of"] == shared["about"]["images"]["count"] == 22
    assert [found[90, run][2] for run in (0, 1, 2)] != [found[90, 0][2]] * 3


def test_the_pictures_are_those_of_the_images(dataset):
    paths, rows = three_runs()
    shared = shared_fates(of_runs(paths, rows), DIGITS, dataset)
    (block,) = shared["sprites"]
    about = shared["about"]["sprites"]
    assert (about["height"], about["width"], about["channels"]) == (3, 2, 1)
    data = np.frombuffer(gzip.decompress(base64.b64decode(block)), np.uint8).reshape(22, 3)
    images = columns(shared["images"], shared["about"]["images"])
    ids = np.cumsum(images["sample_id"])
    assert images["picture"].tolist() == list(range(1, 23))
    assert ((data[:, 0] >> 4) == (ids + 8) // 17).all()  # each pixel is its image's number


def test_runs_without_a_common_image_have_nothing(dataset):
    rows = {"a": np.arange(20), "b": np.arange(20, 60)}
    shared = shared_fates(of_runs({r: taken(of) for r, of in rows.items()}, rows), DIGITS, dataset)
    assert read(shared) == {}
    assert shared["sprites"] == []
    assert shared["about"]["of"] == 0


def test_classes_are_called_by_their_names(dataset):
    paths, rows = three_runs()
    names = ClassNames({1: "boot", 7: "bag", 4: "coat"})
    shared = shared_fates(of_runs(paths, rows), names, dataset)
    assert set(shared["about"]["labels"]) == {"boot", "bag", "coat"}


def fate(image, label=1, prediction=1, role="train", travels=1):
    return image, label, prediction, module.ROLES.index(role), travels


def made(*runs):
    """Fates of runs. runs: each a list of `fate`."""
    found = {}
    for run, rows in enumerate(runs):
        names = ("sample_id", "label", "prediction", "role", "travels")
        of_run = dict(zip(names, np.array(rows).T, strict=True))
        others = dict.fromkeys(("probability", "committed", "path"), np.zeros(len(rows), int))
        found[f"run {run}"] = Fates(of_run | others, np.zeros((1, 1), int), ["never"])
    return found


RANKED = (
    [fate(1), fate(2, role="test"), fate(3), fate(4), fate(5, role="unseen", travels=7)],
    [fate(1), fate(2, role="train"), fate(3, travels=7), fate(4, prediction=7), fate(5)],
)


@pytest.mark.parametrize(
    ("most", "kept"),
    [(5, [1, 2, 3, 4, 5]), (4, [2, 3, 4, 5]), (3, [2, 3, 4]), (2, [3, 4]), (1, [4])],
)
def test_where_there_is_no_room_for_all_the_strangest_are_told(monkeypatch, dataset, most, kept):
    """First 4, predicted differently, then 3, which strays, then 2 and 5, which a run was not
    taught with: what was never taught strays from no path."""
    monkeypatch.setattr(module, "MOST_ROWS", 2 * most)
    shared = shared_fates(made(*RANKED), DIGITS, dataset)
    ids = np.cumsum(columns(shared["images"], shared["about"]["images"])["sample_id"])
    assert ids.tolist() == kept
    assert shared["about"]["of"] == 5


def test_the_strangest_have_pictures(monkeypatch, dataset):
    monkeypatch.setattr(module, "MOST_PICTURES", 3)
    shared = shared_fates(made(*RANKED), DIGITS, dataset)
    images = columns(shared["images"], shared["about"]["images"])
    assert images["picture"].tolist() == [0, 1, 2, 3, 0]
    (block,) = shared["sprites"]
    data = np.frombuffer(gzip.decompress(base64.b64decode(block)), np.uint8).reshape(3, 3)
    assert ((data[:, 0] >> 4) == (np.array([2, 3, 4]) + 8) // 17).all()


def test_of_many_runs_fewer_images_are_told(monkeypatch, dataset):
    monkeypatch.setattr(module, "MOST_ROWS", 7)
    rows = [fate(image) for image in range(1, 6)]
    shared = shared_fates(made(rows, rows, rows), DIGITS, dataset)
    assert shared["about"]["images"]["count"] == 2
    assert shared["about"]["rows"]["count"] == 6


def test_an_image_that_is_wrong_everywhere_strays():
    rows = module.in_several(
        made([fate(1), fate(2, prediction=7)], [fate(1), fate(2, prediction=7)])
    )
    assert module.rank(rows, np.array([0, 2])).tolist() == [3, 1]
