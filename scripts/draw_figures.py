"""Draw every figure of a run, for print and for a browser."""

import json
from pathlib import Path

from chemins.base.files import write_text
from chemins.clusters.paths import all_stages, stages
from chemins.figures import interactive
from chemins.figures.printed import curves, flow, gallery, scatter, style
from chemins.figures.run_results import read_run
from chemins.text.captions import caption_text


def draw_figures(settings, run, files, outputs):
    """settings: as of the rule. files: name -> what read_run reads. outputs: the files to write,
    FOLDER/NAME.FORMAT."""
    look = settings.pop("figures")
    results = read_run(run, settings, files)
    with style.styled():
        for name, (printed, page) in figures(results, look).items():
            figure = style.settle(printed())
            for path in (path for path in outputs if Path(path).stem == name):
                if path.endswith(".html"):
                    interactive.save(page(), path, name)
                elif path.endswith(".txt"):
                    about = {key: settings[key] for key in ("digits", "unseen", "fit_on")}
                    write_text(path, caption_text(name, run, **about))
                else:
                    style.save(figure, path, look["dpi"])


def figures(run, look):
    """name -> (function that draws it for print, function that draws it for a browser)."""
    short, full = stages(run.hidden), all_stages(run.layers)
    short_title = f"{run.name}: paths from label to prediction"
    full_title = f"{run.name}: paths, with the pixels and the output"
    palette = look["palette"]
    drawn = {
        "flow": (
            lambda: flow.draw_flow(run, short, look, short_title),
            lambda: interactive.flow(run, short, palette, short_title),
        ),
        "flow-all-layers": (
            lambda: flow.draw_flow(run, full, look, full_title),
            lambda: interactive.flow(run, full, palette, full_title),
        ),
        "embeddings": (
            lambda: scatter.draw_embeddings(run, look),
            lambda: interactive.embeddings(run, palette),
        ),
        "clustering": (
            lambda: curves.draw_clustering(run, look),
            lambda: interactive.clustering(run),
        ),
        "training": (lambda: curves.draw_training(run, look), lambda: interactive.training(run)),
        "exceptions": (
            lambda: gallery.draw_gallery(run, look),
            lambda: interactive.exceptions(run, palette),
        ),
    }
    if run.history is None:
        del drawn["training"]
    return drawn


if "snakemake" in globals():
    from chemins.jobs.making import making

    with making(snakemake):
        draw_figures(
            settings=json.loads(snakemake.params.settings),
            run=snakemake.wildcards.run,
            files=dict(snakemake.input.items()),
            outputs=snakemake.output.figures,
        )
