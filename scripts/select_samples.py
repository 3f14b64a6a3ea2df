"""Draw the images of one group, known or unseen, that a run uses."""

import json

from chemins.data.samples import draw_known, draw_unseen
from chemins.results import tables


def select_samples(settings, group, dataset, output):
    """settings: as of the rule. group: "known" or "unseen"."""
    columns = tables.read_columns(dataset, tables.DATASET, ["split", "label"])
    draw = draw_known if group == "known" else draw_unseen
    tables.write(output, tables.SAMPLES, draw(columns["split"], columns["label"], **settings))


if "snakemake" in globals():
    from chemins.jobs.making import making

    with making(snakemake):
        select_samples(
            settings=json.loads(snakemake.params.settings),
            group=snakemake.wildcards.group,
            dataset=snakemake.input.dataset,
            output=snakemake.output.samples,
        )
