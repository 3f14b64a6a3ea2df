"""Where each file of a results folder lies; and that no other module has such a name in it."""

import ast
import re
from pathlib import PurePosixPath

import pytest

from builders.project import ROOT
from chemins.results.layout import (
    ATLAS,
    DAMAGED,
    LOGS,
    NAMES,
    PARTS,
    Layout,
    fits,
    is_apart,
    is_data,
)
from chemins.results.manifest import CRATE

# --- where files lie ----------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["", "results", "/data/my results", "logs"])
def test_a_path_is_the_folders_and_the_files_name(folder):
    layout, before = Layout(folder), f"{folder}/" if folder else ""
    assert layout.manifest == f"{before}manifest.json"
    assert layout.index == f"{before}site/index.html"
    assert layout.run("a").page == f"{before}site/a.html"
    assert layout.run("a").clusters("pixels", "known") == (
        f"{before}runs/a/clusters/pixels/known.parquet"
    )
    assert layout.run("a").shard("clusters", "pixels", "known", "012") == (
        f"{before}runs/a/clusters/pixels/known/012.parquet"
    )
    assert layout.run().model == f"{before}runs/{{run}}/model.keras"
    assert layout.run("a").record("draw_figures") == f"{before}runs/a/made/draw_figures.json"
    two = layout.comparison("a", "b.c")
    assert two.fates == f"{before}comparisons/a/b.c/fates.parquet"
    assert two.page == f"{before}site/comparisons/a/b.c.html"
    assert layout.comparison().text == f"{before}comparisons/{{first}}/{{second}}/comparison.md"
    assert layout.record("write_manifest") == f"{before}made/write_manifest.json"
    assert layout.log("verify") == f"{before}logs/verify.log"
    assert layout.benchmark("join_paths", "a") == f"{before}benchmarks/join_paths/a.tsv"
    assert layout.is_log(layout.log("join_paths", "a"))
    assert not layout.is_log(f"other/{layout.log('verify')}")


def test_the_logs_that_are_there_are_found_whatever_the_folder_is_called(tmp_path):
    layout = Layout(str(tmp_path / "re*[s]ults"))
    logs = [layout.log("verify"), layout.log("join_paths", "b.c")]
    for log in (*logs, layout.benchmark("verify"), layout.log("a", "b", "c")):
        path = tmp_path / log
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert sorted(map(str, layout.of_jobs("log"))) == sorted(logs)
    assert list(map(str, layout.of_jobs("benchmark"))) == [layout.benchmark("verify")]


# --- what a file is -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "fitting"),
    [
        ("runs/r/embeddings/network/known.parquet", True),
        ("runs/r/embeddings/network/deeper/known.parquet", False),
        ("runs/r/embeddings/known.parquet", False),
        ("elsewhere/runs/r/embeddings/network/known.parquet", False),
        ("runs/r/clusters/network/known.parquet", False),
    ],
)
def test_a_file_fits_the_pattern_of_its_kind_from_the_results_folder_on(name, fitting):
    assert fits(name, NAMES.run("*").embeddings("*", "*")) is fitting


@pytest.mark.parametrize(
    ("name", "apart"),
    [
        ("logs", True),
        ("logs/slurm/1.log", True),
        ("benchmarks/summary.html", True),
        ("made", True),
        ("runs/a/made", True),
        ("runs/a/made/join_paths.json", True),
        ("atlas/made/draw_atlas.json", True),
        ("comparisons/a/b/made", True),
        ("comparisons/a/b/made/compare_networks-a-b.json", True),
        ("comparisons/a/b/figures/x.svg", False),
        ("comparisons/made/b/fates.parquet", False),
        ("runs/made/paths.parquet", False),  # of a run with this name
        ("runs/made", False),
        ("runs/a/figures/made/x.svg", False),
        ("runs", False),
        ("site/made.html", False),
        ("manifest.json", False),
    ],
)
def test_what_tells_of_jobs_is_no_result(name, apart):
    assert is_apart(name) is apart


def test_data_are_datasets_and_what_was_fetched_for_them():
    assert is_data(NAMES.dataset("mnist"))
    assert is_data(NAMES.download("mnist", "t10k-images-idx3-ubyte.gz"))
    assert not is_data("runs/data/model.keras")


# --- names that others have in them -------------------------------------------------------------

KNOWN = (
    "scripts/chemins/results/layout.py",
    "scripts/chemins/jobs/shelves.py",
    "scripts/chemins/results/manifest.py",
)
OTHERS = {
    ("scripts/chemins/planning/plan.py", "atlas/"): "the key of a pair's settings in the manifest",
    ("scripts/chemins/data/datasets.py", "data"): "in the package that MNIST's sample comes with",
    (
        "scripts/chemins/data/named.py",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
    ): "a mirror",
    ("scripts/chemins/base/site_files.py", "site"): "the project's own folder of templates",
    ("rules/site.smk", "index.html"): "a template there",
    ("rules/atlas.smk", "atlas.html"): "a template there",
    ("scripts/chemins/pages/index_page.py", "index.html"): "a template there",
    ("scripts/chemins/pages/atlas_page.py", "atlas.html"): "a template there",
    (
        "scripts/chemins/networks/external_activations.py",
        "samples.parquet",
    ): "in a user's folder of activations",
    ("scripts/chemins/networks/keras_files/archive.py", "model.keras"): "in a temporary folder",
    ("scripts/chemins/base/files.py", ".partial."): "of any file that is written",
}
PLACEHOLDER = "?"


def every_name():
    """A name of each kind of file of a results folder, PLACEHOLDER for what is a run's or such."""
    run, some = NAMES.run(PLACEHOLDER), PLACEHOLDER
    yield from run.files(
        {"known": [], "unseen": [PLACEHOLDER]}, True, True, True, True, [(some, some)]
    )
    yield from (NAMES.manifest, NAMES.index, NAMES.atlas_page, NAMES.plotly, NAMES.atlas)
    yield from (NAMES.atlas_answers, CRATE)
    yield from (NAMES.bill, NAMES.bill_page, NAMES.pair(some), NAMES.atlas_figure(some, some))
    yield from (
        NAMES.dataset(some),
        NAMES.download(some, some),
        NAMES.log(some),
        NAMES.benchmark(some),
    )
    yield from (run.record(some), NAMES.record(some), run.untrained)
    two = NAMES.comparison(some, some)
    yield from (*two.files(), two.page, two.figure(some, some))


NAMED = [PurePosixPath(name) for name in every_name()]
FILES = {path.name for path in NAMED if PLACEHOLDER not in path.name}
FOLDERS = {part for path in NAMED for part in path.parts[:-1]} - {PLACEHOLDER, *PARTS}
# The folders whose names are no words for anything else in the code, wherever they stand.
ONLY_FOLDERS = {"made", "logs", "benchmarks"}
INSIDE = re.compile(rf"(?:^|/)(?:{'|'.join(sorted(FOLDERS))})/|/(?:{'|'.join(sorted(FOLDERS))})$")
PATH_MAKERS = {"Path", "PurePosixPath", "joinpath", "with_name", "glob", "rglob", "relative_to"}


def is_a_results_name(text):
    """Whether a text is a file's name, leads into a folder, or names a folder and nothing else."""
    ends = (DAMAGED, ".partial.")
    return bool(
        text.rpartition("/")[2] in FILES
        or (INSIDE.search(text) and not re.search(r"\s", text))
        or text in ONLY_FOLDERS
        or text.startswith(ends)
    )


def texts_of(source):
    """The texts of a module, but for docstrings; and apart those that are made parts of paths."""
    tree = ast.parse(source)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [node for node in ast.walk(tree) if is_text(node) and id(node) not in told]
    parts = [part for node in ast.walk(tree) for part in joined(node) if is_text(part)]
    return [node.value for node in texts], [node.value for node in parts]


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def joined(node):
    """What an expression makes a path of: `a / b`, `Path(a, b)`, `a.joinpath(b)`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return [node.left, node.right]
    if isinstance(node, ast.Call):
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        return node.args if called in PATH_MAKERS else []
    return []


def names_in(file, source):
    """The names of results that a file of the project has in it."""
    if not file.endswith(".py"):
        lines = [line for line in source.splitlines() if not line.lstrip().startswith("#")]
        texts, parts = re.findall(r'"([^"\n]*)"', "\n".join(lines)), []
    else:
        texts, parts = texts_of(source)
    return {text for text in texts if is_a_results_name(text)} | (FOLDERS & set(parts))


def test_no_other_module_names_a_file_of_the_results():
    files = [*ROOT.glob("scripts/**/*.py"), *ROOT.glob("rules/*.smk"), ROOT / "Snakefile"]
    found = {
        (name, text)
        for path in files
        if (name := path.relative_to(ROOT).as_posix()) not in KNOWN
        for text in names_in(name, path.read_text(encoding="utf-8"))
    }
    assert found == set(OTHERS)


@pytest.mark.parametrize(
    ("file", "source", "names"),
    [
        ("x.py", 'f"{results}/runs/{run}/paths.parquet"', {"/runs/", "/paths.parquet"}),
        ("x.py", 'Path(results, "runs")', {"runs"}),
        ("x.py", 'results / "site" / page', {"site"}),
        ("x.py", 'logs = folder.joinpath("logs")', {"logs"}),
        ("x.py", 'path.with_name(path.name + ".damaged")', {".damaged"}),
        ("x.py", 'read(f"{folder}/scores.json")', {"/scores.json"}),
        ("x.py", 'config["runs"], {"atlas": 1}, wanted == "answers"', set()),
        ("x.py", 'def f():\n    """Writes `runs/RUN/answers.json`."""', set()),
        ("x.smk", '    record = Path(RESULTS, "made/rule.json")', {"made/rule.json"}),
        ("x.smk", '    # As "made/x.json".\n    log:\n        "logs/x.log"', {"logs/x.log"}),
        ("x.smk", '    script:\n        "../scripts/train_model.py"', set()),
    ],
)  # fmt: skip
def test_a_name_is_noticed_wherever_it_stands(file, source, names):
    assert names_in(file, source) == names


def test_the_names_of_folders_and_files_are_the_layouts():
    assert ONLY_FOLDERS | {ATLAS, LOGS, "runs", "site", "data", "samples"} <= FOLDERS
    assert {"model.keras", "answers.json", "plotly.min.js", "manifest.json"} <= FILES
