"""Two results folders that are the same until a test changes one; what comparing them tells."""

import shutil

import numpy as np

from chemins.base.files import sha256, write_json
from chemins.results import tables
from compare_results import compare_results

LAYERS = ["hidden_1"]
PATHS = "runs/r/paths.parquet"
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


def two_folders(folder):
    """Two results folders that are the same but for a log."""
    first, second = folder / "a", folder / "b"
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
