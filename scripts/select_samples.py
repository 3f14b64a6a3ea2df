"""Draw the images of one group, known or unseen, that a run uses."""

from chemins.data.samples import draw_known, draw_unseen
from chemins.jobs import job
from chemins.results import tables


def select_samples(settings, group, dataset, samples) -> None:
    """settings: as of the rule. group: "known" or "unseen"."""
    columns = tables.read_columns(dataset, tables.DATASET, ["split", "label"])
    draw = draw_known if group == "known" else draw_unseen
    tables.write(samples, tables.SAMPLES, draw(columns["split"], columns["label"], **settings))


if "snakemake" in globals():
    job.run(select_samples, snakemake)
