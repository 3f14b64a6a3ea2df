"""Two networks compared from end to end: a small dense one, the same with other training, a CNN;
and what of it runs again after a change (docs/reruns.md)."""

import json
import re
import shutil

import duckdb
import numpy as np
import pytest
import yaml

from builders.changes import edited, of_run, with_changes
from builders.diagram import named
from builders.french import english_left
from builders.project import ROOT, copy_of, copy_project
from chemins.results import tables
from chemins.results.manifest import read_manifest

pytestmark = pytest.mark.slow

CONFIG = {
    "compare": [["one", "cnn"], ["one", "more"]],
    "defaults": {
        "per_digit": 20,
        "test_per_digit": 12,
        "replicates": 2,
        "network": {"hidden": [4, 3]},
        "training": {"epochs": 2, "learning_rate": 0.01},
        "clustering": {"k_max": 4},
        "umap": {"n_neighbors": 5},
    },
    "runs": {
        "one": {"unseen": [4]},
        "more": {"training": {"epochs": 3}},
        "cnn": {"unseen": [4], "replicates": 0, "network": {"kind": "cnn", "hidden": [4]}},
        "other": {"digits": [2, 8], "replicates": 0},
    },
    "figures": {"formats": ["svg"]},
}
BOTH = "comparisons/one/cnn"
ENDS = {"build_index", "write_manifest"}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    project = copy_project(tmp_path_factory.mktemp("compared"))
    (project.folder / "config/config.yaml").write_text(yaml.safe_dump(CONFIG))
    process = project.forked()
    assert process.returncode == 0, process.stderr
    return project


@pytest.fixture
def changed(finished, tmp_path):
    return copy_of(finished, tmp_path / "copy")


def compared(jobs):
    """`rule first second` of the jobs of comparisons, `rule run` of their runs' twins."""
    names = set()
    for job in jobs:
        where = job["wildcards"]
        if "first" in where:
            names.add(f"{job['rule']} {where['first']} {where['second']}")
        elif job["rule"] == "ask_untrained":
            names.add(f"ask_untrained {where['run']}")
    return names


def of_pair(*pair, rules=("compare_networks", "draw_comparison", "build_comparison")):
    return {f"{rule} {' '.join(pair)}" for rule in rules}


ALL = of_pair("one", "cnn") | of_pair("one", "more")
SHOWN = ("draw_comparison", "build_comparison")
DRAWN = of_pair("one", "cnn", rules=SHOWN) | of_pair("one", "more", rules=SHOWN)
# What the table calls a change -> how it is made here, the jobs of comparisons that run.
CHANGES = {
    "nothing at all": (lambda *_: None, set()),
    "a pair more": (
        with_changes(compare=[*CONFIG["compare"], ["more", "cnn"]]), of_pair("more", "cnn")),
    "a pair less": (with_changes(compare=CONFIG["compare"][:1]), set()),
    "one of the two runs' learning rate": (
        lambda project, _: of_run(training={"learning_rate": 0.02})(project, "cnn"),
        of_pair("one", "cnn")),
    "the seed of one of the two runs": (
        lambda project, _: of_run(seed=5)(project, "cnn"),
        of_pair("one", "cnn") | {"ask_untrained cnn"}),
    "one of the two runs' `umap.n_neighbors` or `answers.mark`": (
        lambda project, _: of_run(umap={"n_neighbors": 6}, answers={"mark": 0.9})(project, "cnn"),
        set()),
    "another run's learning rate": (
        lambda project, _: of_run(training={"learning_rate": 0.02})(project, "other"), set()),
    "the figures' colours, width or titles, the language, names of classes": (
        with_changes(figures={"palette": ["#123456"], "width": 100, "title": False,
                              "language": "fr"}), DRAWN),
    "a word of the page itself": (
        edited("site/compare.html", "</html>", "</html>\n"),
        of_pair("one", "cnn", rules=SHOWN[1:]) | of_pair("one", "more", rules=SHOWN[1:])),
    "images in flows (`figures.prototypes`)": (
        with_changes(figures={"prototypes": True}), set()),
}  # fmt: skip


def table():
    """The changes that the page tells of comparisons."""
    text = (ROOT / "docs/reruns.md").read_text().partition("## Two networks compared")[2]
    rows = re.findall(r"^\| (.*?) \| .* \|$", text.partition("\n## ")[0], flags=re.MULTILINE)
    return [change for change in rows if change not in ("change", "---")]


def test_the_table_and_the_test_have_the_same_rows():
    assert table() == list(CHANGES)


@pytest.mark.parametrize("change", CHANGES)
def test_what_of_comparisons_runs_again(changed, change):
    apply, expected = CHANGES[change]
    apply(changed, "")
    jobs = changed.planned()
    assert compared(jobs) == expected
    if change in ("a pair more", "a pair less"):
        runs = set(named(jobs)) - ENDS
        assert {name.split()[0] for name in runs} <= {*SHOWN, "compare_networks", "ask_untrained"}


def test_everything_is_listed_made_and_whole(finished):
    listed = read_manifest(finished.folder / "results/manifest.json")["files"]
    of_pair = {name.removeprefix(f"{BOTH}/") for name in listed if name.startswith(BOTH)}
    figures = {
        f"figures/{n}.{f}" for n in ("similarity", "clusters") for f in ("svg", "png", "txt")
    }
    files = {"similarity.parquet", "flows.parquet", "fates.parquet", "comparison.json"}
    assert of_pair == figures | files | {"comparison.md"}
    assert {f"runs/{run}/activations/untrained.parquet" for run in ("one", "cnn")} < set(listed)
    assert "runs/other/activations/untrained.parquet" not in listed
    assert compared(finished.planned()) == set()
    process = finished.forked("verify")
    assert f"All {len(finished.contents())} results are as they were made." in process.stderr
    assert "There is nothing to prune." in finished.forked("prune").stderr


def query(finished, name, text):
    path = finished.folder / f"results/{BOTH}/{name}.parquet"
    return duckdb.sql(text.format(table=f"'{path}'")).fetchall()


def test_layers_are_as_alike_as_a_reader_of_the_tables_finds(finished):
    runs = finished.folder / "results/runs"
    answers = []
    for run, layer in (("one", "hidden_2"), ("cnn", "conv_1")):
        path = runs / run / "activations/network/known.parquet"
        columns = tables.read_columns(path, tables.ACTIVATIONS)
        values = columns[layer][columns["role"] == "test"].astype(float)
        answers.append(values - values.mean(axis=0))
    x, y = answers
    cka = np.sum((x.T @ y) ** 2) / np.sqrt(np.sum((x.T @ x) ** 2) * np.sum((y.T @ y) ** 2))
    found = query(
        finished, "similarity",
        "select cka, images from {table} where network = 'trained' and first_layer = 'hidden_2' "
        "and second_layer = 'conv_1'",
    )  # fmt: skip
    assert found == [(pytest.approx(cka, abs=1e-6), 24)]


def test_flows_and_fates_are_of_all_shared_images(finished):
    pairs = query(
        finished, "flows",
        "select first_layer, second_layer, sum(count) from {table} group by all",
    )  # fmt: skip
    assert len(pairs) == 4 * 5
    assert {count for *_, count in pairs} == {40 + 24 + 12}
    paths = {run: f"'{finished.folder}/results/runs/{run}/paths.parquet'" for run in ("one", "cnn")}
    [(differing,)] = duckdb.sql(
        f"select count(*) from {paths['one']} a join {paths['cnn']} b using (sample_id) "
        "where a.prediction <> b.prediction"
    ).fetchall()
    found = query(
        finished, "fates",
        "select count(*), sum((changed in ('prediction', 'both'))::int) from {table}",
    )  # fmt: skip
    assert found == [(76, differing)]


def test_runs_of_one_kind_and_seed_began_alike_and_are_told_beside_their_replicates(finished):
    def answers(first, second):
        path = finished.folder / f"results/comparisons/{first}/{second}/comparison.json"
        return json.loads(path.read_text())

    same, other = answers("one", "more"), answers("one", "cnn")
    assert (same["same_start"], other["same_start"]) == (True, False)
    assert other["seeds"] is None
    assert same["seeds"]["same_paths"]["images"] == 24
    assert same["seeds"]["replicates"]["first"]["networks"] == 2
    text = (finished.folder / "results/comparisons/one/more/comparison.md").read_text()
    assert "**What would another seed change?**" in text


def test_in_french_what_a_paper_takes_is_french(changed):
    with_changes(figures={"language": "fr"})(changed, "")
    process = changed.forked(f"results/{BOTH}/comparison.md")
    assert process.returncode == 0, process.stderr
    folder = changed.folder / f"results/{BOTH}"
    process = changed.forked("results/site/comparisons/one/cnn.html")
    assert process.returncode == 0, process.stderr
    page = (changed.folder / "results/site/comparisons/one/cnn.html").read_text()
    assert "Most like hidden 1 of one is" in page
    assert "La plus proche" not in page
    for file in ("comparison.md", "figures/similarity.txt", "figures/clusters.txt"):
        assert english_left((folder / file).read_text()) == []


def test_a_pair_of_which_one_run_is_left_out_is_told_and_nothing_is_lost(changed):
    process = changed.forked("--config", 'only=["one","more"]')
    assert process.returncode == 0
    assert "one and cnn are not compared, since `only` leaves out cnn." in process.stderr
    assert (changed.folder / f"results/{BOTH}/fates.parquet").is_file()
    assert "prune" not in process.stdout


def test_what_is_not_compared_any_more_is_pruned_and_nothing_else(changed, monkeypatch):
    with_changes(compare=CONFIG["compare"][1:])(changed, "")
    before = set(changed.contents())
    process = changed.forked()
    assert "still in results: one/cnn." in process.stdout
    monkeypatch.setenv("CONFIRM", "yes")
    assert changed.forked("prune").returncode == 0
    gone = before - set(changed.contents())
    expected = {path for path in before if f"/{BOTH}" in path}
    assert gone == expected | {"results/runs/cnn/activations/untrained.parquet"}
    assert not (changed.folder / "results/comparisons/one/cnn").exists()
    assert named(changed.planned()) == []


def test_a_comparison_cut_by_hand_is_set_aside_and_made_again(changed):
    path = changed.folder / f"results/{BOTH}/fates.parquet"
    path.write_bytes(path.read_bytes()[:-7])
    process = changed.forked("verify")
    assert f"damaged, now results/{BOTH}/fates.parquet.damaged" in process.stderr
    assert of_pair("one", "cnn") - compared(changed.jobs()) <= of_pair("one", "cnn", rules=SHOWN)
    assert "results are as they were made" in changed.forked("verify").stderr


def test_runs_that_share_no_images_are_named_by_the_job(changed):
    with_changes(compare=[["one", "other"]])(changed, "")
    process = changed.forked()
    assert process.returncode != 0
    assert (
        "compare: the runs one and other share 0 test images, of 24 and 24; needed: at least 5."
        in process.stderr
    )
    shutil.rmtree(changed.folder)
