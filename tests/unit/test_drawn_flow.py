"""The printed flow: ribbons, clusters, their names."""

import re
from itertools import combinations, pairwise

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch, Rectangle

from builders.figures import LOOK, drawn, save, svg_texts
from builders.made_run import HIDDEN, LAYERS, small_run
from chemins.clusters.paths import all_stages, stages
from chemins.figures.flow_layout import Node
from chemins.figures.palette import label_color, paler
from chemins.figures.printed import style
from chemins.figures.printed.flow import draw_flow
from chemins.figures.printed.flow_nodes import NODE, cluster_forms, fitting


@pytest.fixture(autouse=True)
def styled():
    with style.styled():
        yield


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
