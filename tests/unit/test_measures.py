import numpy as np
import pytest
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_mutual_info_score, roc_auc_score
from sklearn.neighbors import KNeighborsClassifier

from chemins.clusters.mixture import mixture_clusters
from chemins.measures import findings, ood_scores, path_measures
from chemins.measures.cluster_agreement import purity
from chemins.measures.conformal import calibration_half
from chemins.measures.findings import (
    Clustered,
    Findings,
    Samples,
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
    noise_prediction_row,
    path_rows,
)
from chemins.measures.of_samples import sample_measures
from chemins.measures.path_score import path_score, strangeness
from chemins.measures.unseen import (
    destination_rows,
    evaluation_half,
    ood_scores_of,
    p_values,
    prediction_rows,
    unseen_rows,
)
from chemins.statistics.influence import groups_of, summed

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


def clustered(cluster, majority=None):
    named = np.array([1, 7])[cluster] if majority is None else np.array(majority)
    return Clustered(np.array(cluster), named)


def finding(layer, cluster, votes=(), basis="classes", majority=None, **others):
    bases, probe = {basis: clustered(cluster, majority)}, np.array([7, 7, 7, 1])
    return Findings(layer, bases, np.array(votes), probe, np.zeros(len(cluster)), **others)


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
    assert {row["measure"] for row in layer_rows(found, BY_HAND)} == {
        "probe", "neighbours", "ami_chosen", "purity_chosen", "reach_chosen"
    }  # fmt: skip


def test_commitment_grows_from_layer_to_layer():
    """Predictions 1, 7, 7, 7; in the first layer one 1 and one 7 agree, in the second all do."""
    rows = commitment_rows([FIRST, SECOND], BY_HAND, HIDDEN, "classes")
    shares = values(rows, "committed")
    assert shares == {("hidden_1", -1, -1): 0.5, ("hidden_2", -1, -1): 1.0}


def test_the_networks_rows_by_hand():
    rows = network_rows([FIRST, SECOND], BY_HAND, HIDDEN, HIDDEN)
    assert values(rows, "accuracy") == {("", -1, -1): 0.75}
    assert values(rows, "train_accuracy") == {("", -1, -1): 1.0}
    # The neighbours of all but one vote for the prediction in the first layer already.
    assert values(rows, "depth") == {("hidden_1", -1, -1): 0.75, ("hidden_2", -1, -1): 1.0}
    assert values(rows, "committed") == {("hidden_1", -1, -1): 0.5, ("hidden_2", -1, -1): 1.0}
    assert set(values(rows, "js_distance")) == {("", 1, 7)}


def test_paths_by_hand():
    """Train paths 0-0 for 1 and 1-1 for 7; test paths 0-0, 0-1, 0-1, 1-1."""
    rows = path_rows(paths_of([FIRST, SECOND], HIDDEN, "classes"), BY_HAND, "")
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
    rows = path_rows(paths_of([FIRST, SECOND], HIDDEN, "classes"), wrong, "")
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


def raw(points):
    """What points might have been before they were standardised: not at the same angles."""
    return 3 * points + np.float32(2)


def looked_at(points, of):
    centers = np.array([[-4, 0, 0], [4, 0, 0]], np.float32)
    found = []
    for layer in LAYERS:
        clustered = assign_clusters(points[layer], of, centers)
        bases = {"classes": clustered, "chosen": clustered}
        found.append(measure_layer(layer, points[layer], raw(points[layer]), of, bases, seed=0))
    return found


@pytest.fixture(scope="module")
def whole():
    points, of = made()
    return looked_at(points, of), of


def test_predictions_kept_under_noise_are_counted_against_those_without_it(whole):
    _, of = whole
    told = of.prediction[of.of("test")].copy()
    told[:3] = -1
    found = noise_prediction_row(told, of)
    assert (found["measure"], found["value"]) == ("noise_predictions", 1 - 3 / len(told))
    assert np.nansum(found["terms"]) == len(told) - 3


def test_what_is_far_from_all_training_samples_is_noticed(whole):
    findings, of = whole
    rows = unseen_rows(findings, of, HIDDEN, seed=0)
    assert values(rows, "auroc_path")["", 4, -1] == 1.0
    assert values(rows, "fpr95_path")["", 4, -1] == 0.0
    assert values(rows, "auroc_mahalanobis")["hidden_1", 4, -1] == 1.0
    assert values(rows, "atypical")["", 4, -1] == 1.0


def test_detectors_see_the_evaluation_half_only(whole):
    findings, of = whole
    rows = unseen_rows(findings, of, HIDDEN, seed=0)
    half, unseen = evaluation_half(of, 0), of.of("unseen")
    scores = ood_scores_of(findings, of, HIDDEN)
    assert half.sum() == 50
    assert not half[~of.of("test")].any()
    for (name, layer), score in scores.items():
        truth = np.repeat([1, 0], [half.sum(), unseen.sum()])
        expected = roc_auc_score(truth, np.concatenate([score[half], score[unseen]]))
        assert values(rows, f"auroc_{name}")[layer, 4, -1] == pytest.approx(expected)


def test_the_evaluation_half_is_what_did_not_calibrate(whole):
    _, of = whole
    test = of.of("test")
    calibrating = calibration_half(of.label[test], 0)
    assert (evaluation_half(of, 0)[test] == ~calibrating).all()


def test_an_odd_image_out_is_for_evaluation():
    of = samples(["test"] * 5, [1] * 5, [1] * 5)
    assert evaluation_half(of, 0).sum() == 3


def test_detectors_without_logits_leave_out_the_energy(whole):
    findings, of = whole
    without = Samples(of.role, of.label, of.probabilities, None, of.digits)
    gone = (
        ood_scores_of(findings, of, HIDDEN).keys() - ood_scores_of(findings, without, HIDDEN).keys()
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
        assert told(layer_rows(a, fewer), fewer) == told(layer_rows(b, of), of)
    found = network_rows(alone, fewer, HIDDEN, HIDDEN), network_rows(together, of, HIDDEN, HIDDEN)
    assert told(found[0], fewer) == told(found[1], of)
    assert difference_rows(alone, fewer, HIDDEN, 0) == difference_rows(together, of, HIDDEN, 0)
    assert unseen_rows(alone, fewer, HIDDEN, 0) == []


def told(rows, of):
    """The rows as the table has them."""
    return [summed(entry, of.label, groups_of(np.arange(len(of.label)))) for entry in rows]


def test_sample_measures_has_a_row_for_each_sample(whole):
    findings, of = whole
    found = sample_measures(findings, of, HIDDEN, 0)
    assert set(found["committed"]) <= {*HIDDEN, "never"}
    assert (found["depth"][~of.of("test")] == "").all()
    assert set(found["depth"][of.of("test")]) <= {*LAYERS, "never"}
    assert (found["p_value"][of.of("unseen")] <= 0.1).all()
    judged = evaluation_half(of, 0) | of.of("unseen")
    assert (np.isnan(found["p_value"]) == ~judged).all()
    assert (found["path_score"] == ood_scores_of(findings, of, HIDDEN)["path", ""]).all()
    expected = p_values(found["path_score"], of, 0)
    np.testing.assert_array_equal(found["p_value"], expected)


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


def test_probe_and_neighbours_learn_from_training_and_are_asked_of_test_samples():
    """Classes that overlap: on its own samples each would do better."""
    stream = np.random.default_rng(3)
    label = np.tile([1, 7], 60)
    points = (stream.normal(size=(120, 6)) + (label == 7)[:, np.newaxis] / 2).astype(np.float32)
    of = samples(np.repeat(["train", "test"], [50, 70]), label, label)
    bases = {"classes": assign_clusters(points, of, points[:2])}
    found = measure_layer("hidden_1", points, points, of, bases, seed=0)
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
    rows = mixture_rows("hidden_1", points, of, seed=0)
    cluster = mixture_clusters(points[:50], points[50:], 2, seed=0)
    here = "hidden_1", -1, -1
    expected = purity(cluster, label[50:])
    assert values(rows, "purity_mixture") == {here: pytest.approx(expected)}
    expected = adjusted_mutual_info_score(label[50:], cluster)
    assert values(rows, "ami_mixture") == {here: pytest.approx(expected)}


def test_each_detector_has_its_own_score(whole):
    findings, of = whole
    scores = ood_scores_of(findings, of, HIDDEN)
    assert (scores["max_softmax", ""] == of.probabilities.max(axis=1)).all()
    assert scores["energy", ""] == pytest.approx(logsumexp(of.logits.astype(float), axis=1))
    train, asked = of.of("train"), ~of.of("train")
    points, _ = made()
    for layer in LAYERS:
        taught, others = points[layer][train], points[layer][asked]
        expected = {
            "neighbours": ood_scores.neighbour_score(taught, others),
            "mahalanobis": ood_scores.mahalanobis(taught, of.label[train], others),
        }
        for name, score in expected.items():
            assert (scores[name, layer][asked] == score).all()
            assert np.isnan(scores[name, layer][train]).all()


def test_the_path_score_is_of_raw_activations_from_the_pixels_to_the_last_hidden_layer(whole):
    findings, of = whole
    points, _ = made()
    told = [strangeness(raw(points[h]), of.label, of.of("train"), of.prediction) for h in LAYERS]
    output = finding("output", [0] * len(of.role))
    found = ood_scores_of([*findings, output], of, HIDDEN)["path", ""]
    np.testing.assert_array_equal(found, path_score(told))


def test_placing_in_parts_changes_nothing(monkeypatch):
    points, of = made()
    centers = np.array([[-4, 0, 0], [4, 0, 0]], np.float32)
    whole = assign_clusters(points["pixels"], of, centers)
    monkeypatch.setattr(findings, "ROWS", 7)
    parts = assign_clusters(points["pixels"], of, centers)
    assert (whole.cluster == parts.cluster).all()
    expected = np.linalg.norm(points["pixels"][:, np.newaxis] - centers, axis=2)
    assert (whole.cluster == expected.argmin(axis=1)).all()
