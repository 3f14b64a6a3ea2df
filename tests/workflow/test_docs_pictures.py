"""The pictures of README.md and docs/ show what the project makes now (`make pictures`).

Those of ten digits, which take two minutes, are looked at by `make test-long`: what their pages are
made by makes the other run's, too.
"""

import importlib.util
import shutil

import numpy as np
import pytest
from PIL import Image

from builders.browser import CHROMIUM
from builders.machine import not_installed
from builders.project import ROOT, copy_project

pytestmark = pytest.mark.slow
CLEAR = 48  # of 255: a pixel that differs by less looks the same
SHARE = 0.03  # of pixels that may differ: another processor's last digits move points on maps


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("tool", ROOT / "tools/make_pictures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RUNS = ["1v7", pytest.param("all-digits", marks=pytest.mark.long)]


@pytest.fixture(scope="module", params=RUNS)
def made(request, tool, tmp_path_factory):
    """The folder of pictures of a run that are made now."""
    if not any(map(shutil.which, CHROMIUM)):
        not_installed("no Chromium is installed (Debian: apt-get install chromium)")
    folder = tmp_path_factory.mktemp("pictures")
    project = copy_project(folder)
    done = project.snakemake("--config", f"only={[request.param]}")
    assert done.returncode == 0, done.stderr
    pictures = folder / "made now"
    pictures.mkdir()
    tool.make_pictures(folder / "results", pictures, [request.param])
    return pictures


def test_pictures_are_what_is_made_now(made):
    names = sorted(path.name for path in made.iterdir())
    assert names
    assert {name: differing(made / name, ROOT / "docs/pictures" / name) for name in names} == {
        name: pytest.approx(0, abs=SHARE) for name in names
    }, "`make pictures` makes them anew"


def differing(one, other):
    """The share of pixels that look otherwise in two pictures; 1 of those of another size."""
    found, kept = (np.asarray(Image.open(path).convert("RGB"), dtype=int) for path in (one, other))
    return (abs(found - kept) > CLEAR).any(axis=2).mean() if found.shape == kept.shape else 1
