import re
import xml.etree.ElementTree as ET
from itertools import combinations, pairwise

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from PIL import Image

from builders.figures import every_figure
from builders.made_run import (
    HIDDEN,
    LAYERS,
    MAP_QUALITY,
    small_gallery,
    small_history,
    small_moves,
    small_run,
)
from chemins.clusters.paths import all_stages, stages
from chemins.figures import interactive
from chemins.figures.flow_layout import Node
from chemins.figures.palette import label_color, paler
from chemins.figures.printed import gallery, moves, scatter, style
from chemins.figures.printed.flow import draw_flow
from chemins.figures.printed.flow_nodes import NODE, cluster_forms, fitting
from chemins.results.layout import FIGURES, INTERVENTIONS, TRAINING
from chemins.text.captions import TITLES
from draw_figures import told_of_run

LOOK = {"width": 180, "dpi": 60, "palette": []}
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


def drawn(run, name, look=LOOK, history=None):
    return style.fix_layout(every_figure(run, look, history)[name][0]())


def save(figure, folder, kind, dpi=60):
    path = folder / f"figure.{kind}"
    style.save_print(figure, str(path), dpi)
    return path.read_bytes()


def svg_texts(content):
    """All texts of an SVG file that are text, not outlines."""
    root = ET.fromstring(content)
    return [
        "".join(node.itertext()).strip() for node in root.iter("{http://www.w3.org/2000/svg}text")
    ]


def test_every_figure_is_drawn():
    assert tuple(every_figure(small_run(), LOOK)) == NAMES
    assert set(NAMES) == set(TITLES)
    assert tuple(TITLES) == (*FIGURES, INTERVENTIONS, TRAINING)


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


# --- flow ---------------------------------------------------------------------------------------


def ribbons(figure):
    return [patch for patch in figure.axes[0].patches if isinstance(patch, PathPatch)]


@pytest.mark.parametrize("chain", [stages(HIDDEN), all_stages(LAYERS)], ids=["short", "full"])
@pytest.mark.parametrize("unseen", [(4,), ()], ids=["unseen", "none unseen"])
def test_a_ribbon_for_each_group_of_samples(chain, unseen):
    run = small_run(unseen)
    frame = pd.DataFrame(run.paths)
    frame["unseen"] = frame["role"] == "unseen"
    expected = sum(
        frame.groupby([source, target, "label", "unseen"]).ngroups
        for source, target in pairwise(chain)
    )
    assert len(ribbons(draw_flow(run, chain, LOOK, "title"))) == expected


def test_ribbons_have_their_labels_colours_and_the_unseen_are_hatched():
    found = ribbons(draw_flow(small_run(), stages(HIDDEN), LOOK, "title"))
    colors = {(to_hex(patch.get_facecolor()), bool(patch.get_hatch())) for patch in found}
    assert colors == {
        (label_color(1), False),
        (label_color(7), False),
        (paler(label_color(4), 0.72), True),
    }
    hatched = [patch for patch in found if patch.get_hatch()]
    # Opaque: where ribbons cross, each keeps its colour.
    assert {patch.get_facecolor()[3] for patch in hatched} == {1}
    assert {to_hex(patch.get_edgecolor()) for patch in hatched} == {label_color(4)}


def test_the_palette_of_the_config_is_used():
    look = {**LOOK, "palette": ["#000001", "#000002", "#000003"]}
    found = ribbons(draw_flow(small_run(unseen=()), stages(HIDDEN), look, "title"))
    expected = {label_color(label, look["palette"]) for label in (1, 7)}
    assert {to_hex(patch.get_facecolor()) for patch in found} == expected


def test_stages_nodes_and_legend_are_named(tmp_path):
    texts = svg_texts(save(drawn(small_run(), "flow-all-layers"), tmp_path, "svg"))
    for text in ("label", "pixels", "hidden 1", "output", "prediction", "4 (unseen)", "1", "7"):
        assert text in texts
    assert any(text.startswith("cluster 0: ") for text in texts)


def bars(figure):
    return [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]


def is_dashed(bar):
    """Whether a bar is an outline only, as it can be seen without colour."""
    hollow, line = to_hex(bar.get_facecolor()) == "#ffffff", bar.get_linewidth() > 0
    assert hollow == line == (bar.get_linestyle() not in ("solid", "-"))
    return hollow


def cluster_names(figure):
    return [text.get_text() for text in figure.axes[0].texts if "%" in text.get_text()]


def test_clusters_tell_their_stability_and_the_unstable_are_hollow_and_dashed():
    figure = draw_flow(small_run(), stages(HIDDEN), LOOK, "title")
    names = cluster_names(figure)
    found = [name.split("\n")[1] for name in sorted(names)]
    assert found == ["stability 0.97", "unstable: 0.42 ?", "stability 0.97"]
    stage = [bar for bar in bars(figure) if bar.get_x() == pytest.approx(1 - NODE / 2)]
    assert [is_dashed(bar) for bar in bars(figure)].count(True) == 1
    assert [is_dashed(bar) for bar in stage] == ["unstable" in name for name in names]


@pytest.mark.parametrize("unstable", [True, False])
def test_what_is_dashed_is_explained_where_anything_is(tmp_path, unstable):
    run = small_run(stability={("hidden_1", 0): 0.42 if unstable else 0.6, ("output", 0): 0.1})
    texts = " ".join(svg_texts(save(drawn(run, "flow"), tmp_path, "svg")))
    assert ("below 0.6, not to be trusted" in texts) == unstable
    assert "and its stability" in texts


def test_a_cluster_without_a_stability_has_its_name_alone():
    figure = draw_flow(small_run(stability={}), stages(HIDDEN), LOOK, "title")
    assert all(re.fullmatch(r"cluster \d: \d+ % \ds", name) for name in cluster_names(figure))
    assert not any(is_dashed(bar) for bar in bars(figure))


@pytest.mark.parametrize("chain", [stages(HIDDEN), all_stages(LAYERS)], ids=["short", "full"])
@pytest.mark.parametrize("width", [180, 80])
def test_no_text_beside_a_cluster_covers_another_text(chain, width):
    figure = style.fix_layout(draw_flow(small_run(), chain, {**LOOK, "width": width}, "title"))
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)


@pytest.mark.parametrize(("width", "low", "high"), [(180, 7, 7), (60, 5.5, 6.9)])
def test_names_of_clusters_are_smaller_in_narrow_figures(width, low, high):
    figure = draw_flow(small_run(), all_stages(LAYERS), {**LOOK, "width": width}, "title")
    sizes = [text.get_fontsize() for text in figure.axes[0].texts if "%" in text.get_text()]
    assert low <= min(sizes) <= high
    assert max(sizes) <= 7


@pytest.mark.parametrize(
    ("wide", "high", "text"),
    [
        (40, 20, "cluster 0: 98 % 1s\nstability 0.97"),
        (50, 5, "cluster 0: 98 % 1s, stability 0.97"),
        (15, 20, "98 % 1s\n0.97"),
        (40, 5, "98 % 1s, 0.97"),
        (5, 20, "98 % 1s\n0.97"),
        (5, 5, "98 % 1s, 0.97"),
    ],
)
def test_a_cluster_says_as_much_as_there_is_room_for(wide, high, text):
    node = Node(1, "hidden_1", 0, 0.0, 10, 1, 0.984)
    assert fitting(cluster_forms(node, "cluster 0: 98 % 1s", 0.97), wide, high) == text


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


# --- curves -------------------------------------------------------------------------------------


def test_the_curves_are_those_of_the_tables():
    run = small_run()
    clustering = drawn(run, "clustering")
    lines = {(*line.get_ydata(),) for axes in clustering.axes for line in axes.lines}
    assert (*run.scores["pixels"]["silhouette"],) in lines
    assert (*run.scores["pixels"]["inertia"],) in lines
    assert len(clustering.axes) == 2 * len(LAYERS)
    training = drawn(run, "training")
    lines = {(*line.get_ydata(),) for axes in training.axes for line in axes.lines}
    names = ("loss", "accuracy", "test_loss", "test_accuracy")
    assert lines == {(*small_history()[name],) for name in names}


def test_moves_are_drawn_in_their_layer_and_row():
    """Each share in its panel, at the place of its kind: single replicates, mean, own network."""
    figure = drawn(small_run(), "interventions")
    panels = dict(zip(small_moves(), figure.axes, strict=True))
    for layer, shares in small_moves().items():
        rows = {}
        for line in panels[layer].lines[:-1]:
            place = line.get_ydata()[0]
            rows.setdefault(place, []).append([*line.get_xdata()])
        for place, share in enumerate(shares):
            mean, low, high = (100 * share.interval[key] for key in ("mean", "low", "high"))
            own = [] if share.own is None else [[100 * share.own]]
            values = [100 * value for value in share.replicates]
            assert rows[-place] == [values, [low, high], [mean], *own]
    labels = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    assert labels == [share.kind for share in small_moves()["hidden_1"]]


def test_moves_on_a_page_have_the_numbers_of_the_print():
    page = every_figure(small_run(), LOOK)["interventions"][1]()
    traces = {(trace.xaxis or "x", trace.name): trace for trace in page.data}
    for axis, shares in zip(("x", "x2"), small_moves().values(), strict=True):
        dots, mean, own = (
            traces[axis, name] for name in ("a replicate", "mean of the replicates", "this network")
        )
        assert list(zip(dots.x, dots.y, strict=True)) == [
            (100 * value, share.kind) for share in shares for value in share.replicates
        ]
        assert list(mean.x) == [100 * share.interval["mean"] for share in shares]
        for share, above, below in zip(
            shares, mean.error_x.array, mean.error_x.arrayminus, strict=True
        ):
            ends = 100 * (share.interval["mean"] - below / 100), 100 * share.interval["high"]
            assert share.interval["mean"] + above / 100 == pytest.approx(ends[1] / 100)
            assert ends[0] / 100 == pytest.approx(share.interval["low"])
        assert list(own.x) == [100 * share.own for share in shares if share.own is not None]


def test_a_network_without_moves_says_so(tmp_path):
    figure = style.fix_layout(moves.draw_moves("1v7", {}, LOOK))
    assert "no activation of this network could be moved" in " ".join(
        svg_texts(save(figure, tmp_path, "svg"))
    )
    assert "no activation" in interactive.moves_page("1v7", {}).layout.title.text


def test_moves_without_replicates_are_the_networks_own():
    alone = small_moves(replicates=0)
    figure = style.fix_layout(moves.draw_moves("1v7", alone, LOOK))
    assert "more networks" not in " ".join(text.get_text() for text in figure.texts)
    shares = [share.own for share in alone["hidden_1"] if share.own is not None]
    assert [line.get_xdata()[0] for line in figure.axes[0].lines[:-1] if len(line.get_xdata())] == [
        100 * own for own in shares
    ]


def test_the_chosen_k_is_named(tmp_path):
    texts = svg_texts(save(drawn(small_run(), "clustering"), tmp_path, "svg"))
    assert texts.count("K = 3") == len(LAYERS)
    assert texts.count("K") == len(LAYERS)


@pytest.mark.parametrize("name", ["embeddings", "clustering"])
@pytest.mark.parametrize(
    ("fit_on", "said"), [("train", "train images only"), ("all", "all images, test and unseen")]
)
def test_what_was_fitted_on_is_told(tmp_path, name, fit_on, said):
    texts = svg_texts(save(drawn(small_run(fit_on=fit_on), name), tmp_path, "svg"))
    assert f"fitted on {said}" in " ".join(texts)


@pytest.mark.parametrize(("epochs", "said"), [(1, "after 1 epoch, "), (3, "after 3 epochs, ")])
def test_the_epochs_are_counted(tmp_path, epochs, said):
    figure = drawn(small_run(), "training", history=small_history(epochs))
    texts = svg_texts(save(figure, tmp_path, "svg"))
    assert any(text.startswith(said) for text in texts)


def test_no_accuracy_is_outside_its_panel():
    history = small_history(5)
    axes = drawn(small_run(), "training", history=history).axes[1]
    low, high = axes.get_ylim()
    lowest = min(history[name].min() for name in ("accuracy", "test_accuracy"))
    assert low < lowest
    assert high > 1


def test_a_single_k_without_a_silhouette_can_be_drawn(tmp_path):
    """A layer whose samples have only one distinct activation."""
    scores = {
        "k": np.array([1], np.int32),
        "silhouette": np.array([np.nan]),
        "standard_error": np.array([0.0]),
        "inertia": np.array([0.0]),
        "chosen": np.array([True]),
        "note": np.array(["the fitted samples have only one distinct activation"]),
    }
    run = small_run(scores=dict.fromkeys(LAYERS, scores))
    assert save(drawn(run, "clustering"), tmp_path, "svg")


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
