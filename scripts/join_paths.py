"""Join every layer's clusters into paths, and count the flows."""

from chemins.clusters.joined import path_columns
from chemins.clusters.paths import count_pairs, flow_columns, stage_pairs
from chemins.clusters.stages import chosen_stages, pairs_before, stages_text
from chemins.jobs import job
from chemins.results import tables


def join_paths(
    settings, samples, activations, known_clusters, paths, flows, unseen_clusters=()
) -> None:
    """samples, activations: files of the known samples and, if any, of the unseen ones after them,
    the latter the network's, each shard by itself where a table has several. known_clusters,
    unseen_clusters: files of both parts. paths, flows: files to write.
    """
    layers, hidden = settings["layers"], settings["hidden"]
    clusters = [*known_clusters, *unseen_clusters]
    found = tables.read_layers(clusters, tables.CLUSTERS, layers, ["cluster"], basis="chosen")
    drawn = [tables.read_columns(group, tables.SAMPLES) for group in samples]
    columns = path_columns(settings["digits"], drawn, found, activations)
    counts = count_pairs(columns, pairs_before(settings))
    stages = chosen_stages(settings, counts)
    pairs = stage_pairs(stages, layers)
    counts |= count_pairs(columns, [pair for pair in pairs if pair not in counts])
    tables.write(paths, tables.paths_schema(layers), columns, stages_text(stages, hidden))
    tables.write(flows, tables.FLOWS, flow_columns(counts, pairs))


if "snakemake" in globals():
    job.run(join_paths, snakemake)
