"""Two networks' comparison on the images of the small run: tables as they are made, CKA by hand."""

import numpy as np

from builders.made_run import HIDDEN, LAYERS, small_paths
from chemins.answers.network_comparison import fate_answers
from chemins.measures.two_networks import fates, matched_flows, shared, travelled
from chemins.pages.compare_page import Comparison
from chemins.pages.compared_images import Network
from chemins.text.class_names import DIGITS
from chemins.text.comparison_text import Compared

COMMITTED = np.where(np.arange(60) % 4, "hidden_1", "never")
CONVOLVED = ["pixels", "conv_1", "dense_1", "output"]
CONVOLVED_HIDDEN = ["conv_1", "dense_1"]
SETTINGS = {
    "palette": [],
    "first": {"digits": [1, 7], "layers": LAYERS, "hidden": HIDDEN},
    "second": {
        "digits": [1, 7],
        "layers": CONVOLVED,
        "hidden": CONVOLVED_HIDDEN,
        "shown": {"conv_1": "block/conv <1>"},
    },
}


def other_paths():
    """A second network's: every fifth image predicted otherwise, two layers for one; without the
    first four images, and the next six are test images there."""
    paths = small_paths()
    moved = {
        "conv_1": (paths["pixels"] + 1) % 3,
        "dense_1": 2 - paths["hidden_1"],
        "prediction": np.where(np.arange(60) % 5, paths["prediction"], 8 - paths["prediction"]),
        "probability": paths["probability"] / 2,
        "role": np.where(np.arange(60) < 10, "test", paths["role"]),
    }
    names = ["sample_id", "role", "label", *CONVOLVED, "prediction", "probability"]
    changed = {name: (paths | moved)[name] for name in names}
    for name in CONVOLVED_HIDDEN:
        changed[name] = changed[name].astype(np.int32)
    return {name: column[4:] for name, column in changed.items()}


def both():
    """Both networks as Travelled, of the images in common, and these images' roles."""
    first = travelled(small_paths(), LAYERS, HIDDEN, COMMITTED)
    committed = np.where(np.arange(56) % 3, "dense_1", "conv_1")
    second = travelled(other_paths(), CONVOLVED, CONVOLVED_HIDDEN, committed)
    return shared(first, second)


def similarity(network, i, j):
    """A value of its own for each cell; of pixels and output of the untrained there is none."""
    if network == "untrained" and (i, j) == (0, 3):
        return None
    value = (1 + i + 3 * j) / 16 - (0.05 if network == "untrained" else 0)
    return {"value": value, "low": value - 0.01, "high": value + 0.02, "cka": value + 0.03}


def told(agreements, networks=("trained", "untrained"), fates=None):
    """As comparison.json."""
    cells = [(i, j) for i in range(len(LAYERS)) for j in range(len(CONVOLVED))]
    best = {"layer": "dense_1", "as_alike": []}
    shares = {"predicted_differently": (3, 1_200), "path_changed": (17, 1_200)}
    return {
        "first": "a",
        "second": "b",
        "layers": {"first": LAYERS, "second": CONVOLVED},
        "images": {"train": 14, "test": 30, "unseen": 10, "mixed": 2, "first": 60, "second": 70},
        "untrained": {side: {"missing": "", "weights": ""} for side in ("first", "second")},
        "same_start": False,
        "most_alike": {"first": {"hidden_1": best} if networks else {}},
        "seeds": None,
        "fates": fates
        or {"roles": {"test": {k: {"count": c, "images": n} for k, (c, n) in shares.items()}}},
        "similarity": [
            {"first_layer": LAYERS[i], "second_layer": CONVOLVED[j], "difference": None}
            | {
                network: similarity(network, i, j) if network in networks else None
                for network in ("trained", "untrained")
            }
            for i, j in cells
        ],
        "clusters": agreements,
    }


def comparison(networks=("trained", "untrained"), names=DIGITS, runs=("a", "b")):
    first, second, role = both()
    flows, agreements = matched_flows(first, second, role)
    columns = {name: np.asarray(column) for name, column in fates(first, second, role).items()}
    found = told(agreements, networks, fate_answers(columns))
    found |= {"first": runs[0], "second": runs[1]}
    shown = {"first": {}, "second": SETTINGS["second"]["shown"]}
    of_both = [
        Network(runs[0], LAYERS, HIDDEN, HIDDEN, {name: first.paths[name] for name in LAYERS}),
        Network(
            runs[1], CONVOLVED, ["dense_1"], CONVOLVED_HIDDEN,
            {name: second.paths[name] for name in CONVOLVED},
        ),
    ]  # fmt: skip
    return Comparison(Compared(found, columns, shown, names), flows, of_both)
