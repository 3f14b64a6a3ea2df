"""Build the page of one run: its answers, the explorer of its samples, its figures and files."""

import json
from pathlib import Path

from chemins.base.files import read_json, write_text
from chemins.data.images import image_shape
from chemins.pages import explorer
from chemins.pages.run_page import run_page


def build_page(settings, run, files, page):
    """settings: as of the rule. files: name -> what read_explored reads, and answers, dataset and
    the PNG of each of the figures. page: file to write."""
    found = explorer.read_explored(run, settings, files)
    dataset = files["dataset"]
    parts = {
        "header": explorer.header(found, settings["figures"]["palette"], image_shape(dataset)),
        "columns": explorer.packed_columns(found),
        "sprites": list(explorer.sprite_blocks(dataset, found.paths)),
    }
    answers = read_json(files["answers"])
    formats = [*settings["figures"]["formats"], "png", "html"]
    figures = [Path(file).with_suffix(f".{end}") for file in files["figures"] for end in formats]
    write_text(page, run_page(answers, figures, page, settings["fit_on"], parts))


if "snakemake" in globals():
    from chemins.jobs.making import making

    with making(snakemake):
        build_page(
            settings=json.loads(snakemake.params.settings),
            run=snakemake.wildcards.run,
            files=dict(snakemake.input.items()),
            page=snakemake.output.page,
        )
