"""Snakemake's tests of single rules (`--generate-unit-tests`), as CONTRIBUTING.md has them made."""

import os
import subprocess

import pytest
import yaml
from snakemake.utils import update_config

from builders.project import copy_of, environment

pytestmark = pytest.mark.slow
RULES = ("select_samples", "cluster_layers", "answer_questions")


@pytest.fixture(scope="module")
def generated(tiny, tmp_path_factory):
    """A project with finished results, whose whole config is its config.yaml, and its tests."""
    project = copy_of(tiny, tmp_path_factory.mktemp("generated") / "copy")
    plain = project.folder / "config/config.yaml"
    config = yaml.safe_load(plain.read_text())
    update_config(config, yaml.safe_load((project.folder / "tiny.yaml").read_text()))
    plain.write_text(yaml.safe_dump(config))
    done = project.snakemake("--generate-unit-tests")
    assert done.returncode == 0, done.stderr
    return project.folder


def outcome(folder, *rules):
    """What pytest says of the generated tests of rules: its exit code and its words."""
    files = [f".tests/unit/test_{rule}.py" for rule in rules]
    path = f"{folder / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [folder / ".venv/bin/python", *("-m", "pytest", "-q", "-p", "no:cacheprovider"), *files],
        cwd=folder,
        env=environment() | {"PATH": path},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout


def test_rules_make_the_same_bytes_by_themselves(generated):
    code, said = outcome(generated, *RULES)
    assert code == 0, said
    assert f"{len(RULES)} passed" in said


def test_another_byte_is_noticed(generated):
    (expected,) = (generated / ".tests/unit/select_samples/expected").rglob("*.parquet")
    expected.chmod(0o644)
    expected.write_bytes(expected.read_bytes() + b"x")
    code, said = outcome(generated, "select_samples")
    assert code == 1
    assert "known.parquet differ" in said or "EOF" in said
