"""The page of two networks and the same images: how alike their layers are, which clusters stand
for each other, which images change fate."""

import os
from dataclasses import dataclass

import numpy as np
from jinja2.utils import markupsafe

from chemins.base.formatting import layers_called
from chemins.base.language import said
from chemins.base.templates import render
from chemins.figures.palette import label_color
from chemins.measures.vocabulary import TRAINED, UNTRAINED
from chemins.pages import compared_images, compared_sample
from chemins.pages.compared_images import ALL_ROLES, SIDES
from chemins.pages.html_text import to_html
from chemins.pages.thumbnails import sprites_entry
from chemins.text.class_names import names_of
from chemins.text.comparison_text import (
    Compared,
    cluster_sentence,
    clusters_table,
    fate_sentences,
    layer_sentences,
    roles_table,
    seed_sentence,
)

FORMAT = 1
EVERY = "all"  # role
FIGURES = {"similarity": "How alike the layers are", "clusters": "From clusters to clusters"}


@dataclass(frozen=True)
class Comparison:
    """Two networks' comparison, as its files tell it."""

    told: Compared  # its numbers, and in which words they are told
    flows: dict  # columns of compared_tables.MATCHED_FLOWS
    runs: list  # both, as compared_images.Network

    @property
    def fates(self) -> dict:
        """Columns of compared_tables.FATES."""
        return self.told.fates


def compare_page(settings, found, dataset, shape, figures, page) -> str:
    """settings: as of the rule build_comparison. found: a Comparison. dataset: its table. shape: of
    an image. figures: the files of all figures. page: where the page will lie."""
    names = names_of(settings)
    changed = found.fates["changed"] != ""
    drawn = compared_sample.draw_for_page(found)
    rows = np.arange(len(changed)) if drawn is None else drawn.rows
    fates = {name: column[rows] for name, column in found.fates.items()}
    pictured = compared_images.pictured_rows(changed[rows], shape)
    labels = named_labels(settings, found.fates)
    columns = compared_images.columns([run.at(rows) for run in found.runs], fates, labels, pictured)
    columns |= compared_sample.columns(drawn)
    links = figure_links(figures, os.path.dirname(page))
    flows = compared_sample.known_flows(drawn, found, labels)
    header = page_header(settings, found, labels, shape) | {"count": len(rows)}
    header |= compared_sample.entry(drawn, found, flows)
    return render(
        "compare.html",
        runs=[run.name for run in found.runs],
        one=names.one,
        lead=lead(found.told) + compared_sample.sentence(drawn, header),
        answers={name: to_html(text) for name, text in answers(found.told).items()},
        text=with_empty_corners(to_html(tables_text(found.told))),
        controlled=UNTRAINED in header["similarity"],
        roles=role_choices(found.fates["role"]),
        figure=next((link for of in links.values() for link in of.values()), ""),
        links=links,
        pictured=compared_images.pictured_text(
            changed, np.isin(np.arange(len(changed)), rows[pictured])
        ),
        header=header | {"columns": compared_images.described(columns)},
        columns=compared_images.packed(columns),
        flows=compared_images.packed(flows) if flows else "",
        sprites=compared_images.sprites(dataset, fates, pictured),
    )


def named_labels(settings, fates) -> list[int]:
    """All labels that the page names, ascending: those of the images and those predicted."""
    taught = {label for side in SIDES for label in settings[side]["digits"]}
    return sorted({*taught, *np.unique(fates["label"]).tolist()})


def lead(told) -> str:
    """What stands below the heading: of how many images all of it is."""
    counts = told.found["images"]
    shared = sum(counts.get(role, 0) for role in ALL_ROLES)
    return f"{shared:,} images that both networks have. {said('compared_these')}"


def answers(told) -> dict[str, str]:
    """Section of the page -> what it says, without the question, which its heading asks."""
    texts = {
        "layers": layer_sentences(told),
        "clusters": cluster_sentence(told),
        "fates": fate_sentences(told),
    }
    return {name: text.removeprefix(said(f"compared_{name}")) for name, text in texts.items()}


def tables_text(told) -> str:
    """What the page tells in words alone."""
    parts = [seed_sentence(told), clusters_table(told), roles_table(told)]
    return "\n\n".join(filter(None, parts))


def with_empty_corners(html) -> markupsafe.Markup:
    """Tables' HTML in which what is empty heads nothing: screen readers would announce it."""
    return markupsafe.Markup(html.replace("<th></th>", "<td></td>"))


def figure_links(figures, folder) -> dict[str, dict]:
    """What a figure shows -> format -> link, the PNG first. folder: the page's."""
    found = {}
    for path in sorted(figures, key=lambda path: not path.endswith(".png")):
        name, form = os.path.basename(path).rsplit(".", 1)
        shown = found.setdefault(FIGURES.get(name, name), {})
        shown["caption" if form == "txt" else form.upper()] = os.path.relpath(path, folder)
    return found


def role_choices(role) -> list[tuple]:
    """(value, words) of what the page can be narrowed to."""
    words = {
        "train": "training images of both",
        "test": "test images of both",
        "unseen": "images that neither was taught the class of",
        "mixed": "images of different roles in the two",
    }
    there = [(name, words[name]) for name in ALL_ROLES if (role == name).any()]
    return [(EVERY, "all images"), *there] if len(there) > 1 else [(EVERY, "all images")]


# --- what the scripts need ----------------------------------------------------------------------


def page_header(settings, found, labels, shape) -> dict:
    """Everything but the images' columns and pictures, ready for JSON."""
    names, palette = names_of(settings), settings["palette"]
    taught = [set(settings[side]["digits"]) for side in SIDES]
    return {
        "format": FORMAT,
        "runs": [
            run_entry(settings[side], run) for side, run in zip(SIDES, found.runs, strict=True)
        ],
        "one": names.one,
        "labels": [names.name(label) for label in labels],
        "short": [names.short().name(label) for label in labels],
        "kinds": [names.kind(label) for label in labels],
        "colors": [label_color(label, palette) for label in labels],
        "unseen": [i for i, label in enumerate(labels) if label not in taught[0] & taught[1]],
        "roles": ALL_ROLES,
        "probability": compared_images.PROBABILITY,
        "chosen": chosen_layers(found),
        "similarity": similarity_matrices(found),
        "agreement": agreement(found),
        "sprites": sprites_entry(shape),
    }


def run_entry(settings, run) -> dict:
    with layers_called(settings.get("shown", {})):
        return compared_images.run_entry(run)


def similarity_matrices(found) -> dict[str, list]:
    """network -> a row a layer of the first, in it a cell a layer of the second: [value, low, high,
    the biased value], None where there is none. Networks without any value are left out."""
    cells = {}
    for entry in found.told.found["similarity"]:
        for network in (TRAINED, UNTRAINED):
            number = entry[network]
            key = network, entry["first_layer"], entry["second_layer"]
            cells[key] = number and [number[name] for name in ("value", "low", "high", "cka")]
    matrices = {
        network: [
            [cells.get((network, first, second)) for second in found.runs[1].layers]
            for first in found.runs[0].layers
        ]
        for network in (TRAINED, UNTRAINED)
    }
    there = {network for (network, *_), number in cells.items() if number}
    return {name: matrix for name, matrix in matrices.items() if name == TRAINED or name in there}


def chosen_layers(found) -> list[int]:
    """[of the first, of the second]: places of the two hidden layers that are most alike."""
    pairs = zip(found.runs, found.told.closest, strict=True)
    return [run.layers.index(layer) for run, layer in pairs]


def agreement(found) -> list[list]:
    """A row a layer of the first, a cell a layer of the second: AMI of their clusters and the share
    of images in matched ones, each as [value, low, high], and which these are."""
    pairs = matched_pairs(found.flows)
    told = {(e["first_layer"], e["second_layer"]): e for e in found.told.found["clusters"]}
    first, second = (run.layers for run in found.runs)
    return [
        [
            {
                "ami": limits(told[one, other]["ami"]),
                "matched": limits(told[one, other]["matched"]),
                "pairs": pairs.get((one, other), []),
            }
            for other in second
        ]
        for one in first
    ]


def limits(number) -> list | None:
    return number and [number[name] for name in ("value", "low", "high")]


def matched_pairs(flows) -> dict[tuple, list]:
    """(layer of the first, layer of the second) -> [[cluster, its match], …], ascending."""
    rows = np.flatnonzero(flows["matched"])
    names = ("first_layer", "second_layer", "first_cluster", "second_cluster")
    found = {}
    for first, second, one, other in zip(*(flows[n][rows].tolist() for n in names), strict=True):
        pairs = found.setdefault((first, second), [])
        if [one, other] not in pairs:
            pairs.append([one, other])
    return found
