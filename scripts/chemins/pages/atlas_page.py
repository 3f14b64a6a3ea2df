"""The page of the atlas: what its numbers say, the three matrices, and every pair by itself."""

import math
import os
from dataclasses import dataclass

import numpy as np

from chemins.answers.atlas_matrices import (
    PATH,
    detector_summary,
    detectors,
    evenness,
    separating_layer,
    similarity,
)
from chemins.base.errors import listed
from chemins.base.formatting import layer_text
from chemins.base.templates import render
from chemins.figures import atlas_cells
from chemins.figures.atlas_cells import layer_name, with_half, with_range
from chemins.figures.palette import text_color
from chemins.measures.vocabulary import OOD_SCORES
from chemins.text import atlas_captions
from chemins.text.class_names import DIGITS, names_of

TOLD = 3  # examples in a sentence


def atlas_page(atlas, about, figures, table, page) -> str:
    """about: as of the captions, and `has_index`. figures: the figures' files, table: the
    atlas's; page: where the page will lie."""
    names = names_of(about)
    matrices = {
        "destinations": atlas_cells.destination_matrix(atlas, names),
        "layers": atlas_cells.layer_matrix(atlas, about["hidden"], about["mark"], names),
        "similarity": atlas_cells.alike(atlas, names),
    }
    folder = os.path.dirname(page)
    files = {path.rsplit("/", 1)[1]: os.path.relpath(path, folder) for path in figures}
    return render(
        "atlas.html",
        about=about,
        names=names,
        short=names.short(),
        count=len(atlas.pairs),
        sample=atlas_captions.sample_text(about),
        findings=findings(atlas, about),
        figures=[figure(name, matrices[name], files, about) for name in matrices],
        detectors=detector_rows(atlas, about["hidden"]),
        layers=["pixels", *about["hidden"]],
        pairs=pair_entries(atlas, about),
        table=os.path.relpath(table, folder),
        ink=text_color,
        shown=layer_text,
    )


def figure(name, matrix, files, about) -> dict:
    links = {file.rsplit(".", 1)[1]: path for file, path in files.items()
             if file.startswith(f"{name}.")}  # fmt: skip
    return {
        "name": name,
        "title": atlas_captions.title(name, about),
        "caption": atlas_captions.subtitle(name, about),
        "matrix": matrix,
        "links": links,
    }


# --- sentences ----------------------------------------------------------------------------------


def findings(atlas, about) -> list[str]:
    """What the numbers say, a sentence or two each."""
    names = names_of(about)
    return [
        layers_sentence(atlas, about["hidden"], about["mark"], names),
        similarity_sentence(atlas, names),
        evenness_sentence(atlas, names),
        detector_sentence(atlas, about["hidden"], names),
    ]


def layers_sentence(atlas, hidden, limit, names=DIGITS) -> str:
    purity = {layer: atlas.by_pair("purity", layer) for layer in ("pixels", *hidden)}
    first = separating_layer(purity, hidden, limit)
    pixels = np.sum(purity["pixels"].mean() >= limit)
    counts = [f"{np.sum(first == i)} from {layer_text(layer)} on" for i, layer in enumerate(hidden)]
    never = [pair_text(atlas.pairs[i], names) for i in np.flatnonzero(first == len(hidden))]
    text = (
        f"Of the {len(first)} pairs, clusters tell apart {listed(counts)} (mean purity on test "
        f"images of {100 * limit:.0f} % or more); in {pixels} those of the pixels do."
    )
    return text + (f" In no hidden layer: {listed(never)}." if never else "")


def similarity_sentence(atlas, names=DIGITS) -> str:
    found = similarity(atlas.by_cell("predicted"), atlas)
    i, j = np.triu_indices(len(atlas.digits), 1)
    cells = found[i, j].intervals()
    order = np.argsort(-cells[:, 0], kind="stable")
    most, least = [
        listed(
            f"{pair_text(atlas.pairs[p], names)} ({with_range(cells[p], '{:.2f}')})" for p in part
        )
        for part in (order[:TOLD], order[::-1][:TOLD])
    ]
    return f"Most alike to the networks are {most}; least alike {least}."


def evenness_sentence(atlas, names=DIGITS) -> str:
    even = evenness(atlas.by_cell("predicted")).intervals()
    order = np.argsort(even[:, 0], kind="stable")
    most, least = [
        f"{pair_text(atlas.pairs[p], names)} ({with_range(even[p], '{:.2f}')} bits)"
        for p in (order[-1], order[0])
    ]
    return (
        f"Networks of {most} divide unseen {names.many} most evenly between their classes, those "
        f"of {least} least."
    )


def detector_sentence(atlas, hidden, names=DIGITS) -> str:
    table = detector_summary(atlas, hidden)
    paths = next(entry for entry in table if entry["detector"] == PATH[0])
    best = next(entry for entry in table if entry is not paths)
    softmax = next(entry for entry in table if entry["detector"] == "max_softmax")
    others = [best] if best is softmax else [best, softmax]
    told = [f"{score_name(e)} {with_range(e['auroc'], '{:.2f}')}" for e in others]
    beaten = [f"{score_name(e)} in {e['paths_better']}" for e in others]
    return (
        f"To notice an unseen {names.one}, its path score has an AUROC of "
        f"{with_range(paths['auroc'], '{:.2f}')} in the mean over the {paths['cells']} cells (a "
        f"pair and an unseen {names.one}); {listed(told)}. Paths do better than {listed(beaten)} "
        "of the cells."
    )


def pair_text(pair, names) -> str:
    """`4 | 9`, in one line."""
    first, second = map(names.name, pair)
    return f"{first}\N{NO-BREAK SPACE}|\N{NO-BREAK SPACE}{second}"


def score_name(entry) -> str:
    at = entry["layer"]
    where = f" ({'pixels' if at == 'pixels' else layer_text(at)})" if at else ""
    return OOD_SCORES[entry["detector"]] + where


# --- tables -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Number:
    """A number as it is shown and as it is sorted."""

    text: str
    value: float  # NaN comes last


NO_LAYER = Number("no layer", math.nan)


def number_entry(interval, form, scale=1) -> Number:
    return Number(with_half(scale * interval, form), float(interval[0]))


def first_layer(first, hidden) -> Number:
    """first: place of the first layer that tells a pair apart, len(hidden) where none does."""
    return Number(layer_text(hidden[first]), int(first)) if first < len(hidden) else NO_LAYER


def detector_rows(atlas, hidden) -> list[dict]:
    return [
        {
            "name": score_name(entry),
            "auroc": with_range(entry["auroc"], "{:.3f}"),
            "fpr95": with_range(100 * entry["fpr95"], "{:.1f}"),
            "paths": "" if (entry["detector"], entry["layer"]) == PATH
            else f"{entry['paths_better']} of {entry['cells']}",
        }
        for entry in detector_summary(atlas, hidden)
    ]  # fmt: skip


def pair_entries(atlas, about) -> list[dict]:
    """Every pair: its row in the list of pairs, and its own tables."""
    layers, names = ["pixels", *about["hidden"]], names_of(about)
    purity = {layer: atlas.by_pair("purity", layer) for layer in layers}
    first = separating_layer(purity, about["hidden"], about["mark"])
    even = evenness(atlas.by_cell("predicted")).intervals()
    accuracy = atlas.by_pair("accuracy").intervals()
    ami = {layer: atlas.by_pair("ami", layer).intervals() for layer in layers}
    of_layers = layer_tables(atlas, layers)
    of_digits = digit_tables(atlas, layers)
    return [
        {
            "id": f"{pair[0]}v{pair[1]}",
            "digits": pair,
            "taught": list(map(names.name, pair)),
            "accuracy": number_entry(accuracy[i], "{:.1f}", 100),
            "ami": [number_entry(ami[layer][i], "{:z.2f}") for layer in layers],
            "apart": layer_name(first[i], about["hidden"], "from {} on", "in no hidden layer"),
            "first": first_layer(first[i], about["hidden"]),
            "evenness": number_entry(even[i], "{:.2f}"),
            "layers": of_layers[i],
            "unseen": of_digits[i],
        }
        for i, pair in enumerate(atlas.pairs)
    ]


def layer_tables(atlas, layers) -> list[list]:
    """Of each pair: a row a layer with purity, AMI, probe and neighbours."""
    measures = ("purity", "ami", "probe", "neighbours")
    found = {(m, at): atlas.by_pair(m, at).intervals() for m in measures for at in layers}
    return [
        [
            {
                "layer": layer_text(at),
                "cells": [with_half(found[m, at][i], "{:z.3f}") for m in measures],
            }
            for at in layers
        ]
        for i in range(len(atlas.pairs))
    ]


def digit_tables(atlas, layers) -> list[list]:
    """Of each pair: a row an unseen digit with where it goes and what would notice it."""
    shares = [atlas.by_cell("affinity", layer).intervals() for layer in layers]
    shares += [atlas.by_cell("predicted").intervals(), atlas.by_cell("confidence").intervals()]
    auroc = {key: atlas.by_cell(f"auroc_{key[0]}", key[1]).mean()
             for key in detectors(atlas, layers[1:])}  # fmt: skip
    return [
        [
            {
                "digit": digit,
                "cells": [with_half(100 * cells[i, j], "{:.0f}") for cells in shares],
                "auroc": f"{auroc[PATH][i, j]:.2f}",
                "best": best_of_others({key: values[i, j] for key, values in auroc.items()}),
            }
            for j, digit in enumerate(atlas.digits)
            if digit not in pair
        ]
        for i, pair in enumerate(atlas.pairs)
    ]


def best_of_others(auroc) -> str:
    """`0.93, energy`: the best detector but paths. auroc: (detector, layer) -> value."""
    others = {key: value for key, value in auroc.items() if key != PATH}
    name, layer = max(others, key=others.get)
    return f"{others[name, layer]:.2f}, {score_name({'detector': name, 'layer': layer})}"
