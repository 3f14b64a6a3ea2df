"""Jobs that start as copies and jobs that start anew: the same in all that they are and leave."""

import json
import re

import pytest

from builders.project import copy_of
from chemins.jobs.parent import CALLER
from chemins.jobs.versions import IMPORTED, read_log_line

pytestmark = pytest.mark.slow

TINY = ("--configfile", "tiny.yaml", "--config", 'only=["tiny"]')
# What a job's process is, of all that Snakemake decides. A shell stands between it and a job that
# starts anew, and sets some variables.
TELLING = """
import json, os, sys
told = {"variables": dict(os.environ), "folder": os.getcwd(), "path": sys.path}
told |= {"arguments": len(sys.argv), "parent": os.getppid(), "umask": os.umask(0)}
told |= {"input": os.read(0, 1) == b"", "executable": sys.executable, "flags": list(sys.flags)}
with open(f"told-{snakemake.wildcards.group}.json", "w") as file:
    json.dump(told, file)
"""
OF_SHELLS = {"_", "SHLVL", "PWD", "OLDPWD"}


@pytest.fixture
def copied(tiny, tmp_path):
    return copy_of(tiny, tmp_path / "copy")


def test_jobs_started_anew_give_the_same_bytes_and_tell_of_the_same_packages(
    tiny, copied, monkeypatch
):
    monkeypatch.setenv("CHEMINS_FORK", "no")
    done = copied.snakemake("--forceall", "--until", "build_page", *TINY)
    assert done.returncode == 0, done.stderr
    assert copied.contents() == tiny.contents()
    logs = sorted((copied.folder / "results/logs").glob("*/tiny*.log"))
    assert len(logs) > 20
    for log in logs:
        packages = read_log_line(log)
        assert ("numpy" in packages) == (log.parent.name != "write_methods")  # it reads text
        as_copy = read_log_line(tiny.folder / log.relative_to(copied.folder))
        assert packages.items() <= as_copy.items(), log.name


def told(project, monkeypatch, fork):
    """What two jobs of a call tell of themselves: group -> what."""
    monkeypatch.setenv("CHEMINS_FORK", fork)
    done = project.snakemake("--forcerun", "select_samples", "--until", "select_samples", *TINY)
    assert done.returncode == 0, done.stderr
    files = {group: project.folder / f"told-{group}.json" for group in ("known", "unseen")}
    return {group: json.loads(file.read_text()) for group, file in files.items()}


def test_a_copy_is_in_nothing_that_snakemake_decides_another_process(copied, monkeypatch):
    script = copied.folder / "scripts/select_samples.py"
    script.write_text(script.read_text() + TELLING)
    monkeypatch.setenv("OWN", "a value")
    copies, anew = (told(copied, monkeypatch, fork) for fork in ("yes", "no"))
    for group in ("known", "unseen"):
        one, other = copies[group], anew[group]
        server = int(one["variables"].pop(CALLER))
        assert server == one.pop("parent") != int(other["variables"].pop(CALLER))
        other.pop("parent")
        assert "pyarrow" in one["variables"].pop(IMPORTED).split()
        for variables in (one["variables"], other["variables"]):
            for name in {*OF_SHELLS, "CHEMINS_FORK"}:
                variables.pop(name, None)
        # Without a folder that each call of Snakemake has for itself, and one that it adds last, or
        # in a copy among the first: it is only there where pip installs for a script.
        for job in (one, other):
            path = [re.sub(r"/tmp\w+/", "/", folder) for folder in job["path"]]
            job["path"] = [folder for folder in path if folder != ".snakemake/pip-deployments"]
        assert one == other
    assert copies["known"]["variables"]["OWN"] == "a value"
    assert copies["known"]["variables"]["OMP_NUM_THREADS"] == "1"


def test_benchmarks_are_of_the_jobs_own_process(tiny):
    for file, peak in (("train_replicates/tiny-known", 300), ("select_samples/tiny-known", 30)):
        text = (tiny.folder / f"results/benchmarks/{file}.tsv").read_text()
        names, values = (line.split("\t") for line in text.splitlines())
        found = dict(zip(names, values, strict=True))
        assert found["rule_name"] == file.split("/")[0]
        assert 0 < float(found["cpu_time"]) < 2 * float(found["s"]) + 0.1
        assert peak < float(found["max_rss"]) < 2000


def test_a_copy_that_is_killed_is_a_failed_job_and_the_others_go_on(copied):
    script = copied.folder / "scripts/select_samples.py"
    fatal = (
        'if snakemake.wildcards.group == "unseen":\n    import os\n\n    os.kill(os.getpid(), 9)\n'
    )
    script.write_text(script.read_text() + fatal)
    (copied.folder / "results/runs/tiny/samples/known.parquet").unlink()
    process = copied.snakemake("--until", "select_samples", "--keep-going", *TINY)
    assert process.returncode == 1
    assert "Error in rule select_samples" in process.stderr
    assert "results/runs/tiny/samples/unseen.parquet" in process.stderr
    assert (copied.folder / "results/runs/tiny/samples/known.parquet").exists()
    assert not (copied.folder / "results/runs/tiny/samples/unseen.parquet").exists()
