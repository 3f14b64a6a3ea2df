"""Build the page that leads to all runs."""

import json

from chemins.base.files import read_json, write_text
from chemins.pages.index_page import index_page


def build_index(settings, answers, page):
    """settings: as of the rule; answers: answers.json of each of its runs, by name. page: file to
    write."""
    found = {run: read_json(answers[run]) for run in settings["runs"]}
    write_text(page, index_page(settings, found))


if "snakemake" in globals():
    from pathlib import Path

    from chemins.jobs.making import making

    with making(snakemake):
        build_index(
            settings=json.loads(snakemake.params.settings),
            answers={Path(path).parent.name: path for path in snakemake.input.answers},
            page=snakemake.output.page,
        )
