import base64
import io
import json
import re
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from builders.made_run import HIDDEN, LAYERS, SAMPLES, small_run, write_dataset
from builders.project import ROOT
from chemins.figures import interactive
from chemins.figures.palette import label_color
from chemins.notebook import IMAGES, Explorer, Views

LINK = re.compile(r"<b>(\d+)s.*<br>(.+) (\d+) → (.+) (\d+)<br>(not selected|selected): ")
TILE = re.compile(r"title='image (\d+) .*?base64,(.*?)'.*?block'>(.*?)</span>")


@pytest.fixture
def views(tmp_path):
    """The views of the small run; every pixel of image i is i."""
    return Views(small_run(), write_dataset(tmp_path / "images", 3 * SAMPLES, (6, 5, 1)))


def lasso(views, layer, rows):
    """What the browser sends when these points of a layer are selected."""
    trace = LAYERS.index(layer)
    points = {"trace_indexes": [trace] * len(rows), "point_indexes": list(rows)}
    points |= {axis: [0.0] * len(rows) for axis in ("xs", "ys")}
    views.umaps._js2py_pointsCallback = {"event_type": "plotly_selected", "points": points}


def drawn(views):
    """(label, stage, value, next stage, value) -> images, of selected and of other ribbons."""
    link = views.flow.data[0].link
    halves = {"selected": {}, "not selected": {}}
    for text, count in zip(link.customdata, link.value, strict=True):
        *key, half = LINK.fullmatch(text).groups()
        if count:
            halves[half][tuple(key)] = count
    return halves["selected"], halves["not selected"]


def counted(paths, rows):
    """The same, counted image by image."""
    found = {}
    for row in rows:
        steps = [(stage, paths[stage][row]) for stage in ("label", *HIDDEN, "prediction")]
        for (stage, value), (following, to) in pairwise(steps):
            stages = stage.replace("_", " "), following.replace("_", " ")
            key = (str(paths["label"][row]), stages[0], str(value), stages[1], str(to))
            found[key] = found.get(key, 0) + 1
    return found


# --- what is selected ---------------------------------------------------------------------------


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("rows", [[0], [59], [1, 2, 30, 50], range(48, 60), range(60)], ids=str)
def test_a_lasso_selects_the_same_images_in_every_layer_and_in_the_flow(views, layer, rows):
    lasso(views, layer, rows)
    for trace in views.umaps.data:
        assert list(trace.selectedpoints) == list(rows)
    others = set(range(SAMPLES)) - set(rows)
    assert drawn(views) == (counted(views.run.paths, rows), counted(views.run.paths, others))
    assert f"<b style='font-size:16px'>{len(rows)} of 60 images</b>" in views.summary.value


def clear(views):
    views.clear.click()


def double_click(views):
    points = {name: [] for name in ("trace_indexes", "point_indexes", "xs", "ys")}
    views.umaps._js2py_pointsCallback = {"event_type": "plotly_deselect", "points": points}


@pytest.mark.parametrize("end", [clear, double_click])
def test_no_selection_shows_all(views, end):
    before = drawn(views), views.summary.value, views.images.value
    assert before[0] == (counted(views.run.paths, range(SAMPLES)), {})
    lasso(views, "pixels", [3, 4])
    assert drawn(views) != before[0]
    end(views)
    assert (drawn(views), views.summary.value, views.images.value) == before
    assert all(trace.selectedpoints is None for trace in views.umaps.data)


def test_every_path_can_be_chosen(views):
    paths, rest = views.run.paths, set(range(SAMPLES))
    for text, steps in views.path.options[1:]:
        views.path.value = steps
        rows = list(views.umaps.data[0].selectedpoints)
        columns = np.column_stack([paths["label"], paths["hidden_1"], paths["prediction"]])
        assert (columns[rows] == steps).all()
        noun = "image" if len(rows) == 1 else "images"
        assert text == f"{' → '.join(map(str, steps))}  ({len(rows)} {noun})"
        rest -= set(rows)
    assert rest == set()


def test_a_lasso_after_a_path_is_no_path(views):
    views.path.value = views.path.options[1][1]
    lasso(views, "output", [5])
    assert views.path.value == ()
    assert list(views.umaps.data[0].selectedpoints) == [5]


# --- what is seen -------------------------------------------------------------------------------


def test_point_i_of_every_layer_is_row_i(views):
    for trace, layer in zip(views.umaps.data, LAYERS, strict=True):
        np.testing.assert_array_equal(
            np.column_stack([trace.x, trace.y]), views.run.embeddings[layer]
        )


def test_the_browser_will_send_selections(views):
    # See docs/architecture.md; the test in a browser fails without either.
    assert (views.umaps.layout.dragmode, views.umaps.layout.hovermode) == ("lasso", False)


@pytest.mark.parametrize("by", ["label", "cluster", "prediction"])
def test_points_have_the_colours_that_the_legend_names(views, by):
    views.by.value = by
    for trace, layer in zip(views.umaps.data, LAYERS, strict=True):
        values = views.run.paths[layer if by == "cluster" else by].tolist()
        scale = {
            round(place * trace.marker.cmax): color for place, color in trace.marker.colorscale
        }
        assert trace.marker.cmin == 0
        colors = [scale[number] for number in trace.marker.color]
        assert colors == [label_color(value) for value in values]
        named = re.findall(r"color:(#\w+)'>■</span> (\d+)", views.legend.value)
        assert {label_color(value) for value in values} <= {color for color, _ in named}
        assert all(label_color(int(value)) == color for color, value in named)


def test_the_summary_counts_the_selection(views):
    lasso(views, "pixels", rows := [*range(20), *range(50, 60)])
    paths = {name: column[rows] for name, column in views.run.paths.items()}
    wrong = (paths["prediction"][:20] != paths["label"][:20]).sum()
    cells = dict(re.findall(r"<tr><td.*?>(.*?)</td><td>(.*?)</td></tr>", views.summary.value))
    assert cells["digits"] == "10 × 1, 10 × 4 (unseen), 10 × 7"
    ones = (paths["prediction"] == 1).sum()
    assert cells["predicted"] == f"{ones} × 1, {30 - ones} × 7"
    assert cells["wrong"] == f"{wrong} of 20 images of taught digits"


@pytest.mark.parametrize("rows", [[7], range(10, 40), range(60)], ids=str)
def test_images_are_of_the_selection_each_its_own(views, rows):
    lasso(views, "pixels", rows)
    tiles = TILE.findall(views.images.value)
    assert len(tiles) == min(len(rows), IMAGES)
    found = [int(number) // 3 for number, _, _ in tiles]
    assert found == sorted(set(found))
    assert (found[0], found[-1]) == (rows[0], rows[-1])
    assert set(found) <= set(rows)
    for (number, picture, text), row in zip(tiles, found, strict=True):
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(picture))))
        assert pixels.shape == (6, 5)
        assert (pixels == 255 - int(number)).all()
        label, prediction = (views.run.paths[name][row] for name in ("label", "prediction"))
        answer = f"→ {prediction}" if label == prediction else f"<b>→ {prediction}</b>"
        assert text == f"{label} {answer}"


def test_many_points_are_drawn_with_webgl(views, monkeypatch):
    assert {trace.type for trace in views.umaps.data} == {"scatter"}
    monkeypatch.setattr(interactive, "MANY_POINTS", SAMPLES - 1)
    assert {trace.type for trace in Views(views.run, views.dataset).umaps.data} == {"scattergl"}


# --- the results folder -------------------------------------------------------------------------


def test_without_runs_the_way_to_make_some_is_named(tmp_path):
    (text,) = (child.value for child in Explorer(tmp_path).children[1:])
    assert f"{tmp_path} has no finished run" in text
    assert "make run" in text


def test_a_run_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / "runs/a").mkdir(parents=True)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/a.html").touch()
    (text,) = (child.value for child in Explorer(tmp_path).children[1:])
    assert "does not say what the figures of the run a were made with; run again" in text


# --- the notebook -------------------------------------------------------------------------------


def test_the_notebook_is_kept_without_what_running_it_leaves():
    cells = json.loads((ROOT / "notebooks/explore.ipynb").read_text())["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code
    assert all(cell["outputs"] == [] for cell in code)
    assert all(cell["execution_count"] is None for cell in code)


def test_layers_are_called_what_their_network_calls_them(tmp_path):
    dataset = write_dataset(tmp_path / "images", 3 * SAMPLES, (6, 5, 1))
    found = Views(small_run(shown={HIDDEN[0]: "/blocks.0"}), dataset)
    for figure in (found.umaps, found.flow):
        text = figure.to_json().replace("\\u002f", "/")
        assert "/blocks.0" in text
        assert HIDDEN[0].replace("_", " ") not in text
