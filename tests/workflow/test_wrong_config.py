"""A wrong config stops the workflow before any job, with one message and no traceback."""

import os
from dataclasses import replace

import pytest

pytestmark = pytest.mark.slow

WRONG = {
    "unknown key": ('runs={"1v7": {"digitz": [1, 7]}}', ["run 1v7", "digitz", "digits"]),
    "both taught and unseen": ('runs={"1v7": {"unseen": [7]}}', ["run 1v7", "unseen", "7"]),
    "a digit the dataset lacks": ('runs={"1v7": {"digits": [1, 12]}}', ["run 1v7", "12", "label"]),
    "no such run": ('only=["2v7"]', ["only", "2v7", "1v7"]),
    "no such network": (
        'runs={"1v7": {"network": {"kind": "file", "model": "mine.keras"}}}',
        ["run 1v7", "network.model", "mine.keras is no file"],
    ),
    "unreadable dataset": ('dataset={"path": "nowhere.npz"}', ["nowhere.npz"]),
}


@pytest.mark.parametrize(("setting", "fragments"), WRONG.values(), ids=WRONG)
def test_wrong_config(project, setting, fragments):
    process = project.forked("--config", setting)
    assert process.returncode != 0
    assert "Traceback" not in process.stderr
    message = process.stderr[process.stderr.index("chemins: the config is not right") :]
    assert len(message.strip().splitlines()) == 3
    for fragment in fragments:
        assert fragment in message
    assert not (project.folder / "results").exists()


# What Snakemake would take in silence, with --configfile too, or does not survive.
FILES = {
    "a run twice": ("runs:\n  a: {}\n  b: {}\n  a: {}\n", ["line 4, runs: ", "'a'", "line 2"]),
    "a list in itself": ("only: &x [*x]\n", ["line 1, only[0]: ", "*x"]),
    "Snakemake's own key": ("runs: {a: {}}\npathvars: {results: x}\n", ["'pathvars'"]),
}
# What Snakemake reads before any of the workflow's lines, where it comes with --configfile.
OWN_FILES = {
    "a mapping in itself": ("runs: &x {a: *x}\n", ["line 1, run a: ", "*x"]),
    "Latin 1": (b"results_dir: \xe9t\xe9\n", ["UTF-8"]),
}


def write(file, content):
    file.write_bytes(content if isinstance(content, bytes) else content.encode())


def the_message(process):
    """What a call that a wrong config stopped says: one line between a first and a last one."""
    assert process.returncode == 1, process.stderr
    assert "Traceback" not in process.stderr
    told = process.stderr[process.stderr.index("chemins: the config is not right") :]
    _, message, _ = told.strip().splitlines()
    return message


def test_a_config_file_that_is_not_right(project):
    own, other = project.folder / "config/config.yaml", project.folder / "other.yaml"
    plain = own.read_text()
    for content, fragments in [FILES["a run twice"], *OWN_FILES.values()]:
        write(own, content)
        message = the_message(project.forked("-n"))
        assert [part for part in fragments if part not in message] == []
    write(own, plain)
    for content, fragments in FILES.values():
        write(other, content)
        message = the_message(project.forked("-n", "--configfile", "config/atlas.yaml", other))
        assert [part for part in fragments if part not in message] == []
    own.unlink()
    os.mkfifo(own)
    assert "config/config.yaml: it is a folder, a pipe or a device" in the_message(
        project.forked("-n")
    )
    assert not (project.folder / "results").exists()


def test_whose_python_is_run_is_told(project):
    """Snakemake's templates run it, in a config as in a profile."""
    own, other = project.folder / "config/config.yaml", project.folder / "other.yaml"
    profile = project.folder / "profiles/mine/config.yaml"
    plain, template = own.read_text(), "__use_yte__: true\nonly: ?['0v' + str(1)]\n"
    profile.parent.mkdir()
    warned = "chemins: WARNING: {} turns on Snakemake's templates (__use_yte__)"

    def told(*arguments):
        process = project.forked("-n", *arguments)
        assert process.returncode == 0, process.stderr
        return process.stderr

    assert "chemins: WARNING" not in told()
    other.write_text(template)
    assert warned.format(other) in told("--configfile", other)
    profile.write_text("__use_yte__: true\nkeep-going: ?1 < 2\n")
    assert warned.format("profiles/mine/config.yaml") in told("--workflow-profile", "mine")
    own.write_text(plain + "__use_yte__: true\n")
    assert warned.format("config/config.yaml") in told()


def test_the_largest_numbers_are_planned(project):
    run = {
        "per_digit": "all",
        "test_per_digit": "all",
        "replicates": 1000,
        "seed": 4294967295,
        "network": {"hidden": [100_000] * 50},
        "training": {"epochs": 100_000, "batch_size": 1_000_000, "learning_rate": 1_000_000},
        "clustering": {"n_init": 10_000, "k_max": 400, "silhouette_limit": 1_000_000_000},
    }
    assert project.planned("--config", f"runs={{a: {run}}}", "only=[a]", "dataset=mnist")


def test_a_folder_with_braces_is_told(project):
    folder = project.folder.with_name("a {b}")
    project.folder.rename(folder)
    process = replace(project, folder=folder).forked("-n")
    assert process.returncode == 1
    assert process.stderr.strip().splitlines()[-1].endswith("rename the folder.")
    assert "Traceback" not in process.stderr


def test_a_job_that_fails_says_why_and_where_its_log_is(project):
    (project.folder / "results/data").mkdir(parents=True)
    process = project.snakemake(
        "--config", "dataset=mnist", 'mirrors=["file:///no/such/folder"]', 'only=["1v7"]'
    )
    assert process.returncode != 0
    assert "chemins: train-images-idx3-ubyte.gz could not be had from any mirror" in process.stderr
    assert "file:///no/such/folder/train-images-idx3-ubyte.gz: no such file" in process.stderr
    log = "results/logs/download_dataset/mnist-train-images-idx3-ubyte.gz.log"
    assert f"(the whole story: {log})" in process.stderr
    assert "CheminsError" in (project.folder / log).read_text()
    assert list((project.folder / "results/data").rglob("*ubyte*")) == []
