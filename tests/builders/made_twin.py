"""Answers of a network from a file that has an untrained twin."""

import copy
import zlib

from builders.made_answers import made_answers

MEASURES = ("ami", "purity", "ami_chosen", "purity_chosen", "probe", "neighbours", "moved")


def number(*name):
    """A number of its own, with an interval."""
    own = 0.1 + zlib.crc32(repr(name).encode()) % 800 / 1e3
    return {"own": own, "mean": None, "low": own - 0.05, "high": own + 0.06}


def answers_with_twin():
    """The answers of a network with a twin."""
    answers = copy.deepcopy(made_answers(0)) | {"no_twin": ""}
    for found in answers["layers"]:
        layer = found["layer"]
        found["controls"]["untrained"] = {name: number("twin", name, layer) for name in MEASURES}
        for name in ("ami", "ami_chosen", "purity", "probe", "neighbours", "ami_mixture"):
            found[name] = number(name, layer)
        for gains in ("gains", "gains_chosen", "gains_mixture"):
            found[gains] |= {over: number(gains, over, layer) for over in ("pixels", "untrained")}
    for pair in answers["paths"]["differences"]:
        pair["controls"]["untrained"] = number("twin", "js_distance")
    for name in ("noise_predictions", "noise_agreement"):
        for end in ("", "_chosen"):
            answers["paths"]["measures"][name + end] = number(name + end)
    return answers
