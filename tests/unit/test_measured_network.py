"""Measures of a whole network, from points."""

import numpy as np
import pytest
from scipy.special import logsumexp
from sklearn.metrics import roc_auc_score

from builders.made_findings import HIDDEN, finding, samples, values
from chemins.measures import findings, ood_scores
from chemins.measures.asking import evenly_asked
from chemins.measures.conformal import calibration_half
from chemins.measures.findings import Samples, assign_clusters, measure_layer
from chemins.measures.known import difference_rows, layer_rows, network_rows, noise_prediction_row
from chemins.measures.of_samples import sample_measures
from chemins.measures.passes import Points
from chemins.measures.path_score import (
    Planes,
    class_rows,
    ordered,
    path_score,
    standard_rows,
    standardised,
    strangeness,
)
from chemins.measures.unseen import evaluation_half, ood_scores_of, p_values, unseen_rows
from chemins.statistics.influence import groups_of, summed

LAYERS = ["pixels", *HIDDEN]


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


class Raw:
    """What points might have been before they were standardised: not at the same angles."""

    basis, mean = None, np.zeros(3)

    def restore(points):
        return 3 * points + np.float32(2)


def looked_at(points, of):
    centers = np.array([[-4, 0, 0], [4, 0, 0]], np.float32)
    found = []
    for layer in LAYERS:
        clustered = assign_clusters(points[layer], of, centers)
        bases = {"classes": clustered, "chosen": clustered}
        given = Points(lambda layer=layer: [points[layer]], Raw)
        found.append(measure_layer(layer, given, of, bases, evenly_asked(of, "train", 999, 0), 0))
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
    rows = [*unseen_rows(findings, of, HIDDEN, seed=0)]
    assert values(rows, "auroc_path")["", 4, -1] == 1.0
    assert values(rows, "fpr95_path")["", 4, -1] == 0.0
    assert values(rows, "auroc_mahalanobis")["hidden_1", 4, -1] == 1.0
    assert values(rows, "atypical")["", 4, -1] == 1.0


def test_detectors_see_the_evaluation_half_only(whole):
    findings, of = whole
    rows = [*unseen_rows(findings, of, HIDDEN, seed=0)]
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
    assert not [*unseen_rows(alone, fewer, HIDDEN, 0)]


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
            "neighbours": ood_scores.fit_neighbours(taught)(others),
            "mahalanobis": ood_scores.fit_mahalanobis(taught, of.label[train])(others),
        }
        for name, score in expected.items():
            assert (scores[name, layer][asked] == score).all()
            assert np.isnan(scores[name, layer][train]).all()


def strangeness_of(activations, of):
    train = of.of("train")
    rows = class_rows(of.label, train)
    planes = Planes.through(rows, activations[ordered(rows)])
    strange = strangeness(activations, np.arange(len(of.role)), of.prediction, planes)
    return standardised(strange, standard_rows(of.label, train))


def test_the_path_score_is_of_raw_activations_from_the_pixels_to_the_last_hidden_layer(whole):
    findings, of = whole
    points, _ = made()
    told = [strangeness_of(Raw.restore(points[h]), of) for h in LAYERS]
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
