"""Build the page of the atlas."""

from chemins.answers.atlas_matrices import read_atlas
from chemins.base.files import write_text
from chemins.jobs import job
from chemins.pages.atlas_page import atlas_page


def build_atlas(settings, pairs, table, figures, page) -> None:
    """settings: as of the rule. pairs: the file of each pair of its digits, in order. table: of all
    pairs, which the page leads to. figures: their files. page: the file to write."""
    atlas = read_atlas(settings["digits"], settings["replicates"], pairs)
    write_text(page, atlas_page(atlas, settings, figures, table, page))


if "snakemake" in globals():
    job.run(build_atlas, snakemake)
