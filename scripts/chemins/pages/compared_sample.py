"""Which of very many images the page of two networks shows, and what it counts of all of them.

Images are of one kind that have the same role, label, prediction and path in both networks; as on a
run's page each kind has its share, and each image shown stands for others of its kind.
"""

from itertools import product

import numpy as np

from chemins.base.errors import listed
from chemins.figures.drawn import KINDS, Drawn, draw_kinds, kinds_of, role_codes
from chemins.pages.compared_images import ALL_ROLES, SIDES, places_of
from chemins.pages.encoding import value_codes
from chemins.text.found_text import LIMIT

IMAGES_BYTES = 8_000_000  # of all columns of the images that are shown
OF_IMAGE, OF_LAYER = 16, 4 / 3  # bytes of an image's columns, and of each cluster, packed
FLOW_ROWS = 1_000_000  # of the table of flows, up to which the page has all: some 4 MB
CHANGED, EXCEPTION = "changed", "exception"
TOLD = {CHANGED: "every image that changes fate", EXCEPTION: "every exception of either network"}
MOST = 3 / 4  # of the images that are shown, what may be taken up so that all of these are


def draw_for_page(found) -> Drawn | None:
    """The images that the page shows; None: all. found: a compare_page.Comparison."""
    if len(found.fates["label"]) <= LIMIT:
        return None
    limit, wanted = room(found.runs), {name: (mask, MOST) for name, mask in odd(found.fates)}
    choices = [[run.layers for run in found.runs], [run.stages for run in found.runs], [[], []]]
    kind, place = kinds_of((told_apart(found, layers) for layers in choices), KINDS * limit)
    return draw_kinds(kind, choices[place], limit, wanted)


def room(runs) -> int:
    """How many images the page has room for."""
    each = OF_IMAGE + OF_LAYER * sum(len(run.layers) for run in runs)
    return min(LIMIT, int(IMAGES_BYTES / each))


def odd(fates) -> list[tuple]:
    """(name, (n,) bool) of the images that are worth most, the dearest first."""
    astray = [fates[f"{side}_travels_as"] for side in SIDES]
    known = [fates[f"{side}_role"] != "unseen" for side in SIDES]
    exception = [
        taught & (travels >= 0) & (travels != fates["label"])
        for taught, travels in zip(known, astray, strict=True)
    ]
    return [(CHANGED, fates["changed"] != ""), (EXCEPTION, exception[0] | exception[1])]


def told_apart(found, layers) -> list[np.ndarray]:
    """Columns that tell kinds apart. layers: those of the first and of the second network whose
    clusters do; without any, predictions only by whether they are right, and the same."""
    fates = found.fates
    predictions = [fates[f"{side}_prediction"] for side in SIDES]
    clusters = [
        run.clusters[layer] for run, own in zip(found.runs, layers, strict=True) for layer in own
    ]
    return [
        fates["label"],
        value_codes(fates["role"], ALL_ROLES),
        *(role_codes(fates[f"{side}_role"]) for side in SIDES),
        predictions[0] == predictions[1],
        *(column == fates["label"] for column in predictions),
        *(fates[f"{side}_travels_as"] == fates["label"] for side in SIDES),
        *(predictions if clusters else []),
        *clusters,
    ]


# --- what the page has of it ----------------------------------------------------------------------


def columns(drawn) -> dict[str, np.ndarray]:
    """How many images there are of each one's kind, and how many of these are shown; nothing where
    all images are."""
    if drawn is None:
        return {}
    return {"images": drawn.images.astype("<u4"), "alike": drawn.alike.astype("<u4")}


def known_flows(drawn, found, labels) -> dict[str, np.ndarray]:
    """The table of flows as the page has it, pair of layers by pair; nothing where it is reckoned
    from the images, or where there is no room. labels: ascending, of all that the page names."""
    flows = found.flows
    if drawn is None or len(flows["count"]) > FLOW_ROWS:
        return {}
    order = np.argsort(pairs_of(found), kind="stable")
    return {
        "from": flows["first_cluster"][order].astype("<u2"),
        "to": flows["second_cluster"][order].astype("<u2"),
        "role": value_codes(flows["role"], ALL_ROLES)[order],
        "label": places_of(flows["label"], labels)[order],
        "count": flows["count"][order].astype("<u4"),
    }


def pairs_of(found) -> np.ndarray:
    """Each flow's pair of layers, those of the second network within those of the first."""
    codes = [
        value_codes(found.flows[f"{side}_layer"], run.layers).astype(int)
        for side, run in zip(SIDES, found.runs, strict=True)
    ]
    return codes[0] * len(found.runs[1].layers) + codes[1]


def entry(drawn, found, flows) -> dict:
    """What the page's header says of it; nothing where all images are shown."""
    if drawn is None:
        return {}
    places = [
        [run.layers.index(layer) for layer in own]
        for run, own in zip(found.runs, drawn.layers, strict=True)
    ]
    told = {"of": drawn.of, "every": list(drawn.every), "layers": places}
    if not flows:
        return {"drawn": told}
    pairs = len(list(product(*(run.layers for run in found.runs))))
    rows = np.bincount(pairs_of(found), minlength=pairs).tolist()
    described = [[name, column.dtype.str[1:]] for name, column in flows.items()]
    return {"drawn": told, "flows": {"rows": rows, "columns": described}}


def sentence(drawn, header) -> str:
    """What a reader is told of the images that are shown; "" where all are."""
    if drawn is None:
        return ""
    told = header["drawn"]
    paths = [
        {*run["path"]} <= {*own} for run, own in zip(header["runs"], told["layers"], strict=True)
    ]
    among = ["every pair of paths"] * all(paths) + [TOLD[name] for name in told["every"]]
    return (
        f" {header['count']:,} of the images are shown, drawn evenly path by path"
        + (f", {listed(among)} among them" if among else "")
        + ("" if CHANGED in told["every"] else ", but not every image that changes fate")
        + f". {counted(header)}"
    )


def counted(header) -> str:
    """Of what all numbers are."""
    own = header["drawn"]["layers"]
    if all(
        len(run["layers"]) == len(places) for run, places in zip(header["runs"], own, strict=True)
    ):
        return "The flow and all counts are of all."
    if "flows" in header:
        return "The flow and all counts are of all; once a cluster is chosen, counts are estimates."
    return "All counts are of all; the flow, and counts once a cluster is chosen, are estimates."
