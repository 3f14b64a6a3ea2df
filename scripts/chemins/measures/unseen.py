"""Where images of unseen digits go, and what would notice them: rows of a tidy table."""

from collections.abc import Iterator

import numpy as np

from chemins.measures import ood_scores
from chemins.measures.conformal import calibration_half, conformal_p_values, smallest_p
from chemins.measures.destinations import entropy
from chemins.measures.findings import share_row
from chemins.measures.path_score import path_score
from chemins.measures.vocabulary import row
from chemins.statistics.influence import at, auroc_terms, entropy_terms

ATYPICAL = 0.05  # conformal p-value up to which an image is called atypical


def unseen_rows(findings, samples, hidden, seed) -> Iterator[dict]:
    """Where each unseen digit goes, how sure the network is, and what would notice it."""
    unseen = samples.of("unseen")
    if not unseen.any():
        return
    scores = ood_scores_of(findings, samples, hidden)
    judged = ~np.isnan(scores["path", ""])
    evaluation = evaluation_half(samples, seed)
    p_value = p_values(scores["path", ""], samples, seed)
    calibrating = samples.prediction[samples.of("test") & judged & ~evaluation]
    for c, p in smallest_p(calibrating).items():
        yield row("smallest_p", p, toward=c)
    for digit in np.unique(samples.label[unseen]).tolist():
        own = unseen & (samples.label == digit)
        yield from destination_rows(findings, own, digit, samples.digits)
        yield from prediction_rows(samples, own, digit)
        own &= judged
        if own.any():
            yield share_row("atypical", p_value[own] <= ATYPICAL, own, digit=digit)
            yield from detection_rows(scores, evaluation & judged, own, digit)


def detection_rows(scores, evaluation, own, digit) -> Iterator[dict]:
    """How well each score tells samples of an unseen digit, (n,) bool, from test samples, likewise.
    scores: as of ood_scores_of."""
    for (detector, layer), score in scores.items():
        compared = score[evaluation], score[own]
        terms = at(evaluation, 0.0)
        terms[evaluation], terms[own] = auroc_terms(*compared)
        auroc, fpr = ood_scores.auroc(*compared), ood_scores.fpr_at_tpr(*compared)
        yield row(f"auroc_{detector}", auroc, layer, digit, terms=terms)
        yield row(f"fpr95_{detector}", fpr, layer, digit)


def destination_rows(findings, own, digit, digits) -> Iterator[dict]:
    """Per layer: the share in clusters of each class, and the entropy of the clusters in bits."""
    for found in findings:
        for basis, suffix in found.suffixes():
            clustered = found.bases[basis]
            majority = clustered.majority[own]
            for c in digits:
                yield share_row("affinity" + suffix, majority == c, own, found.layer, digit, c)
            counts = np.unique(clustered.cluster[own], return_counts=True)[1]
            spread = entropy(counts / counts.sum())
            terms = at(own, entropy_terms(clustered.cluster[own]) / np.log(2))
            yield row("entropy" + suffix, spread, found.layer, digit, terms=terms)


def prediction_rows(samples, own, digit) -> list[dict]:
    prediction, confidence = samples.prediction[own], samples.probabilities[own].max(axis=1)
    rows = [row("images", own.sum(), digit=digit)]
    terms = at(own, confidence)
    rows.append(row("confidence", confidence.mean(), digit=digit, terms=terms))
    return rows + [
        share_row("predicted", prediction == c, own, digit=digit, toward=c) for c in samples.digits
    ]


def ood_scores_of(findings, samples, hidden) -> dict[tuple, np.ndarray]:
    """(detector, layer or "") -> (n,) scores, higher for what is known."""
    scores = {
        ("path", ""): path_score_of(findings, hidden),
        ("max_softmax", ""): ood_scores.max_softmax(samples.probabilities),
    }
    if samples.logits is not None:
        scores["energy", ""] = ood_scores.energy(samples.logits)
    for found in findings:
        if found.layer in ("pixels", *hidden):
            scores |= {(name, found.layer): score for name, score in found.scores.items()}
    return scores


def path_score_of(findings, hidden) -> np.ndarray:
    """(n,) float64, as path_score.path_score, from the pixels to the last hidden layer."""
    return path_score([f.strangeness for f in findings if f.layer in ("pixels", *hidden)])


def evaluation_half(samples, seed) -> np.ndarray:
    """(n,) bool: the half of the test samples that detectors are measured on."""
    test = np.flatnonzero(samples.of("test"))
    half = np.zeros(len(samples.role), bool)
    half[test[~calibration_half(samples.label[test], seed)]] = True
    return half


def p_values(score, samples, seed) -> np.ndarray:
    """(n,) conformal p-values within the predicted class; NaN for train and calibration samples,
    and for those without a score."""
    evaluation, judged = evaluation_half(samples, seed), ~np.isnan(score)
    calibration = samples.of("test") & ~evaluation & judged
    asked = (evaluation | samples.of("unseen")) & judged
    prediction = samples.prediction
    values = np.full(len(score), np.nan)
    values[asked] = conformal_p_values(
        score[calibration], prediction[calibration], score[asked], prediction[asked]
    )
    return values
