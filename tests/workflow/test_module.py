"""The workflow as a module of another: in another folder, under a prefix, with its own config."""

import os
import re

import pytest

from builders.project import ROOT, Project, copy_of, copy_project

pytestmark = pytest.mark.slow

SNAKEFILE = """
OWN = {
    "unseen": [4],
    "per_digit": 30,
    "test_per_digit": 20,
    "replicates": 0,
    "training": {"epochs": 2},
}
CONFIG = {"results_dir": "made here", "runs": {"1v7": OWN}}


rule all:
    input: "paths of 1v7.md"


module chemins:
    snakefile: "../the workflow/Snakefile"
    config: CONFIG


use rule * from chemins as chemins_*


rule write:
    output: "own.txt"
    script: "own.py"


rule copy:
    input:
        answers=rules.chemins_answer_questions.output.text.format(run="1v7"),
        own="own.txt",
    output: "paths of 1v7.md"
    params: own="first"
    shell: "cat {input:q} > {output:q}"
"""
MADE = {"cluster_layers", "cluster_unseen", "join_paths", "measure_run", "move_activations"}
MADE |= {"answer_questions"}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("module")
    (folder / "the workflow").mkdir()
    copy_project(folder / "the workflow")
    own = folder / "an other"
    own.mkdir()
    (own / ".venv").symlink_to(folder / "the workflow/.venv")
    (own / "Snakefile").write_text(SNAKEFILE)
    (own / "own.py").write_text("open(snakemake.output[0], 'w').write('first\\n')")
    process = Project(own).snakemake()
    assert process.returncode == 0, process.stderr
    return Project(own)


@pytest.fixture
def changed(finished, tmp_path):
    """A copy of the importing workflow beside the imported one, to change."""
    (tmp_path / "the workflow").symlink_to(finished.folder.parent / "the workflow")
    return copy_of(finished, tmp_path / "an other")


def edit(project, old, new):
    text = (project.folder / "Snakefile").read_text()
    assert text.count(old) == 1
    (project.folder / "Snakefile").write_text(text.replace(old, new))


def planned(project):
    return {job["rule"] for job in project.planned()}


def test_a_run_is_made_where_and_as_the_other_workflow_says(finished):
    answers = (finished.folder / "made here/runs/1v7/answers.md").read_text()
    assert "digits 1 and 7" in answers
    assert (finished.folder / "paths of 1v7.md").read_text() == f"{answers}first\n"
    assert not (finished.folder / "results").exists()
    assert not (finished.folder.parent / "the workflow/results").exists()


def test_the_documented_workflow_can_be_planned(finished, tmp_path):
    text = (ROOT / "docs/modules.md").read_text()
    (block,) = re.findall(r"```snakemake\n(.*?)```", text, re.DOTALL)
    (tmp_path / "Snakefile").write_text(block)
    (tmp_path / "chemins").symlink_to(finished.folder.parent / "the workflow")
    (tmp_path / ".venv").symlink_to(finished.folder.parent / "the workflow/.venv")
    planned = Project(tmp_path).planned("paper")
    made = {path for job in planned for path in job["output"]}
    assert {"paths/runs/1v7/answers.md", "paths/runs/1v7/figures/flow.pdf"} < made


def test_nothing_is_made_again(changed):
    assert planned(changed) == set()


def test_what_its_config_changes_is_made_again_and_no_more(changed):
    edit(changed, '"replicates": 0,', '"replicates": 0, "clustering": {"k_max": 5},')
    assert planned(changed) == {f"chemins_{rule}" for rule in MADE} | {"copy", "all"}


def test_the_other_workflows_rules_follow_snakemakes_triggers(changed):
    edit(changed, 'params: own="first"', 'params: own="second"')
    assert planned(changed) == {"copy", "all"}


def test_the_other_workflows_rules_follow_the_times_of_files(changed):
    later = (changed.folder / "paths of 1v7.md").stat().st_mtime + 100
    (changed.folder / "own.txt").write_text("second\n")
    os.utime(changed.folder / "own.txt", (later, later))
    assert planned(changed) == {"copy", "all"}
