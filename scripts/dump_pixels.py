"""Write each sample's pixels as a layer of its own, the control that depends on no network."""

import numpy as np

from chemins.data.images import image_shape, stream_images
from chemins.jobs import job
from chemins.results import tables
from chemins.results.shards import about_shard, drop_others, read_samples


def dump_pixels(settings, dataset, samples, pixels) -> None:
    """The pixels as the network gets them: float32 from 0 to 1. settings: as of
    results/shards.py."""
    rows, about = read_samples(samples, settings), about_shard(settings)
    width = int(np.prod(image_shape(dataset)))
    with tables.vector_writer(pixels, tables.ACTIVATIONS, {"pixels": width}, about) as append:
        for batch in stream_images(dataset, rows, tables.ROW_GROUP):
            append({**batch, "pixels": batch["pixels"].astype(np.float32) / np.float32(255)})
    drop_others(pixels, settings)


if "snakemake" in globals():
    job.run(dump_pixels, snakemake)
