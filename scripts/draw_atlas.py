"""Put the measures of all pairs of digits into one table, and draw the figures of the atlas."""

from itertools import combinations
from pathlib import Path

import numpy as np

from chemins.answers.atlas_matrices import Atlas
from chemins.base.files import write_text
from chemins.figures.printed import atlas as drawing
from chemins.figures.printed import style
from chemins.jobs import job
from chemins.results import tables
from chemins.text.atlas_captions import caption

FIGURES = {
    "destinations": drawing.draw_destinations,
    "layers": drawing.draw_layers,
    "similarity": drawing.draw_similarity,
}


def draw_atlas(settings, pairs, table, figures) -> None:
    """settings: as of the rule. pairs: the file of each pair of its digits, in order. table,
    figures: the files to write, the latter as FOLDER/NAME.FORMAT."""
    columns = joined(list(combinations(settings["digits"], 2)), pairs)
    tables.write(table, tables.ATLAS, columns)
    atlas = Atlas(tuple(settings["digits"]), settings["replicates"], columns)
    look = settings["figures"]
    with style.styled():
        for name, draw in FIGURES.items():
            figure = style.fix_layout(draw(atlas, settings, look))
            for path in (path for path in figures if Path(path).stem == name):
                if path.endswith(".txt"):
                    write_text(path, caption(name, settings))
                else:
                    style.save_print(figure, path, look["dpi"])


def joined(pairs, files) -> dict:
    """Columns of tables.ATLAS, of the pairs' files."""
    parts = []
    for (first, second), file in zip(pairs, files, strict=True):
        part = tables.read_columns(file, tables.MEASURES, list(tables.VALUES))
        count = len(part["value"])
        parts.append({"first": np.full(count, first), "second": np.full(count, second), **part})
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


if "snakemake" in globals():
    job.run(draw_atlas, snakemake)
