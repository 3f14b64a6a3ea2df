"""The table of docs/reruns.md, row by row: exactly those jobs, no more and no fewer."""

import ast
import re
import shutil

import numpy as np
import pytest
import yaml

from conftest import ROOT, copy_project

pytestmark = pytest.mark.slow

CONFIG = {
    "mirrors": ["file:///nowhere"],
    "defaults": {
        "digits": [1, 7],
        "per_digit": 12,
        "test_per_digit": 6,
        "training": {"epochs": 1, "learning_rate": 0.01},
        "network": {"hidden": [4, 3]},
        "clustering": {"k_max": 3},
        "umap": {"n_neighbors": 4},
    },
    "runs": {"a": {"unseen": [4]}, "b": {"digits": [0, 1], "network": {"hidden": [3]}}},
    "figures": {"width": 180, "dpi": 50},
}
GROUPS = {"a": ["known", "unseen"], "b": ["known"], "c": ["known"]}
WITH_GROUP = {"select_samples", "dump_activations", "dump_pixels"}
UNSEEN_ONLY = {"place_unseen"}
RUN_RULES = [
    *sorted(WITH_GROUP),
    "train_model", "cluster_pixels", "cluster_layers", "embed_pixels", "embed_layers",
    "place_unseen", "join_paths", "answer_questions", "draw_figures", "build_page",
]  # fmt: skip


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A small config, run once and left alone."""
    project = copy_project(tmp_path_factory.mktemp("contract"))
    write_config(project, CONFIG)
    project.jobs()
    return project


@pytest.fixture
def changed(finished, tmp_path):
    """A copy of the finished project, times included, to change."""
    folder = tmp_path / "copy"
    shutil.copytree(finished.folder, folder, symlinks=True)
    return type(finished)(folder)


def write_config(project, config):
    (project.folder / "config/config.yaml").write_text(yaml.safe_dump(config, sort_keys=False))


def with_changes(**changes):
    """A change to the config: its keys replaced, key by key."""

    def change(project):
        write_config(project, merged(CONFIG, changes))

    return change


def merged(below, above):
    both = {key: merged(below[key], value) if isinstance(value, dict) and key in below else value
            for key, value in above.items()}  # fmt: skip
    return {**below, **both}


def edited(file, old, new):
    """A change to a source file."""

    def change(project):
        path = project.folder / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return change


def touched(project):
    for name in ("Snakefile", "rules", "scripts", "site", "config"):
        path = project.folder / name
        for file in [path] if path.is_file() else path.rglob("*.*"):
            file.touch()


def commented(project):
    """Comments gone and others there, another docstring, every line laid out anew."""
    for path in (project.folder / "scripts").rglob("*.py"):
        text = re.sub(r'\A""".*?"""', '"""Said otherwise."""', path.read_text(), flags=re.DOTALL)
        path.write_text("# a comment\n\n\n" + ast.unparse(ast.parse(text)) + "\n\n# the end\n")


def spelled_otherwise(project):
    config = merged(CONFIG, {"only": [], "runs": {"b": {"digits": [1, 0], "seed": 0}}})
    config["runs"] = dict(reversed(config["runs"].items()))
    text = yaml.safe_dump(dict(reversed(config.items())), default_flow_style=True)
    (project.folder / "config/config.yaml").write_text(text.replace("0.01", "'1e-2'"))


def removed_run(project):
    config = merged(CONFIG, {})
    config["runs"] = {"a": CONFIG["runs"]["a"]}
    write_config(project, config)


def deleted(file):
    return lambda project: (project.folder / "results/runs/a" / file).unlink()


# What the table calls a change -> how it is made here; the runs that "that run" means.
CHANGES = {
    "nothing at all": (lambda project: None, ""),
    "every source file touched": (touched, ""),
    "comments, docstrings, blank lines and layout of every script and library module": (
        commented, ""),
    "runs and keys in another order, YAML laid out anew, a default written out, "
    "`1e-2` for `0.01`": (spelled_otherwise, ""),
    "a statement in `chemins/embedding.py`": (
        edited("scripts/chemins/embedding.py", "SPARE = 8", "SPARE = 9"), ""),
    "a statement in `chemins/wording.py`, which `pages` imports too": (
        edited("scripts/chemins/wording.py", "HARDLY = 0.05", "HARDLY = 0.06"), ""),
    "a statement in `chemins/phrases.py`, imported by others through others": (
        edited("scripts/chemins/phrases.py", "< 0.1", "<0.1"), ""),
    "a template in `site/`": (edited("site/run.html", "The tables", "Tables"), ""),
    "the figures' width": (with_changes(figures={"width": 100}), ""),
    "the figures' colours": (with_changes(figures={"palette": ["#123456"]}), ""),
    "one run's `umap.n_neighbors`": (with_changes(runs={"a": {"umap": {"n_neighbors": 5}}}), "a"),
    "one run's `clustering.k_max`": (with_changes(runs={"b": {"clustering": {"k_max": 4}}}), "b"),
    "one more unseen digit in a run": (with_changes(runs={"a": {"unseen": [4, 3]}}), "a"),
    "one run's learning rate": (
        with_changes(runs={"a": {"training": {"learning_rate": 0.02}}}), "a"),
    "a new run": (with_changes(runs={"c": {"digits": [2, 3]}}), "c"),
    "a run removed": (removed_run, ""),
    "other mirrors": (with_changes(mirrors=["file:///elsewhere"]), ""),
    "another dataset": (with_changes(dataset={"path": "own.npz"}), ""),
    "the training history deleted": (deleted("history.parquet"), "a"),
    "an unseen embedding deleted": (deleted("embeddings/unseen/hidden_1.parquet"), "a"),
}  # fmt: skip


def table():
    """change -> what runs, as the page says it."""
    text = (ROOT / "docs/reruns.md").read_text()
    rows = re.findall(r"^\| (.*?) \| (.*) \|$", text, flags=re.MULTILINE)
    return {change: runs for change, runs in rows if change not in ("change", "---")}


def expected_jobs(said, that_run):
    """The jobs that a cell of the table means: {(rule, run, group)}."""
    if said == "nothing":
        return set()
    ends = {("build_index", "", ""), ("write_manifest", "", "")}
    if said.startswith("nothing but"):
        return ends
    scope, rules = said.split(": ", 1)
    runs = ["a", "b"] if scope == "all runs" else [that_run]
    named = re.findall(r"`(\w+)`( unseen)?", rules)
    if "every rule" in rules:
        named += [(rule, "") for rule in RUN_RULES]
    found = {job for rule, only in named for run in runs for job in jobs_of(rule, run, only)}
    return found | ends


def jobs_of(rule, run, only_unseen):
    if rule not in RUN_RULES:
        return [(rule, "", "")]
    groups = ["unseen"] if only_unseen else GROUPS[run]
    if rule in WITH_GROUP:
        return [(rule, run, group) for group in groups if group in GROUPS[run]]
    return [] if rule in UNSEEN_ONLY and "unseen" not in GROUPS[run] else [(rule, run, "")]


def planned(jobs):
    """{(rule, run, group)} of jobs; rules that are made per list of layers under their name."""
    found = {
        (re.sub(r"(_layers|_activations|_unseen)(_hidden.*)?$", r"\1", job["rule"]),
         job["wildcards"].get("run", ""), job["wildcards"].get("group", ""))
        for job in jobs
    }  # fmt: skip
    return {job for job in found if job[0] != "all"}


def test_the_table_and_the_test_have_the_same_rows():
    assert list(table()) == list(CHANGES)


@pytest.mark.parametrize("change", table())
def test_what_runs(changed, change):
    apply, that_run = CHANGES[change]
    own_dataset(changed)
    apply(changed)
    assert planned(changed.jobs("-n")) == expected_jobs(table()[change], that_run)


@pytest.mark.parametrize(
    "change",
    [
        "one run's `umap.n_neighbors`",
        "one run's `clustering.k_max`",
        "one more unseen digit in a run",
        "a new run",
    ],
)
def test_running_it_leaves_everything_else_alone(changed, change):
    before = changed.contents()
    CHANGES[change][0](changed)
    made = {path for job in changed.jobs() for path in job["output"]}
    after = changed.contents()
    assert {path: after[path] for path in before if path not in made} == {
        path: content for path, content in before.items() if path not in made
    }
    assert set(after) - set(before) <= made
    assert planned(changed.jobs("-n")) == set()


def own_dataset(project):
    """A dataset of random images with the labels of MNIST, for switching to."""
    stream = np.random.default_rng(0)
    arrays = {}
    for split in ("train", "test"):
        arrays[f"x_{split}"] = stream.integers(256, size=(200, 12, 12), dtype=np.uint8)
        arrays[f"y_{split}"] = np.arange(200, dtype=np.uint8) % 10
    np.savez(project.folder / "own.npz", **arrays)


def test_verify_sets_aside_what_was_cut_and_the_next_run_mends_it(changed):
    whole = changed.contents()
    target = changed.folder / "results/runs/a/flows.parquet"
    target.write_bytes(target.read_bytes()[:-10])
    (changed.folder / "results/runs/b/answers.md").unlink()
    process = changed.snakemake("verify", cores=1)
    assert process.returncode != 0
    assert "2 results are not as they were made" in process.stderr
    assert "damaged, now results/runs/a/flows.parquet.damaged" in process.stderr
    assert "missing: results/runs/b/answers.md" in process.stderr
    jobs = planned(changed.jobs())
    assert ("join_paths", "a", "") in jobs
    assert ("answer_questions", "b", "") in jobs
    assert {p: c for p, c in changed.contents().items() if not p.endswith(".damaged")} == whole
    process = changed.snakemake("verify", cores=1)
    assert process.returncode == 0
    assert f"All {len(whole) - 1} results are as they were made." in process.stderr


def test_a_removed_run_is_named_and_pruned_when_confirmed(changed, monkeypatch):
    removed_run(changed)
    process = changed.snakemake()
    assert "still in results: b." in process.stdout
    process = changed.snakemake("prune", cores=1)
    assert "results/runs/b" in process.stderr
    assert (changed.folder / "results/runs/b").is_dir()
    monkeypatch.setenv("CONFIRM", "yes")
    assert changed.snakemake("prune", cores=1).returncode == 0
    left = [path for path in (changed.folder / "results").rglob("b*") if path.stem == "b"]
    assert left == []
    assert planned(changed.jobs("-n")) == set()


def test_leaving_runs_out_removes_nothing(changed):
    process = changed.snakemake("--config", 'only=["a"]')
    assert process.returncode == 0
    assert "still in results" not in process.stdout
    assert (changed.folder / "results/runs/b/paths.parquet").is_file()


def test_other_package_versions_are_told_with_the_command_that_mends_it(changed):
    log = changed.folder / "results/logs/cluster_pixels/a.log"
    assert re.search(r'"scikit-learn": "[0-9.]+"', log.read_text().splitlines()[-1])
    log.write_text(re.sub(r'("scikit-learn": )"[0-9.]+"', r'\1"0.1"', log.read_text()))
    process = changed.snakemake("-n")
    assert "cluster_pixels: scikit-learn 0.1, now " in process.stderr
    assert "--forcerun cluster_pixels" in process.stderr
    assert "Nothing to be done" in process.stdout + process.stderr
