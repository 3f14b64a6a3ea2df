"""Put the paths of all shards into one table, and add up their flows."""

from chemins.clusters.paths import add_up, count_pairs, flow_columns, flow_counts, stage_pairs
from chemins.clusters.stages import chosen_stages, stages_text
from chemins.jobs import job
from chemins.results import tables
from chemins.results.merging import merged


def gather_paths(settings, known, counts, paths, flows, unseen=()) -> None:
    """known, unseen: shards of paths, of each group in order. counts: shards of flows, of all
    groups. paths, flows: files to write, the same as join_paths writes of all samples at once; no
    more than a piece of the paths is in memory.
    """
    layers = settings["layers"]
    counted = {}
    for piece in tables.batches(counts, tables.FLOWS):
        add_up(counted, flow_counts(piece))
    stages = chosen_stages(settings, counted)
    pairs = stage_pairs(stages, layers)
    # Where stages were to be chosen first: of pairs that are no neighbours.
    left = [pair for pair in pairs if pair not in counted]
    schema, about = tables.paths_schema(layers), stages_text(stages, settings["hidden"])
    with tables.vector_writer(paths, schema, {}, about) as append:
        for piece in merged([group for group in (known, unseen) if group], schema):
            append(piece)
            add_up(counted, count_pairs(piece, left))
    tables.write(flows, tables.FLOWS, flow_columns(counted, pairs))


if "snakemake" in globals():
    job.run(gather_paths, snakemake)
