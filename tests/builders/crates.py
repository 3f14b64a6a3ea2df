"""Made results of two runs and an atlas for their RO-Crate, and what tests ask of one."""

import json
import subprocess
from dataclasses import replace
from hashlib import sha256

from builders.machine import not_installed
from builders.project import ROOT
from chemins.archives.crate import Told

VALIDATOR = ROOT / ".cache/validator/bin/python"  # `make validator`
NAMES = (
    "data/mnist-sample.parquet", "site/plotly.min.js", "site/index.html", "site/a.html",
    "site/b.2.html", "runs/a/paths.parquet", "runs/a/answers.md", "runs/a/model.keras",
    "runs/b.2/paths.parquet", "runs/b.2/figures/flow.txt", "runs/b.2/figures/a café.svg",
    "atlas/atlas.parquet", "site/atlas.html",
)  # fmt: skip
FILES = {name: sha256(name.encode()).hexdigest() for name in NAMES}
SETTINGS = {
    "digits": [1, 7],
    "network": {"kind": "dense", "hidden": [32, 64]},
    "training": {"learning_rate": 0.0001},
    "per_digit": 100,
    "strict": True,
    "k": None,
    "umap": {},
}
CHEMINS = {
    "title": "a title",
    "version": "9.8.7",
    "date": "2030-01-01",
    "license": "EUPL-1.2",
    "authors": [
        {
            "name": "Ada de la Tour",
            "person": True,
            "url": "https://orcid.org/0000-0002-1825-0097",
            "affiliation": "Université de Nulle Part",
        },
        {"name": "The developers", "person": False},
    ],
}
TOLD = Told(
    chemins=CHEMINS,
    date="2031-02-03",
    packages={
        "numpy": {"version": "2.3.1", "url": "https://example.org/numpy"},
        "Python": {"version": "3.12.5"},
    },
    runs={
        "a": SETTINGS,
        "b.2": {**SETTINGS, "per_digit": 101, "training": {"learning_rate": 0.002}},
    },
    atlas={"digits": [0, 1, 2], "replicates": 3},
)


def told(**changes):
    return replace(TOLD, **changes)


def entities(crate):
    """identifier -> entity."""
    return {one["@id"]: one for one in crate["@graph"]}


def ids(references):
    found = references if isinstance(references, list) else [references]
    return [one["@id"] for one in found]


def reachable(graph, above):
    """The identifiers of all parts of an entity, and of their parts, as often as they are named."""
    for part in ids(graph[above].get("hasPart", [])):
        yield part
        yield from reachable(graph, part)


def issues(folder, profile, severity="REQUIRED"):
    """[severity, check, message] of all that the validator finds; it knows no folders with a
    blank."""
    if not VALIDATOR.exists():
        not_installed("the validator of RO-Crates is not set up: make validator")
    program = ROOT / "tests/validator/validate_crate.py"
    process = subprocess.run(
        [VALIDATOR, program, folder, profile, severity], capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)
