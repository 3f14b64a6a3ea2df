"""Build the page of two networks and the same images."""

import numpy as np

from chemins.base.files import read_json, write_text
from chemins.clusters.stages import read_stages
from chemins.data.images import image_shape
from chemins.jobs import job
from chemins.pages.compare_page import Comparison, compare_page
from chemins.pages.compared_images import SIDES, Network
from chemins.results import compared_tables, tables
from chemins.text.class_names import names_of
from chemins.text.comparison_text import Compared


def build_comparison(settings, first, second, inputs, page) -> None:
    """settings: of the rule. first, second: the runs' names. inputs: files, as the rule names
    them. page: file to write."""
    fates = tables.read_columns(inputs["fates"], compared_tables.FATES)
    names = {"first": first, "second": second}
    shown = {side: settings[side].get("shown", {}) for side in SIDES}
    found = Comparison(
        told=Compared(read_json(inputs["answers"]), fates, shown, names_of(settings)),
        flows=tables.read_columns(inputs["flows"], compared_tables.MATCHED_FLOWS),
        runs=[read_compared(settings, names, inputs, side, fates["sample_id"]) for side in SIDES],
    )
    dataset = inputs["dataset"]
    shape = image_shape(dataset)
    write_text(page, compare_page(settings, found, dataset, shape, inputs["figures"], page))


def read_compared(settings, names, inputs, side, ids) -> Network:
    """side: `first` or `second`. ids: (n,) of the images in common, ascending."""
    layers, hidden = (settings[side][key] for key in ("layers", "hidden"))
    path = inputs[f"{side}_paths"]
    paths = tables.read_columns(path, tables.paths_schema(layers), ["sample_id", *layers])
    rows = np.isin(paths["sample_id"], ids)
    return Network(
        name=names[side],
        layers=list(layers),
        stages=read_stages(path, layers, hidden),
        hidden=list(hidden),
        clusters={layer: paths[layer][rows] for layer in layers},
    )


if "snakemake" in globals():
    job.run(build_comparison, snakemake)
