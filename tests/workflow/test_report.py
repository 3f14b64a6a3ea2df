"""What `snakemake --report` packs: each run's page, answers and figures, which open there."""

import json
import re
import zipfile
from itertools import chain

import pytest

from builders.browser import PATIENCE, READY
from builders.project import ROOT, copy_of
from chemins.text.captions import TITLES

pytestmark = pytest.mark.slow

RUNS = ["tiny", "tiny-cnn"]
TINY = ("--configfile", "tiny.yaml")
# What there is of a run beside its figures, by what the report calls it.
TEXTS = {
    "All on one page": "site/{}.html",
    "Answers in words": "runs/{}/answers.md",
    "Answers for LaTeX": "runs/{}/answers.tex",
    "Methods": "runs/{}/methods.md",
}


@pytest.fixture(scope="module")
def finished(tiny, tmp_path_factory):
    return copy_of(tiny, tmp_path_factory.mktemp("report") / "à côté")


@pytest.fixture(scope="module")
def report(finished, tmp_path_factory):
    """The folder of a report that was unpacked."""
    folder = tmp_path_factory.mktemp("unpacked")
    process = finished.snakemake(*TINY, "--report", str(folder / "report.zip"))
    assert process.returncode == 0, process.stderr
    with zipfile.ZipFile(folder / "report.zip") as packed:
        packed.extractall(folder)
    return folder / "report"


def held(page):
    """What a report's page says that it holds: path -> entry, and category -> paths."""
    text = page.read_text(encoding="utf-8")
    results, categories = (
        json.JSONDecoder().raw_decode(re.split(f'id="{name}">\\s*var {name} = ', text)[1])[0]
        for name in ("results", "categories")
    )
    paths = {name: [*chain(*parts.values())] for name, parts in categories.items()}
    return results, paths


def test_the_report_holds_every_figure_with_its_caption(report):
    results, categories = held(report / "report.html")
    for run in RUNS:
        drawn = [results[path] for path in categories[run] if path.endswith(".svg")]
        titles = {entry["filename"]: entry["labels"] for entry in drawn}
        expected = {f"{name}.svg": {"result": title} for name, title in TITLES.items()}
        if run != "tiny":  # without `training.snapshots`
            expected = {name: told for name, told in expected.items() if "learning" not in name}
        assert titles == expected
        assert all(entry["caption"] for entry in drawn)
    assert "UMAP of each layer" in results["results/runs/tiny/figures/embeddings.svg"]["caption"]


@pytest.mark.parametrize("run", RUNS)
def test_the_report_holds_a_runs_page_and_what_it_answers(finished, report, run):
    results, categories = held(report / "report.html")
    texts = {
        results[path]["labels"]["result"]: path
        for path in categories[run]
        if not path.endswith(".svg")
    }
    expected = {title: f"results/{path.format(run)}" for title, path in TEXTS.items()}
    assert texts == expected
    for path in texts.values():
        kept = (report / results[path]["data_uri"]).read_bytes()
        assert kept == (finished.folder / path).read_bytes()
        assert results[path]["caption"]
    assert run in results[expected["All on one page"]]["caption"]


def test_what_is_of_no_single_run_stands_apart(report):
    results, categories = held(report / "report.html")
    assert set(categories) == {*RUNS, "All runs"}
    (index,) = categories["All runs"]
    assert results[index]["filename"] == "index.html"


def test_its_first_words_name_nothing_that_it_has_not(report):
    results, categories = held(report / "report.html")
    words = (ROOT / "report/workflow.rst").read_text(encoding="utf-8")
    files = set(re.findall("``(.*?)``", words))
    assert files == {"answers.md", "answers.tex", "methods.md"}
    for run in RUNS:
        assert {results[path]["filename"] for path in categories[run]} >= files
    assert set(re.findall(r"\*(.+?)\*", words)) <= set(categories)


def test_a_page_works_within_the_report(chromium, report):
    page = chromium.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    page.goto((report / "report.html").as_uri())
    results, _ = held(report / "report.html")
    path = "results/site/tiny.html"
    page.evaluate(
        "([place, path]) => app.setView({content: 'html', contentPath: place, resultPath: path})",
        [results[path]["data_uri"], path],
    )
    page.locator("iframe").wait_for()
    (frame,) = page.frames[1:]
    frame.wait_for_function(READY)
    assert "none selected" in frame.locator("#summary").text_content()
    frame.locator("#flow .node").first.click()
    frame.wait_for_function("() => location.hash.includes('select=')")
    page.close()
