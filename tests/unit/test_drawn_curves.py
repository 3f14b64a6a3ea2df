"""Printed curves: of clusterings, of a training, of what moved activations do."""

import numpy as np
import pytest

from builders.figures import LOOK, drawn, every_figure, save, svg_texts
from builders.made_run import LAYERS, small_history, small_moves, small_run
from chemins.figures import interactive
from chemins.figures.printed import moves, style


@pytest.fixture(autouse=True)
def styled():
    with style.styled():
        yield


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
