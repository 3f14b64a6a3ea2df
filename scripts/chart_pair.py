"""Teach networks one pair of digits, and keep where they send all others."""

from chemins.data.images import image_shape, read_dataset
from chemins.jobs import job
from chemins.results import tables


def chart_pair(settings, dataset, measures) -> None:
    """settings: as of the rule. dataset: its table. measures: the file to write."""
    from chemins.networks import (
        classifiers,  # TensorFlow, which prints while it is imported: after the log
    )

    classifiers.prepare()
    from chemins.measures.replicates import replicate_unseen

    images = read_dataset(dataset)
    count = settings["replicates"]

    def progress(replicate):
        print(f"replicate {replicate} of {count}", flush=True)

    rows = replicate_unseen(
        run=settings,
        dataset=images,
        shape=image_shape(dataset),
        unseen=settings["unseen"],
        count=count,
        progress=progress,
        known=True,
    )
    tables.write_rows(measures, tables.MEASURES, rows)


if "snakemake" in globals():
    job.run(chart_pair, snakemake)
