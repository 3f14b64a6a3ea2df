"""How far each layer's embedding is to be trusted, as the measures of a run have it."""

from dataclasses import dataclass

from chemins.answers.measure_table import read_measures

ROLES = ("train", "test", "unseen")


@dataclass(frozen=True)
class MapQuality:
    """Of the images of one role in one layer's embedding."""

    trustworthiness: float
    continuity: float
    images: int  # looked at


def read_map_quality(path, layers) -> dict[str, dict]:
    """layer -> role -> MapQuality, of the roles that there are and that could be rated. path: a
    run's table of measures of its embeddings."""
    measured = read_measures([path])
    return {layer: qualities(measured, layer) for layer in layers}


def qualities(measured, layer) -> dict[str, MapQuality]:
    found = {}
    for role in ROLES:
        names = ("trustworthiness", "continuity", "rated")
        values = [measured.own(f"{name}_{role}", layer) for name in names]
        # NaN is not itself: of too few images nothing can be told.
        if values[0] is not None and values[0] == values[0]:
            found[role] = MapQuality(*values[:2], int(values[2]))
    return found
