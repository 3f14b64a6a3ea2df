"""The table of docs/reruns.md, row by row: exactly those jobs, no more and no fewer."""

import ast
import re
import shutil

import pytest
import yaml

from chemins.config import load_schema, read_config
from chemins.layers import network_layers
from chemins.manifest import read_manifest
from chemins.mnist import FILES
from conftest import ROOT, SOURCES, copy_project

pytestmark = pytest.mark.slow

WITH_GROUP = {"select_samples", "dump_activations", "dump_pixels", "train_replicates"}
PER_LAYER_LIST = {"dump_activations", "cluster_layers", "embed_layers", "place_unseen"}
RUN_RULES = [
    "select_samples", "train_model", "dump_activations", "dump_pixels", "cluster_pixels",
    "cluster_layers", "embed_pixels", "embed_layers", "place_unseen", "join_paths",
    "measure_run", "train_replicates",
    "answer_questions", "draw_figures", "build_page",
]  # fmt: skip


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The default config but for fewer replicates, run once and left alone: `make test` keeps a
    file together."""
    project = copy_project(tmp_path_factory.mktemp("contract"))
    with_changes(defaults={"replicates": 2})(project)
    project.jobs()
    return project


@pytest.fixture
def changed(finished, tmp_path):
    """A copy of the finished project, times included, to change."""
    folder = tmp_path / "copy"
    shutil.copytree(finished.folder, folder, symlinks=True)
    return type(finished)(folder)


def config_file(project):
    return project.folder / "config/config.yaml"


def config_as_written(project):
    return yaml.safe_load(config_file(project).read_text())


def whole_config(project):
    """The config as the workflow knows it, with all defaults."""
    return read_config(config_as_written(project), load_schema(ROOT / "config/schema.yaml"))


def write_config(project, config):
    config_file(project).write_text(yaml.safe_dump(config, sort_keys=False))


def with_changes(**changes):
    """A change to the config: its keys replaced, key by key."""
    return lambda project: write_config(project, merged(config_as_written(project), changes))


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
    for file in source_files(project):
        file.touch()


def cloned(project):
    """The same sources as new files, as git writes them."""
    for file in source_files(project):
        content = file.read_bytes()
        file.unlink()
        file.write_bytes(content)


def source_files(project):
    paths = [project.folder / name for name in SOURCES]
    return [file for path in paths for file in [path, *path.rglob("*")] if file.is_file()]


def commented(project):
    """Comments gone and others there, another docstring, every line laid out anew."""
    for path in (project.folder / "scripts").rglob("*.py"):
        text = re.sub(r'\A""".*?"""', '"""Said otherwise."""', path.read_text(), flags=re.DOTALL)
        path.write_text("# a comment\n\n\n" + ast.unparse(ast.parse(text)) + "\n\n# the end\n")


def spelled_otherwise(project):
    spelled = {"digits": [1, 0], "seed": 0, "network": {"hidden": [32, 64]}}
    config = merged(config_as_written(project), {"runs": {"0v1": spelled}})
    config["runs"] = dict(reversed(config["runs"].items()))
    text = yaml.safe_dump(dict(reversed(config.items())), default_flow_style=True)
    assert "learning_rate: 0.0001" in text
    config_file(project).write_text(text.replace("0.0001", "1e-4"))


def removed_run(project):
    config = config_as_written(project)
    del config["runs"]["6v9"]
    write_config(project, config)


# What the table calls a change -> how it is made here; the runs that "that run" means.
CHANGES = {
    "nothing at all": (lambda project: None, ""),
    "every source file touched": (touched, ""),
    "a fresh clone's time stamps on every source file, the results kept": (cloned, ""),
    "comments, docstrings, blank lines and layout of every script and library module": (
        commented, ""),
    "runs and keys in another order, YAML laid out anew, a default written out, "
    "`1e-4` for `0.0001`": (spelled_otherwise, ""),
    "a statement in `chemins/embedding.py`": (
        edited("scripts/chemins/embedding.py", "SPARE = 8", "SPARE = 9"), ""),
    "a statement in `chemins/wording.py`, which `pages` imports too": (
        edited("scripts/chemins/wording.py", "HARDLY = 0.05", "HARDLY = 0.06"), ""),
    "a statement in `chemins/phrases.py`, imported by others through others": (
        edited("scripts/chemins/phrases.py", "< 0.1", "<0.1"), ""),
    "a template in `site/`": (edited("site/run.html", "The tables", "Tables"), ""),
    "the figures' width": (with_changes(figures={"width": 100}), ""),
    "the figures' colours": (with_changes(figures={"palette": ["#123456"]}), ""),
    "one run's `umap.n_neighbors`": (
        with_changes(runs={"1v7": {"umap": {"n_neighbors": 10}}}), "1v7"),
    "one run's `clustering.k_max`": (
        with_changes(runs={"0v1": {"clustering": {"k_max": 9}}}), "0v1"),
    "one more unseen digit in a run": (with_changes(runs={"1v7": {"unseen": [4, 3, 8]}}), "1v7"),
    "one run's learning rate": (
        with_changes(runs={"1v7": {"training": {"learning_rate": 0.001}}}), "1v7"),
    "one run's `replicates`": (with_changes(runs={"1v7": {"replicates": 1}}), "1v7"),
    "a new run": (with_changes(runs={"3v5": {"digits": [3, 5], "unseen": [8]}}), "3v5"),
    "a run removed": (removed_run, ""),
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

# A result of each job -> the job, and a job -> those that read what it makes. From the diagram in
# docs/architecture.md, with a group where a rule has a job for each.
MADE_BY = {
    "data/mnist-sample.parquet": "fetch_dataset",
    "runs/1v7/samples/known.parquet": "select_samples known",
    "runs/1v7/samples/unseen.parquet": "select_samples unseen",
    "runs/1v7/history.parquet": "train_model",
    "runs/1v7/activations/known/hidden_1.parquet": "dump_activations known",
    "runs/1v7/activations/unseen/hidden_2.parquet": "dump_activations unseen",
    "runs/1v7/logits/known.parquet": "dump_activations known",
    "runs/1v7/activations/known/pixels.parquet": "dump_pixels known",
    "runs/1v7/activations/unseen/pixels.parquet": "dump_pixels unseen",
    "runs/1v7/clusters/pixels.classes.parquet": "cluster_pixels",
    "runs/1v7/clusters/output.centers.parquet": "cluster_layers",
    "runs/1v7/embeddings/known/pixels.parquet": "embed_pixels",
    "runs/1v7/embeddings/known/hidden_1.parquet": "embed_layers",
    "runs/1v7/embeddings/unseen/output.parquet": "place_unseen",
    "runs/1v7/flows.parquet": "join_paths",
    "runs/1v7/measures/own.parquet": "measure_run",
    "runs/1v7/measures/samples.parquet": "measure_run",
    "runs/1v7/measures/replicates-known.parquet": "train_replicates known",
    "runs/1v7/measures/replicates-unseen.parquet": "train_replicates unseen",
    "runs/1v7/answers.md": "answer_questions",
    "runs/1v7/figures/training.pdf": "draw_figures",
    "site/1v7.html": "build_page",
    "site/plotly.min.js": "write_plotly",
    "site/index.html": "build_index",
    "manifest.json": "write_manifest",
}
READERS = {
    "fetch_dataset": ["select_samples known", "select_samples unseen"],
    "select_samples known": [
        "train_model", "dump_pixels known", "train_replicates known", "train_replicates unseen",
    ],
    "select_samples unseen": [
        "dump_activations unseen", "dump_pixels unseen", "train_replicates unseen",
    ],
    "train_model": ["dump_activations known", "dump_activations unseen"],
    "dump_activations known": ["cluster_layers", "embed_layers"],
    "dump_activations unseen": ["place_unseen", "join_paths", "measure_run"],
    "dump_pixels known": ["cluster_pixels", "embed_pixels"],
    "dump_pixels unseen": ["place_unseen", "join_paths", "measure_run"],
    "cluster_pixels": ["join_paths", "measure_run"],
    "cluster_layers": ["join_paths", "measure_run"],
    "embed_pixels": ["place_unseen", "draw_figures"],
    "embed_layers": ["place_unseen", "draw_figures"],
    "place_unseen": ["draw_figures"],
    "join_paths": ["answer_questions", "draw_figures"],
    "measure_run": ["answer_questions", "draw_figures", "build_page"],
    "train_replicates known": ["answer_questions"],
    "train_replicates unseen": ["answer_questions"],
    "answer_questions": ["build_page"],
    "draw_figures": ["build_page"],
    "write_plotly": ["build_page"],
    "build_page": ["build_index"],
    "build_index": ["write_manifest"],
    "write_manifest": [],
}  # fmt: skip


def table():
    """change -> what runs, as the page says it."""
    text = (ROOT / "docs/reruns.md").read_text()
    rows = re.findall(r"^\| (.*?) \| (.*) \|$", text, flags=re.MULTILINE)
    return {change: runs for change, runs in rows if change not in ("change", "---")}


def expected_jobs(said, that_run, config):
    """The jobs that a cell of the table means."""
    if said == "nothing":
        return set()
    ends = {"build_index", "write_manifest"}
    if said.startswith("nothing but"):
        return ends
    scope, rules = said.split(": ", 1)
    runs = config["runs"] if scope == "all runs" else [that_run]
    steps = [rule + unseen for rule, unseen in re.findall(r"`(\w+)`( unseen)?", rules)]
    return jobs_of(steps + RUN_RULES * ("every rule" in rules), runs, config) | ends


def jobs_of(steps, runs, config):
    """The jobs, as `rule wildcards`, of steps: rules, or rules with a group."""
    return {job for step in steps for run in runs for job in jobs_of_step(step, run, config)}


def jobs_of_step(step, run, config):
    rule, _, group = step.partition(" ")
    if rule == "download_mnist":
        return [f"{rule} {file}" for file in FILES]
    if rule not in RUN_RULES:
        return [rule]
    settings = config["runs"][run]
    groups = ["known", "unseen"] if settings["unseen"] else ["known"]
    name = rule_name(rule, network_layers(settings["network"]))
    if rule in WITH_GROUP:
        return [f"{name} {run} {each}" for each in groups if group in ("", each)]
    return [f"{name} {run}"] if rule != "place_unseen" or "unseen" in groups else []


def rule_name(rule, layers):
    """The name that a rule has for runs with these layers."""
    default = ("hidden_1", "hidden_2", "output")
    if rule not in PER_LAYER_LIST or layers == default:
        return rule
    return ".".join([rule, *layers[:-1]])


def planned(jobs):
    """The jobs, as `rule wildcards`, in order; a job planned twice would be there twice."""
    return sorted(" ".join([job["rule"], *job["wildcards"].values()])
                  for job in jobs if job["rule"] != "all")  # fmt: skip


def test_the_table_and_the_test_have_the_same_rows():
    assert list(table()) == [*CHANGES, *OTHER_ROWS]


@pytest.mark.parametrize("change", CHANGES)
def test_what_runs(changed, change):
    apply, that_run = CHANGES[change]
    apply(changed)
    expected = expected_jobs(table()[change], that_run, whole_config(changed))
    assert planned(changed.jobs("-n")) == sorted(expected)


@pytest.mark.parametrize("file", MADE_BY)
def test_a_deleted_result_is_made_again_with_what_depends_on_it(changed, file):
    (changed.folder / "results" / file).unlink()
    config = whole_config(changed)
    runs = ["1v7"] if "1v7" in file else config["runs"]
    expected = jobs_of(steps_from(MADE_BY[file]), runs, config)
    assert planned(changed.jobs("-n")) == sorted(expected)


def steps_from(step):
    """A step and all that depend on it."""
    return {step}.union(*map(steps_from, READERS[step]))


def test_every_result_is_in_the_manifest_and_so_asked_for(finished):
    listed = read_manifest(finished.folder / "results/manifest.json")["files"]
    found = {f"results/{name}" for name in (*listed, "manifest.json")}
    assert found == set(finished.contents())


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
    assert planned(changed.jobs("-n")) == []


def test_verify_sets_aside_what_was_cut_and_the_next_run_mends_it(changed):
    whole = changed.contents()
    target = changed.folder / "results/runs/1v7/flows.parquet"
    target.write_bytes(target.read_bytes()[:-10])
    (changed.folder / "results/runs/0v1/answers.md").unlink()
    process = changed.snakemake("verify", cores=1)
    assert process.returncode != 0
    assert "2 results are not as they were made" in process.stderr
    assert "damaged, now results/runs/1v7/flows.parquet.damaged" in process.stderr
    assert "missing: results/runs/0v1/answers.md" in process.stderr
    jobs = planned(changed.jobs())
    assert "join_paths 1v7" in jobs
    assert "answer_questions 0v1" in jobs
    assert {p: c for p, c in changed.contents().items() if not p.endswith(".damaged")} == whole
    process = changed.snakemake("verify", cores=1)
    assert process.returncode == 0
    assert f"All {len(whole) - 1} results are as they were made." in process.stderr


def test_a_removed_run_is_named_and_pruned_when_confirmed(changed, monkeypatch):
    removed_run(changed)
    process = changed.snakemake()
    assert "still in results: 6v9." in process.stdout
    process = changed.snakemake("prune", cores=1)
    assert "results/runs/6v9" in process.stderr
    assert (changed.folder / "results/runs/6v9").is_dir()
    monkeypatch.setenv("CONFIRM", "yes")
    assert changed.snakemake("prune", cores=1).returncode == 0
    assert list((changed.folder / "results").rglob("6v9*")) == []
    assert planned(changed.jobs("-n")) == []


def test_files_that_a_kept_run_no_longer_has_are_counted_and_pruned_when_confirmed(
    changed, monkeypatch
):
    run = {"unseen": [], "network": {"hidden": [32]}}
    with_changes(runs={"1v7": run}, only=["1v7"])(changed)
    flows = changed.folder / "results/runs/0v1/flows.parquet"
    shutil.copy(flows, f"{flows}.damaged")
    process = changed.snakemake()
    # Unseen: samples, logits, replicates' measures, and activations and embeddings of 4 layers;
    # hidden_2: those and 5 tables of clusters; and the damaged one.
    assert "that nothing in the config asks for: 19." in process.stdout
    listed = changed.snakemake("prune", cores=1).stderr
    assert "results/runs/1v7/activations/known/hidden_2.parquet" in listed
    before = changed.contents()
    monkeypatch.setenv("CONFIRM", "yes")
    assert changed.snakemake("prune", cores=1).returncode == 0
    gone = before.keys() - changed.contents().keys()
    assert len(gone) == 19
    assert all(re.search(r"/1v7/.*(hidden_2|unseen)|[.]damaged$", path) for path in gone)
    assert planned(changed.jobs("-n")) == []


def test_leaving_runs_out_removes_nothing(changed, monkeypatch):
    process = changed.snakemake("--config", 'only=["1v7"]')
    assert process.returncode == 0
    assert "prune" not in process.stdout
    monkeypatch.setenv("CONFIRM", "yes")
    process = changed.snakemake("prune", "--config", 'only=["1v7"]', cores=1)
    assert "There is nothing to prune." in process.stderr
    assert (changed.folder / "results/runs/0v1/paths.parquet").is_file()


def test_other_package_versions_are_told_with_the_command_that_mends_it(changed):
    log = changed.folder / "results/logs/cluster_pixels/1v7.log"
    assert re.search(r'"scikit-learn": "[0-9.]+"', log.read_text().splitlines()[-1])
    log.write_text(re.sub(r'("scikit-learn": )"[0-9.]+"', r'\1"0.1"', log.read_text()))
    process = changed.snakemake("-n")
    assert "cluster_pixels: scikit-learn 0.1, now " in process.stderr
    assert "--forcerun cluster_pixels" in process.stderr
    assert "Nothing to be done" in process.stdout + process.stderr
