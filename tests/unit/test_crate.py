"""The RO-Crate of a results folder: each thing that it promises, against what it was told.

That the whole is an RO-Crate by its own validator is tests/unit/test_crate_valid.py's.
"""

import importlib.util
import json
import random
import re
from importlib.metadata import version
from xml.etree import ElementTree

import pytest

from builders.crates import CHEMINS, FILES, TOLD, entities, ids, reachable, told
from builders.project import ROOT
from chemins.archives.crate import results_crate
from chemins.archives.software import software
from chemins.base.files import write_json
from chemins.planning.citation import read_origin
from chemins.results.manifest import CRATE


@pytest.fixture(scope="module")
def crate():
    return results_crate(FILES, TOLD)


@pytest.fixture(scope="module")
def graph(crate):
    return entities(crate)


def settings(graph, action):
    """name -> value, of the settings that an action was given."""
    objects = [graph[one] for one in ids(graph[action]["object"])]
    return {one["name"]: one["value"] for one in objects if one["@type"] == "PropertyValue"}


# --- files --------------------------------------------------------------------------------------


def test_every_file_has_the_manifests_checksum_and_no_other_is_told_of(graph):
    found = {name: one.get("sha256") for name, one in graph.items() if one["@type"] == "File"}
    quoted = {name.replace(" ", "%20").replace("é", "%C3%A9"): sha for name, sha in FILES.items()}
    assert found == {**quoted, "manifest.json": None}
    assert "runs/b.2/figures/a%20caf%C3%A9.svg" in found


def test_every_file_is_a_part_of_the_root_once(graph):
    parts = list(reachable(graph, "./"))
    files = {name for name, one in graph.items() if one["@type"] == "File"}
    folders = {"runs/a/", "runs/b.2/", "atlas/"}
    assert sorted(parts) == sorted(files | folders)


def test_a_run_has_its_folder_with_its_files_and_no_page(graph):
    inside = ids(graph["runs/a/"]["hasPart"])
    assert inside == ["runs/a/answers.md", "runs/a/model.keras", "runs/a/paths.parquet"]


def test_a_file_says_what_kind_it_is(graph):
    kinds = {name: graph[f"runs/a/{name}"]["encodingFormat"] for name in ("answers.md",)}
    kinds["page"] = graph["site/a.html"]["encodingFormat"]
    kinds["table"] = graph["runs/a/paths.parquet"]["encodingFormat"]
    kinds["other"] = graph["runs/b.2/figures/flow.txt"]["encodingFormat"]
    assert kinds == {
        "answers.md": "text/markdown",
        "page": "text/html",
        "table": "application/vnd.apache.parquet",
        "other": "text/plain",
    }


# --- runs ---------------------------------------------------------------------------------------


def test_each_run_and_the_atlas_are_one_action_that_the_root_mentions(graph):
    actions = [name for name, one in graph.items() if one["@type"] == "CreateAction"]
    assert actions == ["#run-a", "#run-b.2", "#run-atlas"]
    assert ids(graph["./"]["mentions"]) == actions


def test_an_action_has_its_runs_files_its_page_too_and_no_others(graph):
    found = {action: ids(graph[action]["result"]) for action in ("#run-a", "#run-atlas")}
    assert found == {
        "#run-a": [
            "runs/a/answers.md", "runs/a/model.keras", "runs/a/paths.parquet", "site/a.html",
        ],
        "#run-atlas": ["atlas/atlas.parquet", "site/atlas.html"],
    }  # fmt: skip


def test_an_action_was_made_of_the_dataset_by_this_software(graph):
    for action in ("#run-a", "#run-b.2", "#run-atlas"):
        assert ids(graph[action]["object"])[0] == "data/mnist-sample.parquet"
        assert graph[action]["instrument"] == {"@id": "#chemins"}


def test_all_settings_of_a_run_are_told_as_they_are(graph):
    assert settings(graph, "#run-a") == {
        "digits": "[1,7]",
        "network.kind": "dense",
        "network.hidden": "[32,64]",
        "per_digit": 100,
        "training.learning_rate": 0.0001,
        "umap": "{}",
        "strict": True,
        "k": "null",
    }
    assert settings(graph, "#run-atlas") == {"digits": "[0,1,2]", "replicates": 3}


def test_runs_share_what_they_have_the_same_and_nothing_else(graph):
    one, other = (set(ids(graph[f"#run-{run}"]["object"])) for run in ("a", "b.2"))
    shared = {graph[name].get("name") for name in one & other}
    assert shared == {
        "mnist-sample.parquet", "digits", "network.kind", "network.hidden", "umap", "k", "strict",
    }  # fmt: skip
    assert settings(graph, "#run-b.2")["per_digit"] == 101


# --- software, people, licence -------------------------------------------------------------------


def test_the_software_has_its_version_and_packages_with_theirs(graph):
    tool = graph["#chemins"]
    assert (tool["name"], tool["softwareVersion"]) == (CHEMINS["title"], "9.8.7")
    needed = {graph[one]["name"]: graph[one] for one in ids(tool["softwareRequirements"])}
    assert {name: one["softwareVersion"] for name, one in needed.items()} == {
        "numpy": "2.3.1", "Python": "3.12.5",
    }  # fmt: skip
    assert needed["numpy"]["url"] == "https://example.org/numpy"
    assert "url" not in needed["Python"]


def test_people_are_who_the_citation_names(graph):
    people = ids(graph["./"]["author"])
    assert people == ["https://orcid.org/0000-0002-1825-0097", "#author-The%20developers"]
    person, group = (graph[one] for one in people)
    assert (person["@type"], person["name"]) == ("Person", "Ada de la Tour")
    assert graph[person["affiliation"]["@id"]]["name"] == "Université de Nulle Part"
    assert (group["@type"], group["name"]) == ("Organization", "The developers")


def test_licence_and_date_are_those_told(graph):
    assert graph["./"]["datePublished"] == "2031-02-03"
    assert graph[graph["./"]["license"]["@id"]]["name"] == "EUPL-1.2"


def test_an_address_of_the_software_is_told_where_there_is_one():
    chemins = {**CHEMINS, "url": "https://example.org/code"}
    found = entities(results_crate(FILES, told(chemins=chemins)))
    assert found["#chemins"]["url"] == "https://example.org/code"


# --- the whole ----------------------------------------------------------------------------------


def test_it_is_a_process_run_crate(crate, graph):
    assert crate["@context"] == [
        "https://w3id.org/ro/crate/1.1/context",
        "https://w3id.org/ro/terms/workflow-run/context",
    ]
    assert graph[CRATE]["about"] == {"@id": "./"}
    assert ids(graph[CRATE]["conformsTo"]) == ["https://w3id.org/ro/crate/1.1"]
    (profile,) = ids(graph["./"]["conformsTo"])
    assert profile == "https://w3id.org/ro/wfrun/process/0.5"
    assert graph[profile]["@type"] == "CreativeWork"


def test_whatever_is_named_is_told_of_once(crate):
    names = [one["@id"] for one in crate["@graph"]]
    assert len(names) == len(set(names))
    named = set(re.findall(r'\{"@id": "([^"]*)"\}', json.dumps(crate["@graph"])))
    assert named - set(names) == {"https://w3id.org/ro/crate/1.1"}


def test_it_is_the_same_whatever_order_things_come_in(crate):
    files, runs = list(FILES.items()), list(TOLD.runs.items())
    random.Random(1).shuffle(files)
    again = results_crate(dict(files), told(runs=dict(runs[::-1])))
    assert json.dumps(again, sort_keys=True) == json.dumps(crate, sort_keys=True)


def test_of_an_atlas_alone_there_is_one_action():
    files = {name: sha for name, sha in FILES.items() if "atlas" in name or "data" in name}
    graph = entities(results_crate(files, told(runs={})))
    assert ids(graph["./"]["mentions"]) == ["#run-atlas"]
    assert graph["./"]["description"] == "Results of the atlas"


def test_of_many_runs_the_description_names_some():
    runs = {f"r{number}": {} for number in range(8)}
    found = results_crate({}, told(runs=runs, atlas={}))
    text = entities(found)["./"]["description"]
    assert text == "Results of the runs r0, r1, r2, r3, r4 and 3 more"


# --- where it comes from ------------------------------------------------------------------------


def test_packages_are_those_installed_with_their_own_addresses():
    found = software()
    assert found["numpy"]["version"] == version("numpy")
    assert found["snakemake"]["version"] == version("snakemake")
    assert found["numpy"]["url"] == "https://numpy.org"


def test_the_projects_own_citation_has_all_that_a_crate_tells():
    found = read_origin(ROOT / "CITATION.cff")
    text = (ROOT / "CITATION.cff").read_text()
    assert f"version: {found['version']}\n" in text
    assert f"date-released: {found['date']}\n" in text
    assert f"license: {found['license']}\n" in text
    assert [author["name"] for author in found["authors"]] == ["The chemins developers"]


def test_people_groups_and_addresses_are_read_of_a_citation(tmp_path):
    (tmp_path / "c.cff").write_text(
        "title: t\nversion: 9.8\ndate-released: 2031-02-03\nlicense: EUPL-1.2\n"
        "repository-code: https://example.org/code\nurl: https://example.org/page\nauthors:\n"
        "  - {given-names: Ada, name-particle: de la, family-names: Tour,\n"
        "     orcid: 'https://orcid.org/0000-0002-1825-0097', affiliation: Nulle Part}\n"
        "  - {name: The developers, website: 'https://example.org/we'}\n"
    )
    assert read_origin(tmp_path / "c.cff") == {
        "title": "t",
        "version": "9.8",
        "date": "2031-02-03",
        "license": "EUPL-1.2",
        "url": "https://example.org/code",
        "authors": [
            {
                "name": "Ada de la Tour",
                "person": True,
                "url": "https://orcid.org/0000-0002-1825-0097",
                "affiliation": "Nulle Part",
            },
            {"name": "The developers", "person": False, "url": "https://example.org/we"},
        ],
    }


def test_its_picture_tells_of_one_run_with_the_numbers_of_its_files_and_settings(tmp_path, crate):
    spec = importlib.util.spec_from_file_location("tool", ROOT / "tools/draw_crate.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    write_json(tmp_path / CRATE, crate)
    tool.draw_crate(tmp_path, tmp_path / "crate.svg", "a")
    texts = [one.text for one in ElementTree.parse(tmp_path / "crate.svg").iter() if one.text]
    told = {"run a", "File × 4", "PropertyValue × 8", "SoftwareApplication × 2", "chemins 9.8.7"}
    assert told <= set(texts)
