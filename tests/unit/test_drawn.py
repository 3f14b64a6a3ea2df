"""Which of very many images are drawn: an even, seeded sample, path by path."""

import numpy as np
import pytest

from builders.made_run import small_run
from chemins.figures import drawn, interactive
from chemins.figures.drawn import draw_evenly, shares
from chemins.figures.printed import scatter
from chemins.text import found_text

LAYERS, STAGES = ("pixels", "hidden_1", "output"), ("hidden_1",)


def many(count=6_000, clusters=4, seed=2):
    """Paths of images of three classes, some on rare ways."""
    stream = np.random.default_rng(seed)
    label = stream.integers(0, 3, count)
    rare = stream.random(count) < 0.02
    return {
        "sample_id": np.arange(count) * 3,
        "role": stream.choice(["train", "test", "unseen"], count, p=[0.7, 0.2, 0.1]).astype(object),
        "label": label,
        **{layer: np.where(rare, stream.integers(0, clusters, count), label) for layer in LAYERS},
        "prediction": np.where(stream.random(count) < 0.03, 2 - label, label),
    }


def kinds(paths, names=("role", "label", *LAYERS, "prediction")):
    """Each image's kind, worked out another way."""
    return np.array(
        ["|".join(map(str, row)) for row in zip(*(paths[n] for n in names), strict=True)]
    )


def test_of_no_more_than_the_limit_all_are_drawn():
    assert draw_evenly(many(500), STAGES, LAYERS, 500) is None


def test_every_kind_is_drawn_evenly_and_at_least_once():
    paths, limit = many(), 900
    found = draw_evenly(paths, STAGES, LAYERS, limit)
    kind = kinds(paths)
    names, counts = np.unique(kind, return_counts=True)
    taken = np.array([np.sum(kind[found.rows] == name) for name in names])
    assert taken.sum() == len(found.rows) == limit
    assert (np.diff(found.rows) > 0).all()
    assert taken.min() == 1
    # What is more than one of its kind is drawn in one proportion, to the image.
    share = (taken[counts > 300] / counts[counts > 300]).mean()
    assert np.abs(taken - np.maximum(1, share * counts)).max() < 1.5
    by_name = dict(zip(names, zip(counts, taken, strict=True), strict=True))
    told = np.column_stack([found.images, found.alike]).tolist()
    assert told == [list(map(int, by_name[kind[row]])) for row in found.rows]
    assert found.of == 6_000
    assert found.layers == LAYERS


def test_what_is_counted_by_kind_is_known_of_all():
    paths = many()
    found = draw_evenly(paths, STAGES, LAYERS, 700)
    weights = found.images / found.alike
    for name in ("label", "pixels", "hidden_1", "prediction"):
        for value in np.unique(paths[name]):
            chosen = paths[name][found.rows] == value
            assert weights[chosen].sum() == pytest.approx(np.sum(paths[name] == value))


def test_the_sample_is_seeded_and_another_image_of_a_kind_is_as_likely():
    paths = many()
    one, other = (draw_evenly(paths, STAGES, LAYERS, 900).rows for _ in range(2))
    np.testing.assert_array_equal(one, other)
    # Not the first ones of each kind.
    assert 2_700 < np.median(one) < 3_300


def test_what_is_wanted_is_drawn_as_far_as_there_is_room():
    paths = many()
    wrong = paths["prediction"] != paths["label"]
    most = np.arange(6_000) % 3 > 0
    kept = np.arange(6_000) % 100 == 7
    found = draw_evenly(
        paths, STAGES, LAYERS, 900, {"most": (most, 0.9), "wrong": (wrong, 0.75)}, kept
    )
    assert found.every == ("wrong",)
    assert set(np.flatnonzero(wrong | kept)) <= set(found.rows.tolist())
    assert len(found.rows) == 900
    both = draw_evenly(paths, STAGES, LAYERS, 5_500, {"most": (most, 0.9), "wrong": (wrong, 0.75)})
    assert draw_evenly(paths, STAGES, LAYERS, 900, {"wrong": (wrong, 0.2)}).every == ()
    assert both.every == ("most", "wrong")


def test_of_too_many_kinds_coarser_ones_are_drawn_from():
    paths = many(clusters=40)
    fine, coarse = (
        len(set(kinds(paths))),
        len(set(kinds(paths, ("role", "label", "hidden_1", "prediction")))),
    )
    assert coarse + 5 < fine
    limit = int(2 * coarse) + 10
    found = draw_evenly(paths, STAGES, LAYERS, limit)
    assert found.layers == STAGES
    own = kinds(paths, ("role", "label", "hidden_1", "prediction"))
    assert set(own[found.rows]) == set(own)
    few = draw_evenly(paths, STAGES, LAYERS, 60)
    assert few.layers == ()
    assert len(few.rows) == 60
    assert len(set(kinds(paths, ("role", "label"))[few.rows])) == 9


def test_shares_by_hand():
    counts = np.array([100, 50, 10, 1, 1])
    least = np.array([1, 1, 8, 1, 1])
    # 8 + 1 + 1 are asked for; 30 are left for 150, a fifth each.
    assert shares(counts, least, 40).tolist() == [20, 10, 8, 1, 1]
    assert shares(counts, least, 41).sum() == 41
    assert (shares(counts, np.ones(5, int), 162) == counts).all()
    # Both have a share of almost 3.5: one of them gets what is left; what is drawn whole cannot.
    assert shares(np.array([1, 7, 7]), np.ones(3, int), 8).tolist() == [1, 4, 3]


def test_maps_of_figures_show_a_sample_and_say_so(monkeypatch):
    run = small_run()
    assert drawn.for_maps(run) is run
    assert "shown" not in scatter.about_text(run)
    monkeypatch.setattr(found_text, "LIMIT", 40)
    found = drawn.for_maps(run)
    assert (len(found.paths["label"]), found.out_of) == (40, 60)
    rows = np.searchsorted(run.paths["sample_id"], found.paths["sample_id"])
    for layer in run.layers:
        np.testing.assert_array_equal(found.embeddings[layer], run.embeddings[layer][rows])
    assert "; shown: 40 of the 60 images, drawn evenly path by path" in scatter.about_text(found)
    page = interactive.embeddings_page(found, ())
    assert "; 40 of the 60 are shown, drawn evenly by path" in page.layout.title.text
    assert sum(len(trace.x) for trace in page.data) == 40 * len(run.layers)
    assert found.flows is run.flows


def test_of_many_layers_maps_show_fewer_images():
    assert found_text.on_maps(70_000, range(8)) == 70_000
    assert found_text.on_maps(1_000_000, LAYERS) == 70_000
    assert found_text.on_maps(1_000_000, range(8)) == 50_000
