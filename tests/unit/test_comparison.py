import json
import os
import shutil
import subprocess
import sys

import numpy as np
import pytest

from builders.project import ROOT
from chemins.base.files import sha256, write_json
from chemins.results import tables
from chemins.results.comparison import Limits, compare

sys.path.insert(0, str(ROOT / "scripts"))

from compare_results import compare_results

LAYERS = ["hidden_1"]
PATHS = "runs/r/paths.parquet"
CLUSTERS = "runs/r/clusters/network/known.parquet"
EMBEDDING = "runs/r/embeddings/network/known.parquet"
PAGE = '<p>7 of 9</p>\n<script type="text/plain" id="columns">{}</script>\n<p>end</p>\n'
ANSWERS = {
    "accuracy": {"test": 0.985, "train": 1.0},
    "digits": [1, 7],
    "layers": [{"layer": "pixels", "k": 3, "ami": 0.61}, {"layer": "output", "k": 2, "ami": 0.97}],
    "certain": True,
    "unstable": [],
    "note": None,
}


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


def write_embedding(folder, x=(0.0, 1.0), sample_id=(0, 1)):
    columns = {"layer": "a", "sample_id": sample_id, "x": x, "y": [0.0] * len(x)}
    tables.write_parts(folder / EMBEDDING, tables.EMBEDDING, [columns])


def write_measures(path, **values):
    rows = [
        {"network": "trained", "replicate": 0, "layer": "hidden_1", "digit": -1, "toward": -1}
        | {"measure": name, "value": value, "images": 0, "influence": None}
        for name, value in values.items()
    ]
    tables.write_rows(path, tables.MEASURES, rows)


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def write_manifest(folder, **others):
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent != folder]
    sums = {path.relative_to(folder).as_posix(): sha256(path) for path in files}
    named = {name: sha for name, sha in sums.items() if not name.startswith("logs")}
    parts = {"files": named, "versions": {"numpy": "2.4"}, "settings": {"r": "s"}}
    write_json(folder / "manifest.json", parts | others)


@pytest.fixture
def folders(tmp_path):
    """Two results folders that are the same but for a log."""
    first, second = tmp_path / "a", tmp_path / "b"
    write_paths(first / PATHS)
    write_embedding(first)
    write_measures(first / "runs/r/measures/own.parquet", ami=0.86, distance=900.0)
    write_json(first / "runs/r/answers.json", ANSWERS)
    write_json(first / "runs/r/scores.json", {"test": {"accuracy": 0.985, "loss": 0.031}})
    for name in ("figures/flow.svg", "figures/embeddings.svg", "figures/embeddings.txt"):
        write(first, f"runs/r/{name}", f"drawn: {name}")
    write(first, "site/r.html", PAGE.format("AAAA"))
    write(first, "site/index.html", "the index")
    write(first, "logs/x.log", "1")
    write_manifest(first)
    shutil.copytree(first, second)
    write(second, "logs/x.log", "2")
    write(second, "made/x.json", "2")
    return first, second


def compared(folders):
    """The report's lines, and whether the folders agree."""
    text, agrees = compare_results(*folders, tolerance=1e-3, agreement=0.99)
    return text.splitlines(), agrees


def told(folders, name):
    """What is told of a file: one line; and whether the folders agree."""
    lines, agrees = compared(folders)
    (line,) = (line for line in lines if line.startswith(f"  {name}: "))
    return line.removeprefix(f"  {name}: "), agrees


def test_what_tells_of_one_call_does_not_count(folders):
    lines, agrees = compared(folders)
    assert agrees
    assert lines == [
        "10 files are identical to the byte.",
        "The results agree (numbers within 0.001, 99 % of the decisions).",
    ]


# --- every kind of file ---------------------------------------------------------------------------

FILES = [
    PATHS,
    EMBEDDING,
    "runs/r/measures/own.parquet",
    "runs/r/answers.json",
    "runs/r/scores.json",
    "runs/r/figures/flow.svg",
    "runs/r/figures/embeddings.svg",
    "runs/r/figures/embeddings.txt",
    "site/r.html",
    "site/index.html",
]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("rubbish", [b"", b"rubbish", b"\xff\xfe\x00", b"PAR1", b"[" * 100_000])
def test_a_file_overwritten_is_a_disagreement_in_one_line(folders, name, rubbish):
    (folders[0] / name).write_bytes(rubbish)
    for order in (folders, folders[::-1]):
        line, agrees = told(order, name)
        assert not agrees
        assert len(line) < 300


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_only_one_has_is_named_and_counts(folders, name):
    (folders[0] / name).unlink()
    write_manifest(folders[0])
    for order in (folders, folders[::-1]):
        lines, agrees = compared(order)
        assert not agrees
        assert f"  {name}: only in {folders[1]}" in lines
        assert f"  {name}: only the manifest of {folders[1]} lists it" in lines


def test_disagreements_are_counted_by_kind(folders):
    for name in (PATHS, "runs/r/answers.json", "runs/r/figures/flow.svg", "site/index.html"):
        (folders[1] / name).write_text("rubbish")
    (folders[1] / "site/r.html").unlink()
    lines, _ = compared(folders)
    assert lines[0] == "5 files are identical to the byte."
    assert [line for line in lines[1:-1] if not line.startswith("  ")] == [
        "JSON files:",
        "files of one folder only:",
        "manifests:",
        "other files:",
        "tables:",
    ]
    assert lines[-1].startswith(
        "The results do not agree: 1 JSON files, 1 files of one folder only, 1 manifests, "
        "2 other files and 1 tables (numbers within"
    )


# --- tables -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said", "agrees"),
    [
        ({"probability": (0.5, 0.6, 0.7, 0.8001)}, "100 %", True),
        ({"probability": (0.5, 0.6, 0.7, 0.76)}, "100 % of the rows decide alike, numbers differ "
         "by 0.05", False),
        ({"probability": (0.5, 0.6, 0.7, np.nan)}, "numbers differ by inf", False),
        ({"probability": (0.5, 0.6, 0.7, np.inf)}, "numbers differ by inf", False),
        ({"cluster": (0, 1, 1, 1)}, "75 % of the rows decide alike, numbers differ by 0", False),
        ({"cluster": (1, 1, 1, 0), "probability": (0.5, 0.6, 0.7, 0.76)}, "75 %", False),
    ],
)  # fmt: skip
def test_decisions_and_numbers_by_hand(folders, changes, said, agrees):
    write_paths(folders[1] / PATHS, **changes)
    line, found = told(folders, PATHS)
    assert said in line
    assert found == agrees


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_on_both_sides_is_alike_and_hides_no_other(folders, odd):
    write_paths(folders[0] / PATHS, probability=(0.5, 0.6, odd, 0.8))
    write_paths(folders[1] / PATHS, probability=(0.5001, 0.6, odd, 0.8))
    assert told(folders, PATHS)[1]
    write_paths(folders[1] / PATHS, probability=(0.1, 0.6, odd, 0.8))
    line, agrees = told(folders, PATHS)
    assert "numbers differ by 0.5" in line
    assert not agrees


def test_measures_share_no_scale(folders):
    write_measures(folders[1] / "runs/r/measures/own.parquet", ami=0.43, distance=900.0)
    line, agrees = told(folders, "runs/r/measures/own.parquet")
    assert "numbers differ by 0.5" in line
    assert not agrees


@pytest.mark.parametrize(("other", "by"), [([1.0, 2.0, 3.0], "0.25"), ([1.0, 2.0], "inf")])
def test_vectors_are_numbers(folders, other, by):
    for folder, basis in zip(folders, ([1.0, 2.0, 4.0], other), strict=True):
        columns = {"mean": [[0.0]], "scale": [[1.0]], "components": [1], "axes": [basis]}
        part = {"layer": "pixels", **columns}
        tables.write_parts(folder / "runs/r/spaces/pixels.parquet", tables.SPACES, [part])
    line, agrees = told(folders, "runs/r/spaces/pixels.parquet")
    assert line == f"100 % of the rows decide alike, numbers differ by {by}"
    assert not agrees


def write_clusters(folder, moved=(0, 0), far=(1.0, 1000.0)):
    """Of two layers of 100 samples: how many are in another cluster, how far they lie."""
    parts = [
        {
            "layer": layer,
            "basis": "chosen",
            "sample_id": np.arange(100),
            "cluster": (np.arange(100) < count).astype(int),
            "distance": np.full(100, distance),
            "silhouette": np.zeros(100),
        }
        for layer, count, distance in zip("ab", moved, far, strict=True)
    ]
    tables.write_parts(folder / CLUSTERS, tables.CLUSTERS, parts)


def test_layers_share_no_scale(folders):
    write_clusters(folders[0])
    write_clusters(folders[1], far=(0.5, 1000.0))
    line, agrees = told(folders, CLUSTERS)
    assert line == "100 % of the rows decide alike, numbers differ by 0.5"
    assert not agrees


def test_a_layer_of_its_own_must_agree(folders):
    """1.5 % of all rows, and 3 % of one layer's."""
    write_clusters(folders[0])
    write_clusters(folders[1], moved=(3, 0))
    line, agrees = told(folders, CLUSTERS)
    assert line.startswith("97 % of the rows")
    assert not agrees


def test_other_layers_are_no_agreement(folders):
    for folder, layer in zip(folders, "ab", strict=True):
        columns = {"layer": layer, "sample_id": [1], "x": [0.0], "y": [0.0]}
        tables.write_parts(folder / EMBEDDING, tables.EMBEDDING, [columns])
    line, agrees = told(folders, EMBEDDING)
    assert line.startswith("0 % of the rows")
    assert not agrees


def test_other_rows_are_no_agreement(folders):
    for folder, count in zip(folders, (2, 3), strict=True):
        write_embedding(folder, x=[0.0] * count, sample_id=range(count))
    found = compare(*folders, Limits(tolerance=1, agreement=0.5))
    (table,) = (d for d in found.differences if d.name == EMBEDDING)
    assert table.counts
    assert table.text.startswith("0 % of the rows")


# --- JSON -------------------------------------------------------------------------------------


def changed(path, value):
    answers = json.loads(json.dumps(ANSWERS))
    *places, last = path
    part = answers
    for place in places:
        part = part[place]
    part[last] = value
    return answers


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["accuracy", "test"], 0, "other values: accuracy.test (by 1)"),
        (["accuracy", "test"], 0.98, "accuracy.test (by 0.0051)"),
        (["layers", 0, "ami"], 0.514, "layers[0].ami (by 0.099)"),  # 0.096 of 0.97
        (["layers", 1, "layer"], "hidden_1", "other values: layers[1].layer"),
        (["digits"], [1, 7, 4], "other values: digits[2]"),
        (["digits"], {"0": 1, "1": 7}, "digits"),
        (["certain"], 1, "other values: certain"),
        (["certain"], False, "other values: certain"),
        (["unstable"], {}, "other values: unstable"),
        (["note"], "none", "other values: note"),
        (["accuracy", "test"], "0.985", "other values: accuracy.test"),
        (["accuracy", "test"], float("nan"), "accuracy.test (by inf)"),
        (["accuracy", "test"], 10**400, "cannot be compared"),
        (["more"], 1, "other values: more"),
    ],
)
def test_json_that_says_something_else_is_a_disagreement(folders, path, value, said):
    (folders[1] / "runs/r/answers.json").write_text(json.dumps(changed(path, value)))
    line, agrees = told(folders, "runs/r/answers.json")
    assert said in line
    assert not agrees


@pytest.mark.parametrize(
    ("path", "value"),
    [(["accuracy", "test"], 0.9851), (["layers", 0, "ami"], 0.6101), (["accuracy", "train"], 1)],
)
def test_json_within_the_tolerance_agrees(folders, path, value):
    (folders[1] / "runs/r/answers.json").write_text(json.dumps(changed(path, value)))
    line, agrees = told(folders, "runs/r/answers.json")
    assert line.endswith("(agrees)")
    assert agrees


def test_rounding_about_nothing_is_no_difference(folders):
    for folder, gain in zip(folders, (0.0, 3e-17), strict=True):
        write_json(folder / "runs/r/scores.json", {"gain": gain})
    assert told(folders, "runs/r/scores.json")[1]


# --- embeddings -------------------------------------------------------------------------------


def test_embeddings_are_told_but_do_not_count(folders):
    write_embedding(folders[1], x=(9.0, 1.0))
    line, agrees = told(folders, EMBEDDING)
    assert line.endswith("numbers differ by 1 (embeddings: not counted)")
    assert agrees


@pytest.mark.parametrize("changes", [{"x": (np.nan, 1.0)}, {"sample_id": (0, 2)}])
def test_embeddings_of_nothing_count(folders, changes):
    write_embedding(folders[1], **changes)
    assert not told(folders, EMBEDDING)[1]


MOVED = {"runs/r/figures/embeddings.svg": "other points", "site/r.html": PAGE.format("BBBB")}


@pytest.mark.parametrize(("name", "text"), MOVED.items())
def test_what_is_drawn_from_embeddings_counts_only_where_these_are_the_same(folders, name, text):
    (folders[1] / name).write_text(text)
    assert told(folders, name) == ("other bytes", False)
    write_embedding(folders[1], x=(9.0, 1.0))
    line, agrees = told(folders, name)
    assert "embeddings" in line
    assert agrees


@pytest.mark.parametrize(
    "name", ["site/index.html", "runs/r/figures/flow.svg", "runs/r/figures/embeddings.txt"]
)
def test_what_is_not_drawn_from_embeddings_counts_where_they_differ_too(folders, name):
    write_embedding(folders[1], x=(9.0, 1.0))
    (folders[1] / name).write_text("other")
    assert told(folders, name) == ("other bytes", False)


def test_the_rest_of_a_page_counts_where_embeddings_differ(folders):
    write_embedding(folders[1], x=(9.0, 1.0))
    (folders[1] / "site/r.html").write_text(PAGE.format("BBBB").replace("7 of 9", "8 of 9"))
    assert told(folders, "site/r.html") == ("other bytes", False)


# --- links, and what is no file ---------------------------------------------------------------


def test_a_link_is_followed_and_told(folders, tmp_path):
    shutil.move(folders[1] / PATHS, tmp_path / "elsewhere")
    (folders[1] / PATHS).symlink_to(tmp_path / "elsewhere")
    assert told(folders, PATHS) == (f"{folders[1] / PATHS} is a link (followed)", True)
    write_paths(tmp_path / "elsewhere", cluster=(1, 1, 1, 0))
    lines, agrees = compared(folders)
    assert any("75 % of the rows" in line for line in lines)
    assert not agrees


def test_a_link_to_nothing_is_told(folders):
    for folder in folders:
        (folder / PATHS).unlink()
        (folder / PATHS).symlink_to("nowhere")
    assert told(folders, PATHS) == (f"{folders[0] / PATHS} is a link to nothing", False)


def test_a_link_to_a_folder_is_told_and_not_followed(folders, tmp_path):
    for folder in folders:
        shutil.move(folder / "runs", tmp_path / f"runs of {folder.name}")
        (folder / "runs").symlink_to(tmp_path / f"runs of {folder.name}")
    lines, agrees = compared(folders)
    assert f"  runs: {folders[0]}/runs is a link to a folder" in lines
    assert f"  {PATHS}: listed in the manifest of {folders[0]}, but not there" in lines
    assert not agrees


def test_a_pipe_is_told_and_not_waited_for(folders):
    for folder in folders:
        (folder / "site/index.html").unlink()
        os.mkfifo(folder / "site/index.html")
    assert told(folders, "site/index.html") == (f"{folders[0]}/site/index.html is no file", False)


def test_a_folder_in_a_files_place_is_told(folders):
    (folders[1] / PATHS).unlink()
    (folders[1] / PATHS).mkdir()
    line, agrees = compared(folders)
    assert f"  {PATHS}: only in {folders[0]}" in line
    assert not agrees


# --- manifests --------------------------------------------------------------------------------


def test_a_manifests_other_versions_and_checksums_are_only_told(folders):
    write_manifest(folders[1], versions={"numpy": "9.9"}, files=dict.fromkeys(FILES, "other"))
    lines, agrees = compared(folders)
    assert "  manifest.json: other versions for numpy (not counted)" in lines
    assert any("other files for" in line and line.count("runs/r/") == 3 for line in lines)
    assert agrees


def test_a_file_that_is_listed_and_in_neither_folder_counts(folders):
    for folder in folders:
        (folder / PATHS).unlink()
    lines, agrees = compared(folders)
    for folder in folders:
        assert f"  {PATHS}: listed in the manifest of {folder}, but not there" in lines
    assert not agrees


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "is missing"),
        (lambda path: path.write_bytes(b"\xff{"), "is no manifest"),
        (lambda path: path.write_text("[]"), "is no manifest"),
        (lambda path: path.write_text('{"files": 3}'), "is no manifest"),
        (lambda path: path.write_text("[" * 100_000), "is no manifest"),
        (lambda path: path.mkdir(), "is no manifest"),
        (lambda path: path.symlink_to("nowhere"), "is missing"),
    ],
)
def test_both_need_a_manifest(folders, make, said):
    (folders[1] / "manifest.json").unlink()
    make(folders[1] / "manifest.json")
    process = command(*folders)
    assert (process.returncode, process.stdout) == (1, "")
    assert process.stderr.startswith(f"chemins: {folders[1]}/manifest.json {said}")
    assert process.stderr.count("\n") == 1


# --- the command ------------------------------------------------------------------------------


def command(*folders):
    script = ROOT / "scripts/compare_results.py"
    return subprocess.run(
        [sys.executable, script, *folders], capture_output=True, text=True, check=False
    )


def test_the_command_ends_with_0_only_where_all_agrees(folders):
    assert command(*folders).returncode == 0
    (folders[1] / "site/index.html").write_text("other")
    process = command(*folders)
    assert process.returncode == 1
    assert "  site/index.html: other bytes" in process.stdout
    assert process.stderr == ""


def test_a_name_that_no_text_has_is_told(folders):
    with open(os.fsencode(folders[1]) + b"/site/\xff.html", "w"):
        pass
    process = command(*folders)
    assert "site/\\udcff.html: only in" in process.stdout
    assert (process.returncode, process.stderr) == (1, "")


def test_folders_that_hold_no_results_are_told(tmp_path):
    for folder in (tmp_path, ROOT / "docs"):
        process = command(folder, folder)
        assert (process.returncode, process.stdout) == (1, "")
        assert process.stderr.startswith(f"chemins: {folder}/manifest.json is missing")
    process = command("nowhere", "nowhere")
    assert process.returncode == 1
    assert process.stderr == "chemins: nowhere is no folder\n"
