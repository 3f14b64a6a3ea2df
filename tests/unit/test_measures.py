import numpy as np
import pytest
from sklearn.metrics import adjusted_mutual_info_score, roc_auc_score

from chemins import measures
from chemins.measures import (
    Clustered,
    Findings,
    Samples,
    commitment_rows,
    destination_rows,
    detector_scores,
    difference_rows,
    evaluation_half,
    evidence,
    layer_rows,
    look_at,
    network_rows,
    p_values,
    path_rows,
    paths_of,
    prediction_rows,
    unseen_rows,
)

HIDDEN = ["hidden_1", "hidden_2"]
LAYERS = ["pixels", *HIDDEN]


def values(rows, measure):
    """(layer, digit, toward) -> value of one measure."""
    return {
        (r["layer"], r["digit"], r["toward"]): r["value"] for r in rows if r["measure"] == measure
    }


def samples(role, label, prediction, digits=(1, 7), logits=None):
    probabilities = np.where(np.asarray(prediction)[:, np.newaxis] == np.asarray(digits), 0.8, 0.2)
    return Samples(np.array(role), np.array(label), probabilities, logits, list(digits))


def clustered(cluster, majority=None, distance=None):
    cluster = np.array(cluster)
    majority = np.array([1, 7])[cluster] if majority is None else np.array(majority)
    return Clustered(cluster, majority, np.zeros(len(cluster)) if distance is None else distance)


def finding(layer, cluster, votes=(), basis="classes", **others):
    return Findings(layer, {basis: clustered(cluster)}, np.array(votes), 0.5, **others)


BY_HAND = samples(
    role=["train", "train", "train", "train", "test", "test", "test", "test"],
    label=[1, 1, 7, 7, 1, 1, 7, 7],
    prediction=[1, 1, 7, 7, 1, 7, 7, 7],
)
FIRST = finding("hidden_1", [0, 0, 1, 1, 0, 0, 0, 1], votes=[1, 1, 1, 7])
SECOND = finding("hidden_2", [0, 0, 1, 1, 0, 1, 1, 1], votes=[1, 7, 7, 7])


def test_a_layers_rows_are_of_test_samples():
    rows = layer_rows(FIRST, BY_HAND)
    test_clusters, test_labels = [0, 0, 0, 1], [1, 1, 7, 7]
    ami = adjusted_mutual_info_score(test_labels, test_clusters)
    assert values(rows, "ami") == {("hidden_1", -1, -1): pytest.approx(ami)}
    assert values(rows, "purity") == {("hidden_1", -1, -1): 0.75}
    assert values(rows, "neighbours") == {("hidden_1", -1, -1): 0.75}
    assert values(rows, "reach") == {("hidden_1", -1, -1): 1.0}


def test_measures_at_the_chosen_k_are_named_so():
    found = finding("hidden_1", [0] * 8, basis="chosen", votes=[1] * 4)
    assert {row["measure"] for row in layer_rows(found, BY_HAND)} == {
        "probe", "neighbours", "ami_chosen", "purity_chosen", "reach_chosen"
    }  # fmt: skip


def test_commitment_grows_from_layer_to_layer():
    """Predictions 1, 7, 7, 7; in the first layer one 1 and one 7 agree, in the second all do."""
    rows = commitment_rows([FIRST, SECOND], BY_HAND, HIDDEN, "classes")
    shares = values(rows, "committed")
    assert shares == {("hidden_1", -1, -1): 0.5, ("hidden_2", -1, -1): 1.0}


def test_the_networks_rows_by_hand():
    rows = network_rows([FIRST, SECOND], BY_HAND, HIDDEN)
    assert values(rows, "accuracy") == {("", -1, -1): 0.75}
    assert values(rows, "train_accuracy") == {("", -1, -1): 1.0}
    assert values(rows, "depth") == {("hidden_1", -1, -1): 0.5, ("hidden_2", -1, -1): 1.0}


def test_paths_by_hand():
    """Train paths 0-0 for 1 and 1-1 for 7; test paths 0-0, 0-1, 0-1, 1-1."""
    rows = path_rows(paths_of([FIRST, SECOND], HIDDEN, "classes"), BY_HAND, "")
    assert values(rows, "distinct_paths") == {("", -1, -1): 3}
    # Known samples: three on 0-0, two on 0-1, three on 1-1.
    shares = np.array([3, 2, 3]) / 8
    entropy = -(shares * np.log(shares)).sum()
    assert values(rows, "path_entropy") == {("", -1, -1): pytest.approx(entropy)}
    assert values(rows, "effective_paths") == {("", -1, -1): pytest.approx(np.exp(entropy))}
    # 0-1 holds a 1 and a 7: of 8 samples one is not its path's majority.
    assert values(rows, "path_purity") == {("", -1, -1): pytest.approx(7 / 8)}
    # 0-1 is no train path: two of four test samples count as wrong.
    assert values(rows, "alignment") == {("", -1, -1): 0.5}
    assert values(rows, "main_path") == {("", -1, 1): 0.5, ("", -1, 7): 0.5}


def test_where_unseen_samples_go_by_hand():
    own = np.array([False] * 4 + [True] * 4)
    rows = destination_rows([FIRST], own, 4, [1, 7])
    assert values(rows, "affinity") == {("hidden_1", 4, 1): 0.75, ("hidden_1", 4, 7): 0.25}
    expected = -0.75 * np.log2(0.75) - 0.25 * np.log2(0.25)
    assert values(rows, "entropy") == {("hidden_1", 4, -1): pytest.approx(expected)}


def test_predictions_of_unseen_samples():
    own = np.array([False] * 4 + [True] * 4)
    rows = prediction_rows(BY_HAND, own, 4)
    assert values(rows, "predicted") == {("", 4, 1): 0.25, ("", 4, 7): 0.75}
    assert values(rows, "confidence") == {("", 4, -1): pytest.approx(0.8)}


# --- a whole network, from points ---------------------------------------------------------------


def made(seed=0, unseen=True):
    """Two classes apart in all layers, an unseen one far from both; points of each layer."""
    stream = np.random.default_rng(seed)
    counts = [("train", 1, 30), ("train", 7, 30), ("test", 1, 50), ("test", 7, 50)]
    counts += [("unseen", 4, 25)] if unseen else []
    role = np.repeat([r for r, _, _ in counts], [n for _, _, n in counts])
    label = np.repeat([c for _, c, _ in counts], [n for _, _, n in counts])
    middle = np.select([label == 1, label == 7], [-4.0, 4.0], 0.0)[:, np.newaxis]
    height = np.where(label == 4, 40.0, 0.0)[:, np.newaxis]
    points = {
        layer: np.hstack([middle, height, np.zeros_like(middle)])
        + stream.normal(size=(len(label), 3))
        for layer in LAYERS
    }
    prediction = np.where(points["hidden_2"][:, 0] < 0, 1, 7)
    logits = stream.normal(size=(len(label), 2)).astype(np.float32)
    return {k: v.astype(np.float32) for k, v in points.items()}, samples(
        role, label, prediction, logits=logits
    )


def looked_at(points, of):
    centers = np.array([[-4, 0, 0], [4, 0, 0]], np.float32)
    bases = {"classes": centers, "chosen": centers}
    return [look_at(layer, points[layer], of, bases, seed=0) for layer in LAYERS]


@pytest.fixture(scope="module")
def whole():
    points, of = made()
    return looked_at(points, of), of


def test_what_is_far_from_all_training_samples_is_noticed(whole):
    findings, of = whole
    rows = unseen_rows(findings, of, HIDDEN, seed=0)
    assert values(rows, "auroc_path_chosen")["", 4, -1] == 1.0
    assert values(rows, "fpr95_path_chosen")["", 4, -1] == 0.0
    assert values(rows, "auroc_mahalanobis")["hidden_1", 4, -1] == 1.0
    assert values(rows, "atypical_chosen")["", 4, -1] == 1.0


def test_detectors_see_the_evaluation_half_only(whole):
    findings, of = whole
    rows = unseen_rows(findings, of, HIDDEN, seed=0)
    half, unseen = evaluation_half(of, 0), of.of("unseen")
    scores = detector_scores(findings, of, HIDDEN)
    assert half.sum() == 50
    assert not half[~of.of("test")].any()
    for (name, layer), score in scores.items():
        truth = np.repeat([1, 0], [half.sum(), unseen.sum()])
        expected = roc_auc_score(truth, np.concatenate([score[half], score[unseen]]))
        assert values(rows, f"auroc_{name}")[layer, 4, -1] == pytest.approx(expected)


def test_detectors_without_logits_leave_out_the_energy(whole):
    findings, of = whole
    without = Samples(of.role, of.label, of.probabilities, None, of.digits)
    gone = (
        detector_scores(findings, of, HIDDEN).keys()
        - detector_scores(findings, without, HIDDEN).keys()
    )
    assert gone == {("energy", "")}


def test_p_values_are_of_evaluation_and_unseen_samples(whole):
    _, of = whole
    found = p_values(np.arange(len(of.role), dtype=float), of, 0)
    asked = evaluation_half(of, 0) | of.of("unseen")
    assert (np.isnan(found) == ~asked).all()


def test_known_measures_do_not_depend_on_unseen_samples():
    """Not one of them moves when unseen samples are there."""
    points, of = made()
    known = of.role != "unseen"
    fewer = Samples(
        of.role[known], of.label[known], of.probabilities[known], of.logits[known], of.digits
    )
    alone = looked_at({layer: p[known] for layer, p in points.items()}, fewer)
    together = looked_at(points, of)
    for a, b in zip(alone, together, strict=True):
        assert layer_rows(a, fewer) == layer_rows(b, of)
    assert network_rows(alone, fewer, HIDDEN) == network_rows(together, of, HIDDEN)
    assert difference_rows(alone, fewer, HIDDEN, 0) == difference_rows(together, of, HIDDEN, 0)
    assert unseen_rows(alone, fewer, HIDDEN, 0) == []


def test_evidence_has_a_row_for_each_sample(whole):
    findings, of = whole
    found = evidence(findings, of, HIDDEN, 0)
    assert set(found["committed"]) <= {*HIDDEN, "never"}
    assert (found["depth"][~of.of("test")] == "").all()
    assert set(found["depth"][of.of("test")]) <= {*LAYERS, "never"}
    assert (found["p_value"][of.of("unseen")] <= 0.1).all()


def test_a_cluster_without_training_samples_stands_for_no_class():
    of = samples(["train", "test", "unseen"], [1, 1, 4], [1, 1, 1])
    assert measures.majority_of(np.array([0, 0, 2]), of).tolist() == [1, 1, -1]


def test_placing_in_parts_changes_nothing(monkeypatch):
    points, of = made()
    centers = np.array([[-4, 0, 0], [4, 0, 0]], np.float32)
    whole = measures.placed(points["pixels"], of, centers)
    monkeypatch.setattr(measures, "ROWS", 7)
    parts = measures.placed(points["pixels"], of, centers)
    assert (whole.cluster == parts.cluster).all()
    assert whole.distance == pytest.approx(parts.distance, rel=1e-12)
    expected = np.linalg.norm(points["pixels"][:, np.newaxis] - centers, axis=2)
    assert (whole.cluster == expected.argmin(axis=1)).all()
    assert whole.distance == pytest.approx(expected.min(axis=1), rel=1e-5)
