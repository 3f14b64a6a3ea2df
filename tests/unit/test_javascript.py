"""The pages' scripts: their own tests on Node, which comes with playwright; the linter; their
types, which Deno checks with the TypeScript in it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import playwright
import pytest

from chemins.base.site_files import SITE, files_of, named_in

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(playwright.__file__).parent / "driver/node"
TEMPLATES = sorted(path.name for path in SITE.glob("*.html"))
MODULES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.js"))


def tool(name, *arguments, folder=ROOT):
    """A finished process of a tool of requirements.lock."""
    path = Path(sys.executable).with_name(name)
    assert path.is_file(), f"{name} is not installed: make sets up what is in requirements.lock"
    environment = os.environ | {"NO_COLOR": "1", "DENO_DIR": str(ROOT / ".cache/deno")}
    environment |= {"DENO_NO_UPDATE_CHECK": "1"}
    command = [path, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_every_script_is_in_a_page():
    assert {name for page in TEMPLATES for name in files_of(page)} >= set(MODULES)


def test_what_a_script_imports_is_found():
    """As a parser of JavaScript finds it."""
    found = {}
    for entry in {name for page in TEMPLATES for name in named_in(SITE / page)} & set(MODULES):
        graph = json.loads(tool("deno", "info", "--json", f"site/{entry}").stdout)
        for module in graph["modules"]:
            imported = [d["specifier"] for d in module.get("dependencies", []) if "code" in d]
            found[Path(module["local"]).relative_to(SITE).as_posix()] = sorted(imported)
    assert {name: found[name] for name in MODULES} == {
        name: sorted(f"#site/{imported}" for imported in named_in(SITE / name)) for name in MODULES
    }


@pytest.mark.parametrize(
    "file", sorted(path.name for path in (ROOT / "tests/js").glob("*.test.js"))
)
def test_on_node(file):
    done = subprocess.run(
        [NODE, "--test", ROOT / "tests/js" / file], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-5000:]


def test_the_linter_is_content():
    done = tool("oxlint", "--deny-warnings", "site", "tests/js")
    assert done.returncode == 0, done.stdout


def types(folder):
    return tool("deno", "check", "--quiet", "--cached-only", "site", folder=folder)


def test_types_fit():
    done = types(ROOT)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("line", "told"),
    {
        "contextOf(1);": "Argument of type 'number' is not assignable",
        "export const twice = (value) => 2 * value;": "implicitly has an 'any' type",
        'document.querySelector("p").remove();': "possibly 'null'",
    }.items(),
)
def test_types_that_do_not_fit_are_told(tmp_path, line, told):
    for name in ("package.json", "tsconfig.json", "site"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    with (tmp_path / "site/dom.js").open("a") as file:
        file.write(line + "\n")
    done = types(tmp_path)
    assert done.returncode != 0
    assert told in done.stderr
