"""Who is taught and asked: all below the limits, even samples above them."""

import numpy as np
import pytest

from builders.made_findings import samples, values
from chemins.clusters.standardise import Space
from chemins.measures import asking, passes
from chemins.measures.asking import evenly_asked, everyone, teach
from chemins.measures.findings import assign_clusters, measure_layer
from chemins.measures.known import layer_rows, network_rows
from chemins.measures.of_samples import sample_measures
from chemins.measures.passes import Points
from chemins.measures.unseen import unseen_rows
from chemins.statistics.influence import groups_of, summed

# A 7 is three times as frequent as a 1, in each role.
COUNTS = {"train": 200, "test": 80, "unseen": 40}
ROLE = np.repeat([*COUNTS], [*COUNTS.values()])
LABEL = np.where(ROLE == "unseen", 4, np.where(np.arange(320) % 4, 7, 1))
FIELDS = ("taught", "fitted", "voters", "voted", "probed", "detected", "scored")


def made(seed=0):
    stream = np.random.default_rng(seed)
    middle = np.select([LABEL == 1, LABEL == 7], [-1.5, 1.5], 0.0)
    points = stream.normal(size=(320, 4)) + np.column_stack([middle] * 4)
    prediction = np.where(points.sum(axis=1) < 0, 1, 7)
    return points.astype(np.float32), samples(ROLE, LABEL, prediction)


@pytest.fixture
def low(monkeypatch):
    monkeypatch.setattr(asking, "VOTERS", 60)
    monkeypatch.setattr(asking, "ASKED", {"train": 24, "test": 40, "unseen": 12})


def layer(points, size=320):
    starts = range(0, 320, size)
    space = Space(np.full(4, 3.0), np.array([1, 2, 3, 4.0]), None)
    return Points(lambda: (points[start : start + size] for start in starts), space)


def counted(chosen):
    """(role, label) -> how many."""
    keys, counts = np.unique([ROLE[chosen], LABEL[chosen].astype(str)], axis=1, return_counts=True)
    return dict(zip(zip(*keys.tolist(), strict=True), counts.tolist(), strict=True))


def test_below_the_limits_everybody_is_taught_and_asked():
    who = evenly_asked(made()[1], "train", 200, 5)
    train, test = ROLE == "train", ROLE == "test"
    expected = (train, train, train, test, test, ~train, np.ones(320, bool))
    for field, own in zip(FIELDS, expected, strict=True):
        np.testing.assert_array_equal(getattr(who, field), own, field)


@pytest.mark.usefixtures("low")
def test_above_the_limits_each_role_and_class_has_its_share(monkeypatch):
    monkeypatch.setattr("chemins.measures.path_score.STANDARD_ROWS", 2)
    who = evenly_asked(made()[1], "train", 100, 5)
    assert counted(who.taught) == {("train", "1"): 25, ("train", "7"): 75}
    assert who.fitted is who.taught
    assert counted(who.voters) == {("train", "1"): 15, ("train", "7"): 45}
    assert not (who.voters & ~who.taught).any()
    assert counted(who.voted) == {("test", "1"): 10, ("test", "7"): 30}
    assert counted(who.probed) == {("test", "1"): 20, ("test", "7"): 60}
    assert counted(who.detected) == counted(who.voted) | {("unseen", "4"): 12}
    # Those by which all are standardised are scored too, two of each class.
    scored = counted(who.scored)
    assert 6 <= scored.pop(("train", "1")) <= 8
    assert 18 <= scored.pop(("train", "7")) <= 20
    assert scored == counted(who.detected)


def test_what_is_fitted_on_all_is_no_train_sample_alone():
    who = evenly_asked(made()[1], "all", 100, 5)
    assert who.fitted.sum() == who.taught.sum() == 100
    assert set(ROLE[who.taught]) == {"train"}
    assert set(ROLE[who.fitted]) == {*COUNTS}
    points, of = made()
    taught = teach(layer(points, 9), who, of.label)
    np.testing.assert_array_equal(taught.fitted, points[who.fitted])
    np.testing.assert_array_equal(taught.points, points[who.taught])


def test_a_replicates_paths_are_scored_where_something_is_unseen():
    _, of = made()
    assert counted(everyone(of).detected) == {
        ("test", "1"): 20,
        ("test", "7"): 60,
        ("unseen", "4"): 40,
    }
    known = ROLE != "unseen"
    alone = samples(ROLE[known], LABEL[known], LABEL[known])
    assert not everyone(alone).scored.any()
    assert not everyone(of, known=False).probed.any()


def measured(of, points, who, size=320):
    centers = {"classes": findings_of(of, points)}
    return measure_layer("hidden_1", layer(points, size), of, centers, who, 0, mixture=True)


def findings_of(of, points):
    return assign_clusters(points, of, np.float32([[-1.5] * 4, [1.5] * 4]))


@pytest.mark.usefixtures("low")
@pytest.mark.parametrize("size", [1, 50])
def test_neither_batches_nor_blocks_change_what_is_found(size, monkeypatch):
    points, of = made()
    who = evenly_asked(of, "train", 100, 5)
    whole = measured(of, points, who)
    monkeypatch.setattr(passes, "BLOCK", 4 * 128)
    parts = measured(of, points, who, size)
    for name in ("votes", "probe", "mixture", "voted"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name), name)
    np.testing.assert_allclose(parts.strangeness, whole.strangeness, rtol=1e-9)
    for name, score in whole.scores.items():
        np.testing.assert_allclose(parts.scores[name], score, rtol=1e-5)


@pytest.mark.usefixtures("low")
def test_who_is_not_asked_is_not_counted():
    points, of = made()
    who = evenly_asked(of, "train", 100, 5)
    found = measured(of, points, who)
    rows = [*layer_rows(found, of), *network_rows([found], of, ["hidden_1"], ["hidden_1"])]
    rows += unseen_rows([found], of, ["hidden_1"], 0)
    told = [summed(row, LABEL, groups_of(np.arange(320))) for row in rows]
    images = {row["measure"]: row["images"] for row in told}
    assert (images["neighbours"], images["depth"]) == (40, 40)
    assert (images["probe"], images["purity"], images["accuracy"]) == (80, 80, 80)
    assert images["affinity"] == images["predicted"] == 40
    assert images["atypical"] == 12
    assert images["auroc_path"] == images["auroc_mahalanobis"] == images["auroc_max_softmax"]
    assert 12 + 15 <= images["auroc_path"] <= 12 + 25
    vote = values(rows, "neighbours")["hidden_1", -1, -1]
    assert vote == np.mean(found.votes == LABEL[who.voted])


@pytest.mark.usefixtures("low")
def test_samples_that_nobody_asked_have_no_score_and_no_depth():
    points, of = made()
    who = evenly_asked(of, "train", 100, 5)
    columns = sample_measures([measured(of, points, who)], of, ["hidden_1"], 0)
    np.testing.assert_array_equal(columns["depth"] != "", who.voted)
    np.testing.assert_array_equal(np.isnan(columns["path_score"]), ~who.scored)
    judged = ~np.isnan(columns["p_value"])
    assert not (judged & ~who.detected).any()
    assert judged[(ROLE == "unseen") & who.detected].all()
