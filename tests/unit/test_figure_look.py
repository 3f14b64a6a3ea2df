"""The config's `figures`: what rules are told of it, titles, and images in flows."""

import json

import numpy as np
import pytest

from builders.figures import every_figure
from builders.made_run import small_paths, small_run
from builders.wide_runs import prototypes_of
from chemins.clusters.paths import stages
from chemins.figures import interactive
from chemins.figures.printed import flow, style
from chemins.figures.prototypes import prototypes
from chemins.figures.saving import save_figure
from chemins.planning.settings import look, spoken
from chemins.results import tables
from draw_figures import told_of_run

USUAL = {"width": 180, "dpi": 60, "palette": [], "formats": ["svg"]}
LAYERS = ["pixels", "hidden_1", "output"]


@pytest.mark.parametrize("rule", ["draw_figures", "draw_training", "build_page", "draw_atlas"])
def test_rules_are_told_nothing_new_of_a_config_that_says_nothing_new(rule):
    later = {"title": True, "prototypes": False, "language": "en"}
    assert look(rule, {**USUAL, **later}) == USUAL


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("draw_figures", {"title": False, "prototypes": True, "language": "fr"}),
        ("draw_training", {"title": False, "language": "fr"}),
        ("draw_learning", {"title": False, "language": "fr"}),
        ("draw_interventions", {"title": False, "language": "fr"}),
        ("draw_atlas", {"title": False}),
        ("build_page", {}),
    ],
)
def test_rules_are_told_what_they_use(rule, told):
    later = {"title": False, "prototypes": True, "language": "fr"}
    assert look(rule, {**USUAL, **later}) == USUAL | told


def test_rules_that_draw_nothing_are_told_a_language_that_is_not_the_usual_one():
    assert spoken({**USUAL, "language": "en"}) == {}
    assert spoken({**USUAL, "language": "fr"}) == {"language": "fr"}


@pytest.mark.parametrize("name", ["flow", "embeddings", "exceptions", "interventions", "training"])
def test_a_page_without_a_title_keeps_its_name_and_what_is_in_it(tmp_path, name):
    pages = {}
    for title in (True, False):
        told = {**USUAL, "title": title}
        with style.styled():
            printed, page = every_figure(small_run(), told)[name]
            path = tmp_path / f"{title}/{name}.html"
            path.parent.mkdir()
            save_figure(name, "1v7", printed, page, [str(path)], told, {})
        pages[title] = path.read_text()
    assert "<title>1v7: " in pages[False]
    # In its head, in what its head is made from, and above the figure.
    assert [pages[title].count("1v7: ") for title in (True, False)] == [3, 2]


def test_leaving_a_title_out_takes_its_height_away():
    figure = interactive.embeddings_page(small_run(), [])
    high, above = figure.layout.height, figure.layout.margin.t
    interactive.leave_title_out(figure)
    assert not figure.layout.title.text
    assert high - figure.layout.height == above - figure.layout.margin.t == 60
    assert len(figure.layout.annotations) == len(LAYERS)


# --- images in flows ----------------------------------------------------------------------------


def write_images(path, paths, shape):
    """Each image is its number everywhere, but for one pixel."""
    count = len(paths["sample_id"])
    pixels = np.repeat(np.arange(count, dtype=np.uint8)[:, np.newaxis], np.prod(shape), axis=1)
    pixels[:, 1] = 255 - 2 * np.arange(count)
    columns = {
        "sample_id": paths["sample_id"],
        "split": np.full(count, "train"),
        "label": paths["label"],
        "pixels": pixels,
    }
    tables.write(path, tables.DATASET, columns, {"chemins.shape": json.dumps(shape)})
    return pixels


@pytest.mark.parametrize("channels", [1, 3])
def test_a_cluster_has_its_mean_and_an_end_the_image_nearest_to_it(tmp_path, monkeypatch, channels):
    monkeypatch.setattr("chemins.figures.prototypes.ROWS", 7)  # several batches
    paths, shape = small_paths(), (2, 2, channels)
    pixels = write_images(tmp_path / "images.parquet", paths, shape)
    found = prototypes(paths, LAYERS, tmp_path / "images.parquet")
    chain = ("label", *LAYERS, "prediction")
    assert set(found) == {(s, int(value)) for s in chain for value in np.unique(paths[s])}
    for (stage, value), image in found.items():
        assert image.shape == shape
        assert image.dtype == np.uint8
        own = pixels[paths[stage] == value].astype(int)
        if stage in ("label", "prediction"):
            total = own.sum(axis=0)  # distances to the mean, times as many as there are
            apart = [((len(own) * one - total) ** 2).sum() for one in own]
            np.testing.assert_array_equal(image.ravel(), own[np.argmin(apart)])
        else:
            assert np.abs(image.ravel() - own.mean(axis=0)).max() <= 0.5


def test_each_node_s_image_is_beside_it():
    run = small_run(prototypes=prototypes_of(small_run()))
    with style.styled():
        figure = style.fix_layout(flow.draw_flow(run, stages(run.hidden), USUAL, "title"))
    (axes,) = figure.axes
    placed = {}
    for image in axes.images:
        left, right, bottom, top = image.get_extent()
        placed[round((left + right) / 2), (top + bottom) / 2] = image.get_array()
    middles = {
        (round(bar.get_x()), bar.get_y() + bar.get_height() / 2)
        for bar in axes.patches
        if getattr(bar, "get_width", None) and bar.get_width() == flow.NODE
    }
    assert len(placed) == 3 + 3 + 2
    for (stage, y), pixels in placed.items():
        assert any(s == stage and abs(y - middle) < 1e-6 for s, middle in middles)
        name = ("label", "hidden_1", "prediction")[stage]
        assert any(
            np.array_equal(255 - pixels, image[..., 0])
            for (where, _), image in run.prototypes.items()
            if where == name
        )


def test_images_are_told_of_only_where_there_are_any():
    for images in ({}, prototypes_of(small_run())):
        run = small_run(prototypes=images)
        told = told_of_run(run)
        assert ("flow" in told) == ("flow-all-layers" in told) == bool(images)
        assert ("mean image" in flow.subtitle(run, stages(run.hidden))) == bool(images)
        assert not images or "the mean of its images" in told["flow"]
