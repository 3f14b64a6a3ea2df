"""Build the page of the atlas."""

import json

from chemins.answers.atlas_matrices import Atlas
from chemins.base.files import write_text
from chemins.networks.layer_names import SEPARATED
from chemins.pages.atlas_page import atlas_page
from chemins.results import tables


def build_atlas(settings, table, figures, page):
    """settings: as of the rule. table: of all pairs. figures: their files. page: file to write."""
    columns = tables.read_columns(table, tables.ATLAS)
    atlas = Atlas(tuple(settings["digits"]), settings["replicates"], columns)
    about = {**settings, "separated": SEPARATED}
    write_text(page, atlas_page(atlas, about, figures, table, page))


if "snakemake" in globals():
    from chemins.jobs.making import making

    with making(snakemake):
        build_atlas(
            settings=json.loads(snakemake.params.settings),
            table=snakemake.input.table,
            figures=list(snakemake.input.figures),
            page=snakemake.output.page,
        )
