"""The figures of two networks' comparison at every width: texts that can be read, and what they
say."""

import numpy as np
import pytest

from builders.made_comparison import compared
from builders.print_texts import check_frames, check_texts, texts_of
from chemins.base.language import ENGLISH, FRENCH, speaking
from chemins.figures.flow_layout import lay_out
from chemins.figures.palette import contrast
from chemins.figures.printed import compared_clusters, style
from chemins.figures.printed.compared_clusters import draw_matched, flowed
from chemins.figures.printed.compared_layers import draw_alike
from chemins.figures.printed.sizes import SMALLEST
from chemins.text.class_names import DIGITS, ClassNames

WIDTHS = (80, 120, 180, 400)
WORDS = ClassNames({0: "T-shirt/top", 1: "Ankle boot", 2: "Pullover"})
OWN = {f"hidden_{number}": f"/features/{number}/Relu_output_0" for number in range(1, 8)}
CASES = {
    "few": {"first": 1, "second": 2},
    "many": {"first": 13, "second": 14, "classes": 10, "images": 8},
    "no twin": {"first": 3, "second": 5, "twin": False},
    "words": {"first": 7, "second": 7, "classes": 3, "names": WORDS,
              "shown": {"first": OWN, "second": {}}},
}  # fmt: skip
RUNS = ("1v7", "a-run-with-a-name-that-is-rather-long-for-one")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compared")
    return {name: compared(folder / name, runs=RUNS, **keys) for name, keys in CASES.items()}


@pytest.fixture(autouse=True)
def styled():
    with style.styled():
        yield


def look(width):
    return {"width": width, "dpi": 60, "palette": []}


def alike(case, made, width):
    return style.fix_layout(draw_alike(made[case][0], look(width)))


def matched(case, made, width):
    found, flows = made[case]
    labels = np.unique(flows["label"]).tolist()
    return style.fix_layout(draw_matched(found, flow_of(found, flows, labels), look(width)))


def flow_of(found, flows, labels):
    return flowed(found, flows, labels[:-1], labels[-1:])


@pytest.mark.parametrize("language", [ENGLISH, FRENCH])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("draw", [alike, matched])
def test_a_figure_can_be_read(draw, case, width, language, made):
    with speaking(language):
        figure = draw(case, made, width)
        texts = texts_of(figure)
        check_texts(figure, texts)
        check_frames(figure, texts)
    assert min(text.get_fontsize() for text in texts) >= SMALLEST
    assert figure.get_figwidth() * 25.4 == pytest.approx(width)


def test_every_cell_has_its_number_and_the_untrained_ones_stand_beside(made):
    found, _ = made["few"]
    figure = alike("few", made, 180)
    assert len(figure.axes) == 2
    for axes, network in zip(figure.axes, ("trained", "untrained"), strict=True):
        numbers = [text.get_text() for text in axes.texts if text.get_text()[-1].isdigit()]
        entries = [entry[network]["value"] for entry in found.found["similarity"]]
        assert numbers == [f"{value:.2f}".replace("-0.00", "0.00") for value in entries]
        assert len(numbers) == 3 * 4
    left, right = (axes.get_position() for axes in figure.axes)
    assert left.x1 < right.x0


def test_many_layers_stand_below_each_other_and_without_a_twin_alone(made):
    above, below = (axes.get_position() for axes in alike("many", made, 180).axes)
    assert below.y1 < above.y0
    assert len(alike("no twin", made, 180).axes) == 1


def test_numbers_are_seen_on_their_cells(made):
    for axes in alike("few", made, 180).axes:
        cells = {(patch.get_x(), patch.get_y()): patch.get_facecolor()
                 for patch in axes.patches if patch.get_width() == 1}  # fmt: skip
        assert len(cells) == 12
        for text in axes.texts:
            x, y = text.get_position()
            if (color := cells.get((x - 0.5, y - 0.5))) is not None:
                shade = "#" + "".join(f"{round(255 * part):02x}" for part in color[:3])
                assert contrast(text.get_color(), shade) >= 4.5


def test_the_layer_most_alike_is_framed(made):
    found, _ = made["few"]
    best = found.found["most_alike"]["first"]
    rows, columns = found.found["layers"].values()
    expected = {(rows.index(row), columns.index(e["layer"])) for row, e in best.items()}
    trained, untrained = alike("few", made, 180).axes
    frames = [patch for patch in trained.patches if patch.get_width() == 0.9]
    assert {(int(patch.get_y()), int(patch.get_x())) for patch in frames} == expected
    assert [patch for patch in untrained.patches if patch.get_width() == 0.9] == []


def test_the_flow_is_of_the_two_hidden_layers_most_alike(made):
    found, flows = made["many"]
    first, second = found.closest
    values = {
        (entry["first_layer"], entry["second_layer"]): entry["trained"]["value"]
        for entry in found.found["similarity"]
    }
    hidden = [pair for pair in values if not {"pixels", "output"} & set(pair)]
    assert (first, second) == max(hidden, key=values.get)
    flow = flow_of(found, flows, list(range(10)))
    own = (flows["first_layer"] == first) & (flows["second_layer"] == second)
    assert flow.flows["count"].sum() == 2 * flows["count"][own].sum() == 2 * 160
    layout = lay_out(flow.flows, ["label", "first", "second"])
    assert {ribbon.unseen for ribbon in layout.ribbons if ribbon.label == 9} == {True}
    assert {ribbon.unseen for ribbon in layout.ribbons if ribbon.label != 9} == {False}


def test_what_leaves_the_match_is_outlined_where_it_is_wide(made, monkeypatch):
    def outlines():
        (axes,) = matched("few", made, 180).axes
        return sum(tuple(patch.get_edgecolor()[:3]) == (34 / 255, 37 / 255, 42 / 255)
                   and patch.get_linewidth() == 0.7
                   for patch in axes.artists + axes.patches if patch.get_linewidth())  # fmt: skip

    found, flows = made["few"]
    first, second = found.closest
    own = (flows["first_layer"] == first) & (flows["second_layer"] == second)
    leaving = set(
        zip(*(flows[name][own & ~flows["matched"]].tolist()
              for name in ("first_cluster", "second_cluster", "label")), strict=True)
    )  # fmt: skip
    monkeypatch.setattr(compared_clusters, "WIDE", 0)
    assert outlines() == len(leaving) > 0
    monkeypatch.setattr(compared_clusters, "WIDE", 1000)
    assert outlines() == 0


def test_digits_have_no_names(made):
    assert made["few"][0].names == DIGITS
