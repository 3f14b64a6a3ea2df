"""The examples of docs/networks.md that write epochs while a network learns, and a run of them."""

import contextlib
import re
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from builders.image_files import load_dataset
from builders.project import ROOT, copy_project

pytestmark = pytest.mark.slow

EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "docs/networks.md").read_text(), re.DOTALL)
(IN_KERAS,) = (example for example in EXAMPLES if "keras.callbacks" in example)
(IN_A_LOOP,) = (example for example in EXAMPLES if "train_one_epoch" in example)
LAYERS, LAST = ["fc1", "fc2"], 3
CONFIG = {
    "figures": {"formats": []},
    "defaults": {"clustering": {"k_max": 3}, "umap": {"n_neighbors": 5}},
    "runs": {"mine": {"unseen": [4], "network": {
        "kind": "activations", "path": "dump", "layers": LAYERS,
    }}},
}  # fmt: skip


def chosen_images():
    """The table of some images, as docs/networks.md has it, and their pixels."""
    data = load_dataset("mnist-sample")
    rows = np.flatnonzero(np.isin(data.label, [1, 4, 7]))[::10]
    images = pd.DataFrame({"sample_id": rows, "label": data.label[rows], "split": data.split[rows]})
    return images, data.pixels[rows].reshape(len(rows), -1).astype(np.float32) / 255


def train_in_keras(keras, folder):
    """Run the example on a small network, in a folder; returns what the network answers then."""
    keras.utils.set_random_seed(0)
    images, pixels = chosen_images()
    role = np.where(images["label"] == 4, "unseen", images["split"])
    image = keras.Input((784,))
    hidden = keras.layers.Dense(6, "relu", name="fc1")(image)
    hidden = keras.layers.Dense(5, "relu", name="fc2")(hidden)
    model = keras.Model(image, keras.layers.Dense(2, "softmax")(hidden))
    model.compile(keras.optimizers.Adam(0.01), "categorical_crossentropy")
    classes = np.stack([images["label"] == 1, images["label"] == 7], axis=1).astype(float)
    names = {"model": model, "images": images, "role": role, "pixels": pixels}
    names |= {"classes": classes, "taught": role == "train"}
    with contextlib.chdir(folder):
        exec(IN_KERAS.replace("epochs=15", f"epochs={LAST}"), names)
    return names["answers"].predict(pixels, verbose=0)


@pytest.fixture(scope="module")
def trained(classifiers, tmp_path_factory):
    """A project with the folder that was written, and what the network answered at last."""
    project = copy_project(tmp_path_factory.mktemp("written"))
    (project.folder / "config/config.yaml").write_text(yaml.safe_dump(CONFIG))
    return project, train_in_keras(classifiers.keras, project.folder)


@pytest.fixture(scope="module")
def finished(trained):
    project, _ = trained
    done = project.snakemake()
    assert done.returncode == 0, done.stderr
    return project.folder / "results/runs/mine"


def values_in(folder, name):
    return np.stack(pd.read_parquet(folder / f"{name}.parquet")["activation"])


def test_the_callback_writes_each_epoch_and_the_last_once_more(trained):
    project, answers = trained
    dump = project.folder / "dump"
    assert {path.name for path in (dump / "epochs").iterdir()} == {str(n) for n in range(LAST + 1)}
    for name, expected in zip([*LAYERS, "output"], answers, strict=True):
        np.testing.assert_array_equal(values_in(dump, name), expected)
        epochs = [values_in(dump / "epochs" / str(n), name) for n in range(LAST + 1)]
        np.testing.assert_array_equal(epochs[-1], expected)
        assert all(abs(now - then).max() > 1e-3 for now, then in pairwise(epochs))


def test_the_run_tells_of_each_epoch_what_was_written(trained, finished):
    dump = trained[0].folder / "dump"
    paths = pd.read_parquet(finished / "learning/paths.parquet")
    samples = pd.read_parquet(dump / "samples.parquet")
    for epoch in range(LAST + 1):
        found = paths[paths["epoch"] == epoch].set_index("sample_id").loc[samples["sample_id"]]
        softmax = values_in(dump / "epochs" / str(epoch), "output")
        np.testing.assert_array_equal(found["role"], samples["role"])
        np.testing.assert_array_equal(found["prediction"], np.array([1, 7])[softmax.argmax(axis=1)])
        np.testing.assert_allclose(found["probability"], softmax.max(axis=1))
    last = paths[paths["epoch"] == LAST].drop(columns="epoch").reset_index(drop=True)
    own = pd.read_parquet(finished / "paths.parquet")[[*last]]
    pd.testing.assert_frame_equal(last, own)
    assert own["role"].eq("unseen").any()


def test_what_needs_a_network_is_not_there(finished):
    own = pd.read_parquet(finished / "learning/own.parquet")
    assert sorted(set(own["epoch"])) == [*range(LAST + 1)]
    assert {"accuracy", "ami", "committed", "predicted"} <= set(own["measure"])
    assert "moved" not in set(own["measure"])
    assert {path.name for path in (finished / "learning").iterdir()} == {
        "paths.parquet", "embeddings.parquet", "own.parquet"
    }  # fmt: skip


def planned(project):
    return {job["rule"] for job in project.planned()}


def test_another_epoch_is_noticed(trained, finished):
    project, _ = trained
    assert planned(project) == set()
    other = project.folder / "dump/epochs/1"
    kept = shutil.move(other, project.folder / "kept")
    jobs = planned(project)
    shutil.move(kept, other)
    assert {"follow_given", "answer_questions"} <= jobs
    assert not jobs & {"copy_activations", "cluster_layers", "embed_layers"}
    assert planned(project) == set()


def test_a_loop_writes_what_is_read(tmp_path, monkeypatch):
    images, _ = chosen_images()
    stream, asked = np.random.default_rng(0), []

    def answers():
        asked.append({name: stream.normal(size=(len(images), 3)) for name in (*LAYERS, "output")})
        return asked[-1]

    trained = []
    names = {"np": np, "pd": pd, "shutil": shutil, "Path": Path, "images": images}
    names |= {"answers": answers, "train_one_epoch": lambda: trained.append(len(asked))}
    monkeypatch.chdir(tmp_path)
    exec(IN_A_LOOP.replace("range(16)", "range(4)"), names)
    assert trained == [1, 2, 3]
    for epoch, expected in enumerate(asked):
        for name, values in expected.items():
            found = values_in(tmp_path / "dump/epochs" / str(epoch), name)
            np.testing.assert_array_equal(found, values)
    for name, values in asked[-1].items():
        np.testing.assert_array_equal(values_in(tmp_path / "dump", name), values)
