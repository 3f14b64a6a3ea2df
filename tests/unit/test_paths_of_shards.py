"""Paths and flows put together from shards are those of all samples at once, to the byte."""

import json

import duckdb
import numpy as np
import pytest

from chemins.base.errors import CheminsError
from chemins.clusters.stages import KEY
from chemins.planning.shards import shards_of
from chemins.results import tables
from chemins.results.shards import about_shard
from gather_paths import gather_paths
from join_paths import join_paths
from join_paths_shard import join_paths_shard

DIGITS = [1, 3, 7]
DEEP = [f"hidden_{number}" for number in range(1, 13)]
SIZES = {"known": 4500, "unseen": 1500}  # in shards of 1,024: five and two
WHOLE = ({"known": SIZES["known"]}, SIZES)
KINDS = ("activations", "pixels", "network")
STAGES = {
    "all": {"hidden": DEEP[:2]},
    "some": {"hidden": DEEP[:4], "stages": ["hidden_2", "hidden_4"]},
    "auto": {"hidden": DEEP, "stages": "auto"},
}


def settings_of(stages):
    told = STAGES[stages]
    return {**told, "layers": ["pixels", *told["hidden"], "output"], "digits": DIGITS}


def write_samples(folder, sizes, layers):
    """Each group's samples, and of them the output and clusters, whole and in shards. Ids of the
    groups lie between each other."""
    stream = np.random.default_rng(7)
    ids = stream.permutation(sum(sizes.values())).astype(np.int32)
    for group, count in sizes.items():
        own, ids = np.sort(ids[:count]), ids[count:]
        roles = ["train", "train", "test"] if group == "known" else ["unseen"]
        samples = {"sample_id": own, "role": stream.choice(roles, count)}
        samples["label"] = stream.choice(DIGITS if group == "known" else [4], count)
        tables.write(place(folder, "samples", group), tables.SAMPLES, samples)
        rows = samples | {"output": stream.random((count, len(DIGITS)), np.float32)}
        clusters = drifting(samples["label"] % 5, layers, stream)
        write_rows(folder, group, rows, clusters, {})
        for shard in shards_of(sizes, 1024)[group]:
            cut = slice(shard.start, shard.end)
            of_shard = [{name: of[cut] for name, of in each.items()} for each in (rows, clusters)]
            write_rows(folder, f"{group}/{shard.name}", *of_shard, shard.told)


def drifting(first, layers, stream):
    """Clusters of layers: before each, few or many of the samples are dealt out anew."""
    found = {}
    for number, layer in enumerate(layers):
        moved = stream.random(len(first)) < (0.4 if number % 3 else 0.02 * number)
        first = np.where(moved, stream.integers(5, size=len(first)), first)
        found[layer] = first
    return found


def write_rows(folder, name, rows, clusters, told):
    about, layers = about_shard(told), list(clusters)
    tables.write(place(folder, "activations", name), tables.ACTIVATIONS, rows, about)
    for part, own in (("pixels", layers[:1]), ("network", layers[1:])):
        parts = [
            {"layer": layer, "basis": basis, "sample_id": rows["sample_id"],
             "cluster": clusters[layer] + shift, "distance": rows["output"][:, 0],
             "silhouette": rows["output"][:, 1]}
            for layer in own for basis, shift in (("chosen", 0), ("classes", 50))
        ]  # fmt: skip
        tables.write_parts(place(folder, part, name), tables.CLUSTERS, parts, about)


def place(folder, kind, name):
    return folder / kind / f"{name}.parquet"


def joined(folder, sizes, settings):
    """The files of paths and flows, of all samples at once."""
    made = [folder / "joined" / name for name in ("paths.parquet", "flows.parquet")]
    samples, activations, *parts = [
        [place(folder, kind, group) for group in sizes] for kind in ("samples", *KINDS)
    ]
    known, *unseen = zip(*parts, strict=True)
    join_paths(settings, samples, activations, known, *made, *unseen)
    return made


def gathered(folder, sizes, settings):
    """The same, of one shard after the other."""
    made = [folder / "gathered" / name for name in ("paths.parquet", "flows.parquet")]
    paths, flows = join_shards(folder, sizes, settings)
    gather_paths(
        settings, paths["known"], flows, *made, *[of for of in [paths.get("unseen")] if of]
    )
    return made


def join_shards(folder, sizes, settings):
    """group -> its shards of paths; and all shards of flows."""
    paths, flows = {}, []
    for group, shards in shards_of(sizes, 1024).items():
        samples = place(folder, "samples", group)
        for one in shards:
            name = f"{group}/{one.name}"
            activations, *clusters = [place(folder, kind, name) for kind in KINDS]
            found = [place(folder, kind, name) for kind in ("paths", "flows")]
            join_paths_shard(settings | one.told, samples, activations, clusters, *found)
            paths.setdefault(group, []).append(found[0])
            flows.append(found[1])
    return paths, flows


@pytest.mark.parametrize("sizes", WHOLE, ids=lambda sizes: "-".join(sizes))
@pytest.mark.parametrize("stages", STAGES)
def test_they_are_those_of_all_samples_at_once(tmp_path, stages, sizes):
    settings = settings_of(stages)
    write_samples(tmp_path, sizes, settings["layers"])
    expected, found = (how(tmp_path, sizes, settings) for how in (joined, gathered))
    for one, other in zip(expected, found, strict=True):
        assert one.read_bytes() == other.read_bytes()
    told = tables.metadata(found[0], tables.paths_schema(settings["layers"])).get(KEY)
    if stages == "auto":  # others than neighbours meet in the flow
        assert 9 == len(json.loads(told)) < len(DEEP)
    else:
        assert told == (json.dumps(STAGES["some"]["stages"]) if stages == "some" else None)


def test_a_path_is_what_the_tables_say_of_its_sample(tmp_path):
    """DuckDB joins them, by sample_id."""
    settings = settings_of("all")
    write_samples(tmp_path, SIZES, settings["layers"])
    paths, _ = gathered(tmp_path, SIZES, settings)
    of_layers = [
        f"(select sample_id, cluster as {layer} from '{tmp_path}/{part}/*.parquet' "
        f"where layer = '{layer}' and basis = 'chosen')"
        for layer, part in zip(settings["layers"], ("pixels", *["network"] * 3), strict=True)
    ]
    answers = (
        f"(select sample_id, output::float[] as softmax from '{tmp_path}/activations/*.parquet')"
    )
    every = " natural join ".join([f"'{tmp_path}/samples/*.parquet'", *of_layers, answers])
    expected = duckdb.sql(f"""
        select sample_id, role, label, {", ".join(settings["layers"])},
               {DIGITS}[list_position(softmax, list_max(softmax))], list_max(softmax)
        from {every} order by sample_id
    """).fetchall()
    assert duckdb.sql(f"select * from '{paths}'").fetchall() == expected


def test_any_reader_opens_a_folder_of_shards_as_one_table(tmp_path):
    settings = settings_of("all")
    write_samples(tmp_path, SIZES, settings["layers"])
    joined(tmp_path, SIZES, settings)
    join_shards(tmp_path, SIZES, settings)
    of_shards, whole = (
        duckdb.sql(f"select * from '{tmp_path}/{name}' order by sample_id").fetchall()
        for name in ("paths/*/*.parquet", "joined/paths.parquet")
    )
    assert of_shards == whole
    names = "source_layer, source, target_layer, target, role, label"
    of_shards, whole = (
        duckdb.sql(
            f"select {names}, sum(count) from '{tmp_path}/{name}' group by {names} order by {names}"
        ).fetchall()
        for name in ("flows/*/*.parquet", "joined/flows.parquet")
    )
    assert of_shards == whole


@pytest.mark.parametrize("kind", ["paths", "flows"])
def test_a_shard_that_is_missing_is_named(tmp_path, kind):
    settings = settings_of("all")
    write_samples(tmp_path, WHOLE[0], settings["layers"])
    paths, flows = join_shards(tmp_path, WHOLE[0], settings)
    del {"paths": paths["known"], "flows": flows}[kind][1]
    with pytest.raises(CheminsError, match=f"{kind}/known/002.parquet is shard 2 of 5, expected"):
        gather_paths(
            settings, paths["known"], flows, tmp_path / "a.parquet", tmp_path / "b.parquet"
        )


def test_shards_of_another_size_are_gone_when_one_is_written(tmp_path):
    settings = settings_of("all")
    write_samples(tmp_path, WHOLE[0], settings["layers"])
    stale = [place(tmp_path, kind, "known/005") for kind in ("paths", "flows")]
    for file in stale:
        file.parent.mkdir(parents=True)
        file.touch()
    join_shards(tmp_path, WHOLE[0], settings)
    assert not [file for file in stale if file.exists()]
