"""Build the page of one run: its answers, figures and files."""

from chemins.files import read_json, write_text
from chemins.pages import run_page


def build_page(run, answers, figures, page):
    """answers: the run's answers.json. figures: its figure files. page: file to write."""
    write_text(page, run_page(run, read_json(answers), figures, page))


if "snakemake" in globals():
    from chemins.job import logged

    with logged(snakemake.log[0]):
        build_page(
            run=snakemake.wildcards.run,
            answers=snakemake.input.answers,
            figures=snakemake.input.figures,
            page=snakemake.output.page,
        )
