"""Train the replicates of a run and keep what is measured of them."""

import numpy as np

from chemins.data.images import image_shape, read_dataset
from chemins.jobs import job
from chemins.results import tables


def train_replicates(settings, dataset, measures, known=None, unseen=None) -> None:
    """Measure known samples, or where unseen digits go.

    settings: the run's, and `replicates`, their number. known, unseen: table of the run's known
    samples, or of its unseen ones. measures: the file to write.
    """
    from chemins.networks import (
        classifiers,  # TensorFlow, which prints while it is imported: after the log
    )

    classifiers.prepare()
    from chemins.measures.replicates import replicate_known, replicate_unseen

    count = settings["replicates"]
    images = read_dataset(dataset)
    common = {"run": settings, "dataset": images, "shape": image_shape(dataset), "count": count}

    def progress(replicate):
        print(f"replicate {replicate} of {count}", flush=True)

    if unseen is None:
        samples = tables.read_columns(known, tables.SAMPLES)
        test = samples["sample_id"][samples["role"] == "test"]
        rows = replicate_known(**common, common_id=test, progress=progress)
    else:
        digits = np.unique(tables.read_columns(unseen, tables.SAMPLES)["label"]).tolist()
        rows = replicate_unseen(**common, unseen=digits, progress=progress)
    tables.write_rows(measures, tables.MEASURES, rows)


if "snakemake" in globals():
    job.run(train_replicates, snakemake)
