"""The finished runs of a results folder, opened by nothing but what lies in it."""

from pathlib import Path

import numpy as np

from chemins.base.errors import CheminsError
from chemins.base.files import read_json
from chemins.data.images import read_images
from chemins.figures.run_results import read_run
from chemins.results import tables


def find_runs(results):
    """The names of a results folder's finished runs: those that have a page."""
    pages = Path(results, "site")
    folders = Path(results, "runs").glob("*")
    return sorted(run.name for run in folders if (pages / f"{run.name}.html").is_file())


def open_run(results, name):
    """A run of a results folder and the path of its dataset's table."""
    folder = Path(results, "runs", name)
    answers = read_json(folder / "answers.json")
    layers = [entry["layer"] for entry in answers["layers"]]
    hidden = [layer for layer in layers if layer not in ("pixels", "output")]
    files = {part: folder / f"{part}.parquet" for part in ("paths", "flows", "history")}
    if not files["history"].is_file():
        del files["history"]  # a network that was not trained here
    files["measures"] = folder / "measures/own.parquet"
    files["scores"] = [folder / f"clusters/{layer}.scores.parquet" for layer in layers]
    files["known"] = [folder / f"embeddings/known/{layer}.parquet" for layer in layers]
    unseen = layers if answers["unseen"] else []
    files["unseen"] = [folder / f"embeddings/unseen/{layer}.parquet" for layer in unseen]
    paths = tables.read_columns(files["paths"], tables.paths_schema(layers))
    groups = ["known", "unseen"] if answers["unseen"] else ["known"]
    pixels = [folder / f"activations/{group}/pixels.parquet" for group in groups]
    files["dataset"] = find_dataset(results, pixels)
    settings = {key: answers[key] for key in ("digits", "unseen")}
    settings |= {"layers": layers, "hidden": hidden, "fit_on": find_fit_on(folder, paths)}
    return read_run(name, settings, files), files["dataset"]


def find_dataset(results, pixels):
    """The table of images that a run was made from, whatever others there are.

    It is known by what is in it: the images that the run has sent through its network. pixels: the
    run's tables of them.
    """
    sent = [read_pixels(path) for path in pixels]
    for path in sorted(Path(results, "data").glob("*.parquet")):
        if all(holds(path, *images) for images in sent):
            return path
    raise CheminsError(f"{results}/data has no images of this run; run again to make them")


def read_pixels(path):
    """(n,) sample_id, (n,) label and (n, width) uint8: the images of a layer of pixels."""
    parts = list(tables.batches(path, tables.ACTIVATIONS, ["sample_id", "label", "activation"]))
    images = [np.rint(255 * part["activation"]).astype(np.uint8) for part in parts]
    names = [np.concatenate([part[name] for part in parts]) for name in ("sample_id", "label")]
    return *names, np.concatenate(images)


def holds(dataset, sample_id, label, images):
    """Whether a dataset has these images, with these labels, under these numbers."""
    try:
        own = tables.read_columns(dataset, tables.DATASET, ["sample_id", "label"])
        labels = own["label"][np.isin(own["sample_id"], sample_id)]
        return np.array_equal(labels, label) and np.array_equal(
            read_images(dataset, {"sample_id": sample_id}), images
        )
    except CheminsError:  # another's, that cannot be read
        return False


def find_fit_on(folder, paths):
    """The `fit_on` of a run's clustering, from how many images its clusters' centers count."""
    centers = tables.read_columns(folder / "clusters/pixels.centers.parquet", tables.CENTERS)
    return "train" if centers["size"].sum() == (paths["role"] == "train").sum() else "all"
