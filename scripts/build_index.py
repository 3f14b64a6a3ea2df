"""Build the page that leads to all runs."""

from pathlib import Path

from chemins.base.files import read_json, write_text
from chemins.jobs import job
from chemins.pages.index_page import index_page


def build_index(settings, answers, page) -> None:
    """settings: as of the rule. answers: answers.json of each of its runs, in the run's folder.
    page: file to write."""
    files = {Path(file).parent.name: file for file in answers}
    found = {run: read_json(files[run]) for run in settings["runs"]}
    write_text(page, index_page(settings, found))


if "snakemake" in globals():
    job.run(build_index, snakemake)
