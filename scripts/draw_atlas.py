"""Put the measures of all pairs of digits into one table, tell what it says, and draw figures."""

from pathlib import Path

from chemins.answers.atlas_answers import atlas_answers
from chemins.answers.atlas_matrices import read_atlas
from chemins.base.files import write_json, write_text
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


def draw_atlas(settings, pairs, table, answers, figures) -> None:
    """settings: as of the rule. pairs: the file of each pair of its digits, in order. table,
    answers, figures: the files to write, the latter as FOLDER/NAME.FORMAT."""
    atlas = read_atlas(settings["digits"], settings["replicates"], pairs)
    tables.write(table, tables.ATLAS, {name: atlas.columns[name] for name in tables.ATLAS.columns})
    found = atlas_answers(atlas, settings["hidden"], settings["mark"])
    write_json(answers, found)
    look = settings["figures"]
    with style.styled():
        for name, draw in FIGURES.items():
            figure = style.fix_layout(draw(atlas, settings, look))
            for path in (path for path in figures if Path(path).stem == name):
                if path.endswith(".txt"):
                    write_text(path, caption(name, settings))
                else:
                    style.save_print(figure, path, look["dpi"])


if "snakemake" in globals():
    job.run(draw_atlas, snakemake)
