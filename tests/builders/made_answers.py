"""Measures and answers of a run that was never made, for tests of what is told of them.

Every measure has a value of its own in each layer, network, replicate, class and unseen digit
(`value`), so that one told in another's place is noticed. The names are written out here, and not
taken from what is tested.
"""

import itertools
import zlib

from scipy import stats

from chemins.answers.estimates import (
    layer_support,
    path_support,
    smallest_p_by_class,
    unseen_support,
)
from chemins.answers.k_choice import k_support
from chemins.answers.measure_table import MeasureTable
from chemins.answers.run_answers import last_layer
from chemins.answers.verdicts import counted
from chemins.measures.interventions import MEASURES as MOVES
from chemins.measures.vocabulary import row

OF_LAYERS = ("ami", "purity", "ami_chosen", "purity_chosen", "probe", "neighbours")
OF_MIXTURES = ("ami_mixture", "purity_mixture")
REACH = ("reach", "reach_chosen")
COMMITTED = ("committed", "committed_chosen")
OF_PATHS = ("distinct_paths", "effective_paths", "path_entropy", "path_purity", "alignment")
SCALES = {"distinct_paths": 200, "effective_paths": 90, "path_entropy": 7}  # what is no share
DETECTORS = ("path", "max_softmax", "energy")
DETECTORS_OF_LAYERS = ("neighbours", "mahalanobis")


def value(measure, layer="", network="own", digit=-1, toward=-1):
    """The value in the run's own network, or the mean over another network's replicates.

    A share between 0.05 and 0.95 with six digits, the same for the same arguments.
    """
    if measure == "images":
        return 20 + digit
    code = zlib.crc32(repr((measure, layer, network, digit, toward)).encode())
    return (0.05 + code % 900_000 / 1e6) * SCALES.get(measure, 1)


def replicated(measure, layer="", network="trained", digit=-1, toward=-1, count=2):
    """The values in so many replicates, evenly about their mean."""
    mean = value(measure, layer, network, digit, toward)
    step = mean * (1 + zlib.crc32(repr((network, measure, layer, toward)).encode()) % 97) / 9e3
    return [mean + step * (replicate - (count - 1) / 2) for replicate in range(count)]


def interval(*key, **where):
    """(mean, low, high) of `replicated`, after Student."""
    values = replicated(*key, **where)
    mean = sum(values) / len(values)
    return (mean, *stats.t.interval(0.95, len(values) - 1, mean, stats.sem(values)))


def measured_as(network, replicate, *entries):
    """Rows of tables.MEASURES, of which no image is known."""
    of = {"network": network, "replicate": replicate, "images": 0, "influence": None}
    return [of | entry for entry in entries]


def layer_keys(layers, committed):
    """(measure, layer, unseen digit, class or cluster) of how a network's layers tell classes
    apart; committed: the hidden layers, or none."""
    yield from itertools.product((*OF_LAYERS, *REACH), layers, (-1,), (-1,))
    yield from itertools.product(COMMITTED, committed, (-1,), (-1,))


def known_keys(layers, digits):
    """As layer_keys, of all that is measured of known digits."""
    yield from layer_keys(layers, layers[1:-1])
    yield from itertools.product(("depth", *OF_MIXTURES), layers, (-1,), (-1,))
    yield from itertools.product(MOVES, layers[1:-1], (-1,), (-1,))
    yield "accuracy", "", -1, -1
    for name, end in itertools.product(OF_PATHS, ("", "_chosen")):
        yield name + end, "", -1, -1
    yield from itertools.product(("most_taken",), ("",), (-1,), digits)
    yield from distance_keys(("", "pixels"), digits)


def distance_keys(layers, digits):
    for layer in layers:
        yield "js_mean", layer, -1, -1
        for a, b in itertools.combinations(digits, 2):
            yield "js_distance", layer, a, b


def unseen_keys(layers, digits, unseen):
    for digit in unseen:
        yield from itertools.product(("predicted",), ("",), (digit,), digits)
        yield from itertools.product(("affinity",), layers, (digit,), digits)
        yield from itertools.product(("entropy",), layers, (digit,), (-1,))
        names = ("images", "confidence", "atypical")
        yield from itertools.product(names, ("",), (digit,), (-1,))
        for measure in ("auroc", "fpr95"):
            for name in DETECTORS:
                yield f"{measure}_{name}", "", digit, -1
            for name, layer in itertools.product(DETECTORS_OF_LAYERS, layers[:-1]):
                yield f"{measure}_{name}", layer, digit, -1
    yield from itertools.product(("smallest_p",), ("",), (-1,), digits if unseen else ())


def own_keys(layers, digits):
    """What is measured of the run's own network alone."""
    yield from itertools.product(("stability", "stability_classes"), layers, (-1,), range(3))
    for (a, b), name in itertools.product(
        itertools.combinations(digits, 2), ("js_p", "js_p_adjusted")
    ):
        yield name, "", a, b


def k_keys(number):
    """(measure, K or -1, value) of what speaks for the K of a layer. number: the layer's."""
    yield from [("gap", k, k / 8) for k in range(1, 11)]
    yield from [("gap", 11, 0.5)] * (number > 0)  # of the first it grows to the end
    yield from [("k_resampled", 2, 9 - number), ("k_resampled", 6 + number, 11 + number)]
    yield from [("k_gap", -1, 10 - number), ("k_calinski_harabasz", -1, 5 + number)]
    yield "k_images", -1, 1234


def rows_of(network, keys, count):
    rows = []
    for measure, layer, digit, toward in keys:
        values = replicated(measure, layer, network, digit, toward, count)
        for replicate, found in enumerate(values, start=1):
            entry = row(measure, found, layer, digit, toward)
            rows += measured_as(network, replicate, entry)
    return rows


def made_measured(layers, digits, unseen, replicates=2):
    """layers: of the run, the pixels first and the output last."""
    return MeasureTable(made_rows(layers, digits, unseen, replicates))


def made_rows(layers, digits, unseen, replicates=2):
    """Rows of tables.MEASURES, as of made_measured."""
    asked = [*known_keys(layers, digits), *unseen_keys(layers, digits, unseen)]
    rows = measured_as("trained", 0, *(
        row(measure, value(measure, layer, "own", digit, toward), layer, digit, toward)
        for measure, layer, digit, toward in [*asked, *own_keys(layers, digits)]
    ))  # fmt: skip
    rows += measured_as("trained", 0, *(
        row(measure, found, layer, toward=k)
        for number, layer in enumerate(layers)
        for measure, k, found in k_keys(number)
    ))  # fmt: skip
    ends = ("", "_chosen")
    noise = [("noise_predictions", "", -1, -1)]
    noise += [("noise_agreement" + end, "", -1, -1) for end in ends]
    agreement = ("replicate_agreement", "", -1, -1)
    rows += rows_of("trained", [*asked, *noise, agreement], replicates)
    for network in ("untrained", "shuffled"):
        keys = [
            *layer_keys(layers[1:], ()),
            *itertools.product(("moved",), layers[1:-1], (-1,), (-1,)),
            *distance_keys(("",), digits),
        ]
        rows += rows_of(network, keys, replicates)
    rows += rows_of("shorter", [("accuracy", "", -1, -1)], replicates)
    return rows


def made_support(layers, digits, unseen, replicates=2):
    """The parts of answers that are measures, of a run as made_measured."""
    measured = made_measured(layers, digits, unseen, replicates)
    return {
        "layers": [
            {"layer": layer, "k_evidence": k_support(measured, layer)}
            | layer_support(measured, layer)
            for layer in layers
        ],
        "last_layer": last_layer(measured, 0.005),
        "paths": path_support(measured, digits),
        "unseen_digits": [unseen_support(measured, layers, digit, digits) for digit in unseen],
        "smallest_p": smallest_p_by_class(measured, digits),
    }


# --- answers ------------------------------------------------------------------------------------

LAYERS = ["pixels", "hidden_1", "hidden_2", "output"]
MARK = 0.85
# Purities of the pixels and the hidden layers: in both replicates hidden 1 is the first of which
# and of all later ones the mark is reached.
PURITIES = [(0.88, 0.9, 0.94), (0.8, 0.86, 0.9)]
# Of each of LAYERS: K, then purity and AMI on training images and on test images, at K = number of
# classes and at the chosen K.
SEPARATIONS = [
    (6, (0.76, 0.34, 0.75, 0.31), (0.78, 0.36, 0.77, 0.33)),
    (2, (0.91, 0.67, 0.9, 0.64), (0.93, 0.69, 0.92, 0.66)),
    (4, (0.95, 0.89, 0.94, 0.87), (0.97, 0.84, 0.96, 0.82)),
    (3, (0.995, 0.98, 0.98, 0.99), (0.985, 0.96, 0.99, 0.97)),
]


def made_layer(support, k, classes, chosen):
    """What answers say of a layer. support: its measures; k, classes, chosen: of SEPARATIONS."""
    found = {"k": k, "silhouette": round(0.5 + k / 100, 2), "standard_error": 0.0, "note": ""}
    names = ("purity", "ami", "purity_chosen", "ami_chosen")
    train = dict(zip(names, (*classes[:2], *chosen[:2]), strict=True))
    test = dict(zip(names, (*classes[2:], *chosen[2:]), strict=True))
    own = {name: support[name] | {"own": number} for name, number in test.items()}
    return support | found | own | {"train": train}


def made_unseen(support):
    """What answers say of an unseen digit, of 2s and 8s, 9 of whose 10 images are taken for 8s."""
    found = {2: (0.1, 0.5), 8: (0.9, 0.66)}
    for entry in support["predicted"]:
        entry["number"]["own"], entry["mean_probability"] = found[entry["digit"]]
    for entry in support["layers"]:
        entry["destinations"] = [{"cluster": 1, "share": 1.0, "majority": 8}]
    if support["main"]["lead"] is None:
        support["main"] |= {"digit": 8, "next": 2}
    travels = [{"value": 8, "share": 0.95}, {"value": -1, "share": 0.05}]
    return support | {"samples": 10, "travels_as": travels}


def made_separation(purities, own, mark=MARK, others=(0.9, 0.99)):
    """purities: of each replicate, and own: of the run's network, in the pixels and each hidden
    layer."""
    hidden = [f"hidden_{number}" for number in range(1, len(own))]
    named = [dict(zip(("pixels", *hidden), each, strict=True)) for each in (own, *purities)]
    asked = named[1:] or named
    return {
        "replicates": len(purities),
        **counted(asked, hidden, mark),
        "own": counted(named[:1], hidden, mark),
        "others": [counted(asked, hidden, other) for other in others],
    }


def made_answers(replicates=2):
    """The answers of a run."""
    support = made_support(LAYERS, [2, 8], [5], replicates)
    support["paths"]["measures"]["distinct_paths_chosen"]["own"] = 6.0
    return support | {
        "digits": [2, 8],
        "unseen": [5],
        "samples": {"train": 40, "test": 20, "unseen": 10},
        "accuracy": {"train": 1.0, "test": 0.85},
        "training": None,
        "warning": "",
        "separation": made_separation(PURITIES[:replicates], (0.75, 0.9, 0.94)),
        "layers": [
            made_layer(entry, *of_layer)
            for entry, of_layer in zip(support["layers"], SEPARATIONS, strict=True)
        ],
        "paths": support["paths"]
        | {
            "distinct": 11,
            "classes": [
                {"digit": 2, "main_path": [0, 3], "on_main_path": {"train": 1.0, "test": 0.7}},
                {"digit": 8, "main_path": [1, 2], "on_main_path": {"train": 0.8, "test": 0.6}},
            ],
            "exceptions": [
                {
                    "sample_id": 4321,
                    "role": "test",
                    "label": 8,
                    "travels_as": 2,
                    "prediction": 8,
                    "probability": 0.75,
                    "path": [0, 3],
                }
            ],
        },
        "unseen_digits": [made_unseen(entry) for entry in support["unseen_digits"]],
    }


ANSWERS = made_answers()
