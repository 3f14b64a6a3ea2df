"""Draw the figures of a run's results, for print and for a browser."""

from collections import Counter

from chemins.base.formatting import layers_called
from chemins.base.language import language_of, said, speaking
from chemins.clusters.paths import all_stages, stages
from chemins.figures import interactive
from chemins.figures.drawn import for_maps
from chemins.figures.printed import curves, flow, gallery, scatter, style
from chemins.figures.run_results import read_run
from chemins.figures.saving import save_figure
from chemins.jobs import job
from chemins.text.captions import images_sentence
from chemins.text.found_text import about_clustering, about_maps


def draw_figures(settings, run, inputs, figures) -> None:
    """settings: as of the rule. inputs: name -> what read_run reads. figures: the files to write,
    FOLDER/NAME.FORMAT."""
    look = settings["figures"]
    told = {key: value for key, value in settings.items() if key != "figures"}
    results = read_run(run, told, inputs, look.get("prototypes", False))
    about = {key: told[key] for key in ("digits", "unseen", "fit_on")}
    about |= {"names": results.names}
    with style.styled(), layers_called(results.shown), speaking(language_of(look)):
        about["found"] = told_of_run(results, settings.get("fit_limits", {}))
        for name, (printed, page) in drawn_by(results, look).items():
            save_figure(name, run, printed, page, figures, look, about)


def told_of_run(run, limits=None) -> dict[str, str]:
    """figure -> what its caption tells of this run's numbers. limits: as captions take them."""
    chosen = {layer: run.chosen_k(layer) for layer in run.layers}
    counts = Counter(run.paths["role"].tolist())
    found = {
        "embeddings": about_maps(run.map_quality, counts, limits or {}),
        "clustering": about_clustering(chosen, run.k_evidence, limits or {}),
    }
    pictured = dict.fromkeys(("flow", "flow-all-layers"), images_sentence(run.names))
    return found | (pictured if run.prototypes else {})


def drawn_by(run, look) -> dict:
    """name -> (function that draws it for print, function that draws it for a browser)."""
    mapped = for_maps(run)
    short, full = stages(run.stages), all_stages(run.layers)
    palette = look["palette"]
    return {
        "flow": (
            lambda: flow.draw_flow(run, short, look, said("head_flow", run=run.name)),
            lambda: interactive.flow_page(run, short, palette, said("head_flow", run=run.name)),
        ),
        "flow-all-layers": (
            lambda: flow.draw_flow(run, full, look, said("head_flow-all-layers", run=run.name)),
            lambda: interactive.flow_page(
                run, full, palette, said("head_flow-all-layers", run=run.name)
            ),
        ),
        "embeddings": (
            lambda: scatter.draw_embeddings(mapped, look),
            lambda: interactive.embeddings_page(mapped, palette),
        ),
        "clustering": (
            lambda: curves.draw_clustering(run, look),
            lambda: interactive.clustering_page(run),
        ),
        "exceptions": (
            lambda: gallery.draw_gallery(run, look),
            lambda: interactive.exceptions_page(run, palette),
        ),
    }


if "snakemake" in globals():
    job.run(draw_figures, snakemake)
