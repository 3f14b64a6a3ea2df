import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from builders.made_tables import ACTIVATIONS, IDS, SAMPLES, activations
from chemins.base.errors import CheminsError
from chemins.results import tables


def part_of(columns, start, end):
    return {name: column[start:end] for name, column in columns.items()}


# --- what is written is what is read ----------------------------------------------------------

NAMES = st.text(st.characters(codec="utf-8"), max_size=5)
ANY_FLOAT = st.floats(width=32)


@st.composite
def activation_columns(draw):
    rows, width = draw(st.integers(0, 12)), draw(st.integers(1, 4))
    ids = st.lists(st.integers(0, 2**31 - 1), min_size=rows, max_size=rows, unique=True)
    return {
        "sample_id": np.array(draw(ids), np.int32),
        "role": draw(st.lists(NAMES, min_size=rows, max_size=rows)),
        "label": draw(hnp.arrays(np.int32, rows)),
        "activation": draw(hnp.arrays(np.float32, (rows, width), elements=ANY_FLOAT)),
    }


def test_rows_are_written_as_columns_are(tmp_path):
    rows = [{"sample_id": 5, "label": 7, "role": "test"}, {"sample_id": 2, "label": 1, "role": "a"}]
    tables.write_rows(tmp_path / "rows.parquet", tables.SAMPLES, rows)
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    tables.write(tmp_path / "columns.parquet", tables.SAMPLES, columns)
    found = [(tmp_path / name).read_bytes() for name in ("rows.parquet", "columns.parquet")]
    assert found[0] == found[1]
    assert tables.read_columns(tmp_path / "rows.parquet", tables.SAMPLES)["label"].tolist() == [
        1,
        7,
    ]


@settings(max_examples=60)
@given(columns=activation_columns())
def test_round_trip_in_the_order_of_the_ids(tmp_path_factory, columns):
    path = tmp_path_factory.getbasetemp() / "round-trip.parquet"
    tables.write(path, tables.ACTIVATIONS, columns)
    found = tables.read_columns(path, tables.ACTIVATIONS)
    order = np.argsort(columns["sample_id"])
    assert list(found) == ["sample_id", "role", "label", "activation"]
    for name in ("sample_id", "label", "activation"):
        assert found[name].dtype == columns[name].dtype
        np.testing.assert_array_equal(found[name], columns[name][order])
    assert found["role"].tolist() == [columns["role"][row] for row in order]


def test_pixels_round_trip(tmp_path):
    path = tmp_path / "images.parquet"
    pixels = np.random.default_rng(0).integers(0, 256, (3, 12), dtype=np.uint8)
    columns = {"sample_id": IDS, "split": ["test", "train", "train"], "label": [7, 1, 7]}
    tables.write(path, tables.DATASET, columns | {"pixels": pixels})
    found = tables.read_columns(path, tables.DATASET)
    assert found["pixels"].dtype == np.uint8
    np.testing.assert_array_equal(found["pixels"], pixels[[1, 2, 0]])


def test_some_columns_alone(tmp_path):
    path = tmp_path / "layer.parquet"
    tables.write(path, tables.ACTIVATIONS, ACTIVATIONS)
    found = tables.read_columns(path, tables.ACTIVATIONS, ["label"])
    assert {name: column.tolist() for name, column in found.items()} == {"label": [1, 7, 7]}


def test_lists_of_any_length(tmp_path):
    path = tmp_path / "spaces.parquet"
    row = {"mean": [[0.5, 2.0]], "scale": [[1.0, 0.1]], "components": [0], "axes": [[]]}
    other = {"mean": [[3.0]], "scale": [[4.0]], "components": [1], "axes": [[5.0]]}
    parts = [{"layer": "two", **row}, {"layer": "one", **other}]
    tables.write_parts(path, tables.SPACES, parts)
    assert tables.read(path, tables.SPACES).to_pylist() == [
        {"layer": "one", "mean": [3.0], "scale": [4.0], "components": 1, "axes": [5.0]},
        {"layer": "two", "mean": [0.5, 2.0], "scale": [1.0, 0.1], "components": 0, "axes": []},
    ]


# --- tables in several files ----------------------------------------------------------------------


@pytest.fixture
def shards(tmp_path):
    """Three files of a table's rows, in order, and the one file of all of them."""
    ids = np.arange(10, 21, dtype=np.int32)
    columns = {"sample_id": ids, "label": ids % 3, "role": [f"role {n}" for n in ids]}
    columns |= {"wide": np.outer(ids, [1.0, 0.5]).astype(np.float32)}
    whole = tmp_path / "whole.parquet"
    tables.write(whole, tables.ACTIVATIONS, columns, {"about": "0"})
    files = [tmp_path / f"{n}.parquet" for n in range(3)]
    for n, file in enumerate(files):
        part = part_of(columns, 4 * n, 4 * n + 4)
        tables.write(file, tables.ACTIVATIONS, part, {"about": str(n)})
    return files, whole


def test_several_files_are_read_as_one_table(shards):
    files, whole = shards
    both = [tables.read_columns(given, tables.ACTIVATIONS) for given in (tuple(files), whole)]
    assert list(both[0]) == list(both[1])
    for name, column in both[0].items():
        assert column.dtype == both[1][name].dtype
        np.testing.assert_array_equal(column, both[1][name])
    assert tables.read(files, tables.ACTIVATIONS, ["label"]).column_names == ["label"]


def test_batches_of_several_files_follow_each_other(shards):
    found = [batch["sample_id"].tolist() for batch in tables.batches(shards[0], tables.ACTIVATIONS)]
    assert found == [[10, 11, 12, 13], [14, 15, 16, 17], [18, 19, 20]]


def test_what_files_are_like_the_first_one_says(shards):
    assert tables.vector_columns(shards[0], tables.ACTIVATIONS) == ["wide"]
    assert tables.metadata(shards[0], tables.ACTIVATIONS)["about"] == "0"


# --- parts of a run -------------------------------------------------------------------------------


def clusters_of(layer, basis, first, rows):
    """Part of a table of clusters, each number another one."""
    numbers = first + np.arange(rows)
    columns = {"sample_id": numbers[::-1], "cluster": 100 + numbers, "distance": 200.5 + numbers}
    return {"layer": layer, "basis": basis, **columns, "silhouette": numbers / 1000}


@pytest.fixture
def clusters(tmp_path):
    """Tables of the pixels, and of the known and unseen samples of two layers."""
    parts = {
        "pixels": [clusters_of("pixels", "chosen", 1, 2), clusters_of("pixels", "classes", 3, 2)],
        "known": [
            clusters_of("b", "chosen", 11, 3),
            clusters_of("b", "classes", 14, 3),
            clusters_of("a", "chosen", 17, 3),
            clusters_of("a", "classes", 20, 3),
        ],
        "unseen": [clusters_of("a", "chosen", 30, 1), clusters_of("b", "chosen", 40, 1)],
    }
    for name, of_table in parts.items():
        tables.write_parts(tmp_path / name, tables.CLUSTERS, of_table)
    return tmp_path


def test_each_layers_rows_are_found_whatever_table_they_are_in(clusters):
    paths = [clusters / "pixels", clusters / "known"]
    found = tables.read_layers(
        paths, tables.CLUSTERS, ["pixels", "b"], ["sample_id", "cluster"], basis="classes"
    )
    assert {layer: {k: v.tolist() for k, v in rows.items()} for layer, rows in found.items()} == {
        "pixels": {"sample_id": [3, 4], "cluster": [104, 103]},
        "b": {"sample_id": [14, 15, 16], "cluster": [116, 115, 114]},
    }


def test_layers_of_one_table_alone(clusters):
    found = tables.read_layers(clusters / "unseen", tables.CLUSTERS, ["b"], ["cluster"])
    assert found["b"]["cluster"].tolist() == [140]


def test_a_layers_rows_of_several_tables_come_in_the_order_of_the_tables(clusters):
    paths = [clusters / "unseen", clusters / "known"]
    found = tables.read_layers(paths, tables.CLUSTERS, ["a"], basis="chosen")
    assert list(found["a"]) == ["sample_id", "cluster", "distance", "silhouette"]
    assert found["a"]["sample_id"].tolist() == [30, 17, 18, 19]
    assert found["a"]["distance"].tolist() == [230.5, 219.5, 218.5, 217.5]


@pytest.mark.parametrize("wanted", [{"basis": "classes"}, {}])
def test_a_layer_that_has_no_rows_is_told(clusters, wanted):
    with pytest.raises(CheminsError, match=r"known.*no rows of the layer 'c'.*run again"):
        tables.read_layers([clusters / "known"], tables.CLUSTERS, ["a", "c"], **wanted)


def test_a_table_of_layers_has_a_vector_for_each(tmp_path):
    path = tmp_path / "network.parquet"
    layers = {"wide": np.ones((3, 5), np.float32), "b": np.zeros((3, 2), np.float32)}
    tables.write(path, tables.ACTIVATIONS, {**SAMPLES, **layers})
    assert tables.vector_columns(path, tables.ACTIVATIONS) == ["wide", "b"]
    assert tables.read_columns(path, tables.ACTIVATIONS, ["wide"])["wide"].shape == (3, 5)
    with pytest.raises(CheminsError, match=r"'b'.*expected.*'c'.*run again"):
        tables.read(path, tables.ACTIVATIONS, ["b", "c"])


def test_batches_are_as_small_as_the_vectors_that_are_read_are_wide(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "BATCH_BYTES", 4 * 60)
    path = tmp_path / "network.parquet"
    layers = {"a": np.ones((9, 20), np.float32), "b": np.zeros((9, 10), np.float32)}
    columns = {"sample_id": np.arange(9), "role": ["train"] * 9, "label": np.ones(9, int)}
    tables.write(path, tables.ACTIVATIONS, {**columns, **layers})

    def sizes(*names):
        batches = tables.batches(path, tables.ACTIVATIONS, ["sample_id", *names])
        return [len(batch["sample_id"]) for batch in batches]

    assert sizes("a", "b") == [2, 2, 2, 2, 1]
    assert sizes("a") == [3, 3, 3]
    assert sizes("b") == [6, 3]


def test_nan_stays_nan_and_is_no_missing_value(tmp_path):
    path = tmp_path / "clusters.parquet"
    columns = {"sample_id": IDS, "cluster": [0, 0, 0], "distance": [0.0, np.inf, 1.0]}
    columns |= {"layer": ["a"] * 3, "basis": ["chosen"] * 3}
    tables.write(path, tables.CLUSTERS, columns | {"silhouette": np.full(3, np.nan)})
    assert np.isnan(tables.read_columns(path, tables.CLUSTERS)["silhouette"]).all()
    assert pq.read_table(path)["distance"].to_pylist() == [np.inf, 1.0, 0.0]


def test_tables_without_an_order_keep_theirs(tmp_path):
    path = tmp_path / "flows.parquet"
    columns = {
        "source_layer": ["label", "hidden_1", "a"],
        "source": [7, 0, 1],
        "target_layer": ["hidden_1", "prediction", "b"],
        "target": [1, 7, 0],
        "role": ["train", "test", "train"],
        "label": [7, 7, 1],
        "count": [2**40, 1, 3],
    }
    tables.write(path, tables.FLOWS, columns)
    found = tables.read_columns(path, tables.FLOWS)
    assert {name: column.tolist() for name, column in found.items()} == columns


def test_paths_have_a_column_a_layer(tmp_path):
    path = tmp_path / "paths.parquet"
    schema = tables.paths_schema(["pixels", "hidden_1"])
    columns = {"sample_id": IDS, "role": ["a", "b", "c"], "label": [1, 2, 3], "pixels": [4, 5, 6]}
    columns |= {"hidden_1": [7, 8, 9], "prediction": [1, 2, 3], "probability": [0.5, 0.25, 1]}
    tables.write(path, schema, columns)
    found = tables.read_columns(path, schema)
    assert list(found) == list(columns)
    assert found["hidden_1"].tolist() == [8, 9, 7]
    with pytest.raises(CheminsError, match="hidden_1"):
        tables.read(path, tables.paths_schema(["pixels", "hidden_1", "hidden_2"]))


def test_the_same_content_has_the_same_bytes(tmp_path):
    for name, order in (("a", [0, 1, 2]), ("b", [2, 0, 1])):
        columns = {key: np.array(column)[order] for key, column in ACTIVATIONS.items()}
        tables.write(tmp_path / name, tables.ACTIVATIONS, columns)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


# --- metadata and other readers ---------------------------------------------------------------


def test_metadata(tmp_path):
    path = tmp_path / "samples.parquet"
    tables.write(path, tables.SAMPLES, SAMPLES, {"chemins.shape": "[28, 28, 1]", "é": "ü"})
    expected = {
        "chemins.table": "samples",
        "chemins.version": "3",
        "chemins.shape": "[28, 28, 1]",
        "é": "ü",
    }
    assert tables.metadata(path, tables.SAMPLES) == expected
    raw = pq.read_schema(path).metadata
    assert {key.decode(): value.decode() for key, value in raw.items()} == expected


def test_duckdb_reads_the_file_as_it_is(tmp_path):
    path = tmp_path / "layer.parquet"
    tables.write(path, tables.ACTIVATIONS, ACTIVATIONS)
    with duckdb.connect() as database:
        types = database.sql(f"describe select * from '{path}'").fetchall()
        rows = database.sql(f"select * from '{path}'").fetchall()
    # Parquet itself knows lists only; their fixed width is in the file's Arrow schema.
    assert {name: kind for name, kind, *_ in types} == {
        "sample_id": "INTEGER",
        "role": "VARCHAR",
        "label": "INTEGER",
        "activation": "FLOAT[]",
    }
    assert rows == [
        (10, "train", 1, [2.0, 3.0]),
        (20, "train", 7, [4.0, 5.0]),
        (30, "test", 7, [0.0, 1.0]),
    ]


def test_arrow_knows_the_width_and_duckdb_from_it(tmp_path):
    layer, images = tmp_path / "layer.parquet", tmp_path / "images.parquet"
    tables.write(layer, tables.ACTIVATIONS, ACTIVATIONS)
    pixels = {"split": ["train"] * 3, "pixels": np.zeros((3, 12), np.uint8)}
    tables.write(images, tables.DATASET, SAMPLES | pixels)
    assert pq.read_schema(layer).field("activation").type == pa.list_(pa.float32(), 2)
    assert pq.read_schema(images).field("pixels").type == pa.list_(pa.uint8(), 12)
    with duckdb.connect() as database:
        for path, column, kind in (
            (layer, "activation", "FLOAT[2]"),
            (images, "pixels", "UTINYINT[12]"),
        ):
            found = database.from_arrow(pq.read_table(path))
            assert str(found.types[found.columns.index(column)]) == kind


# --- piece by piece ---------------------------------------------------------------------------


@pytest.mark.parametrize("ends", [[7], [1, 2, 3, 7], [5000, 5001, 9000]])
def test_appended_batches_are_the_table(tmp_path, ends):
    columns = activations(ends[-1], 3)
    tables.write(tmp_path / "whole", tables.ACTIVATIONS, columns, {"own": "text"})
    with tables.vector_writer(
        tmp_path / "pieces", tables.ACTIVATIONS, {"activation": 3}, {"own": "text"}
    ) as append:
        for start, end in zip([0, *ends], ends, strict=False):
            append(part_of(columns, start, end))
    whole, pieces = (tables.read(tmp_path / n, tables.ACTIVATIONS) for n in ("whole", "pieces"))
    assert pieces.equals(whole)
    assert pieces.schema.equals(whole.schema, check_metadata=True)


def test_of_wide_vectors_fewer_rows_are_read_at_once(tmp_path, monkeypatch):
    path = tmp_path / "a.parquet"
    columns = {
        "sample_id": np.arange(10),
        "role": np.full(10, "train"),
        "label": np.zeros(10, int),
        "activation": np.arange(30, dtype=np.float32).reshape(10, 3),
    }
    tables.write(path, tables.ACTIVATIONS, columns)
    monkeypatch.setattr(tables, "BATCH_BYTES", 4 * 3 * 4)
    found = list(tables.batches(path, tables.ACTIVATIONS))
    assert [len(batch["label"]) for batch in found] == [4, 4, 2]
    joined = np.concatenate([batch["activation"] for batch in found])
    np.testing.assert_array_equal(joined, columns["activation"])
    monkeypatch.setattr(tables, "BATCH_BYTES", 1)
    assert len(list(tables.batches(path, tables.ACTIVATIONS))) == 10


@pytest.mark.parametrize("ends", [[9000], [10, 5000, 5001, 9000]])
@pytest.mark.parametrize("rows", [1000, tables.ROW_GROUP, 20_000])
def test_batches_are_everything_in_order(tmp_path, ends, rows):
    path = tmp_path / "layer.parquet"
    columns = activations(9000, 2)
    with tables.vector_writer(path, tables.ACTIVATIONS, {"activation": 2}) as append:
        for start, end in zip([0, *ends], ends, strict=False):
            append(part_of(columns, start, end))
    found = list(tables.batches(path, tables.ACTIVATIONS, rows=rows))
    assert max(len(batch["label"]) for batch in found) <= rows
    for name, column in columns.items():
        np.testing.assert_array_equal(np.concatenate([b[name] for b in found]), column)


def test_batches_of_some_columns(tmp_path):
    path = tmp_path / "layer.parquet"
    columns = activations(10, 2)
    tables.write(path, tables.ACTIVATIONS, columns)
    found = list(tables.batches(path, tables.ACTIVATIONS, ["label"], rows=4))
    assert [list(batch) for batch in found] == [["label"]] * 3
    assert [len(batch["label"]) for batch in found] == [4, 4, 2]
