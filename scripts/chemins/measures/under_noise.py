"""What a run's own network makes of its test images under noise: predictions and paths kept."""

import numpy as np

from chemins.clusters.centers import BASES, nearest_center
from chemins.measures.known import noise_path_row, noise_prediction_row
from chemins.measures.noise import less_common_shift
from chemins.results import tables


def rows_under_noise(known, noisy, spaces, centers, pooled, samples, stages) -> list[dict]:
    """Rows of vocabulary.row, as replicates have them, at both Ks.

    known: table of the network's answers to its known samples. noisy: the same of the test samples
    under noise. spaces: layer -> Space. centers: layer -> basis -> (K, d) float32. pooled: the
    hidden layers whose signature is the mean of each channel, of which the shift that all images
    have in common is told apart. samples: Samples, the known ones. stages: of paths.
    """
    output = tables.read_columns(noisy, tables.ACTIVATIONS, ["output"])["output"]
    told = np.array(samples.digits)[output.argmax(axis=1)]
    kinds = ("", "_centred") if pooled else ("",)
    paths = {(kind, basis): [] for kind in ("clean", *kinds) for basis in BASES}
    for layer in stages:
        clean, after = (
            tables.read_columns(path, tables.ACTIVATIONS, [layer])[layer] for path in (known, noisy)
        )
        clean = clean[samples.of("test")]
        centred = less_common_shift(after, clean) if layer in pooled else after
        seen = {"clean": clean, "": after, "_centred": centred}
        for kind, basis in paths:
            points = spaces[layer].transform(seen[kind])
            paths[kind, basis].append(nearest_center(points, centers[layer][basis]))
    paths = {key: np.column_stack(clusters) for key, clusters in paths.items()}
    return [noise_prediction_row(told, samples)] + [
        noise_path_row(kind, basis, paths["clean", basis], paths[kind, basis], samples)
        for kind in kinds
        for basis in BASES
    ]
