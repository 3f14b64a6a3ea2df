"""Which images a run's page shows one by one: all, or an even sample of very many."""

import numpy as np

from chemins.base.errors import listed
from chemins.clusters.paths import main_paths, travels_as
from chemins.data.images import image_shape, images_at
from chemins.figures.drawn import Drawn, draw_evenly
from chemins.pages.thumbnails import PER_BLOCK, packed
from chemins.text.found_text import LIMIT

PAGE_BYTES = 14_000_000  # of all that grows with the images that are shown
TEXT = 4 / 3  # bytes of a byte in base64
OF_IMAGE, OF_LAYER = 9, 6  # bytes of an image's columns, and of those of each layer, compressed
EXCEPTION, WRONG = "exception", "wrong"
# Of the images that are shown, what may be taken up so that all of these are: more of them would
# leave too few others for maps that look as the maps of all images do.
MOST = {EXCEPTION: 3 / 4, WRONG: 1 / 2}


def odd_images(run) -> dict[str, np.ndarray]:
    """name -> (n,) bool: the known images on another class's main path, and the known ones that
    are predicted wrong. run: of the explorer."""
    paths = run.paths
    travels = travels_as(paths, run.stages, main_paths(paths, run.stages))
    known = paths["role"] != "unseen"
    astray = (travels >= 0) & (travels != paths["label"])
    return {EXCEPTION: known & astray, WRONG: known & (paths["prediction"] != paths["label"])}


def draw_for_page(run, dataset, odd, followed) -> Drawn | None:
    """The images that a page shows; None: all. dataset: path of its table. odd: of odd_images.
    followed: ids of images that are to be among them."""
    ids = run.paths["sample_id"]
    if len(ids) <= LIMIT:
        return None
    kept = np.isin(ids, followed)
    return draw_evenly(run.paths, run.stages, run.layers, room(run, dataset), wanted(odd), kept)


def wanted(odd) -> dict[str, tuple]:
    """odd: of odd_images."""
    return {name: (mask, MOST[name]) for name, mask in odd.items()}


def room(run, dataset) -> int:
    """How many images a page has room for, by how well some of them are compressed."""
    ids = run.paths["sample_id"]
    some = np.linspace(0, len(ids) - 1, PER_BLOCK).astype(int)
    pixels = images_at(dataset, {"sample_id": ids}, some)
    picture = len(packed(pixels.reshape(-1, *image_shape(dataset)))) / PER_BLOCK
    each = picture + TEXT * (OF_IMAGE + OF_LAYER * len(run.layers))
    return min(LIMIT, int(PAGE_BYTES / each))


def drawn_entry(run, drawn) -> dict[str, dict]:
    """What a page's header says of a sample; nothing where all images are shown."""
    if drawn is None:
        return {}
    told = {"of": drawn.of, "every": list(drawn.every), "exact": exact_names(run, drawn)}
    return {"drawn": told}


def exact_names(run, drawn) -> list[str]:
    """What conditions may be about so that images of a kind all meet them, or none does."""
    if not drawn.layers:
        return ["label", "role"]
    names = ["label", "role", "prediction", "correct", "travels", "exception", "path", "common"]
    names += ["committed"] if {*run.hidden} <= {*drawn.layers} else []
    return [*names, *(name for layer in drawn.layers for name in (layer, f"own.{layer}"))]


def drawn_sentence(header) -> str:
    """What a reader is told of a page's images; "" where all are shown."""
    if "drawn" not in header:
        return ""
    drawn = header["drawn"]
    told = {"path": "every path", EXCEPTION: "every exception", WRONG: "every wrong prediction"}
    there = ["path"] if "path" in drawn["exact"] else []
    among = [told[name] for name in [*there, *drawn["every"]]]
    return (
        f"{header['count']:,} of its {drawn['of']:,} images are shown, drawn evenly path by path"
        + (f", {listed(among)} among them" if among else "")
        + ("" if EXCEPTION in drawn["every"] else ", but not every exception")
        + ". The flow, the paths and what they count are of all."
    )
