"""Everything that the figures of a run are drawn from, read once."""

from dataclasses import dataclass, field

import numpy as np

from chemins.answers.k_choice import k_support
from chemins.answers.map_quality import read_map_quality
from chemins.answers.measure_table import read_measures
from chemins.answers.trust import read_stability
from chemins.clusters.paths import main_paths, travels_as
from chemins.clusters.stages import read_stages
from chemins.data.images import image_shape, read_images
from chemins.figures.prototypes import prototypes
from chemins.results import tables
from chemins.text.class_names import DIGITS, ClassNames, names_of

GALLERY = 40  # images at most


@dataclass(frozen=True)
class Followed:
    """A run whose samples were followed through its layers: what figures and page both tell of."""

    name: str
    digits: list
    unseen: list
    hidden: list
    stages: list  # those of them that paths go through
    layers: list
    paths: dict  # columns of the table of paths
    flows: dict  # columns of tables.FLOWS
    embeddings: dict  # layer -> (samples, 2) float32, in the order of paths
    stability: dict  # (layer, cluster) -> its stability
    map_quality: dict  # layer -> role -> MapQuality of its embedding
    names: ClassNames = field(default=DIGITS, kw_only=True)


@dataclass(frozen=True)
class RunResults(Followed):
    """And what only the figures tell of."""

    scores: dict  # layer -> columns of tables.CLUSTER_SCORES
    k_evidence: dict  # layer -> what k_support says of its K
    gallery: list  # of Exhibit
    strays: int  # images off their class's main path, of which the gallery shows the first
    fit_on: str  # of the config's clustering
    shown: dict = field(default_factory=dict)  # layer -> what its network calls it
    # (stage, value) of a flow's node -> its image, uint8; none where they are not asked for
    prototypes: dict = field(default_factory=dict)
    out_of: int | None = None  # images that there are, where these are an even sample of them

    def chosen_k(self, layer) -> int:
        scores = self.scores[layer]
        return int(scores["k"][scores["chosen"].astype(bool)][0])


@dataclass(frozen=True)
class Exhibit:
    """An image worth showing, and why."""

    pixels: np.ndarray  # (height, width, channels) uint8
    sample_id: int
    role: str
    label: int
    prediction: int
    probability: float
    path: tuple
    travels_as: int  # -1: a path that is no class's main one


def read_followed(name, settings, files) -> Followed:
    """settings: as of the rules draw_figures and build_page. files: named as in them."""
    layers = settings["layers"]
    paths = tables.read_columns(files["paths"], tables.paths_schema(layers))
    return Followed(
        name=name,
        **{key: settings[key] for key in ("digits", "unseen", "hidden", "layers")},
        stages=read_stages(files["paths"], layers, settings["hidden"]),
        paths=paths,
        flows=tables.read_columns(files["flows"], tables.FLOWS),
        embeddings=read_embeddings(layers, paths, files["known"], files["unseen"]),
        stability=read_stability(files["measures"]),
        map_quality=read_map_quality(files["embedding_measures"], layers),
        names=names_of(settings),
    )


def read_run(name, settings, files, pictured=False) -> RunResults:
    """settings: as of the draw_figures rule. files: named as in it. pictured: whether nodes of
    flows are to have images."""
    found = read_followed(name, settings, files)
    measured = read_measures([files["measures"]])
    gallery, strays = pick_gallery(found.paths, found.stages, files["dataset"])
    return RunResults(
        **vars(found),
        scores=tables.read_layers(files["scores"], tables.CLUSTER_SCORES, found.layers),
        k_evidence={layer: k_support(measured, layer) for layer in found.layers},
        gallery=gallery,
        strays=strays,
        fit_on=settings["fit_on"],
        shown=settings.get("shown", {}),
        prototypes=prototypes(found.paths, found.layers, files["dataset"]) if pictured else {},
    )


def read_embeddings(layers, paths, known, unseen) -> dict[str, np.ndarray]:
    """layer -> coordinates in the order of the paths. known, unseen: files of both parts."""
    found = {}
    for layer, embedded in tables.read_layers([*known, *unseen], tables.EMBEDDING, layers).items():
        sample_id = embedded["sample_id"]
        order = np.argsort(sample_id)[np.searchsorted(np.sort(sample_id), paths["sample_id"])]
        found[layer] = np.column_stack([embedded["x"], embedded["y"]])[order]
    return found


def pick_gallery(paths, stages, dataset) -> tuple[list, int]:
    """The exceptions first, then other known images off their class's main path: the first so
    many of them, and how many there are."""
    travels = travels_as(paths, stages, main_paths(paths, stages))
    known = paths["role"] != "unseen"
    off = known & (travels != paths["label"])
    # Exceptions before paths of no class; test before train; then the surest predictions.
    rows = np.flatnonzero(off)
    keys = (
        paths["sample_id"][rows],
        -paths["probability"][rows],
        paths["role"][rows] == "train",
        travels[rows] == -1,
    )
    strays, rows = len(rows), rows[np.lexsort(keys)][:GALLERY]
    if not strays:
        return [], 0
    shown = np.sort(rows)
    pixels = read_images(dataset, {"sample_id": paths["sample_id"][shown]})
    images = dict(zip(shown.tolist(), pixels.reshape(-1, *image_shape(dataset)), strict=True))
    return [exhibit(paths, stages, travels, row, images[row]) for row in rows.tolist()], strays


def exhibit(paths, stages, travels, row, pixels) -> Exhibit:
    return Exhibit(
        pixels=pixels,
        sample_id=int(paths["sample_id"][row]),
        role=str(paths["role"][row]),
        label=int(paths["label"][row]),
        prediction=int(paths["prediction"][row]),
        probability=float(paths["probability"][row]),
        path=tuple(int(paths[layer][row]) for layer in stages),
        travels_as=int(travels[row]),
    )
