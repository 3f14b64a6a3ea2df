"""A job ends with its Snakemake: what it would have written appears nowhere."""

import os
import select
import signal

import pytest

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


@pytest.mark.parametrize("strike", [signal.SIGKILL, signal.SIGHUP])
def test_a_job_at_work_ends_when_its_snakemake_does(project, pipe, strike):
    with project.start(RESULT, cores=1) as process:
        assert select.select([pipe], [], [], PATIENCE)[0]  # the job writes
        os.kill(process.pid, strike)
        process.wait()
        os.set_blocking(pipe.fileno(), True)
        read = sum(map(len, iter(lambda: pipe.read(65536), b"")))
        # This ends when no process of the group holds Snakemake's output any more.
        process.stdout.read()
    assert process.returncode == -strike
    assert 0 < read < 1_000_000
    assert not (project.folder / RESULT).exists()
    assert "packages: " not in (project.folder / "results/logs/write_plotly.log").read_text()
