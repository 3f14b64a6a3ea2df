import numpy as np
import pytest
from sklearn.metrics import adjusted_mutual_info_score, roc_auc_score

from chemins.measures.cluster_agreement import ami
from chemins.measures.vocabulary import row
from chemins.statistics.influence import (
    GROUPS,
    ami_terms,
    at,
    auroc_terms,
    centred,
    entropy_terms,
    groups_of,
    summed,
)


def test_groups_go_by_the_id_alone_and_are_even():
    ids = np.arange(6400)
    groups = groups_of(ids)
    counts = np.bincount(groups, minlength=GROUPS)
    assert len(counts) == GROUPS
    assert 60 < counts.min() <= counts.max() < 150
    order = np.random.default_rng(0).permutation(6400)
    assert (groups_of(ids[order]) == groups[order]).all()
    # Neither neighbours nor those a class apart go together.
    for step in (1, 64, 500):
        assert np.mean(groups[step:] == groups[:-step]) == pytest.approx(1 / GROUPS, abs=0.008)


def test_the_squares_of_what_images_add_are_the_variance_of_a_mean():
    """Of images drawn by class: differences between the classes are none between draws."""
    stream = np.random.default_rng(1)
    label = np.repeat([1, 7], [30, 10])
    draws = stream.normal(size=(4000, 40)) * np.where(label == 1, 1, 3) + 10 * label
    found = np.mean([np.square(centred(draw, label)).sum() for draw in draws])
    assert found == pytest.approx(draws.mean(axis=1).var(), rel=0.05)
    assert centred(draws[0], label).sum() == pytest.approx(0, abs=1e-12)


def test_a_class_of_one_image_adds_nothing_to_the_spread():
    assert centred(np.array([1.0, 2.0, 5.0]), np.array([1, 1, 7]))[2] == 0


def test_rows_are_summed_by_group_over_the_samples_that_count():
    counted = np.array([True, True, True, True, False, True])
    entry = row("accuracy", 0.6, terms=at(counted, [1, 0, 1, 1, 0]))
    label, groups = np.array([1, 1, 1, 7, 7, 7]), np.array([3, 3, 5, 5, 5, 9])
    fresh = np.array([True, False, True, True, True, False])
    found = summed(entry, label, groups, fresh)
    one, seven = np.sqrt(3 / 2) / 5, np.sqrt(2) / 5  # of three, and of two
    expected = np.zeros(GROUPS)
    expected[[3, 5, 9]] = (1 - 4 / 3) * one, one / 3 + seven / 2, -seven / 2
    assert found["influence"] == pytest.approx(expected.tolist())
    assert (found["images"], found["value"]) == (3, 0.6)
    assert summed(entry, label, groups)["images"] == 5
    assert "terms" not in found
    none = summed(row("reach", 1.0), label, groups)
    assert (none["images"], none["influence"]) == (0, None)


def one_more(measure, samples, index):
    """How much one of the samples moves a measure, by counting it once more."""
    places = np.append(np.arange(len(samples[0])), index)
    return measure(*(s[places] for s in samples)) - measure(*samples)


def test_terms_of_ami_are_what_one_more_image_changes():
    """A first derivative: alike for images of the same class and cluster."""
    stream = np.random.default_rng(2)
    label = np.repeat([0, 1, 2], 400)
    cluster = np.where(stream.random(1200) < 0.8, label, stream.integers(0, 4, 1200)) - 1
    terms = ami_terms(cluster, label, ami(cluster, label))
    beyond = (terms - terms.mean()) / len(terms)
    for index in [
        np.flatnonzero((label == c) & (cluster == k))[0] for c in range(3) for k in (-1, 2)
    ]:
        moved = one_more(adjusted_mutual_info_score, (label, cluster), index)
        # What chance would give falls with every image, by about as much for each.
        assert moved == pytest.approx(beyond[index], abs=3e-5)
    assert np.abs(beyond).max() > 5e-4


def test_where_clusters_are_the_classes_no_image_of_a_class_differs():
    label = np.repeat([0, 1], [30, 50])
    assert centred(ami_terms(1 - label, label, 1.0), label) == pytest.approx(np.zeros(80))
    assert np.isfinite(ami_terms(np.zeros(80, int), label, 0.0)).all()


def test_terms_of_an_entropy_have_it_as_their_mean():
    assert entropy_terms([4, 4, 4, 9]) == pytest.approx(-np.log([0.75, 0.75, 0.75, 0.25]))


def test_terms_of_an_auroc_are_the_shares_told_rightly():
    known, unseen = np.array([3.0, 2.0, 2.0]), np.array([1.0, 2.0])
    of_known, of_unseen = auroc_terms(known, unseen)
    assert of_known == pytest.approx(np.array([1, 0.75, 0.75]) * 5 / 3)
    assert of_unseen == pytest.approx(np.array([1, 2 / 3]) * 5 / 2)
    area = roc_auc_score([1, 1, 1, 0, 0], [*known, *unseen])
    assert np.concatenate([of_known, of_unseen]).mean() == pytest.approx(2 * area)
