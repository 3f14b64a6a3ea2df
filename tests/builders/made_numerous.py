"""Two made networks on some thousand images that both have, and their page as if it had room for
fewer."""

import numpy as np

from builders.made_compared import CONVOLVED, SETTINGS, told
from builders.made_run import LAYERS
from chemins.answers.network_comparison import fate_answers, image_counts
from chemins.measures.two_networks import fates, matched_flows, shared, travelled
from chemins.pages.compare_page import Comparison
from chemins.pages.compared_images import Network
from chemins.text.class_names import DIGITS
from chemins.text.comparison_text import Compared

COUNT = 4_000
SHAPE = (4, 3, 1)


def numerous_paths(layers, count, seed, clusters=3):
    """1s, 7s and 4s that were not taught; some astray in each layer, some predicted wrong."""
    one = np.random.default_rng(4)  # the images
    label = one.choice([1, 7, 4], count, p=[0.5, 0.4, 0.1])
    role = np.where(label == 4, "unseen", one.choice(["train", "test"], count, p=[0.8, 0.2]))
    stream = np.random.default_rng(seed)
    home = np.select([label == 1, label == 7], [0, 1], 2)
    found = {
        layer: np.where(
            stream.random(count) < 0.03 + 0.01 * i, stream.integers(0, clusters, count), home
        ).astype(np.int32)
        for i, layer in enumerate(layers)
    }
    right = np.where(found["output"] == 0, 1, 7)
    wrong = stream.random(count) < 0.02
    return {
        "sample_id": np.arange(count) * 2 + 5,
        "role": role.astype(object),
        "label": label,
        **found,
        "prediction": np.where(wrong, 8 - right, right),
        "probability": stream.uniform(0.5, 1, count),
    }


def numerous(count=COUNT, layers=LAYERS, others=CONVOLVED, clusters=3):
    """A Comparison; the second network's paths go through the last hidden layer only, and some
    images have another role in it."""
    hidden = [layers[1:-1], others[1:-1]]
    stages = [hidden[0], hidden[1][-1:]]
    sides = []
    for seed, (own, through) in enumerate(zip((layers, others), stages, strict=True), start=1):
        paths = numerous_paths(own, count, seed, clusters)
        if seed == 2:
            paths["role"][np.arange(count) % 5 == 2] = "test"
        committed = np.where(np.arange(count) % 4, through[-1], "never")
        sides.append(travelled(paths, own, through, committed))
    first, second, role = shared(*sides)
    flows, agreements = matched_flows(first, second, role)
    columns = {name: np.asarray(column) for name, column in fates(first, second, role).items()}
    found = told(agreements, fates=fate_answers(columns))
    found |= {"images": image_counts(role, {"first": first, "second": second})}
    found |= {"layers": {"first": layers, "second": others}}
    shown = {"first": {}, "second": SETTINGS["second"]["shown"]}
    networks = [
        Network(name, own, through, within, {layer: one.paths[layer] for layer in own})
        for name, own, through, within, one in zip(
            "ab", (layers, others), stages, hidden, (first, second), strict=True
        )
    ]
    return Comparison(Compared(found, columns, shown, DIGITS), flows, networks)
