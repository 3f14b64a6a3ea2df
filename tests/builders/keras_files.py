""".keras files without Keras: configurations as it writes them, and zips that hold them."""

import json
import zipfile
from io import BytesIO

import h5py
import numpy as np


def layer(kind, name, place="keras.layers", **config):
    return {
        "module": place,
        "class_name": kind,
        "config": {"name": name, **config},
        "registered_name": None,
    }


def image(shape=(28, 28, 1), dtype="float32"):
    return layer("InputLayer", "image", batch_shape=[None, *shape], dtype=dtype)


def dense(name, units, activation="linear"):
    return layer("Dense", name, units=units, activation=activation)


def sequential(*layers, first=None, name="mine"):
    """A model's document; first: its input layer."""
    config = {"name": name, "layers": [first or image(), *layers]}
    return {"module": "keras", "class_name": "Sequential", "config": config}


def small(*end):
    """A sequential network of 1s and 7s."""
    last = end or (dense("last", 2, "softmax"),)
    return sequential(layer("Flatten", "flat"), dense("hidden", 5, "relu"), *last)


def tensor(name, call=0):
    return {
        "class_name": "__keras_tensor__",
        "config": {"shape": [None, 1], "dtype": "float32", "keras_history": [name, call, 0]},
    }


def taking(given, *calls):
    """A layer of a functional model; calls: the arguments of each, text for what it takes."""
    nodes = [
        {"args": [tensor(one) if isinstance(one, str) else one for one in call], "kwargs": {}}
        for call in calls
    ]
    return {**given, "name": given["config"]["name"], "inbound_nodes": nodes}


def operation(kind, name, *arguments, module="numpy", **config):
    return taking(layer(kind, name, f"keras.src.ops.{module}", **config), arguments)


def functional(*layers, first=None, name="mine", end=None):
    """A model's document, from its input, `image`, to its last layer, or to `end`."""
    config = {
        "name": name,
        "layers": [taking(first or image()), *layers],
        "input_layers": ["image", 0, 0],
        "output_layers": [end or layers[-1]["name"], 0, 0],
    }
    return {
        "module": "keras.src.models.functional",
        "class_name": "Functional",
        "config": config,
    }


def weights(**arrays):
    """The bytes of an HDF5 file with these arrays."""
    content = BytesIO()
    with h5py.File(content, "w") as file:
        for name, values in (arrays or {"kernel": np.zeros((100, 100), np.float32)}).items():
            file[name] = values
    return content.getvalue()


def write(path, document, version="3.15.1", content=None, packed=zipfile.ZIP_STORED, **others):
    """others: members besides the three."""
    with zipfile.ZipFile(path, "w", packed) as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": version}))
        text = document if isinstance(document, str | bytes) else json.dumps(document)
        archive.writestr("config.json", text)
        archive.writestr("model.weights.h5", weights() if content is None else content)
        for name, text in others.items():
            archive.writestr(name, text)
    return path
