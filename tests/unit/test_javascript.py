"""The pages' scripts: their own tests on Node, and the linter. Node comes with playwright."""

import subprocess
import sys
from pathlib import Path

import playwright
import pytest

from chemins.pages.run_page import SCRIPTS

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(playwright.__file__).parent / "driver/node"


def test_every_script_of_the_explorer_is_in_the_page():
    assert sorted(SCRIPTS) == sorted(path.name for path in (ROOT / "site/explorer").glob("*.js"))


@pytest.mark.parametrize(
    "file", sorted(path.name for path in (ROOT / "tests/js").glob("*.test.js"))
)
def test_on_node(file):
    done = subprocess.run(
        [NODE, "--test", ROOT / "tests/js" / file], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-5000:]


def test_the_linter_is_content():
    linter = Path(sys.executable).with_name("oxlint")
    command = [linter, "--deny-warnings", "site", "tests/js"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
