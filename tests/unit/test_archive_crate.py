"""The RO-Crate of an archive: the workflow, and the results' runs as runs of it."""

import json
import re

import pytest

from builders.crates import CHEMINS, FILES, TOLD, entities, ids, reachable, told
from chemins.archives.archive_crate import archive_crate
from chemins.archives.crate import results_crate
from chemins.results.manifest import CRATE

PACKAGES = {**TOLD.packages, "snakemake": {"version": "9.27.1"}}
CODE = {"Snakefile": "1" * 64, "README.md": "2" * 64, "scripts/a b.py": "3" * 64, "SUMS": None}
RESULTS = results_crate(FILES, told(packages=PACKAGES))


@pytest.fixture(scope="module")
def crate():
    return archive_crate(RESULTS, CODE, "results", CHEMINS, "2032-03-04")


@pytest.fixture(scope="module")
def graph(crate):
    return entities(crate)


def test_the_snakefile_is_the_workflow_in_snakemakes_language(graph):
    assert graph["./"]["mainEntity"] == {"@id": "Snakefile"}
    main = graph["Snakefile"]
    assert main["@type"] == ["File", "SoftwareSourceCode", "ComputationalWorkflow"]
    assert (main["version"], main["sha256"]) == ("9.8.7", "1" * 64)
    language = graph[main["programmingLanguage"]["@id"]]
    assert (language["@type"], language["name"]) == ("ComputerLanguage", "Snakemake")
    assert (language["version"], language["url"]["@id"]) == (
        "9.27.1",
        "https://snakemake.github.io",
    )
    assert ids(main["softwareRequirements"]) == [
        "#package-Python", "#package-numpy", "#package-snakemake",
    ]  # fmt: skip


def test_it_says_which_profiles_it_follows(graph):
    profiles = ids(graph["./"]["conformsTo"])
    assert profiles == [
        "https://w3id.org/ro/wfrun/process/0.5",
        "https://w3id.org/ro/wfrun/workflow/0.5",
        "https://w3id.org/workflowhub/workflow-ro-crate/1.0",
    ]
    assert [graph[profile]["version"] for profile in profiles] == ["0.5", "0.5", "1.0"]
    assert ids(graph[CRATE]["conformsTo"]) == ["https://w3id.org/ro/crate/1.1", profiles[2]]


def test_every_file_lies_where_the_archive_has_it_with_its_checksum(graph):
    found = {
        name: one.get("sha256")
        for name, one in graph.items()
        if one["@type"] == "File" or "File" in one["@type"]
    }
    results = entities(RESULTS)
    moved = {
        f"results/{name}": one.get("sha256")
        for name, one in results.items()
        if one["@type"] == "File"
    }
    assert found == {
        "Snakefile": "1" * 64, "README.md": "2" * 64, "scripts/a%20b.py": "3" * 64, "SUMS": None,
        **moved,
    }  # fmt: skip
    parts = list(reachable(graph, "./"))
    assert len(parts) == len(set(parts))
    assert set(parts) >= set(found)


def test_runs_are_the_same_runs_made_by_the_workflow(graph):
    before = entities(RESULTS)
    assert ids(graph["./"]["mentions"]) == ["#run-a", "#run-b.2", "#run-atlas"]
    for action in ("#run-a", "#run-b.2", "#run-atlas"):
        assert graph[action]["instrument"] == {"@id": "Snakefile"}
        assert ids(graph[action]["result"]) == [
            f"results/{name}" for name in ids(before[action]["result"])
        ]
        data, *settings = ids(graph[action]["object"])
        assert data == "results/data/mnist-sample.parquet"
        assert settings == ids(before[action]["object"])[1:]
        assert all(graph[name] == before[name] for name in settings)


def test_the_readme_is_about_the_crate(graph):
    assert graph["README.md"]["about"] == {"@id": "./"}
    assert "about" not in graph["scripts/a%20b.py"]


def test_date_licence_and_people_are_those_told(graph):
    assert graph["./"]["datePublished"] == "2032-03-04"
    assert graph["./"]["license"] == graph["Snakefile"]["license"]
    assert graph["./"]["author"] == graph["Snakefile"]["author"]


def test_whatever_is_named_is_told_of_once(crate):
    names = [one["@id"] for one in crate["@graph"]]
    assert len(names) == len(set(names))
    named = set(re.findall(r'\{"@id": "([^"]*)"\}', json.dumps(crate["@graph"])))
    assert named - set(names) == {
        "https://w3id.org/ro/crate/1.1",
        "https://snakemake.github.io",
        "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE",
    }
