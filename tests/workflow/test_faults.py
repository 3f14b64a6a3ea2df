"""What happens when something breaks: nothing half-written stays, the next call mends it."""

import json
import os
import shutil
import signal
import subprocess
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from builders.project import copy_of

pytestmark = pytest.mark.slow

TINY = ("--configfile", "tiny.yaml")
ONE = ("--config", 'only=["tiny"]')
# A rule of each kind of writer (tests/unit/test_writers.py: there is no other) -> a result of it.
WRITERS = {
    "train_model": "runs/tiny/model.keras",  # an archive of Keras, a table, JSON
    "dump_activations": "runs/tiny/activations/network/known.parquet",  # a table in pieces
    "cluster_layers": "runs/tiny/clusters/network/known.parquet",  # tables
    "draw_figures": "runs/tiny/figures/flow.svg",  # figures, text
    "write_manifest": "manifest.json",  # JSON, of all the others
}


@pytest.fixture(scope="module")
def finished(tiny, tmp_path_factory):
    return copy_of(tiny, tmp_path_factory.mktemp("faults") / "copy")


@pytest.fixture
def copied(finished, tmp_path):
    return copy_of(finished, tmp_path / "copy")


def making(rule):
    """Arguments that ask for a result of a rule, and so for its job alone; but for the manifest of
    both runs, so that its jobs start as copies."""
    results = {WRITERS[rule], WRITERS[rule].replace("runs/tiny/", "runs/tiny-cnn/")}
    return ("--rerun-incomplete", *sorted(f"results/{name}" for name in results), *TINY)


def struck(project, rule, strike):
    """Make a result anew, and strike Snakemake's process group when the first of its job is there.

    At that moment other results of the job are missing or half-written, or, if it makes but one,
    Snakemake has not yet noted that the job is done.
    """
    with project.start("--logger", "jobs", "--force", *making(rule)) as process:
        line = next(line for line in process.stdout if f'"rule": "{rule}"' in line)
        results = [project.folder / path for path in json.loads(line)["output"]]
        for there in (False, True):  # Snakemake deletes the old ones first
            while any(path.exists() for path in results) != there:
                assert process.poll() is None
                time.sleep(0.001)
        os.killpg(process.pid, strike)
        process.stdout.read()
    return process.returncode


def finish(project, arguments):
    """Run to the end, unlocking first if the last call could not."""
    if any(project.folder.glob(".snakemake/locks/*")):
        assert project.forked(*arguments, "--unlock").returncode == 0
    process = project.forked(*arguments)
    assert process.returncode == 0, process.stderr


@pytest.mark.parametrize("rule", WRITERS)
def test_a_kill_leaves_nothing_that_the_next_call_takes_for_a_result(finished, copied, rule):
    assert struck(copied, rule, signal.SIGKILL) == -signal.SIGKILL
    others = copied.contents().items() - finished.contents().items()
    assert {name for name, _ in others if not Path(name).name.startswith(".")} == set()
    finish(copied, making(rule))
    assert copied.contents() == finished.contents()


class SendsHalf(BaseHTTPRequestHandler):
    """A mirror that sends half of each file and then nothing more until it is let go."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "100000000")
        self.end_headers()
        # More than waits unread between two sockets: when it is sent, some of it is on the disk.
        self.wfile.write(bytes(50_000_000))
        self.server.sent.set()
        self.server.let_go.wait()

    def log_message(self, *arguments):
        """Nothing: standard error is the tests'."""


@pytest.fixture
def half_a_mirror():
    server = ThreadingHTTPServer(("127.0.0.1", 0), SendsHalf)
    server.sent, server.let_go = Event(), Event()
    Thread(target=server.serve_forever).start()
    yield server
    server.let_go.set()
    server.shutdown()
    server.server_close()


def test_a_kill_in_a_download_leaves_nothing_that_the_next_call_takes_for_the_file(
    project, half_a_mirror, published_mnist, monkeypatch
):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with project.start(*downloading(f"http://127.0.0.1:{half_a_mirror.server_port}")) as process:
        assert half_a_mirror.sent.wait(timeout=120)
        os.killpg(process.pid, signal.SIGKILL)
    folder = project.folder / "results/data/mnist"
    assert any(folder.iterdir())
    assert list(folder.glob("[!.]*.gz")) == []
    finish(project, downloading(published_mnist.as_uri()))
    expected = {path.name: path.read_bytes() for path in published_mnist.glob("*.gz")}
    assert {path.name: path.read_bytes() for path in folder.glob("*.gz")} == expected


def downloading(mirror):
    return ("--until", "download_dataset", "--config", "dataset=mnist", f'mirrors=["{mirror}"]')


@pytest.mark.parametrize("strike", [signal.SIGTERM, signal.SIGINT])
def test_an_interruption_is_mended_by_the_next_call(finished, copied, strike):
    assert struck(copied, "cluster_layers", strike) != 0
    finish(copied, making("cluster_layers") if strike == signal.SIGTERM else TINY)
    assert copied.contents() == finished.contents()


def test_two_calls_at_once_do_not_both_work(copied):
    with copied.start("--logger", "jobs", "--force", *making("train_model")) as first:
        first.stdout.readline()
        second = copied.snakemake(*TINY)
        assert second.returncode != 0
        assert "cannot be locked" in second.stderr
        assert "--unlock" in second.stderr
        first.stdout.read()
    assert first.returncode == 0


@pytest.fixture
def small_disk(tmp_path):
    """A file system of two megabytes; mounting needs root."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small file system needs root")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_told_and_leaves_nothing_half_written(project, small_disk):
    (small_disk / "ballast").write_bytes(bytes(1_200_000))
    process = project.snakemake("--config", f"results_dir={small_disk}/results", 'only=["0v1"]')
    assert process.returncode != 0
    assert "No space left on device" in process.stderr
    assert list((small_disk / "results/data").glob("*")) == []


def test_a_read_only_results_folder_is_told(project, small_disk):
    (small_disk / "results").mkdir()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    process = project.snakemake("--config", f"results_dir={small_disk}/results", 'only=["0v1"]')
    assert process.returncode != 0
    assert "Read-only file system" in process.stderr


def anew(project, *rules):
    """Run these rules again for one run, and no others but what lies between them."""
    process = project.snakemake(*TINY, *ONE, "--forcerun", *rules, "--until", *rules)
    assert process.returncode == 0, process.stderr


def test_without_a_home_caches_stay_in_the_project_where_two_jobs_may_fill_them_at_once(
    finished, copied, monkeypatch
):
    shutil.rmtree(copied.folder / ".cache")
    monkeypatch.setenv("HOME", "/proc/nobody")
    monkeypatch.setenv("XDG_CACHE_HOME", str(copied.folder / ".cache"))
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    # Silhouettes are compiled in seconds, which UMAP is not, and by the same means.
    anew(copied, "cluster_layers")  # nothing else: its two jobs side by side
    anew(copied, "train_replicates", "draw_figures")
    assert copied.contents() == finished.contents()
    caches = {path.name for path in (copied.folder / ".cache").iterdir()}
    assert caches == {"keras", "matplotlib", "numba", "snakemake", "statements.json"}


def test_a_cache_that_cannot_be_written_to_costs_time_only(
    finished, copied, small_disk, monkeypatch
):
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(small_disk))
    anew(copied, "cluster_layers")
    assert copied.contents() == finished.contents()
