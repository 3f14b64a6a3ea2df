"""What a run's own network makes of its test images under noise: predictions and paths kept."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from chemins.clusters.centers import BASES, nearest_center
from chemins.clusters.layer_points import only, regrouped
from chemins.measures.known import noise_path_row, noise_prediction_row
from chemins.measures.noise import common_shift
from chemins.measures.passes import BLOCK
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
        pairs = Pairs(known, noisy, layer, samples.of("test"), len(spaces[layer].mean))
        shift = common_shift(pairs) if layer in pooled else 0
        found = {key: [] for key in paths}
        for clean, after in pairs:
            seen = {"clean": clean, "": after, "_centred": after - shift}
            for kind, basis in paths:
                points = spaces[layer].transform(seen[kind])
                found[kind, basis].append(nearest_center(points, centers[layer][basis]))
        for key, clusters in found.items():
            paths[key].append(np.concatenate(clusters))
    paths = {key: np.column_stack(clusters) for key, clusters in paths.items()}
    return [noise_prediction_row(told, samples)] + [
        noise_path_row(kind, basis, paths["clean", basis], paths[kind, basis], samples)
        for kind in kinds
        for basis in BASES
    ]


@dataclass(frozen=True)
class Pairs:
    """A layer's (m, width) answers to some samples, without noise and with it, a block at a time.

    known: table of all samples, noisy: of those that are asked, (n,) bool.
    """

    known: object
    noisy: object
    layer: str
    asked: np.ndarray
    width: int

    def __iter__(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        everyone = np.ones(np.count_nonzero(self.asked), bool)
        return zip(self.of(self.known, self.asked), self.of(self.noisy, everyone), strict=True)

    def of(self, path, chosen) -> Iterator[np.ndarray]:
        batches = tables.batches(path, tables.ACTIVATIONS, [self.layer])
        parts = only((batch[self.layer] for batch in batches), chosen)
        for _, values in regrouped(parts, max(1, BLOCK // self.width)):
            yield values
