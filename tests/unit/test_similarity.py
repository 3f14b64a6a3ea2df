"""Linear CKA, against matrices of all images by all images; its interval, against made data."""

import numpy as np
import pytest

from chemins.measures import similarity
from chemins.measures.similarity import (
    Likeness,
    centred,
    dependence,
    difference,
    differences,
    jackknife,
    likeness,
    likeness_interval,
    likenesses,
)


def gram_cka(x, y):
    """Kornblith and others (2019), equations 3 and 4."""
    n = len(x)
    center = np.eye(n) - 1 / n
    k, m = (center @ (one @ one.T) @ center for one in (x, y))
    return np.trace(k @ m) / np.sqrt(np.trace(k @ k) * np.trace(m @ m))


def gram_hsic(x, y):
    """Song and others (2012), equation 4, as it is written there."""
    n, one = len(x), np.ones(len(x))
    k, m = x @ x.T, y @ y.T
    np.fill_diagonal(k, 0)
    np.fill_diagonal(m, 0)
    ones = (one @ k @ one) * (one @ m @ one) / ((n - 1) * (n - 2))
    return (np.trace(k @ m) + ones - 2 / (n - 2) * (one @ k @ m @ one)) / (n * (n - 3))


def gram_debiased(x, y):
    return gram_hsic(x, y) / np.sqrt(gram_hsic(x, x) * gram_hsic(y, y))


def found(x, y):
    x, y = centred(x), centred(y)
    return likeness(dependence(x, y), dependence(x, x), dependence(y, y))


def made(n=40, columns=(7, 5), noise=2.0, seed=0):
    """Two layers that have something in common, off the origin."""
    stream = np.random.default_rng(seed)
    x = stream.normal(3, 1, (n, columns[0]))
    y = x @ stream.normal(size=columns) + noise * stream.normal(size=(n, columns[1])) - 4
    return x, y


@pytest.mark.parametrize("columns", [(7, 5), (3, 90), (1, 2)])
@pytest.mark.parametrize("block", [512, 3])
def test_both_estimates_are_those_of_matrices_of_all_images(columns, block, monkeypatch):
    monkeypatch.setattr(similarity, "BLOCK", block)
    x, y = made(columns=columns)
    alike = found(x, y)
    assert alike.cka == pytest.approx(gram_cka(x, y), abs=1e-6)
    assert alike.debiased == pytest.approx(gram_debiased(x, y), abs=1e-6)
    for left in (0, 11, 39):
        rest = (np.delete(one, left, axis=0) for one in (x, y))
        assert alike.without[left] == pytest.approx(gram_debiased(*rest), abs=1e-6)


def test_five_images_are_enough():
    x, y = made(n=similarity.FEWEST)
    alike = found(x, y)
    rest = (np.delete(one, 2, axis=0) for one in (x, y))
    assert alike.without[2] == pytest.approx(gram_debiased(*rest), abs=1e-5)


def test_many_columns_become_as_many_as_there_are_images():
    x, y = made(columns=(90, 5))
    assert centred(x).shape == (40, 40)
    assert centred(x).mean(axis=0) == pytest.approx(np.zeros(40), abs=1e-5)
    assert found(x, y).cka == pytest.approx(gram_cka(x, y), abs=1e-6)
    assert found(x, 2 * x[:, ::-1]).debiased == pytest.approx(1)
    assert centred(x[:, :80]).shape == (40, 80)


@pytest.mark.parametrize("change", ["nothing", "permuted", "turned", "scaled", "moved"])
def test_a_layer_is_like_itself_whatever_becomes_of_its_neurons(change):
    x, _ = made(columns=(9, 2))
    stream = np.random.default_rng(1)
    changes = {
        "nothing": x,
        "permuted": x[:, stream.permutation(9)],
        "turned": x @ np.linalg.qr(stream.normal(size=(9, 9)))[0],
        "scaled": -3 * x,
        "moved": x + stream.normal(size=9),
    }
    alike = found(x, changes[change])
    assert (alike.cka, alike.debiased) == (pytest.approx(1), pytest.approx(1))
    assert likeness_interval(alike, np.zeros(len(x), int)) == (alike.debiased, alike.debiased)


def test_columns_stretched_apart_are_another_layout():
    x, _ = made(columns=(9, 2))
    assert found(x, x * np.geomspace(1, 50, 9)).cka < 0.6


def test_of_few_images_many_columns_look_alike_but_for_the_bias():
    values = []
    for seed in range(30):
        stream = np.random.default_rng(seed)
        values.append(found(stream.normal(size=(50, 40)), stream.normal(size=(50, 60))))
    # What docs/comparing.md says of independent layers.
    expected = np.sqrt(40 * 60 / ((50 + 40) * (50 + 60)))
    assert np.mean([one.cka for one in values]) == pytest.approx(expected, abs=0.02)
    assert np.mean([one.debiased for one in values]) == pytest.approx(0, abs=0.02)


def test_a_layer_that_answers_the_same_to_all_images_is_like_nothing():
    x, _ = made()
    alike = found(x, np.full((40, 3), 2.0))
    assert np.isnan([alike.cka, alike.debiased, *alike.without]).all()
    assert np.isnan(likeness_interval(alike, np.zeros(40, int))).all()


def test_all_pairs_of_layers_are_compared():
    x, y = made()
    first = {"a": centred(x), "b": centred(y)}
    second = {"c": centred(y), "d": centred(x[:, :3]), "e": centred(x)}
    pairs = likenesses(first, second)
    assert list(pairs) == [(one, other) for one in "ab" for other in "cde"]
    assert pairs["a", "e"].cka == pairs["b", "c"].cka == pytest.approx(1)
    assert pairs["a", "d"].cka == pytest.approx(gram_cka(x, x[:, :3]), abs=1e-6)


# --- intervals ----------------------------------------------------------------------------------


def test_the_jackknife_of_a_mean_is_its_standard_error():
    values = np.random.default_rng(0).normal(size=30)
    without = (values.sum() - values) / 29
    variance, freedom = jackknife(without, np.zeros(30, int))
    assert variance == pytest.approx(values.var(ddof=1) / 30)
    assert freedom == 29


def test_what_differs_between_classes_alone_is_no_spread():
    label = np.repeat([2, 5], [20, 10])
    values = np.random.default_rng(0).normal(size=30) + 100 * label
    variance, freedom = jackknife((values.sum() - values) / 29, label)
    parts = [values[label == one] for one in (2, 5)]
    own = sum(part.var(ddof=1) * len(part) / 30**2 for part in parts)
    assert variance == pytest.approx(own)
    assert freedom == 28


def test_a_class_of_one_image_says_nothing_of_its_spread():
    without = np.array([1.0, 2, 3, 50])
    variance, freedom = jackknife(without, np.array([0, 0, 0, 1]))
    assert (variance, freedom) == (pytest.approx((3 / 4) ** 2 * (3 / 2) * 2), 2)
    alone = jackknife(without, np.arange(4))
    assert alone == (pytest.approx(3 / 4 * np.sum((without - 14) ** 2)), 3)


def images(n, stream):
    """Two layers' answers to images of two classes, as many of each."""
    label = np.repeat([0, 1], n // 2)
    scene = stream.normal(size=(n, 4)) + 1.5 * label[:, np.newaxis]
    first = scene @ np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]])
    return first, scene[:, :2] ** 2 + stream.normal(size=(n, 2)), label


def test_intervals_over_images_hold_what_all_images_would_give():
    truth = gram_free_cka(*images(400_000, np.random.default_rng(9))[:2])
    held = []
    for seed in range(300):
        x, y, label = images(120, np.random.default_rng(seed))
        low, high = likeness_interval(found(x, y), label)
        held.append(low <= truth <= high)
    assert 0.91 <= np.mean(held) <= 0.985


def gram_free_cka(x, y):
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    both, own, other = (np.sum((a.T @ b) ** 2) for a, b in ((x, y), (x, x), (y, y)))
    return both / np.sqrt(own * other)


def test_a_difference_is_paired_by_image():
    label = np.zeros(20, int)
    shared = np.random.default_rng(0).normal(size=20)
    one, other = (Likeness(0, value, value - shared / 19) for value in (0.9, 0.6))
    told = difference(one, other, label)
    assert told["mean"] == pytest.approx(0.3)
    assert (told["low"], told["high"]) == (pytest.approx(0.3), pytest.approx(0.3))
    apart = difference(one, Likeness(0, 0.6, 0.6 + shared / 19), label)
    assert apart["low"] < 0 < apart["high"]
    assert apart["p"] > 0.05


def test_several_differences_are_told_together():
    label = np.zeros(20, int)
    shared = np.random.default_rng(0).normal(size=20)
    pairs = [
        (Likeness(0, gap, gap - shared / 30), Likeness(0, 0.0, np.zeros(20))) for gap in (0.4, 0.5)
    ]
    found = differences(pairs, label)
    assert found[1]["p_adjusted"] == pytest.approx(2 * found[1]["p"])
    assert found[0]["p_adjusted"] == pytest.approx(max(found[0]["p"], 2 * found[1]["p"]))
    assert differences([], label) == []


def test_what_is_centred_batch_by_batch_is_so_to_the_bit_and_may_overwrite_what_it_was(monkeypatch):
    monkeypatch.setattr(similarity, "ROWS", 7)
    x = made(n=40)[0].astype(np.float32)
    expected = (x - x.mean(axis=0, dtype=np.float64)).astype(np.float32)
    assert centred(x).tobytes() == expected.tobytes()
    assert centred(x, into=x) is x
    assert x.tobytes() == expected.tobytes()
