"""Build the page of one run: its answers, figures and files."""

import json

from chemins.files import read_json, write_text
from chemins.pages import run_page


def build_page(settings, run, answers, figures, page):
    """settings: as of the rule. answers: the run's answers.json. figures: its figure files.
    page: file to write."""
    write_text(page, run_page(run, read_json(answers), figures, page, settings["fit_on"]))


if "snakemake" in globals():
    from chemins.job import logged

    with logged(snakemake.log[0]):
        build_page(
            settings=json.loads(snakemake.params.settings),
            run=snakemake.wildcards.run,
            answers=snakemake.input.answers,
            figures=snakemake.input.figures,
            page=snakemake.output.page,
        )
