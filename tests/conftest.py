"""What tests share: where the project is, copies of it to work in, and Snakemake in them."""

import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sysconfig
import venv
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import hypothesis
import pytest

from chemins.mnist import FILES

# No test asserts a time: an example may take as long as a busy machine lets it.
hypothesis.settings.register_profile("chemins", deadline=None)
hypothesis.settings.load_profile("chemins")

ROOT = Path(__file__).resolve().parents[1]
SOURCES = (
    "Snakefile",
    "rules",
    "scripts",
    "site",
    "config",
    "profiles",
    "report",
    "environment.yml",
)

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 120  # seconds that a page may take on a busy machine
READY = "document.documentElement.dataset.images === 'yes'"


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
        environment = {
            # One cache for all copies, unless a test sets it to "": then the copy's own.
            "NUMBA_CACHE_DIR": str(ROOT / ".cache" / "numba"),
            **os.environ,
            "PYTHONPATH": str(ROOT / "tests" / "plugins"),
            # Byte code is kept, as it is for users: every start is faster.
            "PYTHONDONTWRITEBYTECODE": "",
        }
        return subprocess.Popen(
            [
                self.folder / ".venv/bin/python",
                *("-m", "snakemake", "--cores", str(cores), *arguments),
            ],
            cwd=self.folder,
            env={name: value for name, value in environment.items() if value},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            start_new_session=True,
            # A shell that starts the tests in the background has them ignore interrupts.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def jobs(self, *arguments, cores=2):
        """Plan (with -n) or run; the jobs, as dicts with rule, wildcards, output, resources."""
        process = self.snakemake("--logger", "jobs", *arguments, cores=cores)
        assert process.returncode == 0, process.stdout + process.stderr
        lines = process.stdout.splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def contents(self):
        """path -> SHA-256 of every result, logs and benchmarks left out."""
        results = self.folder / "results"
        files = (path.relative_to(results) for path in results.rglob("*") if path.is_file())
        return {
            f"results/{path}": hashlib.sha256((results / path).read_bytes()).hexdigest()
            for path in files
            if path.parts[0] not in ("logs", "benchmarks")
        }


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
    (site_packages / "parent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return Project(folder)


@pytest.fixture(scope="session")
def root():
    """The project's own folder."""
    return ROOT


@pytest.fixture
def project(tmp_path):
    """A fresh copy of the project, in a folder whose path has a space and an accent."""
    folder = tmp_path / "un été à Montpellier"
    folder.mkdir()
    return copy_project(folder)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """The tiny config, run once for all tests and workers; what it printed is in stdout.txt.

    Its path has a space and an accent. Read it, or change a copy (`copy_of`).
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "un été à Montpellier"
    with (shared / "tiny.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            folder.mkdir()
            project = copy_project(folder)
            shutil.copy(ROOT / "tests/workflow/tiny/config.yaml", folder / "tiny.yaml")
            process = project.snakemake("--configfile", "tiny.yaml")
            assert process.returncode == 0, process.stderr
            (folder / "stdout.txt").write_text(process.stdout)
    return Project(folder)


def copy_of(project, folder):
    """A copy of a project with its results and their times, at a folder that is not there yet."""
    shutil.copytree(project.folder, folder, symlinks=True)
    return Project(folder)


@pytest.fixture(scope="session")
def published_mnist():
    """The folder with MNIST's four files as published, which lies beside the project, if at all."""
    folder = ROOT.parent / "shared/data/mnist"
    missing = [name for name in FILES if not (folder / f"{name}.gz").is_file()]
    if missing:
        pytest.skip(f"the published files are not at hand: {folder} has no {missing[0]}.gz")
    return folder


def not_installed(message):
    """What a person's machine may lack, CI's may not."""
    pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)


@pytest.fixture(scope="module")
def chromium():
    """A real Chromium."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        not_installed("no Chromium is installed (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"]  # for root, as in containers
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium):
    """A function that opens an address and waits until the page is ready.

    When the test ends: nothing was written to the console, no request left the folder.
    """
    with watched(chromium) as (new_page, folders):

        def open_page(address, width=1400, height=900, ready=READY, before=""):
            folders.append(str(Path(urlsplit(unquote(address)).path).parents[1]))
            page = new_page(width, height)
            page.add_init_script(before)
            page.goto(address)
            page.wait_for_function(ready)
            return page

        yield open_page


@contextmanager
def watched(chromium):
    contexts, said, asked, folders = [], [], [], []

    def new_page(width, height):
        context = chromium.new_context(viewport={"width": width, "height": height})
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        return page

    yield new_page, folders
    for context in contexts:
        context.close()
    # A processor that does a GPU's work says how slow it is.
    assert [text for text in said if "GL Driver Message" not in text] == []
    places = [urlsplit(unquote(url)) for url in asked]
    outside = [
        p for p in places if p.scheme in ("file", "http", "https") and not within(p, folders)
    ]
    assert outside == []


def within(place, folders):
    local = place.scheme == "file" or place.hostname == "127.0.0.1"
    return local and any(place.path.startswith(folder) for folder in folders)


def pytest_terminal_summary(terminalreporter):
    """Print what tests measured (`record_property`), whichever worker ran them."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")
