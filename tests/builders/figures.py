"""Every figure of a made run, as the two scripts draw them; as a file, and the file's texts."""

import xml.etree.ElementTree as ET

from builders.made_run import small_history, small_moves
from chemins.figures import interactive
from chemins.figures.printed import curves, moves, style
from chemins.results.layout import INTERVENTIONS, TRAINING
from draw_figures import drawn_by

LOOK = {"width": 180, "dpi": 60, "palette": []}


def every_figure(run, look, history=None):
    """As draw_figures.drawn_by, and those of a training and of moves. history: columns."""
    epochs = small_history() if history is None else history
    training = (
        lambda: curves.draw_training(run.name, epochs, look),
        lambda: interactive.training_page(run.name, epochs),
    )
    moved = (
        lambda: moves.draw_moves(run.name, small_moves(), look),
        lambda: interactive.moves_page(run.name, small_moves()),
    )
    return {**drawn_by(run, look), INTERVENTIONS: moved, TRAINING: training}


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
