"""The table of docs/reruns.md, row by row: exactly those jobs, no more and no fewer.

On four tiny runs, whose jobs are those of any other; and, where there is time for it, on the
results of `config/config.yaml`.
"""

import re
import shutil
from dataclasses import asdict, dataclass, replace

import pytest
import yaml

from builders.changes import (
    both,
    cloned,
    commented,
    config_as_written,
    edited,
    merged,
    more_unseen,
    moved,
    of_run,
    removed,
    spelled_otherwise,
    touched,
    whole_config,
    with_changes,
    without_notes,
    write_config,
)
from builders.diagram import MADE_BY, RUN_RULES, is_followed, jobs_of, named, steps_from
from builders.project import ROOT, Project, copy_of, copy_project
from chemins.base.files import write_json
from chemins.jobs.made import records
from chemins.results.manifest import CRATE, read_manifest

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Contract(Project):
    """A project with finished results, and the runs that the tests change."""

    that: str  # a dense network of two hidden layers, with unseen digits
    other: str  # without unseen digits
    third: str  # with unseen digits
    gone: str  # the one to be removed


@pytest.fixture(scope="module", params=["tiny", pytest.param("default", marks=pytest.mark.long)])
def finished(request, tmp_path_factory):
    """All runs of a config, made and left alone: `make test` keeps a file together."""
    folder = tmp_path_factory.mktemp("contract") / "copy"
    if request.param == "tiny":
        copy_of(request.getfixturevalue("tiny"), folder)
        project = Contract(folder, "tiny", "tiny-pair", "tiny-shallow", "tiny-cnn")
        of_tiny = yaml.safe_load((folder / "tiny.yaml").read_text())
        keys = merged(config_as_written(project), of_tiny)
        write_config(project, {**keys, "runs": of_tiny["runs"], "only": [], "compare": []})
        for_this_config(folder / "results")
    else:
        folder.mkdir()
        copy_project(folder)
        project = Contract(folder, "1v7", "0v1", "1v7-cnn", "6v9")
        # What is compared is tests/workflow/test_two_runs.py's.
        with_changes(defaults={"replicates": 2}, compare=[])(project, "")
    project.jobs()
    return project


def for_this_config(results):
    """As if all had been made for config/config.yaml alone."""
    for name, record in records(results).items():
        write_json(results / name, asdict(replace(record, config=["config/config.yaml"])))


@pytest.fixture
def changed(finished, tmp_path):
    """A copy of the finished project, times included, to change."""
    return copy_of(finished, tmp_path / "copy")


# What the table calls a change -> how it is made here; which run "that run" is.
CHANGES = {
    "nothing at all": (lambda *_: None, ""),
    "every source file touched": (touched, ""),
    "a fresh clone's time stamps on every source file, the results kept": (cloned, ""),
    "comments, docstrings, blank lines and layout of every script and library module": (
        commented, ""),
    "`.snakemake/` removed, as by `make clean`": (without_notes, ""),
    "the results moved or copied whole, their times in reverse": (moved, ""),
    "runs and keys in another order, YAML laid out anew, a default written out, "
    "`1e-4` for `0.0001`": (spelled_otherwise, "other"),
    "a statement in `chemins/clusters/embedding.py`": (
        edited("scripts/chemins/clusters/embedding.py", "SPARE = 8", "SPARE = 9"), ""),
    "a statement in `chemins/clusters/faithfulness.py`": (
        edited("scripts/chemins/clusters/faithfulness.py", "ROWS = 1_000", "ROWS = 999"), ""),
    "a statement in `chemins/clusters/k_evidence.py`": (
        edited("scripts/chemins/clusters/k_evidence.py", "RESAMPLES = 20", "RESAMPLES = 21"), ""),
    "a statement in `chemins/text/answers_markdown.py`, which `pages` imports too": (
        edited("scripts/chemins/text/answers_markdown.py", "HARDLY = 0.05", "HARDLY = 0.06"), ""),
    "a statement in `chemins/base/formatting.py`, imported by others through others": (
        edited("scripts/chemins/base/formatting.py", "< 0.1", "<0.1"), ""),
    "a statement in `chemins/papers/methods.py`": (
        edited("scripts/chemins/papers/methods.py", "clanuwat2018", "clanuwat18"), ""),
    "another version or author in `CITATION.cff`": (
        edited("CITATION.cff", "version: 0.1.0", "version: 0.1.1"), ""),
    "a run's template in `site/`": (edited("site/run.html", "The tables", "Tables"), ""),
    "a script that a run's page imports": (
        edited("site/explorer/store.js", "REMEMBERED = 100", "REMEMBERED = 99"), ""),
    "the figures' width": (with_changes(figures={"width": 100}), ""),
    "the figures' colours": (with_changes(figures={"palette": ["#123456"]}), ""),
    "the figures' titles (`figures.title`)": (with_changes(figures={"title": False}), ""),
    "the language of figures and papers (`figures.language`)": (
        with_changes(figures={"language": "fr"}), ""),
    "images in flows (`figures.prototypes`)": (with_changes(figures={"prototypes": True}), ""),
    "names of classes (`class_names`), in runs that have these classes": (
        with_changes(class_names=[f"name {label}" for label in range(10)]), ""),
    "one run's `umap.n_neighbors`": (of_run(umap={"n_neighbors": 10}), "that"),
    "one run's `clustering.k_max`": (of_run(clustering={"k_max": 5}), "other"),
    "one more unseen digit in a run": (more_unseen, "that"),
    "one run's learning rate": (of_run(training={"learning_rate": 0.002}), "that"),
    "one run's learning rate, after `.snakemake/` was removed": (
        both(without_notes, of_run(training={"learning_rate": 0.002})), "that"),
    "one run's `replicates`": (of_run(replicates=1), "that"),
    "one run's `training.snapshots`": (of_run(training={"snapshots": 2}), "that"),
    "`training.snapshots` in a run that had none": (of_run(training={"snapshots": 3}), "other"),
    "one run's `answers.mark`": (of_run(answers={"mark": 0.9}), "that"),
    "a new run": (of_run(digits=[3, 5], unseen=[8]), "3v5"),
    "a run removed": (removed, ""),
    "the day of publication (`date_published`)": (
        with_changes(date_published="2031-02-03"), ""),
    "other mirrors": (with_changes(mirrors=["file:///elsewhere"]), ""),
    "another dataset, here `mnist`": (with_changes(dataset="mnist"), ""),
}  # fmt: skip

# Rows that are no dry run of one change: tests of their own, for the first one with the digest.
OTHER_ROWS = [
    "another supported Python",
    "any one result deleted",
    "a result edited or cut by hand",
    "a package that a rule uses upgraded",
]


def table():
    """change -> what runs, as the page says it."""
    text = (ROOT / "docs/reruns.md").read_text().partition("\n## ")[0]
    rows = re.findall(r"^\| (.*?) \| (.*) \|$", text, flags=re.MULTILINE)
    return {change: runs for change, runs in rows if change not in ("change", "---")}


def expected_jobs(said, that_run, config):
    """The jobs that a cell of the table means."""
    if said == "nothing":
        return set()
    ends = {"build_index", "write_manifest"}
    if said == "nothing but the manifest":
        return {"write_manifest"}
    if said.startswith("nothing but"):
        return ends
    scope, rules = said.split(": ", 1)
    runs = config["runs"] if scope == "all runs" else [that_run]
    rules, _, others = rules.partition(FOLLOWED)
    steps = steps_in(rules) + RUN_RULES * ("every rule" in rules)
    followed = [run for run in runs if is_followed(run, config)]
    return jobs_of(steps, runs, config) | jobs_of(steps_in(others), followed, config) | ends


FOLLOWED = "; with `training.snapshots` also "


def steps_in(text):
    return [rule + kind for rule, kind in re.findall(r"`(\w+)`( unseen| network)?", text)]


def test_the_table_and_the_test_have_the_same_rows():
    assert list(table()) == [*CHANGES, *OTHER_ROWS]


def applied(change, project, run=None):
    """Make a change of the table, to the run that the table has or to this one; returns the run."""
    apply, role = CHANGES[change]
    run = run or getattr(project, role, role)
    apply(project, run)
    return run


@pytest.mark.parametrize("change", CHANGES)
def test_what_runs(changed, change):
    run = applied(change, changed)
    expected = expected_jobs(table()[change], run, whole_config(changed))
    assert named(changed.planned()) == sorted(expected)


@pytest.mark.parametrize("file", MADE_BY)
def test_a_deleted_result_is_made_again_with_what_depends_on_it(changed, file):
    (changed.folder / "results" / file.replace("THAT", changed.that)).unlink()
    config = whole_config(changed)
    runs = [changed.that] if "THAT" in file else config["runs"]
    expected = jobs_of(steps_from(MADE_BY[file]), runs, config)
    assert named(changed.planned()) == sorted(expected)


def test_every_result_is_in_the_manifest_and_so_asked_for(finished):
    listed = read_manifest(finished.folder / "results/manifest.json")["files"]
    found = {f"results/{name}" for name in (*listed, "manifest.json", CRATE)}
    assert found == set(finished.contents())


def test_running_changes_leaves_everything_else_alone(changed):
    """Each of another run: whatever one of them touched beside its own would be seen."""
    before = changed.contents()
    applied("one run's `umap.n_neighbors`", changed, changed.that)
    applied("one run's `clustering.k_max`", changed, changed.other)
    applied("one more unseen digit in a run", changed, changed.third)
    applied("a new run", changed)
    jobs = changed.jobs()
    assert {job["wildcards"].get("run") for job in jobs} == {
        None, changed.that, changed.other, changed.third, "3v5",
    }  # fmt: skip
    made = {path for job in jobs for path in job["output"]}
    after = changed.contents()
    assert {path: after[path] for path in before if path not in made} == {
        path: content for path, content in before.items() if path not in made
    }
    assert set(after) - set(before) <= made
    assert named(changed.planned()) == []


def test_verify_sets_aside_what_was_cut_and_the_next_run_mends_it(changed):
    whole = changed.contents()
    target = changed.folder / f"results/runs/{changed.that}/flows.parquet"
    target.write_bytes(target.read_bytes()[:-10])
    (changed.folder / f"results/runs/{changed.other}/answers.md").unlink()
    process = changed.forked("verify")
    assert process.returncode != 0
    assert "2 results are not as they were made" in process.stderr
    assert f"damaged, now results/runs/{changed.that}/flows.parquet.damaged" in process.stderr
    assert f"missing: results/runs/{changed.other}/answers.md" in process.stderr
    jobs = named(changed.jobs())
    assert f"join_paths {changed.that}" in jobs
    assert f"answer_questions {changed.other}" in jobs
    assert {p: c for p, c in changed.contents().items() if not p.endswith(".damaged")} == whole
    process = changed.forked("verify")
    assert process.returncode == 0
    assert f"All {len(whole)} results are as they were made." in process.stderr


def test_a_removed_run_is_named_and_pruned_when_confirmed(changed, monkeypatch):
    applied("a run removed", changed)
    process = changed.forked()
    assert f"still in results: {changed.gone}." in process.stdout
    process = changed.forked("prune")
    assert f"results/runs/{changed.gone}" in process.stderr
    assert (changed.folder / f"results/runs/{changed.gone}").is_dir()
    monkeypatch.setenv("CONFIRM", "yes")
    assert changed.forked("prune").returncode == 0
    assert list((changed.folder / "results").rglob(f"{changed.gone}*")) == []
    assert named(changed.planned()) == []


def test_files_that_a_kept_run_no_longer_has_are_counted_and_pruned_when_confirmed(
    changed, monkeypatch
):
    of_run(unseen=[])(changed, changed.third)
    with_changes(only=[changed.third])(changed, "")
    flows = changed.folder / f"results/runs/{changed.other}/flows.parquet"
    shutil.copy(flows, f"{flows}.damaged")
    process = changed.forked()
    # Unseen: samples, replicates' measures, and activations, clusters and embeddings of both
    # parts; and the damaged one. Of the six jobs that are no more the record, the log and the
    # benchmark.
    assert f"that nothing in the config asks for: {9 + 6 * 3}." in process.stdout
    listed = changed.forked("prune").stderr
    assert f"results/runs/{changed.third}/activations/network/unseen.parquet" in listed
    before = changed.contents()
    monkeypatch.setenv("CONFIRM", "yes")
    assert changed.forked("prune").returncode == 0
    gone = before.keys() - changed.contents().keys()
    assert len(gone) == 9
    expected = rf"/{changed.third}/.*unseen|[.]damaged$"
    assert all(re.search(expected, path) for path in gone)
    assert named(changed.planned()) == []


def test_leaving_runs_out_removes_nothing(changed, monkeypatch):
    process = changed.forked("--config", f'only=["{changed.that}"]')
    assert process.returncode == 0
    assert "prune" not in process.stdout
    monkeypatch.setenv("CONFIRM", "yes")
    process = changed.forked("prune", "--config", f'only=["{changed.that}"]')
    assert "There is nothing to prune." in process.stderr
    assert (changed.folder / f"results/runs/{changed.other}/paths.parquet").is_file()


def test_other_package_versions_are_told_with_the_command_that_mends_it(changed):
    log = changed.folder / f"results/logs/cluster_layers/{changed.that}-pixels.log"
    assert re.search(r'"scipy": "[0-9.]+"', log.read_text().splitlines()[-1])
    log.write_text(re.sub(r'("scipy": )"[0-9.]+"', r'\1"0.1"', log.read_text()))
    process = changed.forked("-n")
    assert "cluster_layers: scipy 0.1, now " in process.stderr
    assert "--forcerun cluster_layers" in process.stderr
    assert "Nothing to be done" in process.stdout + process.stderr
