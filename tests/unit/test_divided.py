"""Results compared of which one has a table as one file, the other as shards."""

import numpy as np
import pytest

from builders.two_results import compared, told, two_folders, write, write_manifest
from chemins.results import tables
from chemins.results.divided import divided_otherwise
from chemins.results.opening import SHARD

CLUSTERS, EMBEDDINGS, ACTIVATIONS = (
    f"runs/r/{kind}/network/known" for kind in ("clusters", "embeddings", "activations")
)
LAYERS = ("b", "a")  # in which order is no matter


def part(layer, rows):
    """Of some samples: whichever, every third is in the second cluster, further than others."""
    ids = np.arange(*rows)
    return {"layer": layer, "basis": "chosen", "sample_id": ids, "cluster": (ids % 3 == 1) * 1,
            "distance": ids * 1.5, "silhouette": ids / 100}  # fmt: skip


def place(layer, rows):
    ids = np.arange(*rows)
    return {"layer": layer, "sample_id": ids, "x": ids * 2.0, "y": ids * 3.0}


def dump(rows):
    ids = np.arange(*rows)
    return {"sample_id": ids, "role": ["train"] * len(ids), "label": ids % 2,
            "hidden_1": ids.reshape(-1, 1) * [1.0, 10.0]}  # fmt: skip


def write_tables(folder, ends, change=lambda name, columns: columns):
    """Three tables, in shards that end at these rows; in one file if there is only one end."""
    starts = [0, *ends[:-1]]
    for number, rows in enumerate(zip(starts, ends, strict=True)):
        about = {SHARD: f"{number} of {len(ends)}"} if len(ends) > 1 else {}
        end = f"/{number:03}.parquet" if about else ".parquet"
        for name, schema, make in ((CLUSTERS, tables.CLUSTERS, part),
                                   (EMBEDDINGS, tables.EMBEDDING, place)):  # fmt: skip
            parts = [change(name, make(layer, rows)) for layer in LAYERS]
            tables.write_parts(folder / f"{name}{end}", schema, parts, about)
        columns = change(ACTIVATIONS, dump(rows))
        tables.write(folder / f"{ACTIVATIONS}{end}", tables.ACTIVATIONS, columns, about)
    if len(ends) > 1:
        write(folder, "runs/r/fitted/network/points.parquet", "of the samples fitted on")
    write_manifest(folder)


@pytest.fixture
def folders(tmp_path):
    found = two_folders(tmp_path)
    for folder in found:
        (folder / f"{EMBEDDINGS}.parquet").unlink()
    (found[1] / "made/x.json").unlink()  # which the manifest has not
    write_tables(found[0], [20])
    return found


@pytest.mark.parametrize("ends", [[8, 16, 20], [1, 20]])
@pytest.mark.parametrize("whole_first", [True, False])
def test_a_table_in_other_files_is_compared_as_one(folders, ends, whole_first):
    write_tables(folders[1], ends)
    folders = folders if whole_first else folders[::-1]
    lines, agrees = compared(folders)
    assert agrees, lines
    for name in (CLUSTERS, EMBEDDINGS, ACTIVATIONS):
        line, _ = told(folders, f"{name}.parquet")
        counts = [1, len(ends)] if whole_first else [len(ends), 1]
        assert line.startswith("{} and {} files, as one table: 100 % of".format(*counts))
        assert "numbers differ by 0 (" in line
    assert not any("only" in line for line in lines)


def test_so_are_shards_of_two_sizes(folders):
    (folders[0] / f"{ACTIVATIONS}.parquet").unlink()
    (folders[0] / f"{CLUSTERS}.parquet").unlink()
    (folders[0] / f"{EMBEDDINGS}.parquet").unlink()
    write_tables(folders[0], [8, 16, 20])
    write_tables(folders[1], [12, 20])
    assert told(folders, f"{CLUSTERS}.parquet")[0].startswith("3 and 2 files, as one table: 100 %")
    assert compared(folders)[1]


def one_elsewhere(name, columns):
    if name == CLUSTERS and columns["layer"] == "a":
        columns["cluster"] = np.where(columns["sample_id"] == 17, 7, columns["cluster"])
    return columns


def half_as_far(name, columns):
    key = {ACTIVATIONS: "hidden_1", CLUSTERS: "distance"}.get(name)
    return columns | {key: columns[key] * 0.5} if key else columns


@pytest.mark.parametrize(
    ("change", "name", "said"),
    [
        (one_elsewhere, CLUSTERS, "95 % of the rows decide alike, numbers differ by 0"),
        (half_as_far, CLUSTERS, "100 % of the rows decide alike, numbers differ by 0.5"),
        (half_as_far, ACTIVATIONS, "100 % of the rows decide alike, numbers differ by 0.5"),
    ],
)
def test_what_differs_in_it_counts(folders, change, name, said):
    write_tables(folders[1], [8, 16, 20], change)
    line, agrees = told(folders, f"{name}.parquet")
    assert line == f"1 and 3 files, as one table: {said}"
    assert not agrees


def moved(name, columns):
    return columns | {"x": columns["x"] + 5} if name == EMBEDDINGS else columns


@pytest.mark.parametrize(("change", "agrees"), [(moved, True), (lambda name, c: c, False)])
def test_a_figure_of_embeddings_may_differ_only_where_they_do(folders, change, agrees):
    write_tables(folders[1], [8, 20], change)
    (folders[1] / "runs/r/figures/embeddings.svg").write_text("drawn otherwise")
    write_manifest(folders[1])
    assert compared(folders)[1] == agrees


def test_a_table_of_which_a_shard_is_missing_is_none(folders):
    write_tables(folders[1], [8, 16, 20])
    for number in (0, 1, 2):
        file = folders[1] / f"{CLUSTERS}/{number:03}.parquet"
        content = file.read_bytes()
        file.unlink()
        lines, agrees = compared(folders)
        assert not agrees
        assert f"  {CLUSTERS}.parquet: only in {folders[0]}" in lines
        file.write_bytes(content)


def test_a_damaged_shard_is_none(folders):
    write_tables(folders[1], [8, 20])
    (folders[1] / f"{CLUSTERS}/001.parquet").write_bytes(b"no table")
    lines, agrees = compared(folders)
    assert not agrees
    assert f"  {CLUSTERS}/000.parquet: only in {folders[1]}" in lines


def test_what_was_fitted_counts_where_no_table_is_in_other_files(folders):
    write(folders[1], "runs/other/fitted/network/points.parquet", "of another run")
    write_tables(folders[1], [8, 20])
    lines, agrees = compared(folders)
    assert not agrees
    assert f"  runs/other/fitted/network/points.parquet: only in {folders[1]}" in lines
    assert not any("runs/r/fitted" in line for line in lines)


def test_only_tables_of_samples_have_shards(tmp_path):
    names = {"runs/r/paths.parquet"}, {"runs/r/paths/000.parquet"}
    assert divided_otherwise(names, (tmp_path, tmp_path)) == {}
