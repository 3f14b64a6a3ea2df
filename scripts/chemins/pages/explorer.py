"""What the explorer of a run's page reads: docs/explorer.md has the format."""

from dataclasses import dataclass

import numpy as np

from chemins.answers.trust import TRUSTED
from chemins.base.formatting import layer_text
from chemins.clusters.majority import majority_labels
from chemins.clusters.paths import all_stages, main_paths, stages, travels_as
from chemins.figures.flow_layout import lay_out, node_name
from chemins.figures.palette import label_color
from chemins.figures.run_results import Followed, read_followed
from chemins.pages.encoding import ENCODING, NEVER, ROLES, value_codes
from chemins.pages.page_sample import drawn_entry
from chemins.pages.thumbnails import sprites_entry, zipped
from chemins.results import tables
from chemins.text.claims import claims
from chemins.text.class_names import DIGITS

FORMAT = 1
STEPS = ENCODING["steps"]
NO_SCORE = STEPS  # of the path score of images that nobody asked, where there are any
NO_DEPTH = "none"


@dataclass(frozen=True)
class Explored(Followed):
    """And what else its samples were found to be, each column in the order of the paths."""

    silhouettes: dict  # layer -> (samples,) float64, NaN for unseen samples
    sample_measures: dict  # columns of tables.SAMPLE_MEASURES


def read_explored(name, settings, files) -> Explored:
    """settings: as of the build_page rule. files: named as in it."""
    found = read_followed(name, settings, files)
    silhouettes = read_silhouettes(found.layers, found.paths["sample_id"], files["clusters"])
    return Explored(
        **vars(found),
        silhouettes=silhouettes,
        sample_measures=tables.read_columns(files["sample_measures"], tables.SAMPLE_MEASURES),
    )


def read_silhouettes(layers, sample_id, files) -> dict:
    """layer -> (samples,) float64 in this order, NaN where a layer's table has no such sample."""
    columns = ["sample_id", "silhouette"]
    tables_of = tables.read_layers(files, tables.CLUSTERS, layers, columns, basis="chosen")
    found = {}
    for layer, table in tables_of.items():
        found[layer] = np.full(len(sample_id), np.nan)
        found[layer][np.isin(sample_id, table["sample_id"])] = table["silhouette"]
    return found


def header(run, palette, shape, drawn=None) -> dict:
    """Everything but the samples' columns and images, ready for JSON. shape: of an image. drawn:
    the samples that are shown, if these are not all."""
    labels = sorted({*run.digits, *run.unseen})
    return class_entry(run.names, labels) | {
        "format": FORMAT,
        "run": run.name,
        "count": len(run.paths["label"]) if drawn is None else len(drawn.rows),
        **drawn_entry(run, drawn),
        "encoding": ENCODING,
        "labels": labels,
        "unseen": run.unseen,
        "colors": [label_color(label, palette) for label in labels],
        "roles": ROLES,
        "layers": [layer_entry(run, layer) for layer in run.layers],
        "committed": commitment_names(run),
        "depth": depths(run),
        "path_score": score_range(run),
        "trusted": TRUSTED,
        "flows": {
            "hidden": flow_entry(run, stages(run.stages)),
            "all": flow_entry(run, all_stages(run.layers)),
        },
        "claims": claims(run),
        "columns": [[name, values.dtype.str[1:]] for name, values in columns(run, drawn).items()],
        "sprites": sprites_entry(shape),
    }


def class_entry(names, labels) -> dict[str, dict]:
    """What the page calls the classes, in the order of `labels`; nothing of digits."""
    if names == DIGITS:
        return {}
    forms = {"names": names.name, "short": names.short().name, "kinds": names.kind}
    told = {key: [form(label) for label in labels] for key, form in forms.items()}
    return {"classes": {"one": names.one, **told}}


def commitment_names(run) -> list[str]:
    """The commitment layers that there may be."""
    return [*run.hidden, NEVER]


def depths(run) -> list[str]:
    """The prediction depths that there may be, and what stands for none."""
    return [*run.layers, NEVER, NO_DEPTH]


def score_range(run) -> list[float]:
    """[lowest, highest], and where some image has none what stands for that."""
    values = run.sample_measures["path_score"]
    missing = [NO_SCORE] if np.isnan(values).any() else []
    return [float(np.nanmin(values)), float(np.nanmax(values)), *missing]


def layer_entry(run, layer) -> dict:
    majority = majority_labels(run.paths[layer], run.paths["label"], run.paths["role"])
    return {
        "name": layer,
        "title": layer_text(layer),
        "hidden": layer in run.stages,
        "majority": [majority.get(cluster) for cluster in range(max(majority) + 1)],
    }


def flow_entry(run, chain) -> dict:
    """The flow diagram of these stages: lengths in samples, from the top down."""
    layout = lay_out(run.flows, chain)
    index = {(node.stage, node.value): i for i, node in enumerate(layout.nodes)}
    return {
        "stages": [{"name": stage, "title": layer_text(stage)} for stage in chain],
        "height": layout.height,
        "nodes": [
            [
                node.stage,
                node.value,
                node.top,
                node.count,
                node_name(node, run.unseen, run.names),
                run.stability.get((node.layer, node.value)),
                *short_name(node, run),
            ]
            for node in layout.nodes
        ],
        "ribbons": [
            [
                index[r.source.stage, r.source.value],
                index[r.target.stage, r.target.value],
                r.label,
                int(r.unseen),
                r.count,
                r.source_top,
                r.target_top,
            ]
            for r in layout.ribbons
        ],
    }


def short_name(node, run) -> list[str]:
    """What stands beside a node where its whole name is too long."""
    name = node_name(node, run.unseen, run.names.short())
    return [name] if name != node_name(node, run.unseen, run.names) else []


def columns(run, drawn=None) -> dict[str, np.ndarray]:
    """name -> little-endian values of the samples that are shown; docs/explorer.md lists them."""
    found = all_columns(run)
    if drawn is None:
        return found
    shown = {name: values[drawn.rows] for name, values in found.items()}
    shown["sample_id"] = gaps(run.paths["sample_id"][drawn.rows])
    return shown | {"images": drawn.images.astype("<u4"), "alike": drawn.alike.astype("<u4")}


def gaps(sample_id) -> np.ndarray:
    return np.diff(sample_id, prepend=0).astype("<u4")


def all_columns(run) -> dict[str, np.ndarray]:
    paths = run.paths
    labels = np.array(sorted({*run.digits, *run.unseen}))
    travels = travels_as(paths, run.stages, main_paths(paths, run.stages))
    found = {
        "sample_id": gaps(paths["sample_id"]),
        "role": np.select([paths["role"] == role for role in ROLES], range(len(ROLES))).astype(
            "u1"
        ),
        "label": np.searchsorted(labels, paths["label"]).astype("<u2"),
        "prediction": np.searchsorted(labels, paths["prediction"]).astype("<u2"),
        "probability": np.round(paths["probability"] * ENCODING["probability"]).astype("<u2"),
        "travels": np.where(travels < 0, -1, np.searchsorted(labels, travels)).astype("<i2"),
    }
    found |= sample_columns(run)
    for layer in run.layers:
        x, y = placed(run.embeddings[layer])
        found |= {
            f"cluster {layer}": paths[layer].astype("<u2"),
            f"silhouette {layer}": hundredths(run.silhouettes[layer]),
            f"x {layer}": x,
            f"y {layer}": y,
        }
    return found


def sample_columns(run) -> dict[str, np.ndarray]:
    committed, depth = run.sample_measures["committed"], run.sample_measures["depth"]
    low, high, *missing = score_range(run)
    score = run.sample_measures["path_score"]
    steps = np.round((score - low) / max(high - low, 1e-9) * STEPS)
    steps = np.where(np.isnan(score), NO_SCORE, np.minimum(steps, STEPS - len(missing)))
    p_value = in_units(run.sample_measures["p_value"], "probability", "no_p_value")
    return {
        "committed": value_codes(committed, commitment_names(run)),
        "depth": value_codes(np.where(depth == "", NO_DEPTH, depth), depths(run)),
        "path_score": steps.astype("<u2"),
        "p_value": p_value.astype("<u2"),
    }


def frame_of(points) -> tuple[np.ndarray, float]:
    """What is shown of coordinates (n, 2): the middle, and how far it reaches."""
    low, high = points.min(axis=0), points.max(axis=0)
    return (low + high) / 2, max(*(high - low).tolist(), 1e-9)


def placed(points, frame=None) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates (n, 2) as two (n,) u16 in [0, STEPS], x and y in the same proportion, y down.
    frame: of other points, whose map these are on."""
    middle, span = frame or frame_of(points)
    x, y = ((points - middle) / span * [1, -1] + 0.5).T * STEPS
    return tuple(np.clip(np.round(axis), 0, STEPS).astype("<u2") for axis in (x, y))


def hundredths(silhouettes) -> np.ndarray:
    """Silhouettes as i8."""
    return in_units(silhouettes, "silhouette", "no_silhouette").astype("i1")


def in_units(values, unit, missing) -> np.ndarray:
    """Values as whole numbers of a unit. unit, missing (of NaN): keys of ENCODING."""
    return np.where(np.isnan(values), ENCODING[missing], np.round(values * ENCODING[unit]))


def packed_columns(run, drawn=None) -> str:
    """All columns one after another, as text."""
    return zipped(b"".join(values.tobytes() for values in columns(run, drawn).values()))
