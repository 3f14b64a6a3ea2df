"""Build the page of one run: its answers, the explorer of its samples, its figures and files."""

from pathlib import Path

import numpy as np

from chemins.base.files import read_json, write_text
from chemins.base.formatting import layers_called
from chemins.data.images import image_shape
from chemins.jobs import job
from chemins.pages import explorer, learning, neighbours
from chemins.pages.page_sample import draw_for_page, odd_images
from chemins.pages.run_page import run_page
from chemins.pages.thumbnails import sprite_blocks, zipped


def build_page(settings, run, inputs, page) -> None:
    """settings: as of the rule. inputs: name -> what read_explored and read_neighbours read,
    answers, dataset and the PNG of each of the figures. page: file to write."""
    with layers_called(settings.get("shown", {})):
        write_text(page, page_text(settings, run, inputs, page))


def page_text(settings, run, inputs, page) -> str:
    """As build_page."""
    found = explorer.read_explored(run, settings, inputs)
    dataset, ids = inputs["dataset"], found.paths["sample_id"]
    learned = learning.read_learning(found, inputs)
    odd = odd_images(found)
    drawn = draw_for_page(found, dataset, odd, ids[learned.rows] if learned else [])
    shown = slice(None) if drawn is None else drawn.rows
    rows = neighbours.asked_rows(np.any([*odd.values()], axis=0)[shown])
    near = neighbours.read_neighbours(found, inputs, rows, ids[shown])
    header = explorer.header(found, settings["figures"]["palette"], image_shape(dataset), drawn)
    entry, packed = learning.page_parts(found, learned, drawn) if learned else (None, "")
    parts = {
        "header": header | neighbours.entry(rows, near) | ({"learning": entry} if learned else {}),
        "learning": packed,
        "near": zipped(neighbours.packed(found.layers, rows, near)),
        "columns": explorer.packed_columns(found, drawn),
        "maps": found.map_quality,
        "limits": settings.get("fit_limits", {}),
        "sprites": list(sprite_blocks(dataset, {"sample_id": ids[shown]})),
    }
    answers = read_json(inputs["answers"])
    formats = [*settings["figures"]["formats"], "png", "html"]
    figures = [Path(file).with_suffix(f".{end}") for file in inputs["figures"] for end in formats]
    return run_page(answers, figures, page, settings["fit_on"], parts)


if "snakemake" in globals():
    job.run(build_page, snakemake)
