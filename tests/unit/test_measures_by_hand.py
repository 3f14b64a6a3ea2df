"""Measures of a few samples, against those by hand or by scikit-learn."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.neighbors import KNeighborsClassifier

from builders.made_findings import HIDDEN, clustered, finding, samples, values
from chemins.clusters.mixture import fit_mixture
from chemins.clusters.standardise import Space
from chemins.measures import path_measures
from chemins.measures.asking import everyone
from chemins.measures.cluster_agreement import purity
from chemins.measures.findings import (
    Findings,
    assign_clusters,
    majority_of,
    measure_layer,
    paths_of,
)
from chemins.measures.known import (
    all_distance_rows,
    commitment_rows,
    difference_rows,
    layer_rows,
    mixture_rows,
    network_rows,
    path_rows,
)
from chemins.measures.of_samples import sample_measures
from chemins.measures.passes import Points
from chemins.measures.unseen import destination_rows, prediction_rows

BY_HAND = samples(
    role=["train", "train", "train", "train", "test", "test", "test", "test"],
    label=[1, 1, 7, 7, 1, 1, 7, 7],
    prediction=[1, 1, 7, 7, 1, 7, 7, 7],
)
FIRST = finding("hidden_1", [0, 0, 1, 1, 0, 0, 0, 1], votes=[7, 7, 7, 7])
SECOND = finding("hidden_2", [0, 0, 1, 1, 0, 1, 1, 1], votes=[1, 7, 7, 7])


def test_a_layers_rows_are_of_test_samples():
    rows = layer_rows(FIRST, BY_HAND)
    test_clusters, test_labels = [0, 0, 0, 1], [1, 1, 7, 7]
    ami = adjusted_mutual_info_score(test_labels, test_clusters)
    assert values(rows, "ami") == {("hidden_1", -1, -1): pytest.approx(ami)}
    assert values(rows, "purity") == {("hidden_1", -1, -1): 0.75}
    assert values(rows, "neighbours") == {("hidden_1", -1, -1): 0.5}
    assert values(rows, "probe") == {("hidden_1", -1, -1): 0.25}
    assert values(rows, "reach") == {("hidden_1", -1, -1): 1.0}


def test_measures_at_the_chosen_k_are_named_so():
    found = finding("hidden_1", [0] * 8, basis="chosen", votes=[1] * 4)
    assert values(layer_rows(found, BY_HAND), "purity_chosen") == {("hidden_1", -1, -1): 0.5}
    assert {row["measure"] for row in layer_rows(found, BY_HAND)} == {
        "probe", "neighbours", "ami_chosen", "purity_chosen", "reach_chosen"
    }  # fmt: skip


def test_commitment_grows_from_layer_to_layer():
    """Predictions 1, 7, 7, 7; in the first layer one 1 and one 7 agree, in the second all do."""
    rows = commitment_rows([FIRST, SECOND], BY_HAND, HIDDEN, "classes")
    shares = values(rows, "committed")
    assert shares == {("hidden_1", -1, -1): 0.5, ("hidden_2", -1, -1): 1.0}


def test_the_networks_rows_by_hand():
    rows = [*network_rows([FIRST, SECOND], BY_HAND, HIDDEN, HIDDEN)]
    assert values(rows, "accuracy") == {("", -1, -1): 0.75}
    assert values(rows, "train_accuracy") == {("", -1, -1): 1.0}
    # The neighbours of all but one vote for the prediction in the first layer already.
    assert values(rows, "depth") == {("hidden_1", -1, -1): 0.75, ("hidden_2", -1, -1): 1.0}
    assert values(rows, "committed") == {("hidden_1", -1, -1): 0.5, ("hidden_2", -1, -1): 1.0}
    assert set(values(rows, "js_distance")) == {("", 1, 7)}


def test_paths_by_hand():
    """Train paths 0-0 for 1 and 1-1 for 7; test paths 0-0, 0-1, 0-1, 1-1."""
    rows = [*path_rows(paths_of([FIRST, SECOND], HIDDEN, "classes"), BY_HAND, "")]
    assert values(rows, "distinct_paths") == {("", -1, -1): 3}
    shares = np.array([1, 2, 1]) / 4
    entropy = -(shares * np.log(shares)).sum()
    assert values(rows, "path_entropy") == {("", -1, -1): pytest.approx(entropy)}
    assert values(rows, "effective_paths") == {("", -1, -1): pytest.approx(np.exp(entropy))}
    # 0-1 holds a 1 and a 7: of four samples one is not its path's majority.
    assert values(rows, "path_purity") == {("", -1, -1): 3 / 4}
    # 0-1 is no train path: two of four test samples count as wrong.
    assert values(rows, "alignment") == {("", -1, -1): 0.5}
    assert values(rows, "most_taken") == {("", -1, 1): 0.5, ("", -1, 7): 0.5}


def test_alignment_is_with_the_predictions_not_the_labels():
    """A network that errs on every training image foretells no right test image."""
    wrong = samples(BY_HAND.role, BY_HAND.label, [7, 7, 1, 1, 1, 7, 7, 7])
    rows = [*path_rows(paths_of([FIRST, SECOND], HIDDEN, "classes"), wrong, "")]
    assert values(rows, "alignment") == {("", -1, -1): 0.0}


def test_differences_of_paths_are_told_with_both_p_values():
    role, label = ["test"] * 90, np.repeat([1, 3, 7], 30)
    stream = np.random.default_rng(0)
    cluster = (stream.random(90) < np.select([label == 1, label == 3], [0.8, 0.55], 0.3)).astype(
        int
    )
    found = [finding(layer, cluster) for layer in HIDDEN]
    rows = difference_rows(found, samples(role, label, label, (1, 3, 7)), HIDDEN, 5)
    told = {name: values(rows, name) for name in ("js_p", "js_p_adjusted")}
    paths = np.column_stack([cluster, cluster])
    expected = path_measures.permutation_tests(paths, label, 5)
    assert [pair["classes"] for pair in expected] == [(1, 3), (1, 7), (3, 7)]
    for pair in expected:
        key = ("", *pair["classes"])
        assert told["js_p"][key] == pair["p"]
        assert told["js_p_adjusted"][key] == pair["p_adjusted"]
    assert told["js_p"] != told["js_p_adjusted"]


def test_distances_are_of_test_samples_paths_and_of_their_pixels_clusters():
    role = ["train"] * 40 + ["test"] * 90
    label = np.array([7] * 40 + [1] * 30 + [3] * 30 + [7] * 30)
    stream = np.random.default_rng(0)
    first, second, pixels = (stream.integers(3, size=130) for _ in range(3))
    layers = {"pixels": pixels, "hidden_1": first, "hidden_2": second, "output": 2 - first}
    found = [finding(layer, cluster, majority=label) for layer, cluster in layers.items()]
    of = samples(role, label, label, (1, 3, 7))
    told = values(all_distance_rows(found, of, HIDDEN), "js_distance")
    for layer, paths in {"": [first, second], "pixels": [pixels]}.items():
        expected = path_measures.class_distances(np.column_stack(paths)[40:], label[40:])
        assert {key[1:]: value for key, value in told.items() if key[0] == layer} == expected
    assert len(told) == 6


def test_where_unseen_samples_go_by_hand():
    own = np.array([False] * 4 + [True] * 4)
    rows = [*destination_rows([FIRST], own, 4, [1, 7])]
    assert values(rows, "affinity") == {("hidden_1", 4, 1): 0.75, ("hidden_1", 4, 7): 0.25}
    expected = -0.75 * np.log2(0.75) - 0.25 * np.log2(0.25)
    assert values(rows, "entropy") == {("hidden_1", 4, -1): pytest.approx(expected)}


def test_predictions_of_unseen_samples():
    own = np.array([False] * 4 + [True] * 4)
    rows = prediction_rows(BY_HAND, own, 4)
    assert values(rows, "predicted") == {("", 4, 1): 0.25, ("", 4, 7): 0.75}
    assert values(rows, "confidence") == {("", 4, -1): pytest.approx(0.8)}


def test_sample_measures_by_hand_is_at_the_chosen_k():
    """Predictions 1, 7, 7, 7. At K = classes all test images are committed in the first layer."""

    def layer(name, chosen, votes):
        bases = {"classes": clustered([0, 0, 1, 1, 0, 1, 1, 1]), "chosen": clustered(chosen)}
        return Findings(name, bases, np.array(votes), 0.5, np.zeros(8))

    first = layer("hidden_1", [0, 0, 1, 1, 0, 0, 0, 1], [7, 7, 7, 7])
    second = layer("hidden_2", [0, 0, 1, 1, 0, 1, 0, 1], [1, 7, 7, 1])
    found = sample_measures([first, second], BY_HAND, HIDDEN, 0)
    train = ["hidden_1"] * 4
    assert found["committed"].tolist() == [*train, "hidden_1", "hidden_2", "never", "hidden_1"]
    assert found["depth"].tolist() == [""] * 4 + ["hidden_2", "hidden_1", "hidden_1", "never"]
    assert found["role"].tolist() == BY_HAND.role.tolist()
    assert found["label"].tolist() == BY_HAND.label.tolist()


def test_a_cluster_without_training_samples_stands_for_no_class():
    of = samples(["train", "test", "unseen"], [1, 1, 4], [1, 1, 1])
    assert majority_of(np.array([0, 0, 2]), of).tolist() == [1, 1, -1]


def test_a_clusters_majority_is_of_its_training_samples_however_many_others_there_are():
    of = samples(["train", "test", "test", "unseen", "unseen"], [1, 7, 7, 4, 4], [1] * 5)
    assert majority_of(np.zeros(5, int), of).tolist() == [1] * 5


def given(points):
    return Points(lambda: [points], Space(np.zeros(6), np.ones(6), None))


def test_probe_and_neighbours_learn_from_training_and_are_asked_of_test_samples():
    """Classes that overlap: on its own samples each would do better."""
    stream = np.random.default_rng(3)
    label = np.tile([1, 7], 60)
    points = (stream.normal(size=(120, 6)) + (label == 7)[:, np.newaxis] / 2).astype(np.float32)
    of = samples(np.repeat(["train", "test"], [50, 70]), label, label)
    bases = {"classes": assign_clusters(points, of, points[:2])}
    found = measure_layer("hidden_1", given(points), of, bases, everyone(of), seed=0)
    probe = LogisticRegression(tol=1e-8, max_iter=10_000).fit(points[:50], label[:50])
    assert found.probe.tolist() == probe.predict(points[50:]).tolist()
    voting = KNeighborsClassifier(5, algorithm="brute").fit(points[:50], label[:50])
    assert found.votes.tolist() == voting.predict(points[50:]).tolist()
    told = values(layer_rows(found, of), "neighbours")["hidden_1", -1, -1]
    assert told == pytest.approx(voting.score(points[50:], label[50:]))
    assert told != np.mean(found.probe == label[50:])


def test_mixtures_learn_from_training_and_are_asked_of_test_samples():
    stream = np.random.default_rng(3)
    label = np.tile([1, 7], 60)
    points = (stream.normal(size=(120, 6)) + (label == 7)[:, np.newaxis] * 2).astype(np.float32)
    of = samples(np.repeat(["train", "test"], [50, 70]), label, label)
    found = measure_layer("hidden_1", given(points), of, {}, everyone(of), seed=0, mixture=True)
    rows = mixture_rows(found, of)
    cluster = fit_mixture(points[:50], 2, seed=0)(points[50:])
    here = "hidden_1", -1, -1
    expected = purity(cluster, label[50:])
    assert values(rows, "purity_mixture") == {here: pytest.approx(expected)}
    expected = adjusted_mutual_info_score(label[50:], cluster)
    assert values(rows, "ami_mixture") == {here: pytest.approx(expected)}
