"""Train the replicates of a run once more, and look at them while they learn."""

from chemins.data.images import image_shape, read_dataset
from chemins.jobs import job
from chemins.results import tables


def follow_replicates(settings, dataset, measures) -> None:
    """settings: the run's, and `replicates`, their number. measures: the file to write."""
    from chemins.networks import (
        classifiers,  # TensorFlow, which prints while it is imported: after the log
    )

    classifiers.prepare()
    from chemins.measures.while_learning import learning_replicates

    count = settings["replicates"]
    images = read_dataset(dataset)

    def progress(replicate):
        print(f"replicate {replicate} of {count}", flush=True)

    rows = learning_replicates.follow_replicates(
        settings, images, image_shape(dataset), count, progress
    )
    tables.write_rows(measures, tables.LEARNING, rows)


if "snakemake" in globals():
    job.run(follow_replicates, snakemake)
