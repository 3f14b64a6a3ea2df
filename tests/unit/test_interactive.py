import base64
import dataclasses
import html
import io
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from builders.figures import every_figure
from builders.made_run import HIDDEN, LAYERS, SAMPLES, small_gallery, small_history, small_run
from builders.plotly_texts import check_text
from chemins.clusters.paths import all_stages, count_flows, stage_pairs, stages
from chemins.figures import interactive
from chemins.figures.palette import label_color, rgba

LOOK = {"width": 180, "dpi": 60, "palette": []}
NAMES = ("flow", "flow-all-layers", "embeddings", "clustering", "training", "exceptions")
VOID = {"meta", "br", "link", "img", "input"}


class Tags(HTMLParser):
    """Checks that every tag is closed in its order; keeps the addresses that tags refer to."""

    def __init__(self):
        super().__init__()
        self.open, self.addresses, self.texts = [], [], {}

    def handle_starttag(self, tag, attributes):
        self.addresses += [value for name, value in attributes if name in ("src", "href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open:
            self.texts[self.open[-1]] = self.texts.get(self.open[-1], "") + data


def page(run, name, folder):
    path = folder / f"{name}.html"
    interactive.save_html(every_figure(run, LOOK)[name][1](), str(path), name, run.name)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_the_same_figure_has_the_same_bytes(tmp_path, name):
    assert page(small_run(), name, tmp_path) == page(small_run(), name, tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_pages_are_well_formed_and_name_no_file_but_one_local_script(tmp_path, name):
    content = page(small_run(), name, tmp_path)
    tags = Tags()
    tags.feed(content)
    tags.close()
    assert tags.open == []
    assert tags.texts["title"].startswith("1v7: ")
    icon, back = tags.addresses
    assert icon.startswith("data:image/svg+xml,")
    assert back == "../../../site/1v7.html"
    content = content.replace(icon, "")
    assert re.findall(r"[\w./]+\.js\b", content.partition("<body>")[2]) == [
        "../../../site/plotly.min.js",
    ]
    assert re.findall(r"https?:|\bcdn\b|//[a-z0-9-]+\.", content) == []


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_only_a_figure_drawn_with_webgl_may_compile_code(tmp_path, monkeypatch, name, many):
    """plotly's WebGL does."""
    if many:
        monkeypatch.setattr(interactive, "MANY_POINTS", 10)
    content = page(small_run(), name, tmp_path)
    assert ("'unsafe-eval'" in html.unescape(content)) == (many and name == "embeddings")


# What plotly would take for markup, what ends a script, and what was once a new line in JavaScript.
HOSTILE = "a<b>&amp;</script><script>alert(1)</script>'\"\u2028"


def hostile_run():
    """A run that is named so, as are all its layers."""
    run = small_run(name=HOSTILE)
    names = {layer: f"{HOSTILE}{layer}" for layer in LAYERS}

    def renamed(columns):
        return {names.get(key, key): value for key, value in columns.items()}

    paths, layers = renamed(run.paths), list(names.values())
    hidden = [names[layer] for layer in HIDDEN]
    flows = count_flows(paths, stage_pairs(hidden, layers))
    return dataclasses.replace(
        run,
        layers=layers,
        hidden=hidden,
        stages=hidden,
        paths=paths,
        flows={name: np.array(column) for name, column in flows.items()},
        embeddings=renamed(run.embeddings),
        scores=renamed(run.scores),
        map_quality=renamed(run.map_quality),
        k_evidence=renamed(run.k_evidence),
        stability={(names[layer], k): value for (layer, k), value in run.stability.items()},
    )


@pytest.mark.parametrize("name", NAMES)
def test_names_stay_text(tmp_path, name):
    content = page(hostile_run(), name, tmp_path)
    tags = Tags()
    tags.feed(content)
    assert tags.texts["title"].startswith(f"{HOSTILE}: ")
    check_text(content, "script")


@pytest.mark.parametrize("name", ["flow", "embeddings", "exceptions"])
@pytest.mark.parametrize(
    "run",
    [
        small_run(unseen=()),
        small_run(gallery=[]),
        small_run(gallery=small_gallery(12, channels=3)),
    ],
    ids=["none unseen", "empty gallery", "colour images"],
)
def test_runs_of_every_kind_have_pages(tmp_path, run, name):
    assert f'id="{name}"' in page(run, name, tmp_path)


# --- flow ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("chain", [stages(HIDDEN), all_stages(LAYERS)], ids=["short", "full"])
def test_links_hold_all_samples_in_each_pair_of_stages(chain):
    run = small_run()
    (sankey,) = interactive.flow_page(run, chain, [], "title").data
    x = np.array(sankey.node.x)
    assert ((x > 0) & (x < 1)).all()
    assert all(0 < y < 1 for y in sankey.node.y)
    source, target = np.array(sankey.link.source), np.array(sankey.link.target)
    value = np.array(sankey.link.value)
    for stage, place in enumerate(np.unique(x)[:-1]):
        leaving = x[source] == place
        assert value[leaving].sum() == SAMPLES
        assert set(x[target][leaving]) == {np.unique(x)[stage + 1]}
    # One node for each value of each stage.
    assert len(x) == sum(len(np.unique(run.paths[stage])) for stage in chain)


def test_links_have_their_labels_colours():
    (sankey,) = interactive.flow_page(small_run(), stages(HIDDEN), [], "title").data
    assert set(sankey.link.color) == {
        rgba(label_color(1), 0.7),
        rgba(label_color(7), 0.7),
        rgba(label_color(4), 0.35),
    }


def test_unstable_clusters_are_hollow_and_named_so():
    figure = interactive.flow_page(small_run(), stages(HIDDEN), [], "title")
    (node,) = (sankey.node for sankey in figure.data)
    unstable = [name.endswith(", unstable ?") for name in node.label]
    assert sum(unstable) == 1
    assert [color == "white" for color in node.color] == unstable
    # With a list of widths plotly places labels nowhere.
    assert (node.line.color, node.line.width) == (interactive.INK, 1)
    told = {tuple(data) for data in node.customdata}
    assert {("hidden 1", "<br>stability 0.97"), ("hidden 1", "<br>unstable: 0.42 ?")} < told
    assert ("label", "") in told
    assert "stability below 0.6" in figure.layout.title.text
    stable = interactive.flow_page(small_run(stability={}), stages(HIDDEN), [], "title")
    assert "stability" not in stable.layout.title.text


# --- the other figures --------------------------------------------------------------------------


@pytest.mark.parametrize("many", [False, True])
def test_every_sample_is_in_every_panel(monkeypatch, many):
    if many:
        monkeypatch.setattr(interactive, "MANY_POINTS", 10)
    run = small_run()
    traces = interactive.embeddings_page(run, []).data
    assert {trace.type for trace in traces} == {"scattergl" if many else "scatter"}
    for index, layer in enumerate(LAYERS):
        axis = f"x{index + 1}" if index else "x"
        own = [trace for trace in traces if trace.xaxis == axis]
        points = np.concatenate([np.column_stack([trace.x, trace.y]) for trace in own])
        np.testing.assert_array_equal(
            np.unique(points, axis=0), np.unique(run.embeddings[layer], axis=0)
        )
    legend = [trace.name for trace in traces if trace.showlegend]
    assert sorted(legend) == ["1 · test", "1 · train", "4 · unseen", "7 · test", "7 · train"]


def test_points_are_in_the_traces_of_their_labels():
    run = small_run()
    trace = next(t for t in interactive.embeddings_page(run, []).data if t.name == "7 · test")
    rows = (run.paths["label"] == 7) & (run.paths["role"] == "test")
    np.testing.assert_array_equal(trace.x, run.embeddings["pixels"][rows, 0])
    assert trace.marker.color == label_color(7)


def test_the_curves_are_those_of_the_tables():
    run = small_run()
    traces = interactive.clustering_page(run).data
    assert len(traces) == 2 * len(LAYERS)
    np.testing.assert_array_equal(traces[0].y, run.scores["pixels"]["silhouette"])
    np.testing.assert_array_equal(traces[1].y, run.scores["pixels"]["inertia"])
    assert [c == traces[0].marker.color[1] for c in traces[0].marker.color] == [False, True, False]
    history = small_history()
    curves = [tuple(trace.y) for trace in interactive.training_page("1v7", history).data]
    assert curves == [
        tuple(history[name]) for name in ("loss", "test_loss", "accuracy", "test_accuracy")
    ]


@pytest.mark.parametrize("channels", [1, 3])
def test_the_gallery_holds_every_image(channels):
    exhibits = small_gallery(12, channels)
    figure = interactive.exceptions_page(small_run(gallery=exhibits), [])
    assert len(figure.layout.images) == 12
    for image, exhibit in zip(figure.layout.images, exhibits, strict=True):
        content = base64.b64decode(image.source.removeprefix("data:image/png;base64,"))
        shown = np.asarray(Image.open(io.BytesIO(content)))
        expected = 255 - exhibit.pixels[..., 0] if channels == 1 else exhibit.pixels
        np.testing.assert_array_equal(shown, expected)
    # In rows of ten, in their order.
    places = [(-round(image.y - 0.4), round(image.x + 0.4)) for image in figure.layout.images]
    assert places == [divmod(number, 10) for number in range(12)]
    assert len(figure.data[0].text) == 12


@pytest.mark.parametrize(
    ("fit_on", "said"), [("train", "train images only"), ("all", "all images, test and unseen")]
)
def test_what_was_fitted_on_is_told(fit_on, said):
    run = small_run(fit_on=fit_on)
    for figure in (interactive.embeddings_page(run, []), interactive.clustering_page(run)):
        assert f"fitted on {said}" in figure.layout.title.text


# --- how far to trust what is seen --------------------------------------------------------------


def test_panels_have_the_numbers_of_their_layer():
    titles = [note.text for note in interactive.embeddings_page(small_run(), []).layout.annotations]
    assert titles[1].startswith("hidden 1<br><sup>trustworthiness 0.94 · 0.84 · 0.74</sup>")
    assert len(set(titles)) == 3
    titles = [note.text for note in interactive.clustering_page(small_run()).layout.annotations]
    assert titles[:2] == [
        "pixels<br><sup>gap 1, CH 5, 17 of 20</sup>",
        "hidden 1<br><sup>gap 2, CH 6, 16 of 20</sup>",
    ]
    given = small_run(k_evidence=dict.fromkeys(LAYERS))
    assert interactive.clustering_page(given).layout.annotations[0].text == "pixels"
