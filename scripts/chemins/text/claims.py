"""The answers as short claims, each with the condition that selects its samples in the explorer.

A claim's number is the number of samples that its condition selects. docs/explorer.md has the
conditions.
"""

from collections.abc import Iterator
from urllib.parse import quote

import numpy as np

from chemins.answers.trust import is_unstable
from chemins.base.formatting import layer_text
from chemins.clusters.majority import majority_labels
from chemins.clusters.paths import main_paths, travels_as
from chemins.text.links import class_value, in_condition

QUESTIONS = SEPARATION, SIGNATURES, UNSEEN = ("separation", "signatures", "unseen")


def claims(run) -> list[dict]:
    """[{about, lead, text, condition, count}]: lead and text together are the claim.

    run: explorer.Explored.
    """
    travels = travels_as(run.paths, run.stages, main_paths(run.paths, run.stages))
    return [
        *astray(run),
        *committed(run),
        *followers(run, travels),
        *strays(run, travels),
        *destination_claims(run, travels),
    ]


def claim(about, lead, subject, condition, held, among) -> dict:
    """held, among: masks of the samples that the claim counts and of those it counts them in."""
    count = int(np.sum(held & among))
    text = f"{subject}: {count:,} of {np.sum(among):,}"
    return {"about": about, "lead": lead, "text": text, "condition": condition, "count": count}


def value(run, label) -> str:
    """What a condition calls a class."""
    return class_value(label, run.names)


def caveat(run, clusters) -> str:
    """What is added to the subject of a claim that rests on these (layer, cluster)s."""
    unstable = any(is_unstable(run.stability.get(cluster)) for cluster in clusters)
    return ", by clusters that are not stable" if unstable else ""


def along(run, path) -> zip:
    """The (layer, cluster)s of a path."""
    return zip(run.stages, path, strict=True)


def along_main_paths(run) -> list:
    return [
        node for path in main_paths(run.paths, run.stages).values() for node in along(run, path)
    ]


def astray(run) -> Iterator:
    """Per layer whose clusters can stand for every class: the test images in another digit's."""
    test = run.paths["role"] == "test"
    for layer in ("pixels", *run.hidden):
        majority = majority_labels(run.paths[layer], run.paths["label"], run.paths["role"])
        if not set(run.digits) <= set(majority.values()):
            continue  # then some images cannot but be in another's
        digit = np.array([majority[c] for c in run.paths[layer].tolist()], dtype=object)
        yield claim(
            SEPARATION,
            f"Test images in another {run.names.one}'s cluster",
            layer_text(layer) + caveat(run, [(layer, c) for c in majority]),
            f"role:test own.{quote(layer, safe='')}:no",
            digit != run.paths["label"],
            test,
        )


def committed(run) -> Iterator:
    """Per hidden layer: the test images that are committed there."""
    test = run.paths["role"] == "test"
    layers = run.sample_measures["committed"]
    for place, layer in enumerate(run.hidden, start=1):
        until = run.hidden[:place]
        values = "|".join(map(in_condition, until))
        yield claim(
            SEPARATION,
            "Test images committed in this network",
            f"by {layer_text(layer)}",
            f"role:test committed:{values}",
            np.isin(layers, until),
            test,
        )


def followers(run, travels) -> Iterator:
    """Per digit: the test images on its main path."""
    main = main_paths(run.paths, run.stages)
    for digit in run.digits:
        yield claim(
            SIGNATURES,
            f"Test images on their {run.names.one}'s main path",
            f"{run.names.kind(digit)}, {' → '.join(map(str, main[digit]))}"
            + caveat(run, along(run, main[digit])),
            f"role:test label:{value(run, digit)} travels:{value(run, digit)}",
            travels == digit,
            (run.paths["role"] == "test") & (run.paths["label"] == digit),
        )


def strays(run, travels) -> Iterator:
    """The known images on another digit's main path, and on no digit's."""
    known = run.paths["role"] != "unseen"
    lead = "Train and test images"
    other = (travels != -1) & (travels != run.paths["label"])
    doubt = caveat(run, along_main_paths(run))
    exceptions = f"exceptions, on another {run.names.one}'s main path" + doubt
    yield claim(SIGNATURES, lead, exceptions, "exception:yes", other, known)
    condition = "role:train|test travels:none"
    nowhere = f"on no {run.names.one}'s main path" + doubt
    yield claim(SIGNATURES, lead, nowhere, condition, travels == -1, known)


def destination_claims(run, travels) -> Iterator:
    """Per unseen digit: what it is taken for, the most frequent first; then who is on no path."""
    for digit in run.unseen:
        own = run.paths["label"] == digit
        values, counts = np.unique(run.paths["prediction"][own], return_counts=True)
        for taken in values[np.argsort(-counts, kind="stable")].tolist():
            condition = f"label:{value(run, digit)} prediction:{value(run, taken)}"
            held = run.paths["prediction"] == taken
            subject = f"{run.names.kind(digit)} for {run.names.kind(taken)}"
            yield claim(UNSEEN, "Taken for", subject, condition, held, own)
    doubt = caveat(run, along_main_paths(run))
    for digit in run.unseen:
        own = run.paths["label"] == digit
        condition, subject = (
            f"label:{value(run, digit)} travels:none",
            run.names.kind(digit) + doubt,
        )
        lead = f"On no {run.names.one}'s main path"
        yield claim(UNSEEN, lead, subject, condition, travels == -1, own)
