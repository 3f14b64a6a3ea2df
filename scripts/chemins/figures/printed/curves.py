"""Curves: the clusterings' scores over K, and the training over epochs."""

from chemins.base.formatting import fitted_on, layer_text
from chemins.base.language import numeral, said
from chemins.figures.palette import ACCENT, NEUTRAL
from chemins.figures.printed.canvas import EngFormatter, Figure, MaxNLocator
from chemins.figures.printed.lettering import wrapped
from chemins.figures.printed.sizes import PAGE, height_scale, panels, scale, sized
from chemins.figures.printed.style import FAINT_INK, heading, legend_below, new_figure, place_axes
from chemins.text.k_text import k_short

BAND, LOWEST = 72, 42  # millimetres: the height of a layer's two panels, usual and least
EVIDENCE = 6.5  # points of what speaks for a K
INSIDE = 0.7  # of a panel's width: the curves, without the numbers beside them
TRAIN, TEST = "#3f90da", "#e76300"


def draw_clustering(run, look) -> Figure:
    """Silhouette and inertia of every K tried, a column a layer."""
    width, by_size = look["width"], scale(look["width"])
    bands, columns = panels(len(run.layers), width, LOWEST)
    head = heading(
        look,
        said("head_clustering", run=run.name),
        said("k_about", fitted=fitted_on(run.fit_on), above=above_text(run.k_evidence)),
    )
    high = min(BAND, max(LOWEST, PAGE / bands / by_size))
    figure = new_figure(width, height_scale(width) * (9 + high * bands), head)
    told = k_texts(run, columns, width)
    upper = []
    for index, layer in enumerate(run.layers):
        band, column = divmod(index, columns)
        for row, measure in enumerate(("silhouette", "inertia")):
            place = (2 * band + row) * columns + column + 1
            axes = figure.add_subplot(2 * bands, columns, place)
            draw_scores(axes, run.scores[layer], measure, len(run.digits), width / columns, by_size)
            axes.set_xlabel("K" if row else "")
            if column == 0:
                axes.set_ylabel(said("inertia" if row else "mean_silhouette"))
            if row == 0:
                name_panel(axes, layer, told.get(layer, ""), told.values(), width)
                upper.append((axes, run.scores[layer]))
    if bands > 1:
        place_axes(figure)  # now it is known how high the axes are
    for axes, scores in upper:
        name_k(axes, scores, bands > 1, sized(7.5, width))
    return figure


def above_text(supports) -> str:
    """What stands above the panels. supports: layer -> as k_support has it."""
    return said("k_above") if any(supports.values()) else ""


def k_texts(run, columns, width) -> dict[str, str]:
    """layer -> what speaks for its K, in as many lines as it takes; of those that have anything."""
    found = {}
    for index, layer in enumerate(run.layers):
        if run.k_evidence[layer]:
            room = width / columns * (INSIDE if index % columns == columns - 1 else 0.95)
            text = k_short(run.chosen_k(layer), run.k_evidence[layer])
            whole = text.replace(" ", "\u00a0").replace(",\u00a0", ", ")
            found[layer] = wrapped(whole, room, sized(EVIDENCE, width)).replace("\u00a0", " ")
    return found


def name_panel(axes, layer, text, texts, width) -> None:
    """The layer's name, and below it what speaks for its K. texts: of all layers, whose names are
    as high above their panels. width: of the figure, in millimetres."""
    size, lines = sized(EVIDENCE, width), max((one.count("\n") + 1 for one in texts), default=0)
    axes.set_title(layer_text(layer), pad=4 + 1.5 * size * lines if lines else None)
    if text:
        place = {"xytext": (0, 4), "textcoords": "offset points", "xycoords": "axes fraction"}
        note = axes.annotate(text, (0, 1), fontsize=size, color=FAINT_INK, va="bottom", **place)
        note.set_in_layout(False)  # curves would make way for it


def draw_scores(axes, scores, measure, classes, panel, by_size) -> None:
    """panel: its width, in millimetres."""
    k, values = scores["k"], scores[measure]
    chosen = scores["chosen"].astype(bool)
    axes.axvline(classes, color="#8a8f98", ls=(0, (3, 3)), lw=0.8)
    axes.plot(k, values, "o-", color=NEUTRAL, lw=1.2 * by_size, ms=3 * by_size)
    axes.plot(k[chosen], values[chosen], "o", color=ACCENT, ms=6 * by_size)
    if measure == "silhouette":
        axes.margins(y=0.15)
    else:
        axes.set_ylim(0, values.max() * 1.08 or 1)
        axes.yaxis.set_major_formatter(EngFormatter(sep=""))
    ticks = min(6, max(2, int(panel / 6 / by_size)))
    axes.xaxis.set_major_locator(MaxNLocator(ticks, integer=True))


def name_k(axes, scores, crowded, size) -> None:
    """The K chosen, beside its point; in small panels above the curve, where there is no other.
    size: points."""
    chosen = scores["chosen"].astype(bool)
    k, value = scores["k"][chosen][0], scores["silhouette"][chosen][0]
    look = {"textcoords": "offset points", "color": ACCENT, "fontsize": size}
    if not crowded:
        axes.annotate(f"K = {k}", (k, value), xytext=(0.8 * size, 1), **look)
        return
    (low, high), (left, right) = axes.get_ylim(), axes.get_xlim()
    share = 1.6 * size / 72 * axes.figure.dpi / axes.get_window_extent().height
    axes.set_ylim(low, high + (high - low) * share / (1 - min(share, 0.5)))
    side = ("left", "center", "right")[int(3 * (k - left) / (right - left))]
    box = {"facecolor": "white", "pad": 1, "lw": 0}  # over the dashed line
    place = {"xycoords": ("data", "axes fraction"), "va": "top", "ha": side, "bbox": box}
    axes.annotate(f"K = {k}", (k, 1), xytext=(0, -1), **place, **look)


def draw_training(name, history, look) -> Figure:
    """Loss and accuracy over the epochs, on train and test images.

    name: the run's. history: columns of tables.HISTORY.
    """
    width, final = look["width"], history["test_accuracy"][-1]
    epoch = history["epoch"]
    head = heading(
        look,
        said("head_training", run=name),
        said(
            "training_about_one" if len(epoch) == 1 else "training_about",
            epochs=len(epoch),
            share=numeral(f"{100 * final:.1f} %"),
        ),
    )
    figure = new_figure(width, 68 * height_scale(width), head)
    for index, measure in enumerate(("loss", "accuracy")):
        axes = figure.add_subplot(1, 2, index + 1)
        for prefix, color, dashes in (("", TRAIN, "-"), ("test_", TEST, "--")):
            values = history[prefix + measure]
            role = said("test" if prefix else "training_train")
            axes.plot(
                epoch,
                values,
                dashes,
                color=color,
                lw=1.5 * scale(width),
                label=role,
                marker="o" if len(epoch) < 3 else None,
            )
        axes.set_xlabel(said("epoch"))
        axes.set_title(said(measure))
        axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        if measure == "accuracy":
            lowest = min(history["accuracy"].min(), history["test_accuracy"].min())
            axes.set_ylim(lowest - 0.05 * (1 - lowest) - 0.005, 1.005)
        else:
            axes.set_ylim(bottom=0)
    legend_below(figure, figure.axes[0].get_lines())
    return figure
