"""Epochs of a network from elsewhere with more hidden layers than paths have stages."""

import json

import numpy as np
import pandas as pd
import pytest
import yaml

from builders.image_files import load_dataset
from builders.project import copy_project
from chemins.clusters.stages import KEY, MOST
from chemins.results import tables

pytestmark = pytest.mark.slow
LAYERS = [f"block{number}" for number in range(MOST + 3)]
CONFIG = {
    "figures": {"formats": []},
    "runs": {"deep": {
        "network": {"kind": "activations", "path": "dump", "layers": LAYERS},
        "clustering": {"k": "classes"}, "umap": {"n_neighbors": 5},
    }},
}  # fmt: skip


def write_epoch(folder, samples, apart):
    """Answers that tell the classes apart so far, each layer with noise of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    stream = np.random.default_rng(len(folder.name))
    seven = (samples["label"].to_numpy() == 7)[:, np.newaxis]
    for layer in LAYERS:
        values = stream.normal(size=(len(samples), 3)) + apart * seven
        write(folder / f"{layer}.parquet", samples, values)
    output = np.where(seven, [0.2, 0.8], [0.7, 0.3])
    write(folder / "output.parquet", samples, output)


def write(path, samples, values):
    columns = {"sample_id": samples["sample_id"], "activation": list(values.astype(np.float32))}
    pd.DataFrame(columns).to_parquet(path)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    project = copy_project(tmp_path_factory.mktemp("deep"))
    (project.folder / "config/config.yaml").write_text(yaml.safe_dump(CONFIG))
    data, dump = load_dataset("mnist-sample"), project.folder / "dump"
    rows = np.flatnonzero(np.isin(data.label, [1, 7]))[::8]
    samples = pd.DataFrame({"sample_id": rows, "label": data.label[rows], "role": data.split[rows]})
    for place, apart in (("epochs/0", 0.5), ("epochs/1", 2), (".", 2)):
        write_epoch(dump / place, samples, apart)
    for layer in (*LAYERS, "output"):  # the last epoch is the run's
        (dump / f"{layer}.parquet").write_bytes((dump / f"epochs/1/{layer}.parquet").read_bytes())
    samples.to_parquet(dump / "samples.parquet")
    done = project.snakemake("--until", "follow_given", "measure_run")
    assert done.returncode == 0, done.stderr
    return project.folder / "results/runs/deep"


def test_paths_of_all_epochs_go_through_the_stages_of_the_runs_paths(run):
    schema = tables.paths_schema(["pixels", *LAYERS, "output"])
    stages = json.loads(tables.metadata(run / "paths.parquet", schema)[KEY])
    assert len(stages) == MOST
    learning = tables.read(run / "learning/own.parquet", tables.LEARNING).to_pylist()
    own = tables.read(run / "measures/own.parquet", tables.MEASURES).to_pylist()
    (expected,) = [row["value"] for row in own if row["measure"] == "distinct_paths"]
    found = {row["epoch"]: row["value"] for row in learning if row["measure"] == "distinct_paths"}
    assert found[1] == expected
    assert found[0] != expected
