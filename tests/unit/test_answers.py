from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix

from builders.made_answers import made_measured, made_support, value
from chemins.answers import run_answers
from chemins.answers.run_answers import (
    answer,
    destinations,
    exception_rows,
    last_layer,
    layer_answers,
    mean_probability,
    path_answers,
    shares,
    unseen_answers,
)
from chemins.answers.verdicts import depth_verdict, separation
from chemins.clusters.majority import majority_labels
from chemins.clusters.paths import main_paths
from chemins.measures.cluster_agreement import agreement, ami, purity
from chemins.statistics.uncertainty import p_of_interval

HIDDEN = ["hidden_1", "hidden_2"]
LAYERS = ["pixels", *HIDDEN, "output"]
ASKED = {"mark": 0.4, "margin": 0.02}
FITTING = {"fit_on": "train", "fit_limit": 900}
# role, label, hidden_1, hidden_2, prediction, probability
ROWS = [
    ("train", 1, 0, 0, 1, 0.9),
    ("train", 1, 0, 0, 1, 0.8),
    ("train", 1, 1, 1, 1, 0.6),  # an exception: the 7s' main path
    ("train", 7, 1, 1, 7, 0.9),
    ("train", 7, 1, 1, 7, 0.9),
    ("test", 1, 0, 0, 1, 0.9),
    ("test", 1, 0, 1, 7, 0.5),  # no class's main path
    ("test", 7, 0, 0, 7, 0.7),  # an exception: the 1s'
    ("test", 7, 1, 1, 7, 0.9),
    ("unseen", 4, 1, 1, 7, 0.5),
    ("unseen", 4, 1, 1, 7, 0.75),
    ("unseen", 4, 0, 1, 1, 1.0),
    ("unseen", 4, 0, 2, 7, 0.25),
]


def paths():
    role, label, first, second, prediction, probability = zip(*ROWS, strict=True)
    return {
        "sample_id": 10 * np.arange(len(ROWS), dtype=np.int32),
        "role": np.array(role),
        "label": np.array(label),
        "hidden_1": np.array(first),
        "hidden_2": np.array(second),
        "prediction": np.array(prediction),
        "probability": np.array(probability, np.float32),
    }


@pytest.mark.parametrize(
    ("cluster", "label", "expected"),
    [
        ([0, 0, 1, 1], [1, 1, 7, 7], 1),
        ([0, 0, 0, 0], [1, 1, 7, 7], 0.5),
        ([0, 0, 0, 1], [1, 1, 7, 7], 0.75),
        ([0, 1, 2, 3], [1, 1, 7, 7], 1),
        ([5, 5, 5, 9, 9], [1, 7, 7, 1, 1], 0.8),
        ([3], [1], 1),
    ],
)
def test_purity_by_hand(cluster, label, expected):
    assert purity(np.array(cluster), np.array(label)) == pytest.approx(expected)


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from([1, 3, 7])), min_size=1))
def test_purity_from_scikit_learns_contingency_matrix(pairs):
    cluster, label = np.array(pairs).T
    expected = contingency_matrix(label, cluster).max(axis=0).sum() / len(label)
    assert purity(cluster, label) == pytest.approx(expected)


def test_separation_names_its_measures():
    cluster, label = np.array([0, 0, 0, 1, 1, 2]), np.array([1, 1, 7, 7, 7, 1])
    expected = adjusted_mutual_info_score(label, cluster)
    assert 0 < expected < 1
    assert ami(cluster, label) == pytest.approx(expected)
    assert agreement(cluster, label) == {
        "purity": pytest.approx(5 / 6), "ami": pytest.approx(expected)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([7, 7, 1, 7], [(7, 0.75), (1, 0.25)]),
        ([7, 1], [(1, 0.5), (7, 0.5)]),
        ([-1, 3, 3, -1, 0], [(-1, 0.4), (3, 0.4), (0, 0.2)]),
        ([], []),
    ],
)
def test_shares_by_hand(values, expected):
    found = shares(np.array(values, int))
    assert [(entry["value"], entry["share"]) for entry in found] == expected


def majorities(columns, layer):
    return majority_labels(columns[layer], columns["label"], columns["role"])


def test_majority_labels_come_from_train_samples():
    assert majorities(paths(), "hidden_1") == {0: 1, 1: 7}
    # No train sample is in cluster 2.
    assert majorities(paths(), "hidden_2") == {0: 1, 1: 7, 2: None}


def test_the_lowest_label_is_the_majority_on_a_tie():
    cluster, label = np.array([0, 0, 0, 0, 1, 1]), np.array([7, 3, 3, 7, 9, 1])
    assert majority_labels(cluster, label, np.full(6, "train")) == {0: 3, 1: 1}


def test_neither_test_nor_unseen_images_count_in_a_majority_or_a_main_path():
    """However many there are: of the training images one is a 1, and goes another way."""
    count = 20
    columns = {
        "role": np.array(["train"] + ["test"] * count + ["unseen"] * count),
        "label": np.array([1] + [7] * count + [4] * count),
        "hidden_1": np.zeros(1 + 2 * count, int),
        "hidden_2": np.array([2] + [3] * 2 * count),
        "prediction": np.ones(1 + 2 * count, int),
    }
    assert majorities(columns, "hidden_1") == {0: 1}
    assert majorities(columns, "hidden_2") == {2: 1, 3: None}
    columns["label"][1:] = 1
    assert main_paths(columns, HIDDEN) == {1: (0, 2)}


def test_destinations_by_hand():
    columns = paths()
    own = columns["label"] == 4
    assert destinations(columns, "hidden_1", own) == [
        {"cluster": 0, "share": 0.5, "majority": 1},
        {"cluster": 1, "share": 0.5, "majority": 7},
    ]
    assert destinations(columns, "hidden_2", own) == [
        {"cluster": 1, "share": 0.75, "majority": 7},
        {"cluster": 2, "share": 0.25, "majority": None},
    ]


def test_exceptions_by_hand():
    """The known samples on another class's main path, not those on none's, and no unseen one."""
    travels = np.array([1, 1, 7, 7, 7, 1, -1, 1, 7, 7, 7, -1, -1])
    found = exception_rows(paths(), HIDDEN, travels)
    assert found == [
        {
            "sample_id": 20,
            "role": "train",
            "label": 1,
            "travels_as": 7,
            "prediction": 1,
            "probability": pytest.approx(0.6),
            "path": [1, 1],
        },
        {
            "sample_id": 70,
            "role": "test",
            "label": 7,
            "travels_as": 1,
            "prediction": 7,
            "probability": pytest.approx(0.7),
            "path": [0, 0],
        },
    ]


def test_path_answers_by_hand():
    found = path_answers(paths(), HIDDEN, [1, 7])
    assert found["distinct"] == 4
    assert found["classes"] == [
        {
            "digit": 1,
            "main_path": [0, 0],
            "on_main_path": {"train": pytest.approx(2 / 3), "test": 0.5},
        },
        {"digit": 7, "main_path": [1, 1], "on_main_path": {"train": 1, "test": 0.5}},
    ]
    assert [entry["sample_id"] for entry in found["exceptions"]] == [20, 70]


def test_unseen_answers_by_hand():
    measured = made_measured(HIDDEN, [1, 7], [4])
    (found,) = unseen_answers(paths(), HIDDEN, HIDDEN, [1, 7], [4], measured)
    assert found["digit"] == 4
    assert found["samples"] == 4
    assert [layer["layer"] for layer in found["layers"]] == HIDDEN
    assert found["layers"][1]["destinations"] == destinations(
        paths(), "hidden_2", paths()["label"] == 4
    )
    assert found["travels_as"] == [{"value": -1, "share": 0.5}, {"value": 7, "share": 0.5}]
    told = [(e["digit"], e["number"]["own"], e["mean_probability"]) for e in found["predicted"]]
    assert told == [
        (digit, value("predicted", "", "own", 4, digit), probability)
        for digit, probability in ((1, 1.0), (7, 0.5))
    ]
    affinity = [entry["affinity"][1]["number"]["own"] for entry in found["layers"]]
    assert affinity == [value("affinity", layer, "own", 4, 7) for layer in HIDDEN]
    assert found["confidence"]["own"] == value("confidence", "", "own", 4)


def test_the_mean_probability_is_that_of_the_digits_own_images_with_that_prediction():
    columns = paths()
    own = columns["label"] == 1
    assert mean_probability(columns, own, 1) == pytest.approx(0.8)
    assert mean_probability(columns, own, 7) == pytest.approx(0.5)
    assert mean_probability(columns, own, 9) is None


def score_columns():
    return {
        "k": np.array([2, 3]),
        "silhouette": np.array([0.25, 0.5]),
        "standard_error": np.zeros(2),
        "chosen": np.array([False, True]),
        "note": np.array(["", "a note"]),
    }


def test_layer_answers_by_hand():
    columns = paths()
    # At K = classes, the train samples are told apart and the test samples are not.
    at_classes = np.array([0, 0, 0, 1, 1, 0, 0, 0, 0])
    (found,) = layer_answers(
        columns, {"hidden_1": at_classes}, {"hidden_1": score_columns()}, ["hidden_1"]
    )
    assert (found["layer"], found["k"], found["silhouette"], found["note"]) == (
        "hidden_1",
        3,
        0.5,
        "a note",
    )
    chosen = adjusted_mutual_info_score([1, 1, 1, 7, 7], [0, 0, 1, 1, 1])
    assert found["train"] == pytest.approx(
        {"purity": 1, "ami": 1, "purity_chosen": 4 / 5, "ami_chosen": chosen}
    )


def test_everything_that_is_answered(monkeypatch):
    columns = paths()
    at_classes = {layer: columns[layer][:9] for layer in HIDDEN}
    scores = dict.fromkeys(HIDDEN, score_columns())
    model_scores = {
        "train": {"loss": 0.1, "accuracy": 1.0},
        "test": {"loss": 0.2, "accuracy": 0.75},
    }
    run = {"digits": [1, 7], "unseen": [4], "answers": ASKED, "clustering": FITTING}
    measured = made_measured(LAYERS, [1, 7], [4])
    found = answer(columns, at_classes, scores, model_scores, measured, run, HIDDEN, HIDDEN, HIDDEN)
    given = {**model_scores, "warning": "the network guesses"}
    warned = answer(columns, at_classes, scores, given, measured, run, HIDDEN, HIDDEN, HIDDEN)
    assert warned == found | {"warning": "the network guesses"}
    assert found["samples"] == {"train": 5, "test": 4, "unseen": 4}
    assert "fitted" not in found
    for fit_on, of in (("train", 5), ("all", 13)):
        limited = run | {"clustering": {"fit_on": fit_on, "fit_limit": of - 1}}
        few = answer(columns, at_classes, scores, model_scores, measured, limited, *[HIDDEN] * 3)
        assert few == found | {"fitted": {"count": of - 1, "of": of}}
    assert "asked" not in found
    with monkeypatch.context() as limits:
        limits.setattr(run_answers, "ASKED", {"test": 3, "unseen": 4})
        few = answer(columns, at_classes, scores, model_scores, measured, run, *[HIDDEN] * 3)
    assert few == found | {"asked": {"test": {"count": 3, "of": 4}}}
    assert found["accuracy"] == {"train": 1.0, "test": 0.75}
    assert found["warning"] == ""
    assert found["training"] is None
    trained = {**model_scores, "training": {"epochs": 15, "converged": False, "fall": 0.1}}
    again = answer(columns, at_classes, scores, trained, measured, run, HIDDEN, HIDDEN, HIDDEN)
    assert again == found | {"training": trained["training"] | {"longer": None}}
    assert found["separation"] == separation(measured, HIDDEN, 0.4)
    assert found["last_layer"] == last_layer(measured, 0.02)
    for entry, counted in zip(
        found["layers"], layer_answers(columns, at_classes, scores, HIDDEN), strict=True
    ):
        assert entry["ami"]["own"] == value("ami", entry["layer"])
        assert entry | counted == entry
    support = made_support(LAYERS, [1, 7], [4])
    assert found["smallest_p"] == support["smallest_p"]
    assert found["paths"] == path_answers(columns, HIDDEN, [1, 7]) | support["paths"]
    assert found["unseen_digits"] == unseen_answers(columns, HIDDEN, HIDDEN, [1, 7], [4], measured)


def test_the_last_layers_verdict_is_of_its_difference_and_margin():
    for margin in (0.001, 1.0):
        found = last_layer(made_measured(LAYERS, [1, 7], [], 3), margin)
        gain = value("accuracy", "", "trained") - value("accuracy", "", "shorter")
        assert found["difference"]["mean"] == pytest.approx(gain)
        assert found["margin"] == margin
        assert found["verdict"] == depth_verdict(found["difference"], margin)
        assert found["p"] == p_of_interval(found["difference"], 2)
    for replicates in (0, 1):
        found = last_layer(made_measured(LAYERS, [1, 7], [], replicates), margin)
        assert (found["verdict"], found["p"]) == (None, None)


def numbers(part):
    """Every number in answers."""
    if isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from numbers(inner)
    else:
        yield part


def test_what_is_measured_of_the_runs_network_stands_in_the_answers_once():
    """Every measure has a value of its own."""
    columns = paths()
    measured = made_measured(LAYERS, [1, 7], [4])
    found = answer(
        columns,
        {layer: columns[layer][:9] for layer in HIDDEN},
        dict.fromkeys(HIDDEN, score_columns()),
        {role: {"accuracy": value("accuracy")} for role in ("train", "test")},
        measured,
        {"digits": [1, 7], "unseen": [4], "answers": ASKED, "clustering": FITTING},
        HIDDEN,
        HIDDEN,
        HIDDEN,
    )
    found["accuracy"].pop("train")
    times = Counter(numbers(found))
    told = {  # whole numbers are there by chance too
        key: times[number]
        for key, number in measured.own_values.items()
        if key[2] not in ("pixels", "output") and not key[1].startswith(("k_", "gap"))
    }
    named = ("ami", "purity", "distinct_paths", "predicted", "affinity", "accuracy", "most_taken")
    assert {n for key, n in told.items() if key[1].removesuffix("_chosen") in named} == {1}
    assert set(told.values()) <= {0, 1}  # what the answers leave out, such as auroc's other half
