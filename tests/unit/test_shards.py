"""Tables in shards have the rows, bit for bit, that they have as one file."""

import json

import duckdb
import numpy as np
import pyarrow.dataset
import pytest

from chemins.base.errors import CheminsError
from chemins.planning.shards import drawn_samples, shards_of
from chemins.results import tables
from chemins.results.columns import as_numpy
from chemins.results.shards import about_shard, drop_others, read_samples
from cluster_layers import cluster_layers
from cluster_unseen import cluster_unseen
from dump_pixels import dump_pixels
from embed_layers import embed_layers
from embed_unseen import embed_unseen
from fit_embeddings import fit_embeddings
from place_in_clusters import place_in_clusters
from place_in_embeddings import place_in_embeddings

LAYERS = ["narrow", "wide"]
WIDE = 2000  # columns: they are reduced, 2,000 rows at a time
SIZES = {"known": 2200, "unseen": 1100}
CLUSTERING = {"k": "silhouette", "k_min": 2, "k_max": 3, "n_init": 1, "silhouette_limit": 600}
UMAP = {"n_neighbors": 10, "min_dist": 0.1, "metric": "euclidean", "fit_limit": 700}


@pytest.fixture(scope="module")
def activations():
    """group -> columns of a table of activations: ids of the groups lie between each other."""
    stream = np.random.default_rng(5)
    ids = stream.permutation(sum(SIZES.values())).astype(np.int32)
    found = {}
    for group, count in SIZES.items():
        own, ids = np.sort(ids[:count]), ids[count:]
        label = stream.integers(0, 3, count, dtype=np.int32)
        role = np.where(stream.random(count) < 0.7, "train", "test")
        role = role if group == "known" else np.full(count, "unseen")
        narrow = stream.normal(size=(count, 5)) + label[:, np.newaxis]
        wide = narrow @ stream.normal(size=(5, WIDE)) + stream.normal(size=(count, WIDE))
        found[group] = {"sample_id": own, "role": role, "label": label}
        found[group] |= {"narrow": narrow.astype(np.float32), "wide": wide.astype(np.float32)}
    return found


@pytest.fixture(scope="module")
def given(activations, tmp_path_factory):
    """group -> its table, and group -> its shards' settings and tables."""
    folder = tmp_path_factory.mktemp("given")
    whole, shards = {}, {}
    for group, columns in activations.items():
        whole[group] = folder / f"{group}.parquet"
        tables.write(whole[group], tables.ACTIVATIONS, columns)
        shards[group] = []
        for shard in shards_of(SIZES, 1500)[group]:
            path = folder / group / f"{shard.name}.parquet"
            rows = {name: column[shard.start : shard.end] for name, column in columns.items()}
            tables.write(path, tables.ACTIVATIONS, rows, about_shard(shard.told))
            shards[group].append((shard.told, path))
    return whole, shards


def files(shards, group):
    return [path for _, path in shards[group]]


def assert_same(whole, shards, schema):
    """The rows of a table's shards, in any reader, are those of its one file."""
    expected = tables.read(whole, schema)
    folder = shards[0].parent
    for found in (pyarrow.dataset.dataset(folder).to_table(), tables.read(shards, schema)):
        found = found.sort_by([(name, "ascending") for name in schema.order])
        assert found.column_names == expected.column_names
        for name in found.column_names:
            own, of_whole = as_numpy(found[name]), as_numpy(expected[name])
            assert (own.dtype, own.shape) == (of_whole.dtype, of_whole.shape)
            assert own.tolist() == of_whole.tolist() or own.tobytes() == of_whole.tobytes(), name
    count = duckdb.sql(f"select count(*) from '{folder}/*.parquet'").fetchall()
    assert count == [(len(expected),)]


def told_of(activations, fit_on, limit, seed):
    """What a table of what was fitted on a sample says of it."""
    roles = [columns["role"] for columns in activations.values()]
    count = np.sum(roles[0] == "train") if fit_on == "train" else sum(map(len, roles))
    whose = "train samples" if fit_on == "train" else "samples"
    return f"fitted on {limit} of {count} {whose}, seed {seed}"


# --- clusters -------------------------------------------------------------------------------------


@pytest.mark.parametrize("fit_on", ["train", "all"])
def test_clusters_of_shards_are_those_of_the_whole(activations, given, tmp_path, fit_on):
    whole, shards = given
    settings = {"layers": LAYERS, "classes": 3, "seed": 4}
    settings["clustering"] = {**CLUSTERING, "fit_on": fit_on, "fit_limit": 1000}
    names = ("clusters", "scores", "centers", "spaces")
    one = {name: tmp_path / f"{name}.parquet" for name in names}
    unseen = whole["unseen"] if fit_on == "all" else None
    cluster_layers(settings, "a", whole["known"], one, unseen)
    about = tables.metadata(one["clusters"], tables.CLUSTERS)
    assert about["chemins.fitted"] == told_of(activations, fit_on, 1000, 4)
    of_unseen = tmp_path / "unseen.parquet"
    cluster_unseen("a", [whole["unseen"]], [one["spaces"]], [one["centers"]], [of_unseen])

    fit = {name: tmp_path / "fit" / f"{name}.parquet" for name in ("fitted", *names[1:])}
    unseen = files(shards, "unseen") if fit_on == "all" else None
    cluster_layers(settings, "a", files(shards, "known"), fit, unseen)
    for name in names[1:]:
        assert fit[name].read_bytes() == one[name].read_bytes()
    for group, expected in (("known", one["clusters"]), ("unseen", of_unseen)):
        placed = []
        for told, path in shards[group]:
            placed.append(tmp_path / group / path.name)
            fitted = fit["fitted"] if group == "known" else None
            place_in_clusters(told, "a", path, fit["spaces"], fit["centers"], placed[-1], fitted)
        assert_same(expected, placed, tables.CLUSTERS)
    scored = tables.read_columns(one["clusters"], tables.CLUSTERS)["silhouette"]
    assert 0 < np.isnan(scored).sum() < len(scored)


# --- embeddings -----------------------------------------------------------------------------------


@pytest.mark.parametrize("fit_on", ["train", "all"])
def test_embeddings_of_shards_are_those_of_the_whole(activations, given, tmp_path, fit_on):
    whole, shards = given
    settings = {"layers": LAYERS, "umap": UMAP, "fit_on": fit_on, "seed": 3}
    unseen = whole["unseen"] if fit_on == "all" else None
    one = {group: tmp_path / f"{group}.parquet" for group in SIZES}
    embed_layers(settings, "a", whole["known"], one["known"], unseen)
    about = tables.metadata(one["known"], tables.EMBEDDING)
    assert about["chemins.fitted"] == told_of(activations, fit_on, 700, 3)
    inputs = {group: [file] for group, file in whole.items()} | {"embeddings": [one["known"]]}
    of_parts = settings | {"layers": [LAYERS]}
    embed_unseen(of_parts, "a", inputs, {"embeddings": [one["unseen"]]})

    fitted = [tmp_path / "fit" / f"{name}.parquet" for name in ("fitted", "points", "spaces")]
    unseen = files(shards, "unseen") if fit_on == "all" else None
    fit_embeddings(settings, "a", files(shards, "known"), *fitted, unseen)
    for group in SIZES:
        placed = []
        for told, path in shards[group]:
            placed.append(tmp_path / group / path.name)
            place_in_embeddings(settings | told, "a", path, *fitted, placed[-1])
        assert_same(one[group], placed, tables.EMBEDDING)


# --- pixels ---------------------------------------------------------------------------------------


def test_pixels_of_shards_are_those_of_the_whole(tmp_path):
    stream = np.random.default_rng(2)
    images = {"sample_id": np.arange(1500), "label": stream.integers(0, 9, 1500)}
    images |= {"split": ["train"] * 1500, "pixels": stream.integers(0, 256, (1500, 6))}
    dataset, samples = tmp_path / "dataset.parquet", tmp_path / "samples.parquet"
    shape = {"chemins.shape": json.dumps([2, 3, 1])}
    tables.write(dataset, tables.DATASET, images, shape)
    chosen = np.flatnonzero(stream.random(1500) < 0.8)
    rows = {name: images[name][chosen] for name in ("sample_id", "label")}
    tables.write(samples, tables.SAMPLES, {**rows, "role": ["test"] * len(chosen)})
    whole = tmp_path / "whole.parquet"
    dump_pixels({}, dataset, samples, whole)
    shards = []
    for shard in shards_of({"known": len(chosen)}, 1024)["known"]:
        shards.append(tmp_path / "known" / f"{shard.name}.parquet")
        dump_pixels(shard.told, dataset, samples, shards[-1])
    assert len(shards) == 2
    assert_same(whole, shards, tables.ACTIVATIONS)
    told = {"rows": [0, 1024], "samples": len(chosen) + 1, "place": [0, 2]}
    with pytest.raises(CheminsError, match=f"samples.parquet has {len(chosen)} samples.*delete it"):
        read_samples(samples, told)


def test_shards_of_another_size_are_gone_when_one_is_written(tmp_path):
    names = [
        "000.parquet",
        "001.parquet",
        "002.parquet",
        "010.parquet",
        "mine.parquet",
        "0000.parquet",
    ]
    for name in names:
        (tmp_path / name).touch()
    drop_others(tmp_path / "000.parquet", {})
    assert {path.name for path in tmp_path.iterdir()} == {*names}
    drop_others(tmp_path / "000.parquet", {"place": [0, 2]})
    assert {path.name for path in tmp_path.iterdir()} == {*names[:2], "mine.parquet"}


# --- batches --------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", [7, 1000])
def test_batches_are_those_of_the_one_file(given, wanted):
    whole, shards = given

    def lengths(path, **where):
        found = tables.batches(path, tables.ACTIVATIONS, ["sample_id", "wide"], wanted, **where)
        return [len(batch["sample_id"]) for batch in found]

    both = [[*files(shards, "known"), *files(shards, "unseen")], [*whole.values()]]
    assert lengths(both[0]) == lengths(both[1])
    assert lengths(files(shards, "known")[1], start=1024)[0] == wanted - 1024 % wanted


# --- shards that do not belong together -----------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "text"),
    [
        ([0, 2], "002.parquet is shard 2 of 3, expected shard 1 of 3: one is missing"),
        ([0, 1], "what comes after .*001.parquet is no shard, expected shard 2 of 3"),
        ([1, 0, 2], "001.parquet is shard 1 of 3, expected shard 0 of another table"),
        ([0, 1, 2, 2], "002.parquet is shard 2 of 3, expected shard 0 of another table"),
    ],
)
def test_shards_that_do_not_follow_each_other_are_refused(given, chosen, text):
    known = files(given[1], "known")
    with pytest.raises(CheminsError, match=text):
        tables.read_columns([known[at] for at in chosen], tables.ACTIVATIONS, ["label"])
    with pytest.raises(CheminsError, match=text):
        next(tables.batches([known[at] for at in chosen], tables.ACTIVATIONS, ["label"]))


def test_a_shard_that_was_cut_is_named(given, tmp_path):
    known = files(given[1], "known")
    cut = tmp_path / known[1].name
    cut.write_bytes(known[1].read_bytes()[:-3000])
    with pytest.raises(CheminsError, match=r"001.parquet is no readable Parquet file.*run again"):
        tables.read([known[0], cut, known[2]], tables.ACTIVATIONS, ["label"])


# --- which there are ------------------------------------------------------------------------------


def test_shards_by_hand():
    found = shards_of({"known": 5000, "unseen": 10}, 2500)
    rows = {group: [one.told["rows"] for one in each] for group, each in found.items()}
    assert rows == {"known": [[0, 2048], [2048, 4096], [4096, 5000]], "unseen": [[0, 10]]}
    assert [one.told["place"] for one in found["known"]] == [[0, 3], [1, 3], [2, 3]]
    assert [one.name for one in found["known"]] == ["000", "001", "002"]
    names = [one.name for one in shards_of({"known": 1024 * 1001, "unseen": 0}, 1024)["known"]]
    assert (names[0], names[-1], sorted(names) == names) == ("0000", "1000", True)


def test_a_table_that_is_not_too_long_is_one_file():
    assert shards_of({"known": 2500, "unseen": 2500}, 2500) == {}
    assert set(shards_of({"known": 2500, "unseen": 2501}, 2500)) == {"known", "unseen"}
    assert set(shards_of({"known": 2501, "unseen": 0}, 2500)) == {"known"}


def test_samples_are_counted_before_they_are_drawn():
    counts = {"train": {1: 100, 2: 30, 3: 9}, "test": {1: 20, 2: 7, 3: 5}}
    asked = {"digits": [1, 2], "unseen": [3], "per_digit": 50, "test_per_digit": "all"}
    assert drawn_samples(asked, counts) == {"known": 50 + 30 + 20 + 7, "unseen": 5}
