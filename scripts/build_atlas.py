"""Build the page of the atlas."""

from chemins.answers.atlas_matrices import Atlas
from chemins.base.files import write_text
from chemins.jobs import job
from chemins.pages.atlas_page import atlas_page
from chemins.results import tables


def build_atlas(settings, table, figures, page) -> None:
    """settings: as of the rule. table: of all pairs. figures: their files. page: file to write."""
    columns = tables.read_columns(table, tables.ATLAS)
    atlas = Atlas(tuple(settings["digits"]), settings["replicates"], columns)
    write_text(page, atlas_page(atlas, settings, figures, table, page))


if "snakemake" in globals():
    job.run(build_atlas, snakemake)
