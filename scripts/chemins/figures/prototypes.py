"""The images that stand for the nodes of a flow: a cluster's mean image, and one of each class."""

from collections.abc import Iterator

import numpy as np

from chemins.clusters.paths import LABEL, PREDICTION
from chemins.data.images import image_shape, stream_images

ROWS = 4_096  # images at a time


def prototypes(paths, layers, dataset) -> dict[tuple, np.ndarray]:
    """(stage, value) -> an image (height, width, channels) uint8, of all of a run's images.

    Of a layer's cluster the mean of its images; of a label, and of what is predicted, the image
    that is nearest to that mean. paths: columns of the table of paths. dataset: path of its table.
    """
    shape = image_shape(dataset)
    means = mean_images(paths, (LABEL, *layers, PREDICTION), dataset)
    found = {(stage, value): mean for stage in layers for value, mean in means[stage].items()}
    found = {key: np.rint(mean).astype(np.uint8) for key, mean in found.items()}
    for stage in (LABEL, PREDICTION):
        nearest = nearest_images(paths, stage, means[stage], dataset)
        found |= {(stage, value): pixels for value, pixels in nearest.items()}
    return {key: pixels.reshape(shape) for key, pixels in found.items()}


def mean_images(paths, stages, dataset) -> dict[str, dict]:
    """stage -> value -> (width,) float64, the mean of its images."""
    values = {stage: np.unique(paths[stage]) for stage in stages}
    sums = dict.fromkeys(stages, 0)
    for pixels, here in batches(paths, stages, dataset):
        shown = pixels.astype(np.float32)  # sums of whole numbers below 2**24: exact, in any order
        for stage in stages:
            among = here[stage] == values[stage][:, np.newaxis]
            sums[stage] = sums[stage] + (among.astype(np.float32) @ shown).astype(float)
    return {
        stage: {
            value: total / np.sum(paths[stage] == value)
            for value, total in zip(values[stage].tolist(), sums[stage], strict=True)
        }
        for stage in stages
    }


def nearest_images(paths, stage, means, dataset) -> dict[int, np.ndarray]:
    """value -> (width,) uint8, the first of its images that are nearest to its mean. means: value
    -> (width,)."""
    best = dict.fromkeys(means, (np.inf, None))
    for pixels, here in batches(paths, [stage], dataset):
        for value, mean in means.items():
            own = pixels[here[stage] == value]
            apart = ((own - mean) ** 2).sum(axis=1)
            if len(own) and apart.min() < best[value][0]:
                best[value] = (apart.min(), own[apart.argmin()])
    return {value: pixels for value, (_, pixels) in best.items()}


def batches(paths, stages, dataset) -> Iterator[tuple]:
    """The images (m, width) uint8 of all samples, and stage -> their values."""
    keys = {stage: f"at {stage}" for stage in stages}  # one of them is called as the images are
    samples = {"sample_id": paths["sample_id"], **{keys[stage]: paths[stage] for stage in stages}}
    for batch in stream_images(dataset, samples, ROWS):
        yield batch["pixels"], {stage: batch[key] for stage, key in keys.items()}
