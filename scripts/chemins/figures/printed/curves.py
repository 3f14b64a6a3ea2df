"""Curves: the clusterings' scores over K, and the training over epochs."""

from chemins.base.formatting import fitted_on, layer_text
from chemins.figures.palette import ACCENT, NEUTRAL, grid
from chemins.figures.printed.canvas import EngFormatter, Figure, MaxNLocator
from chemins.figures.printed.style import FAINT_INK, heading, new_figure
from chemins.text.k_text import k_short

HEADROOM = 0.18  # of a small panel's height, for the K chosen
TRAIN, TEST = "#3f90da", "#e76300"


def draw_clustering(run, look) -> Figure:
    """Silhouette and inertia of every K tried, a column a layer."""
    bands, columns = grid(len(run.layers))
    figure = new_figure(look["width"], 24 + 72 * bands)
    for index, layer in enumerate(run.layers):
        band, column = divmod(index, columns)
        scores = run.scores[layer]
        for row, measure in enumerate(("silhouette", "inertia")):
            place = (2 * band + row) * columns + column + 1
            axes = figure.add_subplot(2 * bands, columns, place)
            draw_scores(axes, scores, measure, len(run.digits))
            if measure == "silhouette":
                name_k(axes, scores, crowded=bands > 1)
            if row == 0:
                name_panel(axes, layer, run.chosen_k(layer), run.k_evidence[layer])
            else:
                axes.set_xlabel("K")
            if column == 0:
                axes.set_ylabel("mean silhouette" if row == 0 else "inertia")
    heading(
        figure,
        f"{run.name}: how many clusters each layer has",
        f"k-means, fitted on {fitted_on(run.fit_on)}; red: the K chosen, dashed: as many clusters "
        f"as classes{above_text(run.k_evidence)}",
    )
    return figure


def above_text(supports) -> str:
    """What stands above the panels. supports: layer -> as k_support has it."""
    if not any(supports.values()):
        return ""
    return (
        "; in grey: K by the gap statistic, by Calinski–Harabasz (CH), and how many bootstrap "
        "samples choose the same K"
    )


def name_panel(axes, layer, k, support) -> None:
    """The layer's name, and below it what speaks for its K, where there is anything. support: as
    k_support has it."""
    axes.set_title(layer_text(layer), pad=14 if support else None)
    if support:
        place = {"xytext": (0, 4), "textcoords": "offset points", "xycoords": "axes fraction"}
        axes.annotate(k_short(k, support), (0, 1), fontsize=6.5, color=FAINT_INK, **place)


def draw_scores(axes, scores, measure, classes) -> None:
    k, values = scores["k"], scores[measure]
    chosen = scores["chosen"].astype(bool)
    axes.axvline(classes, color="#8a8f98", ls=(0, (3, 3)), lw=0.8)
    axes.plot(k, values, "o-", color=NEUTRAL, lw=1.2, ms=3)
    axes.plot(k[chosen], values[chosen], "o", color=ACCENT, ms=6)
    if measure == "silhouette":
        axes.margins(y=0.15)
    else:
        axes.set_ylim(0, values.max() * 1.08 or 1)
        axes.yaxis.set_major_formatter(EngFormatter(sep=""))
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))


def name_k(axes, scores, crowded) -> None:
    """The K chosen, beside its point; in small panels above the curve, where there is no other."""
    chosen = scores["chosen"].astype(bool)
    k, value = scores["k"][chosen][0], scores["silhouette"][chosen][0]
    look = {"textcoords": "offset points", "color": ACCENT, "fontsize": 7.5}
    if not crowded:
        axes.annotate(f"K = {k}", (k, value), xytext=(6, 1), **look)
        return
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + HEADROOM * (high - low))
    left, right = axes.get_xlim()
    side = ("left", "center", "right")[int(3 * (k - left) / (right - left))]
    box = {"facecolor": "white", "pad": 1, "lw": 0}  # over the dashed line
    place = {"xycoords": ("data", "axes fraction"), "va": "top", "ha": side, "bbox": box}
    axes.annotate(f"K = {k}", (k, 1), xytext=(0, -1), **place, **look)


def draw_training(name, history, look) -> Figure:
    """Loss and accuracy over the epochs, on train and test images.

    name: the run's. history: columns of tables.HISTORY.
    """
    figure = new_figure(look["width"], 75)
    epoch = history["epoch"]
    names = (("loss", "loss"), ("accuracy", "accuracy"))
    for index, (measure, text) in enumerate(names):
        axes = figure.add_subplot(1, 2, index + 1)
        for prefix, color, dashes in (("", TRAIN, "-"), ("test_", TEST, "--")):
            values = history[prefix + measure]
            role = "test" if prefix else "train (mean over the epoch)"
            axes.plot(
                epoch,
                values,
                dashes,
                color=color,
                lw=1.5,
                label=role,
                marker="o" if len(epoch) < 3 else None,
            )
        axes.set_xlabel("epoch")
        axes.set_title(text)
        axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        if measure == "accuracy":
            lowest = min(history["accuracy"].min(), history["test_accuracy"].min())
            axes.set_ylim(lowest - 0.05 * (1 - lowest) - 0.005, 1.005)
            axes.legend(loc="lower right")
        else:
            axes.set_ylim(bottom=0)
    final = history["test_accuracy"][-1]
    heading(
        figure,
        f"{name}: the training",
        f"after {len(epoch)} epoch{'' if len(epoch) == 1 else 's'}, {100 * final:.1f} % of the "
        "test images are classified correctly",
    )
    return figure
