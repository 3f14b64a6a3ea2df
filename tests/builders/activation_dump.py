"""A folder of activations as another program writes it; planned with, and copied as in the job."""

import shutil

import numpy as np
import pandas as pd
import yaml

from builders.configs import SCHEMA, run_with
from chemins.data.datasets import Description
from chemins.planning.config import check_dataset, read_config
from chemins.planning.external_networks import with_given_networks
from chemins.results import tables
from copy_activations import copy_activations

LABEL = np.tile([1, 7, 4], 20)
IDS = np.arange(60)
ROLE = np.where(LABEL == 4, "unseen", np.where(IDS < 42, "train", "test"))
SPLIT = np.where(IDS < 42, "train", "test")  # of every third of the dataset's 180 images
COUNTS = dict.fromkeys([1, 4, 7], 40)
DATASET = Description("small", (2, 2, 1), {"train": COUNTS, "test": COUNTS})


def write_dump(folder):
    """A good dump of every third image but one: 60 of 180, in ascending order."""
    folder.mkdir()
    samples = pd.DataFrame({"sample_id": 3 * IDS, "label": LABEL, "role": ROLE})
    samples.to_parquet(folder / "samples.parquet")
    stream = np.random.default_rng(0)
    for layer, width in (("one", 4), ("two", 3)):
        write(folder, layer, stream.normal(size=(60, width)))
    logits = stream.normal(size=(60, 2))
    write(folder, "output", softmax(logits))
    write(folder, "logits", logits, "logits")
    return folder


def write_epochs(folder, epochs):
    """Beside a good dump so many earlier epochs, and its own files as the last: the folders."""
    stream, places = np.random.default_rng(3), [folder / "epochs" / str(one) for one in epochs]
    for place in places:
        place.mkdir(parents=True)
        for layer, width in (("one", 4), ("two", 3)):
            write(place, layer, stream.normal(size=(60, width)))
        write(place, "output", softmax(stream.normal(size=(60, 2))))
    for name in ("one", "two", "output"):
        shutil.copy(folder / f"{name}.parquet", places[-1])
    return places


def softmax(logits):
    return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def write(folder, name, values, column="activation"):
    frame = pd.DataFrame({"sample_id": 3 * IDS, column: list(values)})
    frame.to_parquet(folder / f"{name}.parquet")


def edit(folder, name, change):
    """Replace one of the files by what the change makes of it."""
    path = folder / f"{name}.parquet"
    change(pd.read_parquet(path)).to_parquet(path)


def planned(folder, keys="unseen: [4]", layers="[one, two]"):
    network = f"network: {{kind: activations, path: '{folder}', layers: {layers}}}"
    text = run_with(f"{keys}, {network}, umap: {{n_neighbors: 5}}")
    config = read_config(yaml.safe_load(text), SCHEMA)
    check_dataset(config, DATASET)
    return with_given_networks(config, DATASET)


def copied(folder, group="known", logits=True, digits=(1, 7), terminal=None, split=SPLIT):
    """The tables that the job writes, name -> columns: of the samples and of the network."""
    out = folder.parent / group
    out.mkdir()
    label = np.full(180, 0)
    label[::3] = LABEL
    pixels = np.zeros((180, 4), np.uint8)
    columns = {
        "sample_id": np.arange(180),
        "split": np.repeat(split, 3),
        "label": label,
        "pixels": pixels,
    }
    tables.write(out / "dataset", tables.DATASET, columns)
    settings = {"layers": ["one", "two", "output"], "digits": list(digits), "logits": logits}
    files = [out / name for name in ("dataset", "samples", "network")]
    copy_activations(settings, "a", group, [folder / "samples.parquet"], *files, terminal)
    return {
        "samples": tables.read_columns(out / "samples", tables.SAMPLES),
        "network": tables.read_columns(out / "network", tables.ACTIVATIONS),
    }
