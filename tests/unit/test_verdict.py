"""What results made once more say of the first ones."""

import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chemins.archives.verdict import SHOWN, verdict
from chemins.base.files import sha256, write_json
from chemins.results.comparison import Limits
from chemins.results.manifest import CRATE

LIMITS = Limits(tolerance=1e-3, agreement=0.9)
TABLE, JSON = "runs/a/paths.parquet", "runs/a/answers.json"
OTHERS = ["runs/a/model.keras", "site/a.html", "site/index.html", "runs/b/figures/flow.svg"]


def write_table(path, cluster=(0, 1) * 10, value=500.0):
    path.parent.mkdir(parents=True, exist_ok=True)
    values = [1000.0, value] * 10
    pq.write_table(pa.table({"cluster": list(cluster), "value": values}), path)


def write_manifest(folder):
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent != folder]
    sums = {path.relative_to(folder).as_posix(): sha256(path) for path in files}
    write_json(folder / "manifest.json", {"files": sums, "versions": {"numpy": folder.name}})


@pytest.fixture
def folders(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    write_table(first / TABLE)
    write_json(first / JSON, {"accuracy": 0.5, "largest": 1.0})
    for name in OTHERS:
        (first / name).parent.mkdir(parents=True, exist_ok=True)
        (first / name).write_text(name)
    shutil.copytree(first, second)
    return first, second


def told(folders):
    for folder in folders:
        write_manifest(folder)
    text, agrees = verdict(*folders, LIMITS)
    return text.splitlines(), agrees


def test_the_same_results_are_the_same_whatever_packages_made_them(folders):
    """Their crate tells of these too."""
    write_json(folders[1] / CRATE, {"@graph": []})
    assert told(folders) == (["all 6 results are the same to the byte."], True)


def test_numbers_within_the_limits_are_told_with_their_largest_difference(folders):
    write_table(folders[1] / TABLE, value=500.003)
    write_json(folders[1] / JSON, {"accuracy": 0.500001, "largest": 1.0})
    lines, agrees = told(folders)
    assert agrees
    assert lines[0] == (
        "the same decisions, largest difference 3e-06 "
        "(4 results are the same to the byte, 2 are not):"
    )
    assert [line.split(":")[0] for line in lines[1:]] == [f"  {JSON}", f"  {TABLE}"]


def test_decisions_that_differ_within_the_limits_are_counted(folders):
    write_table(folders[1] / TABLE, cluster=(0, 1) * 9 + (0, 0))
    lines, agrees = told(folders)
    assert agrees
    assert lines[0].startswith("95.00 % of decisions alike, largest difference 0 ")


@pytest.mark.parametrize("change", [{"value": 502.0}, {"cluster": (1, 1) * 10}])
def test_numbers_and_decisions_beyond_the_limits_are_no_agreement(folders, change):
    write_table(folders[1] / TABLE, **change)
    (folders[1] / OTHERS[0]).write_text("other")
    lines, agrees = told(folders)
    assert not agrees
    assert lines[0] == "1 results do not agree:"
    assert lines[1].startswith(f"  {TABLE}: ")


def test_what_is_drawn_or_rounded_from_other_numbers_follows_them(folders):
    write_table(folders[1] / TABLE, value=500.003)
    for name in OTHERS[:3]:
        (folders[1] / name).write_text("other")
    lines, agrees = told(folders)
    assert agrees
    assert "(2 results are the same to the byte, 4 are not)" in lines[0]
    assert f"  {OTHERS[0]}: other bytes" in lines


def test_a_figure_of_a_run_whose_numbers_are_the_same_does_not(folders):
    write_table(folders[1] / TABLE, value=500.003)
    (folders[1] / OTHERS[3]).write_text("other")
    lines, agrees = told(folders)
    assert (lines, agrees) == (["1 results do not agree:", f"  {OTHERS[3]}: other bytes"], False)


def test_a_file_that_only_one_has_is_no_agreement(folders):
    (folders[1] / TABLE).unlink()
    lines, agrees = told(folders)
    assert not agrees
    assert f"  {TABLE}: only in {folders[0]}" in lines


def test_of_many_files_some_are_named(folders):
    for number in range(SHOWN + 3):
        for folder in folders:
            (folder / f"runs/b/{number}.svg").write_text(folder.name)
    lines, agrees = told(folders)
    assert not agrees
    assert lines[-1] == "  and 3 more"
    assert len(lines) == 1 + SHOWN + 1
