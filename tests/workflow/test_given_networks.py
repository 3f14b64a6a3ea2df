"""Networks that were trained elsewhere, from the file or the folder to the page."""

import json
import os
import re
import shutil

import duckdb
import numpy as np
import pandas as pd
import pytest
import yaml

from builders.image_files import load_dataset
from builders.project import ROOT, copy_project

pytestmark = pytest.mark.slow

CONFIG = {
    "figures": {"formats": []},
    "defaults": {
        "unseen": [4],
        "per_digit": 20,
        "test_per_digit": 10,
        "clustering": {"k_max": 3},
        "umap": {"n_neighbors": 5},
    },
    "runs": {
        "file": {"network": {"kind": "file", "model": "mine.keras"}},
        "dump": {"network": {"kind": "activations", "path": "dump", "layers": ["fc1", "fc2"]}},
    },
}
EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "docs/networks.md").read_text(), re.DOTALL)
(WRITING,) = (example for example in EXAMPLES if "logits.parquet" in example)


def mine(seed):
    """A functional network with two branches, trained a little on 1s and 7s; it ends in logits."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from chemins.networks import classifiers

    classifiers.prepare()
    keras, layers = classifiers.keras, classifiers.keras.layers
    keras.utils.set_random_seed(seed)
    image = keras.Input((28, 28), name="image")
    flat = layers.Flatten(name="flat")(image)
    wide = layers.Dense(12, activation="relu", name="wide")(flat)
    narrow = layers.Dense(6, name="narrow")(flat)
    narrow = layers.ReLU(name="narrow_relu")(narrow)
    both = layers.Concatenate(name="both")([wide, narrow])
    hidden = layers.Dense(8, activation="tanh", name="last_hidden")(layers.Dropout(0.2)(both))
    model = keras.Model(image, layers.Dense(2, name="dense_9")(hidden))
    images = load_dataset("mnist-sample")
    rows = np.isin(images.label, [1, 7]) & (images.split == "train")
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss)
    pixels = images.pixels[rows, :, :, 0].astype(np.float32) / 255
    model.fit(pixels, images.label[rows] == 7, epochs=1, verbose=0)
    return model


def write_dump(folder):
    """What docs/networks.md writes, of a network with random weights."""
    data = load_dataset("mnist-sample")
    rows = np.flatnonzero(np.isin(data.label, [1, 4, 7]))[::4]
    images = pd.DataFrame({"sample_id": rows, "label": data.label[rows]})
    role = np.where(images["label"] == 4, "unseen", data.split[rows])
    pixels = data.pixels[rows].reshape(len(rows), -1) / 255
    stream = np.random.default_rng(0)
    fc1 = np.maximum(pixels @ stream.normal(size=(784, 6)), 0)
    fc2 = np.maximum(fc1 @ stream.normal(size=(6, 5)), 0)
    logits = fc2 @ stream.normal(size=(5, 2)) / 100
    output = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    answers = {"fc1": fc1, "fc2": fc2, "output": output}
    names = {"np": np, "pd": pd, "images": images, "role": role, "answers": answers}
    exec(WRITING.replace('"dump"', repr(str(folder))), names | {"logits": logits})
    return answers | {"logits": logits, "sample_id": rows, "label": data.label[rows], "role": role}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    project = copy_project(tmp_path_factory.mktemp("given"))
    (project.folder / "config/config.yaml").write_text(yaml.safe_dump(CONFIG))
    mine(0).save(project.folder / "mine.keras")
    np.savez(project.folder / "expected.npz", **write_dump(project.folder / "dump"))
    process = project.snakemake()
    assert process.returncode == 0, process.stderr
    return project


@pytest.fixture
def changed(finished, tmp_path):
    shutil.copytree(finished.folder, tmp_path / "copy", symlinks=True)
    return type(finished)(tmp_path / "copy")


def planned(project):
    jobs = project.planned()
    return {" ".join([job["rule"], *job["wildcards"].values()]) for job in jobs}


def table(project, path):
    return duckdb.sql(f"select * from '{project.folder}/results/runs/{path}'").fetchdf()


def test_a_second_call_has_nothing_to_do(finished):
    assert planned(finished) == set()


def test_the_layers_with_an_activation_function_are_the_stages(finished):
    layers = ["wide", "narrow_relu", "last_hidden"]
    paths = table(finished, "file/paths.parquet")
    assert list(paths)[3:-2] == ["pixels", *layers, "output"]
    header = json.loads((finished.folder / "results/runs/file/answers.json").read_text())
    assert [entry["layer"] for entry in header["layers"]] == ["pixels", *layers, "output"]


def test_a_files_activations_are_what_its_network_answers(finished):
    from chemins.networks import classifiers

    model = classifiers.load_network(finished.folder / "mine.keras")
    for group in ("known", "unseen"):
        found = table(finished, f"file/activations/network/{group}.parquet")
        pixels = load_dataset("mnist-sample").pixels[found["sample_id"], :, :, 0] / np.float32(255)
        hidden = classifiers.keras.Model(model.inputs, model.get_layer("last_hidden").output)
        expected = hidden.predict(pixels, verbose=0)
        np.testing.assert_allclose(np.stack(found["last_hidden"]), expected, atol=1e-5)
        logits = model.predict(pixels, verbose=0)
        np.testing.assert_allclose(np.stack(found["logits"]), logits, atol=1e-5)
        expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        np.testing.assert_allclose(np.stack(found["output"]), expected, atol=1e-5)


def test_a_dump_is_taken_over_as_it_is(finished):
    expected = np.load(finished.folder / "expected.npz")
    for group in ("known", "unseen"):
        rows = (expected["role"] == "unseen") == (group == "unseen")
        found = table(finished, f"dump/activations/network/{group}.parquet")
        assert list(found) == ["sample_id", "role", "label", "fc1", "fc2", "output", "logits"]
        for name in ("sample_id", "role", "label"):
            np.testing.assert_array_equal(found[name], expected[name][rows])
        for layer in ("fc1", "fc2", "output", "logits"):
            values = np.stack(found[layer])
            np.testing.assert_array_equal(values, expected[layer][rows].astype(np.float32))


@pytest.mark.parametrize("run", ["file", "dump"])
def test_accuracy_is_counted_and_there_is_no_training(finished, run):
    folder = finished.folder / "results/runs" / run
    paths = table(finished, f"{run}/paths.parquet")
    scores = json.loads((folder / "scores.json").read_text())
    right = paths["prediction"] == paths["label"]
    expected = {r: {"accuracy": right[paths["role"] == r].mean()} for r in ("train", "test")}
    assert {role: scores[role] for role in expected} == expected
    assert scores.keys() == {*expected, "warning"}
    names = {path.name for path in folder.rglob("*")}
    assert not names & {"model.keras", "history.parquet", "training.png"}
    page = (finished.folder / f"results/site/{run}.html").read_text()
    assert "flow-all-layers.png" in page
    assert "training.png" not in page


def test_another_network_in_the_file_makes_its_run_again_and_no_other(changed):
    model = mine(1)
    model.save(changed.folder / "mine.keras")
    found = planned(changed)
    name = "dump_activations file"
    assert {f"{name} known", f"{name} unseen", "score_network file"} <= found
    assert "measure_given file" in found
    assert "build_page file" in found
    assert not {job for job in found if job.startswith("select_samples") or "pixels" in job}
    assert not {job for job in found if "dump" in job.split()}


def test_other_keys_do_not_ask_the_network_again(changed):
    config = {**CONFIG, "defaults": {**CONFIG["defaults"], "umap": {"n_neighbors": 4}}}
    config["defaults"]["training"] = {"epochs": 3}
    (changed.folder / "config/config.yaml").write_text(yaml.safe_dump(config))
    rules = {job.split()[0] for job in planned(changed)}
    assert "embed_layers" in rules
    assert not rules & {"dump_activations", "copy_activations", "cluster_layers", "train_model"}
    assert "measure_given" not in rules


def test_a_twin_is_clustered_anew_where_its_network_is(changed):
    config = {**CONFIG, "defaults": {**CONFIG["defaults"], "clustering": {"k_max": 5}}}
    (changed.folder / "config/config.yaml").write_text(yaml.safe_dump(config))
    rules = {job.split()[0] for job in planned(changed) if job.split()[1:2] == ["file"]}
    assert rules == {
        "cluster_layers", "cluster_unseen", "join_paths", "measure_run", "move_activations",
        "measure_given", "answer_questions", "draw_figures", "draw_interventions", "write_methods",
        "build_page",
    }  # fmt: skip


def test_one_more_unseen_digit_measures_no_twin_anew(changed):
    runs = {"file": {**CONFIG["runs"]["file"], "unseen": [4, 8]}, "dump": CONFIG["runs"]["dump"]}
    (changed.folder / "config/config.yaml").write_text(yaml.safe_dump({**CONFIG, "runs": runs}))
    rules = {job.split()[0] for job in planned(changed)}
    assert "measure_run" in rules
    assert "measure_given" not in rules


def test_a_file_has_a_twin_and_noise_and_a_dump_has_neither(finished):
    folder = finished.folder / "results/runs"
    found = table(finished, "file/measures/given.parquet")
    assert set(found["network"]) == {"trained", "untrained"}
    answers = {
        run: json.loads((folder / run / "answers.json").read_text()) for run in CONFIG["runs"]
    }
    assert answers["file"]["no_twin"] == ""
    for layer in answers["file"]["layers"][1:]:
        ami = found.query("network == 'untrained' and measure == 'ami'")
        (value,) = ami.loc[ami["layer"] == layer["layer"], "value"]
        assert layer["controls"]["untrained"]["ami"]["own"] == value
        gain = layer["gains"]["untrained"]
        assert gain["own"] == pytest.approx(layer["ami"]["own"] - value)
        assert gain["low"] < gain["own"] < gain["high"]
    assert answers["file"]["paths"]["measures"]["noise_agreement"]["own"] is not None
    assert "no_twin" not in answers["dump"]
    assert answers["dump"]["paths"]["measures"]["noise_agreement"] is None
    assert not list(folder.glob("dump/**/given.parquet"))
    page = (finished.folder / "results/site/file.html").read_text()
    assert "over an untrained network" in page


def test_a_layer_that_answers_all_images_alike_is_told(changed):
    from chemins.networks import classifiers

    classifiers.prepare()
    dense = classifiers.keras.layers.Dense
    dead = dense(5, "relu", kernel_initializer="zeros", name="dead")
    layers = [classifiers.keras.layers.Flatten(name="flat"), dead, dense(2, "softmax", name="last")]
    model = classifiers.keras.Sequential([classifiers.keras.Input((28, 28, 1)), *layers])
    model.save(changed.folder / "mine.keras")
    process = changed.snakemake("--config", 'only=["file"]')
    assert process.returncode == 0, process.stderr
    scores = table(changed, "file/scores/network.parquet").query("layer == 'dead' and chosen")
    found = scores[["k", "silhouette", "note"]]
    assert found["note"].tolist() == ["the fitted samples have only one distinct activation"]
    assert found["k"].tolist() == [1]
    assert found["silhouette"].isna().all()
    answers = (changed.folder / "results/runs/file/answers.md").read_text()
    assert "dead, K = 1: the fitted samples have only one" in answers


def test_without_logits_there_are_none(changed):
    (changed.folder / "dump/logits.parquet").unlink()
    target = "results/runs/dump/activations/network/unseen.parquet"
    (job,) = changed.jobs("--rerun-incomplete", target)  # a flag, or it would be a logger
    assert job["rule"] == "copy_activations"
    found = table(changed, "dump/activations/network/unseen.parquet")
    assert list(found) == ["sample_id", "role", "label", "fc1", "fc2", "output"]


def test_a_value_that_is_no_number_stops_the_job_with_one_message(changed):
    path = changed.folder / "dump/fc2.parquet"
    frame = pd.read_parquet(path)
    frame.at[5, "activation"] = np.full(5, np.nan)
    frame.to_parquet(path)
    process = changed.snakemake("results/runs/dump/samples/known.parquet")
    assert process.returncode != 0
    assert "run dump, network.path: " in process.stderr
    assert "fc2.parquet has values that are no finite numbers" in process.stderr
