"""Teach networks one pair of digits, and keep where they send all others."""

from chemins.data.images import image_shape
from chemins.data.samples import draw_known, draw_unseen
from chemins.jobs import job
from chemins.planning.settings import sampling, unseen_sampling
from chemins.results import tables


def chart_pair(settings, dataset, measures) -> None:
    """settings: as of the rule. dataset: its table. measures: the file to write."""
    from chemins.networks import (
        classifiers,  # TensorFlow, which prints while it is imported: after the log
    )

    classifiers.prepare()
    from chemins.measures.replicates import replicate_unseen

    images = tables.read_columns(dataset, tables.DATASET)
    drawn_from = images["split"], images["label"]
    known = draw_known(*drawn_from, **sampling(settings))
    unseen = draw_unseen(*drawn_from, **unseen_sampling(settings))
    count = settings["replicates"]

    def progress(replicate):
        print(f"replicate {replicate} of {count}", flush=True)

    rows = replicate_unseen(
        run=settings,
        dataset=images,
        shape=image_shape(dataset),
        test_id=known["sample_id"][known["role"] == "test"],
        unseen_id=unseen["sample_id"],
        count=count,
        progress=progress,
        known=True,
    )
    tables.write_rows(measures, tables.MEASURES, rows)


if "snakemake" in globals():
    job.run(chart_pair, snakemake)
