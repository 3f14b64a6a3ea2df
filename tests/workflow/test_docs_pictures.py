"""The pictures of README.md and docs/ show what the project makes now (`make pictures`)."""

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


@pytest.fixture(scope="module")
def made(tool, tmp_path_factory):
    """The folder of pictures that are made now."""
    if not any(map(shutil.which, CHROMIUM)):
        not_installed("no Chromium is installed (Debian: apt-get install chromium)")
    folder = tmp_path_factory.mktemp("pictures")
    project = copy_project(folder)
    done = project.snakemake("--config", f"only={list(tool.RUNS)}")
    assert done.returncode == 0, done.stderr
    pictures = folder / "made now"
    pictures.mkdir()
    tool.make_pictures(folder / "results", pictures)
    return pictures


@pytest.mark.parametrize(
    "name",
    ["flow-1v7", "interventions-1v7", "explorer-all-digits", "explorer-1v7", "epochs-all-digits"],
)
def test_a_picture_is_what_is_made_now(made, name):
    found, kept = (
        np.asarray(Image.open(folder / f"{name}.png").convert("RGB"), dtype=int)
        for folder in (made, ROOT / "docs/pictures")
    )
    assert found.shape == kept.shape, "`make pictures` makes it anew"
    differing = (abs(found - kept) > CLEAR).any(axis=2).mean()
    assert differing <= SHARE, "`make pictures` makes it anew"
