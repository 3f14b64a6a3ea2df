"""Comparisons of two networks of any number of layers, of made data, by the workflow's own job."""

import numpy as np

from chemins.base.files import read_json
from chemins.results import compared_tables, tables
from chemins.results.compared_tables import MISSING
from chemins.text.class_names import DIGITS
from chemins.text.comparison_text import Compared
from compare_networks import compare_networks

SEEDS = {"first": 1, "second": 2}


def layers_of(count, start="hidden"):
    return ["pixels", *(f"{start}_{number}" for number in range(1, count + 1)), "output"]


def write_run(folder, side, layers, classes=2, images=40, tied=0.0, twin=True, roles=None):
    """The tables of a made run; returns the inputs of the job by their names.

    images: of each class and role. tied: how much of its predictions are another class. twin:
    whether there is an untrained one; None of a network that is not at hand. roles: of the two
    halves of its images.
    """
    stream = np.random.default_rng(SEEDS[side])
    samples = samples_of(classes, images, roles or ("train", "test"))
    label = samples["label"]
    scene = np.random.default_rng(0).normal(size=(len(label), 6)) + 2 * np.eye(classes, 6)[label]
    answers = {layer: answer(scene, stream, place) for place, layer in enumerate(layers)}
    prediction = np.where(stream.random(len(label)) < tied, (label + 1) % classes, label)
    found = {layer: clusters(label, stream, classes) for layer in layers}
    found |= {"prediction": prediction, "probability": stream.uniform(0.5, 1, len(label))}
    measured = dict.fromkeys(("path_score", "p_value"), np.zeros(len(label)))
    measured |= {"committed": [layers[1]] * len(label), "depth": [""] * len(label)}
    network = {layer: answers[layer] for layer in layers[1:]}
    tables_of = {
        f"{side}_network": (tables.ACTIVATIONS, network),
        f"{side}_paths": (tables.paths_schema(layers), found),
        f"{side}_sample_measures": (tables.SAMPLE_MEASURES, measured),
        "pixels": (tables.ACTIVATIONS, {"pixels": scene}),
    }
    inputs = {name: str(folder / f"{name}.parquet") for name in tables_of}
    for name, (schema, columns) in tables_of.items():
        tables.write(inputs[name], schema, samples | columns)
    if twin is not None:
        inputs[f"{side}_untrained"] = str(folder / f"{side}-untrained.parquet")
        write_twin(inputs[f"{side}_untrained"], samples, layers[1:], stream, twin)
    return inputs


def samples_of(classes, images, roles):
    label = np.tile(np.repeat(np.arange(classes), images), 2)
    role = np.repeat(roles, len(label) // 2)
    ids = np.arange(len(label), dtype=np.int32)
    return {"sample_id": ids, "role": role, "label": label.astype(np.int32)}


def write_twin(path, samples, layers, stream, there):
    test = samples["role"] == "test"
    asked = {name: column[test if there else slice(0)] for name, column in samples.items()}
    drawn = {layer: stream.normal(size=(test.sum(), 5)) for layer in layers}
    about = {} if there else {MISSING: "its initialisers draw nothing at random"}
    tables.write(path, tables.ACTIVATIONS, asked | (drawn if there else {}), about)


def answer(scene, stream, place):
    """(n, 5) a layer's answers: what it makes of a scene, and some noise."""
    return scene @ stream.normal(size=(6, 5)) + (1 + 0.2 * place) * stream.normal(
        size=(len(scene), 5)
    )


def clusters(label, stream, classes):
    """Mostly a class each."""
    return np.where(stream.random(len(label)) < 0.1, stream.integers(0, classes, len(label)), label)


def compared(folder, first, second, runs=("a", "b"), names=DIGITS, shown=None, **keys):
    """Compared, of two made runs with so many hidden layers; and the columns of their flows."""
    layers = {"first": layers_of(first), "second": layers_of(second)}
    folder.mkdir(parents=True, exist_ok=True)
    inputs = {}
    for side, own in layers.items():
        inputs |= write_run(folder, side, own, **keys)
    found, flows, fates = compare(folder, layers, inputs, runs)
    return Compared(found, fates, shown or {"first": {}, "second": {}}, names), flows


def compare(folder, layers, inputs, runs=("a", "b")):
    """What the job makes: comparison.json, columns of flows and of fates."""
    settings = {side: {"layers": own, "hidden": own[1:-1]} for side, own in layers.items()}
    outputs = {name: str(folder / f"{name}.parquet") for name in ("similarity", "flows", "fates")}
    outputs["answers"] = str(folder / "comparison.json")
    compare_networks(settings, *runs, inputs, outputs)
    kinds = {"flows": compared_tables.MATCHED_FLOWS, "fates": compared_tables.FATES}
    flows, fates = (tables.read_columns(outputs[name], kind) for name, kind in kinds.items())
    return read_json(outputs["answers"]), flows, fates
