"""Tell what two networks make of the same images, in words and in figures for print."""

from pathlib import Path

from chemins.base.files import read_json, write_text
from chemins.base.language import language_of, speaking
from chemins.figures.printed import style
from chemins.figures.printed.compared_clusters import draw_matched, flowed
from chemins.figures.printed.compared_layers import draw_alike
from chemins.jobs import job
from chemins.results import compared_tables, tables
from chemins.results.layout import COMPARISON_FIGURES
from chemins.text.class_names import names_of
from chemins.text.comparison_captions import alike_caption, matched_caption
from chemins.text.comparison_text import SIDES, Compared, markdown


def draw_comparison(settings, answers, flows, fates, text, figures) -> None:
    """settings: of the rule, `first` and `second` of each run, `figures`, and `names` where classes
    have some. answers, flows, fates: files of the comparison. text, figures: files to write, the
    latter as FOLDER/NAME.FORMAT."""
    compared = Compared(
        found=read_json(answers),
        fates=tables.read_columns(fates, compared_tables.FATES),
        shown={side: settings[side].get("shown", {}) for side in SIDES},
        names=names_of(settings),
    )
    flow = flow_of(compared, settings, flows)
    look = settings["figures"]
    with speaking(language_of(look)), style.styled():
        write_text(text, markdown(compared))
        drawn = {
            "similarity": (draw_alike(compared, look), alike_caption(compared)),
            "clusters": (draw_matched(compared, flow, look), matched_caption(compared)),
        }
        for name in COMPARISON_FIGURES:
            save(*drawn[name], [path for path in figures if Path(path).stem == name], look)


def flow_of(compared, settings, flows) -> object:
    """What draw_matched draws."""
    columns = tables.read_columns(flows, compared_tables.MATCHED_FLOWS)
    taught = [set(settings[side]["digits"]) for side in SIDES]
    labels = set(columns["label"].tolist())
    both = labels & taught[0] & taught[1]
    return flowed(compared, columns, sorted(both), sorted(labels - both))


def save(figure, caption, paths, look) -> None:
    style.fix_layout(figure)
    for path in paths:
        if path.endswith(".txt"):
            write_text(path, caption)
        else:
            style.save_print(figure, path, look["dpi"])


if "snakemake" in globals():
    job.run(draw_comparison, snakemake)
