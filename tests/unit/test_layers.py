import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from builders.blobs import all_points_of
from chemins.base.errors import CheminsError
from chemins.clusters import layer_points
from chemins.clusters.fitted import evenly
from chemins.clusters.layer_points import read_layer, read_points
from chemins.networks.layer_names import all_layers, hidden_layers, network_layers
from chemins.results import tables

KNOWN = 60  # every third of them a test sample


def known_columns(width=4, rows=KNOWN, seed=0):
    stream = np.random.default_rng(seed)
    return {
        "sample_id": np.arange(rows) * 3,
        "role": np.where(np.arange(rows) % 3 == 2, "test", "train"),
        "label": np.arange(rows) % 2,
        "activation": stream.normal(2, 1, size=(rows, width)).astype(np.float32),
    }


def unseen_columns(width=4, rows=15, seed=1):
    columns = known_columns(width, rows, seed)
    return {**columns, "sample_id": np.arange(rows) * 2, "role": np.full(rows, "unseen")}


def write(folder, name, columns):
    path = folder / f"{name}.parquet"
    tables.write(path, tables.ACTIVATIONS, columns)
    return path


@pytest.mark.parametrize(
    ("network", "hidden"),
    [
        ({"kind": "dense", "hidden": [32]}, ("hidden_1",)),
        ({"kind": "dense", "hidden": [32, 64, 8]}, ("hidden_1", "hidden_2", "hidden_3")),
        ({"kind": "cnn", "hidden": [64]}, ("conv_1", "conv_2", "hidden_1")),
    ],
)
def test_names_from_the_input_on(network, hidden):
    assert hidden_layers(network) == hidden
    assert network_layers(network) == (*hidden, "output")
    assert all_layers(network) == ("pixels", *hidden, "output")


@pytest.mark.parametrize("with_unseen", [False, True])
@pytest.mark.parametrize("fit_on", ["train", "all"])
def test_a_layer_is_read_whole_and_standardised(tmp_path, with_unseen, fit_on):
    groups = [known_columns(), unseen_columns()][: 1 + with_unseen]
    paths = [write(tmp_path, str(index), columns) for index, columns in enumerate(groups)]
    layer = read_layer(paths, "activation", fit_on, 0, "run")
    joined = {name: np.concatenate([group[name] for group in groups]) for name in groups[0]}
    for name in ("sample_id", "role", "label"):
        np.testing.assert_array_equal(getattr(layer, name), joined[name])
    fitted = (joined["role"] == "train") | (fit_on == "all")
    np.testing.assert_array_equal(layer.fitted, fitted)
    scaler = StandardScaler().fit(joined["activation"][fitted].astype(np.float64))
    np.testing.assert_allclose(
        all_points_of(layer), scaler.transform(joined["activation"]), atol=1e-5
    )
    assert all_points_of(layer).dtype == np.float32


def test_a_table_of_several_batches_is_read_in_order(tmp_path):
    columns = known_columns(width=2, rows=tables.ROW_GROUP + 100)
    layer = read_layer([write(tmp_path, "known", columns)], "activation", "train", 0, "run")
    np.testing.assert_array_equal(layer.sample_id, columns["sample_id"])
    train = columns["activation"][columns["role"] == "train"].astype(np.float64)
    np.testing.assert_allclose(layer.space.mean, train.mean(axis=0))
    expected = (columns["activation"] - train.mean(axis=0)) / train.std(axis=0)
    np.testing.assert_allclose(all_points_of(layer), expected, atol=1e-5)


@pytest.mark.parametrize("width", [4, 1100])
def test_train_points_depend_on_train_rows_alone(tmp_path, width):
    known, unseen = known_columns(width), unseen_columns(width)
    train = known["role"] == "train"
    # Other test and unseen rows, far from all others.
    changed = known | {"activation": known["activation"].copy()}
    changed["activation"][~train] = 1e3 * unseen["activation"][:1]
    other = unseen_columns(width, rows=40, seed=9)
    layers = [
        read_layer([write(tmp_path, "known", known)], "activation", "train", 0, "run"),
        read_layer(
            [write(tmp_path, "changed", changed), write(tmp_path, "unseen", other)],
            "activation",
            "train",
            0,
            "run",
        ),
    ]
    points = [layer.points for layer in layers]
    assert points[0].tobytes() == points[1].tobytes()
    assert layers[0].space.mean.tobytes() == layers[1].space.mean.tobytes()
    assert layers[0].space.scale.tobytes() == layers[1].space.scale.tobytes()


def test_train_points_do_not_depend_on_the_number_of_test_rows(tmp_path):
    known = known_columns()
    train = known["role"] == "train"
    few = {name: column[train] for name, column in known.items()}
    whole = read_layer([write(tmp_path, "whole", known)], "activation", "train", 0, "run")
    alone = read_layer([write(tmp_path, "few", few)], "activation", "train", 0, "run")
    assert whole.points.tobytes() == alone.points.tobytes()


def test_fitting_on_all_does_depend_on_unseen_rows(tmp_path):
    known = write(tmp_path, "known", known_columns())
    unseen = write(tmp_path, "unseen", unseen_columns())
    alone = read_layer([known], "activation", "all", 0, "run")
    both = read_layer([known, unseen], "activation", "all", 0, "run")
    assert not np.array_equal(alone.points, both.points[:KNOWN])


def test_reduced_points_do_not_depend_on_the_number_of_threads(tmp_path):
    path = write(tmp_path, "known", known_columns(1100))
    points = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            points.append(read_layer([path], "activation", "train", 0, "run").points)
    assert points[0].tobytes() == points[1].tobytes()


def test_read_points_in_the_space_of_others(tmp_path):
    known, unseen = known_columns(), unseen_columns()
    layer = read_layer([write(tmp_path, "known", known)], "activation", "train", 0, "run")
    parts = list(read_points(write(tmp_path, "unseen", unseen), "activation", layer.space, "run"))
    points = np.concatenate([part["points"] for part in parts])
    train = known["activation"][layer.fitted].astype(np.float64)
    expected = (unseen["activation"] - train.mean(axis=0)) / train.std(axis=0)
    np.testing.assert_allclose(points, expected, atol=1e-5)
    np.testing.assert_array_equal(parts[0]["sample_id"], unseen["sample_id"])


@pytest.mark.parametrize("row", [0, 2], ids=["train", "test"])
def test_values_that_are_no_finite_numbers_are_refused_by_name(tmp_path, row):
    columns = known_columns()
    columns["activation"][row, 1] = np.nan
    with pytest.raises(CheminsError, match="run a, layer activation"):
        read_layer([write(tmp_path, "known", columns)], "activation", "train", 0, "run a")


# --- more samples than are fitted on ------------------------------------------------------------


def test_a_sample_in_which_each_label_has_its_share():
    label = np.repeat([7, 3, 5, -1], [50, 31, 15, 4])
    rows = np.arange(100) % 10 < 9  # 45, 28, 14 and 3 of them
    chosen = evenly(rows, label, 30, seed=1)
    assert not chosen[~rows].any()
    # 15, 9.33, 4.67 and 1 of 30: the remainder of 5 is the largest.
    assert [int(chosen[label == c].sum()) for c in (7, 3, 5, -1)] == [15, 9, 5, 1]
    np.testing.assert_array_equal(chosen, evenly(rows, label, 30, seed=1))
    assert not np.array_equal(chosen, evenly(rows, label, 30, seed=2))


def test_a_rare_label_has_one_row_at_the_cost_of_those_that_have_most():
    label = np.repeat([4, 9, 2, 8], [700, 298, 1, 1])
    chosen = evenly(np.ones(1000, bool), label, 10, seed=0)
    # 7, 2.98, 0.01 and 0.01 of 10: with one each of the last two, 7 + 2 + 1 + 1 are one too many.
    assert [int(chosen[label == c].sum()) for c in (4, 9, 2, 8)] == [6, 2, 1, 1]


def test_up_to_the_limit_it_is_all():
    rows, label = np.arange(40) % 2 == 0, np.arange(40) % 3
    np.testing.assert_array_equal(evenly(rows, label, 20, seed=0), rows)
    assert evenly(rows, label, 19, seed=0).sum() == 19


def test_a_label_is_drawn_by_a_stream_of_its_own():
    label = np.repeat([0, 1], 40)
    whole, other = np.ones(80, bool), np.arange(80) != 79
    first = [evenly(rows, label, 20, seed=0)[:40] for rows in (whole, other)]
    np.testing.assert_array_equal(*first)


@pytest.mark.parametrize("limit", [7, 1000])
@pytest.mark.parametrize("width", [4, 1100])
def test_whoever_is_not_fitted_on_is_read_batch_by_batch(tmp_path, monkeypatch, limit, width):
    monkeypatch.setattr(layer_points, "PLACED", 5)
    paths = [write(tmp_path, "known", known_columns(width))]
    paths += [write(tmp_path, "unseen", unseen_columns(width))]
    layer = read_layer(paths, "activation", "train", 0, "run", limit)
    assert layer.fitted.sum() == min(limit, (layer.role == "train").sum())
    everywhere, found = all_points_of(layer), list(layer.others())
    assert [len(rows) for rows, _ in found[:-1]] == [5] * (len(found) - 1)
    rows, points = (np.concatenate(part) for part in zip(*found, strict=True))
    np.testing.assert_array_equal(rows, np.flatnonzero(~layer.fitted))
    assert points.tobytes() == everywhere[~layer.fitted].tobytes()
    assert layer.points.tobytes() == everywhere[layer.fitted].tobytes()
    whole = read_layer(paths, "activation", "train", 0, "run")
    assert layer.space.scale.tobytes() == whole.space.scale.tobytes()
