"""Build the page of the atlas."""

import json

from chemins import tables
from chemins.atlas import Atlas
from chemins.atlas_page import atlas_page
from chemins.files import write_text
from chemins.layer_names import SEPARATED


def build_atlas(settings, table, figures, page):
    """settings: as of the rule. table: of all pairs. figures: their files. page: file to write."""
    columns = tables.read_columns(table, tables.ATLAS)
    atlas = Atlas(tuple(settings["digits"]), settings["replicates"], columns)
    about = {**settings, "separated": SEPARATED}
    write_text(page, atlas_page(atlas, about, figures, table, page))


if "snakemake" in globals():
    from chemins.making import making

    with making(snakemake):
        build_atlas(
            settings=json.loads(snakemake.params.settings),
            table=snakemake.input.table,
            figures=list(snakemake.input.figures),
            page=snakemake.output.page,
        )
