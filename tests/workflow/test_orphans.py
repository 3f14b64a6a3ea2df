"""A job ends with its Snakemake: what it would have written appears nowhere."""

import os
import select
import signal
import subprocess
import sys

import pytest

from builders.project import ROOT

pytestmark = pytest.mark.slow

RESULT = "results/site/plotly.min.js"  # megabytes, written by a job that needs nothing before
PATIENCE = 300  # seconds for a job to start on a busy machine


@pytest.fixture
def pipe(project):
    """The reading end of a pipe in place of what the job writes: it stops when that is full."""
    place = (project.folder / RESULT).with_name(".partial.plotly.min.js")
    place.parent.mkdir(parents=True)
    os.mkfifo(place)
    with open(os.open(place, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0) as reading:
        yield reading


# With others of its kind a job is a copy, of a server that ends with Snakemake too.
OTHERS = "results/runs/1v7/paths.parquet"


@pytest.mark.parametrize("results", [(RESULT,), (RESULT, OTHERS)], ids=["anew", "copy"])
@pytest.mark.parametrize("strike", [signal.SIGKILL, signal.SIGHUP])
def test_a_job_at_work_ends_when_its_snakemake_does(project, pipe, patience, strike, results):
    with project.start(*results) as process:
        assert select.select([pipe], [], [], PATIENCE)[0]  # the job writes
        os.kill(process.pid, strike)
        process.wait()
        # This ends when no process of the group holds Snakemake's output any more.
        process.stdout.read()
        os.set_blocking(pipe.fileno(), True)
        read = sum(map(len, iter(lambda: pipe.read(65536), b"")))
    assert process.returncode == -strike
    assert 0 < read < 1_000_000
    assert not (project.folder / RESULT).exists()
    assert "packages: " not in (project.folder / "results/logs/write_plotly.log").read_text()


@pytest.fixture
def patience():
    """What waits for another process does not wait for ever."""

    def stop(*_):
        raise TimeoutError(f"waited {PATIENCE} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


CALLER = """
import os, subprocess, sys
os.environ["CHEMINS_CALLER"] = str(os.getpid())
subprocess.run([sys.executable, *sys.argv[1:]])
"""
JOB = """
import sys
from joblib import Parallel, delayed
from chemins.jobs.job import follow_caller
def read(path):
    return open(path).read()
follow_caller()
Parallel(n_jobs=2, initializer=follow_caller)(delayed(read)(path) for path in sys.argv[1:])
"""


def test_the_processes_that_a_job_shares_its_work_with_end_too(tmp_path, patience):
    pipes = [str(tmp_path / name) for name in "ab"]
    for pipe in pipes:
        os.mkfifo(pipe)
    variables = os.environ | {"PYTHONPATH": str(ROOT / "scripts")}
    caller = subprocess.Popen([sys.executable, "-c", CALLER, "-c", JOB, *pipes], env=variables)
    writing = [os.open(pipe, os.O_WRONLY) for pipe in pipes]  # each waits until its worker reads
    caller.kill()
    caller.wait()
    for descriptor in writing:
        watch = select.poll()
        watch.register(descriptor, 0)
        assert watch.poll() == [(descriptor, select.POLLERR)]  # nobody reads any more
        os.close(descriptor)
