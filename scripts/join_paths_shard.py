"""Join the clusters of a shard's samples into paths, and count the flows that these add."""

from chemins.clusters.joined import path_columns
from chemins.clusters.paths import count_flows
from chemins.clusters.stages import pairs_before
from chemins.jobs import job
from chemins.results import tables
from chemins.results.shards import about_shard, drop_others, read_samples


def join_paths_shard(settings, samples, activations, clusters, paths, flows) -> None:
    """samples: table of the shard's group. activations: the shard of the network's. clusters: the
    shards of both parts, the pixels' first. paths, flows: the shards to write; flows of what is
    asked for before all samples are known.
    """
    layers, found = settings["layers"], {}
    for file, own in zip(clusters, (layers[:1], layers[1:]), strict=True):
        found |= tables.read_layers([file], tables.CLUSTERS, own, ["cluster"], basis="chosen")
    drawn = read_samples(samples, settings)
    columns = path_columns(settings["digits"], [drawn], found, [activations])
    about = about_shard(settings)
    tables.write(paths, tables.paths_schema(layers), columns, about)
    tables.write(flows, tables.FLOWS, count_flows(columns, pairs_before(settings)), about)
    for file in (paths, flows):
        drop_others(file, settings)


if "snakemake" in globals():
    job.run(join_paths_shard, snakemake)
