"""A network in an ONNX file, from the file to the page."""

import json
import re

import duckdb
import numpy as np
import onnx
import pyarrow.parquet as pq
import pytest
import yaml

from builders.image_files import load_dataset
from builders.onnx_files import by_hand, residual, save, softmax
from builders.project import ROOT, copy_project

pytestmark = pytest.mark.slow

DOCUMENTED = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/networks.md").read_text(), re.DOTALL)[0]
ASKED = ("--configfile", "config/mine.yaml")  # as docs/networks.md has it
CONFIG = {
    "figures": {"formats": []},
    "defaults": {
        "per_digit": 20,
        "test_per_digit": 10,
        "clustering": {"k_max": 3},
        "umap": {"n_neighbors": 5},
    },
    "runs": {"another": {}},
}
NAMES = {"blocks-0-Relu": "/blocks.0/Relu", "blocks-0-Relu_1": "/blocks.0/Relu_1"}


def taught():
    """The residual network with a last layer that tells 1s from 7s: by least squares."""
    model = residual(prefix="/blocks.0/", channels=12)
    images = load_dataset("mnist-sample")
    rows = np.isin(images.label, [1, 7]) & (images.split == "train")
    given = images.pixels[rows].transpose(0, 3, 1, 2) / 255
    features = by_hand(model, given)[1].mean(axis=(2, 3))
    right = 4 * np.where(images.label[rows][:, np.newaxis] == [1, 7], 1, -1)
    found = np.linalg.lstsq(np.c_[features, np.ones(len(features))], right, rcond=None)[0]
    for tensor in model.graph.initializer:
        if tensor.name in ("w3", "b3"):
            values = (found[:-1] if tensor.name == "w3" else found[-1]).astype(np.float32)
            tensor.CopyFrom(onnx.numpy_helper.from_array(values, tensor.name))
    return model


def write(model, project):
    """The model, its weights beside it."""
    beside = {"save_as_external_data": True, "location": "mine.data", "size_threshold": 0}
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    save(copy, project.folder / "mine.onnx", **beside)


@pytest.fixture(scope="module")
def model():
    return taught()


@pytest.fixture(scope="module")
def finished(tmp_path_factory, model):
    project = copy_project(tmp_path_factory.mktemp("onnx"))
    (project.folder / "config/config.yaml").write_text(yaml.safe_dump(CONFIG))
    (project.folder / "config/mine.yaml").write_text(DOCUMENTED)
    write(model, project)
    process = project.snakemake(*ASKED)
    assert process.returncode == 0, process.stderr
    return project


def results(project, name):
    return project.folder / "results-mine/runs/mine" / name


def test_a_second_call_has_nothing_to_do(finished):
    assert finished.planned(*ASKED) == []


@pytest.mark.parametrize("group", ["known", "unseen"])
def test_activations_are_what_the_network_answers(finished, model, group):
    path = results(finished, f"activations/network/{group}.parquet")
    found = duckdb.sql(f"select * from '{path}'").fetchdf()
    images = load_dataset("mnist-sample").pixels[found["sample_id"]]
    first, second, logits = by_hand(model, images.transpose(0, 3, 1, 2) / 255)
    columns = [*NAMES, "logits", "output"]
    expected = [first.mean(axis=(2, 3)), second.mean(axis=(2, 3)), logits, softmax(logits)]
    for column, values in zip(columns, expected, strict=True):
        np.testing.assert_allclose(np.stack(found[column]), values, atol=1e-4)
    engine = pq.read_schema(path).metadata[b"chemins.engine"].decode()
    assert re.fullmatch(r"onnxruntime \d+\.\d+\.\d+", engine)


def test_answers_say_how_the_network_was_asked(finished):
    answers = json.loads(results(finished, "answers.json").read_text())
    assert answers["given"] == "pixels from 0 to 1, as NCHW"
    assert answers["engine"].startswith("onnxruntime ")
    assert answers["shown"] == NAMES
    assert [one["layer"] for one in answers["layers"]] == ["pixels", *NAMES, "output"]
    assert answers["accuracy"]["test"] > 0.8
    text = results(finished, "answers.md").read_text()
    assert "The network is given pixels from 0 to 1, as NCHW. Its answers are computed by" in text


def test_layers_are_called_what_the_model_calls_them(finished):
    texts = [
        results(finished, name).read_text()
        for name in ("answers.md", "figures/flow.html", "figures/interventions.html")
    ]
    texts.append((finished.folder / "results-mine/site/mine.html").read_text())
    texts.append((finished.folder / "results-mine/site/index.html").read_text())
    for text in texts:
        assert "/blocks.0/Relu_1" in text.replace("\\u002f", "/")
        assert "blocks-0-Relu 1" not in text


def test_its_twin_has_weights_of_the_same_moments(finished):
    answers = json.loads(results(finished, "answers.json").read_text())
    assert (answers["no_twin"], answers["twin_weights"]) == ("", "shuffled")
    assert "weights of the same moments" in results(finished, "answers.md").read_text()
    measures = results(finished, "measures/given.parquet")
    found = duckdb.sql(f"select distinct network, measure from '{measures}'").fetchall()
    assert {("trained", "noise_predictions"), ("untrained", "ami"), ("untrained", "moved")} <= {
        *found
    }


def test_other_weights_beside_the_model_make_its_run_again(finished, model):
    kept = [finished.folder / name for name in ("mine.onnx", "mine.data")]
    before = [path.read_bytes() for path in kept]
    kept[1].write_bytes(before[1][:-4] + b"\0\0\0\0")
    try:
        rules = {job["rule"] for job in finished.planned(*ASKED)}
        assert {"dump_activations", "move_activations", "measure_given"} <= rules
        assert "dump_pixels" not in rules
    finally:
        for path, content in zip(kept, before, strict=True):
            path.write_bytes(content)


def test_a_refused_network_stops_before_anything_runs(finished):
    process = finished.snakemake("-n", *ASKED, "--config", 'runs={"mine": {"digits": [1, 3, 7]}}')
    assert process.returncode != 0
    assert "run mine, network.model: mine.onnx has 2 classes" in process.stderr
