import shutil
import subprocess
import sys

import numpy as np
import pytest

from chemins import tables
from chemins.comparison import compare, compare_tables
from conftest import ROOT

LAYERS = ["hidden_1"]


def write_paths(path, cluster=(0, 1, 1, 0), probability=(0.5, 0.6, 0.7, 0.8)):
    columns = {
        "sample_id": np.arange(4),
        "role": ["train"] * 4,
        "label": [1, 7, 7, 1],
        "hidden_1": np.array(cluster),
        "prediction": [1, 7, 7, 1],
        "probability": np.array(probability),
    }
    tables.write(path, tables.paths_schema(LAYERS), columns)


@pytest.fixture
def folders(tmp_path):
    write_paths(tmp_path / "a/runs/r/paths.parquet")
    (tmp_path / "a/logs").mkdir()
    (tmp_path / "a/logs/x.log").write_text("1")
    (tmp_path / "a/figure.svg").write_text("svg")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    (tmp_path / "b/logs/x.log").write_text("2")
    return tmp_path / "a", tmp_path / "b"


def test_logs_do_not_count(folders):
    found = compare(*folders)
    assert found.identical == ["figure.svg", "runs/r/paths.parquet"]
    assert found.agrees(tolerance=0, agreement=1)


def test_decisions_and_numbers_by_hand(folders):
    first, second = (folder / "runs/r/paths.parquet" for folder in folders)
    write_paths(second, cluster=(0, 1, 1, 1), probability=(0.5, 0.6, 0.7, 0.76))
    found = compare_tables("paths", first, second)
    assert found.decisions == 3 / 4
    assert found.numbers == pytest.approx(0.04 / 0.8, rel=1e-5)


@pytest.mark.parametrize(
    ("changes", "agrees"),
    [
        ({"probability": (0.5, 0.6, 0.7, 0.8001)}, True),
        ({"probability": (0.5, 0.6, 0.7, 0.9)}, False),
        ({"probability": (0.5, 0.6, 0.7, np.nan)}, False),
        ({"cluster": (1, 1, 1, 0)}, False),
    ],
)
def test_the_command_ends_with_0_only_within_the_tolerance(folders, changes, agrees):
    write_paths(folders[1] / "runs/r/paths.parquet", **changes)
    process = command(*folders)
    assert process.returncode == (0 if agrees else 1), process.stdout
    assert "1 files are identical to the byte" in process.stdout
    assert "runs/r/paths.parquet:" in process.stdout
    assert f"The results {'agree' if agrees else 'do not agree'}" in process.stdout


def command(*folders):
    script = ROOT / "scripts/compare_results.py"
    return subprocess.run(
        [sys.executable, script, *folders], capture_output=True, text=True, check=False
    )


def test_embeddings_are_told_but_do_not_count(folders):
    for folder, x in zip(folders, (0.0, 5.0), strict=True):
        columns = {"sample_id": [0, 1], "x": [x, 1.0], "y": [0.0, 1.0]}
        tables.write(folder / "runs/r/embeddings/known/p.parquet", tables.EMBEDDING, columns)
    found = compare(*folders)
    assert found.agrees(tolerance=1e-3, agreement=1)
    assert [table.numbers for table in found.tables] == [1.0]


def test_a_missing_file_is_named_and_counts(folders):
    (folders[1] / "figure.svg").unlink()
    process = command(*folders)
    assert process.returncode == 1
    assert f"figure.svg: only in {folders[0]}" in process.stdout


def test_other_rows_are_no_agreement(folders):
    first, second = (folder / "samples.parquet" for folder in folders)
    for path, count in ((first, 2), (second, 3)):
        tables.write(path, tables.SAMPLES, {"sample_id": np.arange(count), "label": [1] * count,
                                            "role": ["test"] * count})  # fmt: skip
    assert compare_tables("samples", first, second).decisions == 0
    assert not compare(*folders).agrees(tolerance=1, agreement=0.5)


def test_no_folder_is_told():
    process = command("nowhere", "nowhere")
    assert process.returncode == 1
    assert process.stderr == "chemins: nowhere is no folder\n"
