"""Printed figures: their files, embeddings, the gallery, what is told of them."""

import re

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from PIL import Image

from builders.figures import LOOK, drawn, every_figure, save, svg_texts
from builders.learnt_runs import every_learning_figure, learnt_run
from builders.made_run import LAYERS, MAP_QUALITY, small_gallery, small_run
from chemins.figures.palette import label_color
from chemins.figures.printed import gallery, scatter, style
from chemins.results.layout import FIGURES, INTERVENTIONS, LEARNING_FIGURES, TRAINING
from chemins.text.captions import TITLES
from draw_figures import told_of_run

NAMES = ("flow", "flow-all-layers", "embeddings", "clustering", "exceptions", "interventions")
NAMES += ("training",)
RUNS = {
    "with unseen": small_run,
    "none unseen": lambda: small_run(unseen=()),
    "empty gallery": lambda: small_run(gallery=[]),
    "colour images": lambda: small_run(gallery=small_gallery(12, channels=3)),
}


@pytest.fixture(autouse=True)
def styled():
    with style.styled():
        yield


def test_every_figure_is_drawn():
    assert tuple(every_figure(small_run(), LOOK)) == NAMES
    assert tuple(every_learning_figure(learnt_run(), LOOK)) == LEARNING_FIGURES
    assert {*NAMES, *LEARNING_FIGURES} == set(TITLES)
    assert tuple(TITLES) == (*FIGURES, INTERVENTIONS, TRAINING, *LEARNING_FIGURES)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_figure_has_the_same_bytes_in_every_format(tmp_path, name):
    once, again = drawn(small_run(), name), drawn(small_run(), name)
    for kind, start in (("svg", b"<?xml"), ("pdf", b"%PDF"), ("png", b"\x89PNG")):
        first = save(once, tmp_path, kind)
        assert first.startswith(start)
        assert save(again, tmp_path, kind) == first


@pytest.mark.parametrize("name", ["flow", "embeddings", "exceptions"])
@pytest.mark.parametrize("case", [case for case in RUNS if case != "with unseen"])
def test_runs_of_every_kind_can_be_drawn(tmp_path, case, name):
    texts = svg_texts(save(drawn(RUNS[case](), name), tmp_path, "svg"))
    assert any(text.startswith("1v7: ") for text in texts)


@pytest.mark.parametrize("name", NAMES)
def test_svg_text_stays_text(tmp_path, name):
    texts = svg_texts(save(drawn(small_run(), name), tmp_path, "svg"))
    assert any(text.startswith("1v7: ") for text in texts)


@pytest.mark.parametrize("name", NAMES)
def test_pdf_fonts_are_truetype(tmp_path, name):
    content = save(drawn(small_run(), name), tmp_path, "pdf")
    assert b"/FontFile2" in content
    assert b"/Type3" not in content


@pytest.mark.parametrize(("kind", "date"), [("svg", b"dc:date"), ("pdf", b"CreationDate")])
def test_no_file_says_when_it_was_made(tmp_path, kind, date):
    assert date not in save(drawn(small_run(), "training"), tmp_path, kind)


@pytest.mark.parametrize(("width", "dpi"), [(180, 60), (90, 100)])
def test_width_in_millimetres_and_dots_per_inch(tmp_path, width, dpi):
    figure = drawn(small_run(), "training", {**LOOK, "width": width, "dpi": dpi})
    save(figure, tmp_path, "png", dpi)
    with Image.open(tmp_path / "figure.png") as image:
        assert image.width == pytest.approx(width / 25.4 * dpi, abs=1)


def test_the_look_ends_with_its_block():
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        before = matplotlib.rcParams["svg.fonttype"]
        with style.styled():
            assert matplotlib.rcParams["svg.fonttype"] == "none"
            drawn(small_run(), "training")
        assert matplotlib.rcParams["svg.fonttype"] == before
        assert not matplotlib.pyplot.get_fignums()


@pytest.mark.parametrize(("count", "width"), [(1, 180), (5, 180), (10, 90), (11, 90), (10, 40)])
def test_a_legend_reads_row_by_row(count, width):
    figure = style.new_figure(width, 80)
    names = [f"entry {number:02}" for number in range(count)]
    style.legend_below(figure, [Line2D([], [], label=name) for name in names])
    figure.canvas.draw()
    (legend,) = figure.legends
    boxes = {text.get_text(): text.get_window_extent() for text in legend.get_texts()}
    read = sorted(boxes, key=lambda name: (-round(boxes[name].y0), boxes[name].x0))
    assert read == names


# --- embeddings ---------------------------------------------------------------------------------


def test_every_sample_is_in_every_panel():
    run = small_run()
    figure = scatter.draw_embeddings(run, LOOK)
    assert len(figure.axes) == len(LAYERS)
    for axes, layer in zip(figure.axes, LAYERS, strict=True):
        offsets = np.concatenate([part.get_offsets() for part in axes.collections])
        expected = run.embeddings[layer]
        np.testing.assert_array_equal(
            np.unique(offsets, axis=0), np.unique(expected.astype(float), axis=0)
        )
        (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
        assert left < expected[:, 0].min() <= expected[:, 0].max() < right
        assert low < expected[:, 1].min() <= expected[:, 1].max() < high
        assert right - left == pytest.approx(high - low)


def test_each_point_has_its_labels_colour():
    run = small_run()
    axes = scatter.draw_embeddings(run, LOOK).axes[0]
    place = {tuple(point): row for row, point in enumerate(run.embeddings["pixels"].tolist())}
    for part in axes.collections:
        # A cross has no face.
        colors = part.get_facecolors() if len(part.get_facecolors()) else part.get_edgecolors()
        for point, color in zip(part.get_offsets().tolist(), colors, strict=True):
            assert to_hex(color) == label_color(run.paths["label"][place[tuple(point)]])


def test_many_points_become_an_image(tmp_path, monkeypatch):
    few = save(drawn(small_run(), "embeddings"), tmp_path, "svg")
    monkeypatch.setattr(scatter, "RASTERISED", 10)
    many = save(drawn(small_run(), "embeddings"), tmp_path, "svg")
    assert b"<image" not in few
    assert b"<image" in many


# --- gallery ------------------------------------------------------------------------------------


def titles(figure):
    found = [axes.get_title("left") for axes in figure.axes]
    return [title for title in found if title]


@pytest.mark.parametrize("images", [0, 1, 10, 11, 40])
def test_the_gallery_keeps_its_order(images):
    run = small_run(gallery=small_gallery(images))
    expected = [f"{e.label}{'*' if e.role == 'train' else ''}" for e in run.gallery]
    figure = gallery.draw_gallery(run, LOOK)
    assert titles(figure) == expected
    assert len(figure.axes) == images


@pytest.mark.parametrize(
    ("strays", "said"),
    [(460, "40 of 460; above: "), (1460, "40 of 1,460; above: "), (40, "above: ")],
)
def test_a_cut_gallery_says_so(tmp_path, strays, said):
    run = small_run(gallery=small_gallery(40), strays=strays)
    texts = svg_texts(save(drawn(run, "exceptions"), tmp_path, "svg"))
    assert any(text.startswith(said) for text in texts)


def test_images_are_dark_on_white_or_as_they_are():
    grey, color = small_gallery(1)[0], small_gallery(1, channels=3)[0]
    figure = gallery.draw_gallery(small_run(gallery=[grey, color]), LOOK)
    shown = [axes.images[0].get_array() for axes in figure.axes[:2]]
    np.testing.assert_array_equal(shown[0], 255 - grey.pixels[..., 0])
    np.testing.assert_array_equal(shown[1], color.pixels)


def test_what_became_of_an_image_is_under_it(tmp_path):
    texts = svg_texts(save(drawn(small_run(), "exceptions"), tmp_path, "svg"))
    assert sum(bool(re.fullmatch(r"→ 7 \(0\.75\)", text)) for text in texts) == 5
    assert any("no main path" in text for text in texts)


# --- how far to trust what is seen --------------------------------------------------------------


@pytest.mark.parametrize("unseen", [(4,), ()], ids=["unseen", "none unseen"])
def test_each_embedding_has_its_own_numbers_below_it(tmp_path, unseen):
    texts = svg_texts(save(drawn(small_run(unseen), "embeddings"), tmp_path, "svg"))
    roles = ("train", "test", "unseen")[: 3 if unseen else 2]
    for qualities in MAP_QUALITY.values():
        for measure in ("trustworthiness", "continuity"):
            numbers = " · ".join(f"{getattr(qualities[role], measure):.2f}" for role in roles)
            assert f"{measure} {numbers}" in texts
    assert f"below: of {' · '.join(roles)} images" in " ".join(texts)


def test_each_layer_tells_what_speaks_for_its_k(tmp_path):
    texts = svg_texts(save(drawn(small_run(), "clustering"), tmp_path, "svg"))
    assert [text for text in texts if text.startswith("gap")] == [
        "gap 1, CH 5, 17 of 20", "gap 2, CH 6, 16 of 20", "gap ≥ 3, CH 7, 15 of 20"
    ]  # fmt: skip
    assert "bootstrap samples" in " ".join(texts)


def test_of_a_k_that_is_given_nothing_is_told(tmp_path):
    run = small_run(k_evidence=dict.fromkeys(LAYERS))
    texts = svg_texts(save(drawn(run, "clustering"), tmp_path, "svg"))
    assert not [text for text in texts if "gap" in text or "bootstrap" in text]


def test_the_captions_of_a_run_have_its_numbers():
    found = told_of_run(small_run())
    assert "hidden 1 trustworthiness 0.94 · 0.84 · 0.74" in found["embeddings"]
    assert "hidden 1: silhouette 3, gap 2" in found["clustering"]
    assert set(found) <= set(TITLES)
