"""The fixtures that tests share; what they are made with is in `builders`."""

import fcntl
import os
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

import hypothesis
import pytest

from builders import browser
from builders.project import ROOT, Project, copy_project
from chemins.data.idx import FILES

# No test asserts a time: an example may take as long as a busy machine lets it.
hypothesis.settings.register_profile("chemins", deadline=None)
hypothesis.settings.load_profile("chemins")


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


@pytest.fixture(scope="session")
def published_mnist():
    """The folder with MNIST's four files as published, which lies beside the project, if at all."""
    folder = ROOT.parent / "shared/data/mnist"
    missing = [name for name in FILES if not (folder / f"{name}.gz").is_file()]
    if missing:
        pytest.skip(f"the published files are not at hand: {folder} has no {missing[0]}.gz")
    return folder


@pytest.fixture(scope="session")
def published_fashion_mnist():
    """The folder with Fashion-MNIST's four files as published: Debian's, or another's."""
    folder = Path(os.environ.get("FASHION_MNIST", "/usr/share/datasets/fashion-mnist"))
    if not all((folder / f"{name}.gz").is_file() for name in FILES):
        pytest.skip(f"the published files are not at hand: {folder} lacks some; FASHION_MNIST may "
                    "name another folder")  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def chromium():
    """A real Chromium."""
    with browser.chromium() as running:
        yield running


@pytest.fixture
def opened(chromium):
    """A function that opens an address and waits until the page is ready.

    When the test ends: nothing was written to the console, no request left the folder.
    """
    with browser.watched(chromium) as (new_page, folders):

        def open_page(address, width=1400, height=900, ready=browser.READY, before="", above=1):
            folders.append(str(Path(urlsplit(unquote(address)).path).parents[above]))
            page = new_page(width, height)
            page.add_init_script(before)
            page.goto(address)
            page.wait_for_function(ready)
            return page

        yield open_page


# The files whose tests take longest in sum. The first needs the tiny config's results, for which
# others would have to wait; the second and the third do not.
LONGEST = [
    *("test_faults", "test_given_networks", "test_two_runs"),
    *("test_profile", "test_reruns", "test_same_bytes"),
]


def pytest_collection_modifyitems(items):
    """The longest files first, then the slow ones: the short ones fill up what time is left."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    order = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: (order.get(item.path.stem, len(order)), item.path not in slow))


def pytest_xdist_auto_num_workers():
    """One more than cores: now and then a test waits for a browser or a scheduler."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_terminal_summary(terminalreporter):
    """Print what tests measured (`record_property`), whichever worker ran them."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")


@pytest.fixture(scope="session")
def classifiers():
    """The module that loads TensorFlow, imported and prepared as in a job."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from chemins.networks import classifiers

    classifiers.prepare()
    return classifiers


@pytest.fixture
def keras(classifiers):
    """Keras, as if nothing had been built yet."""
    classifiers.keras.backend.clear_session()
    classifiers.keras.utils.set_random_seed(0)
    return classifiers.keras
