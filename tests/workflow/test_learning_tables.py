"""What is told of a network while it learns ends where the finished run is."""

import pytest

from chemins.results import tables

pytestmark = pytest.mark.slow
LAYERS = ["hidden_1", "hidden_2", "output"]
EPOCHS = [0, 1, 2]
SAME = ["accuracy", "ami", "purity", "probe", "committed", "distinct_paths"]
WHERE = ("replicate", "measure", "layer", "digit", "toward")


@pytest.fixture
def run(tiny):
    """The folder of a run whose layers were kept at epochs."""
    return tiny.folder / "results/runs/tiny"


def rows_at(path, schema, epoch):
    rows = tables.read(path, schema).to_pylist()
    kept = [row for row in rows if row["epoch"] == epoch]
    return [{name: value for name, value in row.items() if name != "epoch"} for row in kept]


def test_paths_end_as_the_runs_paths(run):
    path, schema = run / "learning/paths.parquet", tables.learning_paths_schema(LAYERS)
    epochs = tables.read(path, schema)["epoch"].to_pylist()
    assert sorted(set(epochs)) == EPOCHS
    assert epochs == sorted(epochs)
    schema_of_run = tables.paths_schema(["pixels", *LAYERS])
    expected = tables.read(run / "paths.parquet", schema_of_run).to_pylist()
    for row in expected:
        del row["pixels"]
    assert rows_at(path, schema, EPOCHS[-1]) == expected
    assert rows_at(path, schema, 0) != expected
    assert {row["role"] for row in expected} >= {"train", "test"}


def test_maps_end_as_the_runs_maps(run):
    path = run / "learning/embeddings.parquet"
    files = [run / f"embeddings/network/{group}.parquet" for group in ("known", "unseen")]
    expected = [row for file in files for row in tables.read(file, tables.EMBEDDING).to_pylist()]
    expected.sort(key=lambda row: (row["layer"], row["sample_id"]))
    assert rows_at(path, tables.LEARNING_EMBEDDINGS, EPOCHS[-1]) == expected
    before = rows_at(path, tables.LEARNING_EMBEDDINGS, 0)
    assert [row["sample_id"] for row in before] == [row["sample_id"] for row in expected]
    assert before != expected


def measured(rows, suffix=""):
    """(replicate, measure, layer, digit, toward) -> the row, of those that are the same."""
    names = {measure + suffix: measure for measure in SAME}
    kept = [row | {"measure": names[row["measure"]]} for row in rows if row["measure"] in names]
    return {tuple(row[name] for name in WHERE): row for row in kept if row["layer"] != "pixels"}


@pytest.mark.parametrize(
    ("while_learning", "measures"), [("own", "own"), ("replicates", "replicates-known")]
)
def test_measures_end_as_the_runs_measures(run, while_learning, measures):
    last = rows_at(run / f"learning/{while_learning}.parquet", tables.LEARNING, EPOCHS[-1])
    rows = tables.read(run / f"measures/{measures}.parquet", tables.MEASURES).to_pylist()
    expected = measured([row for row in rows if row["network"] == "trained"])
    assert measured(last) == expected
    frozen = {key: row for key, row in expected.items() if key[1] in ("ami", "purity")}
    assert measured(last, "_frozen") == frozen
    assert frozen
