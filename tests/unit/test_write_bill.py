"""What jobs cost, from a folder to table and page."""

import subprocess
import sys

import pytest

from builders.project import ROOT
from chemins.base.errors import CheminsError
from chemins.results import tables

sys.path.insert(0, str(ROOT / "scripts"))

from write_bill import write_bill

WHOLE = "s\tmax_rss\tcpu_time\n8.0\t300.0\t5.0\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "results/benchmarks").mkdir(parents=True)
    (tmp_path / "results/benchmarks/train.tsv").write_text(WHOLE)
    return tmp_path / "results"


def test_a_bill_has_what_can_be_read_and_counts_the_rest(folder, tmp_path):
    (folder / "benchmarks/cut.tsv").write_text("s\tm")
    (tmp_path / "logs/a.log").mkdir(parents=True)
    page = write_bill(folder, tmp_path / "logs")
    assert page == folder / "benchmarks/summary.html"
    text = " ".join(page.read_text().split())
    assert "1 benchmark file (cut), whose jobs are not in the bill; 1 of Snakemake’s own" in text
    found = tables.read_columns(folder / "benchmarks/summary.parquet", tables.BILL)
    assert (found["rule"].tolist(), found["wall_seconds"].tolist()) == (["train"], [8.0])


def test_no_job_no_bill(folder):
    (folder / "benchmarks/train.tsv").unlink()
    assert write_bill(folder, folder) is None
    assert list((folder / "benchmarks").iterdir()) == []


def test_where_nothing_can_be_read_there_is_no_bill_and_that_is_told(folder):
    (folder / "benchmarks/train.tsv").write_text("")
    with pytest.raises(CheminsError, match="none of its 1 benchmark files can be read"):
        write_bill(folder, folder)
    command = [sys.executable, ROOT / "scripts/write_bill.py", folder]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    assert process.returncode == 1
    assert process.stderr == (
        f"chemins: {folder}/benchmarks: none of its 1 benchmark files can be read\n"
    )
