"""The linters and formatters are content, and what is generated is up to date."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from builders.project import ROOT
from chemins.planning.config import load_schema

sys.path.insert(0, str(ROOT / "tools"))

from write_config_readme import readme
from write_environment import environment
from write_glossary import FILE, with_glossary

BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["snakefmt", "--check", "."],
        ["snakemake", "--lint"],
    ],
    ids=" ".join,
)
def test_linters_are_content(command):
    process = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, process.stdout + process.stderr


def test_the_config_readme_is_up_to_date():
    assert (ROOT / "config/README.md").read_text() == readme(
        load_schema(ROOT / "config/schema.yaml")
    ), "run `make docs`"


def test_the_words_of_the_docs_are_those_of_the_pages():
    text = FILE.read_text(encoding="utf-8")
    assert text == with_glossary(text), "run `make docs`"


def test_the_conda_environment_is_up_to_date():
    text = (ROOT / "environment.yml").read_text()
    assert text == environment((ROOT / "requirements.lock").read_text()), "run `make lock`"
    pins = next(d for d in yaml.safe_load(text)["dependencies"] if isinstance(d, dict))["pip"]
    locked = re.findall(r"^[a-z0-9].*==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert len(pins) == len(locked) > 100


def test_the_image_has_the_locked_packages_on_a_supported_python_and_needs_no_root():
    recipe = (ROOT / "Dockerfile").read_text()
    (minor,) = re.findall(r"^FROM python:3\.(\d+)-slim$", recipe, re.MULTILINE)
    assert int(minor) in (11, 12, 13)
    # As the conda environment, and with the lock file's checksums.
    assert f"python=3.{minor}\n" in (ROOT / "environment.yml").read_text()
    assert re.findall(r"^RUN pip .*$", recipe, re.MULTILINE) == [
        "RUN pip install --no-cache-dir --require-hashes --compile -r /tmp/requirements.lock"
    ]
    lines = recipe.splitlines()
    assert lines.index("USER chemins") > lines.index("RUN useradd --no-create-home chemins")
    copied = re.findall(r"^COPY (\S+)", recipe, re.MULTILINE)
    assert (ROOT / ".dockerignore").read_text().split() == ["*", *(f"!{name}" for name in copied)]


def test_containers_are_a_file_that_is_never_pulled():
    assert re.findall(r'^container: "(.*)"$', (ROOT / "Snakefile").read_text(), re.MULTILINE) == [
        "chemins.sif"
    ]
    assert "container:" not in "".join(rules().values())


ASKING = ("figures", "join")  # for files of others
TARGETS = {  # they make nothing
    "verify": "verify_results",
    "prune": "prune_results",
    "compare_scores": "compare_scores",
    "archive": "archive_results",
}


def rules():
    """rule name -> its text, of every rule file; rules in a loop by their quoted name."""
    found = {}
    for file in sorted((ROOT / "rules").glob("*.smk")):
        for block in re.split(r"^ *rule(?= \w+:|:)", file.read_text(), flags=re.MULTILINE)[1:]:
            name = re.search(r'^ (\w+):|name:\n[^"]*"(\w+)"', block, flags=re.MULTILINE)
            found[name.group(1) or name.group(2)] = block
    return {name: block for name, block in found.items() if name not in ASKING}


@pytest.mark.parametrize("name", rules())
def test_every_rule_says_all_it_should(name):
    block = rules()[name]
    made = () if name in TARGETS else ("output", "benchmark")
    for directive in (*made, "params", "log", "threads", "resources", "message", "conda", "script"):
        assert re.search(rf"^ +{directive}:", block, re.MULTILINE), f"{name} has no {directive}"
    assert "mem_mb=memory(" in block
    assert "runtime=minutes(" in block
    # Nothing by position: the line after input: or output: names what it gives.
    for directive in ("input", "output"):
        for line in re.findall(rf"^ +{directive}:\n +(.*)", block, re.MULTILINE):
            assert re.match(r"\w+=|\*\*\{|unpack\(", line), f"{name}: {line}"


@pytest.mark.parametrize("name", rules())
def test_every_rule_has_a_script_of_its_kind(name):
    script = re.search(r'script:\n +"\.\./(scripts/\w+\.py)"', rules()[name]).group(1)
    assert Path(script).stem == TARGETS.get(name, name)
    assert f"def {Path(script).stem}(" in (ROOT / script).read_text()


# What was downloaded is verified by its content, whatever wrote it.
# Rules that together do, of shards, what another does of one table, and are told the same.
IN_STEPS = dict.fromkeys(("join_paths_shard", "gather_paths"), "join_paths")
STALE_BY_CODE = [name for name in rules() if name not in (*TARGETS, "download_dataset")]


@pytest.mark.parametrize("name", STALE_BY_CODE)
def test_every_rule_runs_again_when_its_own_code_or_settings_change(name):
    script = re.search(r'script:\n +"\.\./scripts/(\w+\.py)"', rules()[name]).group(1)
    assert re.findall(r'^ +code=code_digest\("(.*)"\),$', rules()[name], re.MULTILINE) == [script]
    settings = re.findall(r"^ +settings=(.*)$", rules()[name], re.MULTILINE)
    assert len(settings) == (name != "write_plotly")
    for asked in re.findall(r'settings\("(\w+)"', "".join(settings)):
        assert asked == IN_STEPS.get(name, name)


TESTS = sorted((ROOT / "tests").rglob("test_*.py"))


def test_no_two_files_of_tests_have_the_same_name():
    """pytest imports them all into one process, by their names."""
    names = [path.name for path in TESTS]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_what_tests_share_is_in_builders(path):
    """Not in another module of tests: who changes one would not know of the other."""
    statements = re.findall(r"^ *(?:from|import) (\w+)", path.read_text(), re.MULTILINE)
    assert not {"conftest", *(other.stem for other in TESTS)} & set(statements)
