"""Copies of the project to work in, and Snakemake in them."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sysconfig
import venv
from dataclasses import dataclass, replace
from pathlib import Path

from builders.forked import PLUGINS, forked

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    "Snakefile",
    "rules",
    "scripts",
    "site",
    "config",
    "profiles",
    "report",
    "environment.yml",
    "CITATION.cff",
)


@dataclass(frozen=True)
class Project:
    """A copy of the project in a folder of its own."""

    folder: Path

    def snakemake(self, *arguments, cores=2):
        """Run Snakemake in the copy; returns the finished process, its output as text."""
        with self.start(*arguments, cores=cores, stderr=subprocess.PIPE) as process:
            stdout, stderr = process.communicate(timeout=1200)
        return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)

    def start(self, *arguments, cores=2, stderr=subprocess.DEVNULL):
        """Start Snakemake in the copy, in a process group of its own."""
        return subprocess.Popen(
            [
                self.folder / ".venv/bin/python",
                *("-m", "snakemake", "--cores", str(cores), *arguments),
            ],
            cwd=self.folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            start_new_session=True,
            # A shell that starts the tests in the background has them ignore interrupts.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def forked(self, *arguments):
        """As `snakemake`, but without the time that Snakemake takes to start."""
        return forked(self.folder, ["--cores", "2", *arguments], environment())

    def jobs(self, *arguments):
        """Run (or plan) and say which jobs: dicts with rule, wildcards, output, resources."""
        return jobs_in(self.forked("--logger", "jobs", *arguments))

    def planned(self, *arguments):
        """The jobs of a dry run."""
        return self.jobs("-n", *arguments)

    def contents(self):
        """path -> SHA-256 of every result; logs, benchmarks and records left out."""
        results = self.folder / "results"
        files = (path.relative_to(results) for path in results.rglob("*") if path.is_file())
        return {
            f"results/{path}": hashlib.sha256((results / path).read_bytes()).hexdigest()
            for path in files
            if path.parts[0] not in ("logs", "benchmarks") and "made" not in path.parts
        }


def environment():
    """The environment of Snakemake in a copy."""
    variables = {
        # One cache for all copies, unless a test sets it to "": then the copy's own.
        "NUMBA_CACHE_DIR": str(ROOT / ".cache" / "numba"),
        **os.environ,
        # Byte code is kept, as it is for users: every start is faster.
        "PYTHONDONTWRITEBYTECODE": "",
    }
    return {name: value for name, value in variables.items() if value}


def jobs_in(process):
    """The jobs that the logger of the tests wrote."""
    assert process.returncode == 0, process.stdout + process.stderr
    lines = process.stdout.splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def copy_project(folder):
    """Copy the project's sources to a new folder, with a .venv in it as `make` would set one up.

    The environment is a new one that finds the packages of this one: what matters here is that
    its path is the copy's, with whatever characters that has.
    """
    ignore = shutil.ignore_patterns("__pycache__")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignore)
        else:
            shutil.copy2(source, folder / name)
    venv.create(folder / ".venv")
    (site_packages,) = (folder / ".venv").glob("lib/python*/site-packages")
    # In the environment, since jobs need not see PYTHONPATH.
    lines = (sysconfig.get_path("purelib"), str(PLUGINS), "import watched_jobs")
    (site_packages / "parent.pth").write_text("\n".join(lines))
    return Project(folder)


def copy_of(project, folder):
    """A copy of a project with its results and their times, at a folder that is not there yet."""
    shutil.copytree(project.folder, folder, symlinks=True)
    return replace(project, folder=folder)
