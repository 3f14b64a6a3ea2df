"""The examples of docs/tables.md and README.md, run as they stand there, on another run."""

import re
import subprocess

import duckdb
import pytest

from builders.project import ROOT, copy_of

pytestmark = pytest.mark.slow

README = (ROOT / "README.md").read_text()
EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "docs/tables.md").read_text(), re.DOTALL)


@pytest.fixture(scope="module")
def finished(tiny, tmp_path_factory):
    return copy_of(tiny, tmp_path_factory.mktemp("docs") / "copy").folder


def run(example, folder):
    code = example.replace("1v7", "tiny")
    assert code != example
    return subprocess.run(
        [folder / ".venv/bin/python", "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize("example", EXAMPLES[:-1])
def test_an_example_prints_something(finished, example):
    assert run(example, finished).strip()


def test_the_readmes_query_prints_the_paths(finished):
    (command,) = re.findall(r"^    (.venv/bin/python -c .*\n.*)$", README, re.MULTILINE)
    process = subprocess.run(
        ["sh", "-c", command.replace("1v7", "tiny")],
        cwd=finished,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "hidden_2" in process.stdout
    assert "images" in process.stdout


def test_the_table_for_embedding_atlas_has_every_image_once(finished):
    run(EXAMPLES[-1], finished)
    paths = f"'{finished}/results/runs/tiny/paths.parquet'"
    rows = duckdb.sql(
        f"select count(distinct sample_id), count(*), count(x), count(y), count(distinct label), "
        f"(select count(*) from {paths}) from '{finished}/atlas.parquet'"
    ).fetchall()[0]
    assert rows == (rows[-1], rows[-1], rows[-1], rows[-1], 3, rows[-1])
