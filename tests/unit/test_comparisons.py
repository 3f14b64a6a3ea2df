"""What a config asks for that compares runs: files, settings, and what it may not say."""

import json

import pytest
import yaml

from builders import keras_files
from builders.configs import SCHEMA, checked
from builders.crates import FILES, TOLD, entities, ids, reachable
from chemins.archives.crate import results_crate
from chemins.base.errors import CheminsError
from chemins.planning import workload
from chemins.planning.plan import read_plan

RUNS = "runs: {a: {}, a-b: {network: {hidden: [5]}}, c: {seed: 3, replicates: 0}, b-c: {}}"


def plan_of(compare, **more):
    config = yaml.safe_load(RUNS) | {"compare": compare} | more
    return read_plan(config, SCHEMA)


# --- what may not be said -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("compare", "fragments"),
    [
        ("[[a, d]]", ["compare, [a, d]: there is no run 'd'", "the config's runs are a, a-b, c"]),
        ("[[a, c], [a, a]]", ["compare, [a, a]: is one run; allowed: two different ones"]),
        ("[[a, c], [c, a]]", ["compare, [c, a]: these two are compared already; allowed: once"]),
        ("[[a, c], [a, c]]", ["compare, [a, c]: these two are compared already"]),
        ("[[a]]", ["compare", "[0]"]),
        ("[[a, c, b-c]]", ["compare", "[0]"]),
        ("[a, c]", ["compare", "'a'"]),
        ("{a: c}", ["compare"]),
    ],
)
def test_what_cannot_be_compared_is_named(compare, fragments):
    with pytest.raises(CheminsError) as error:
        checked(f"{RUNS}\ncompare: {compare}")
    assert [part for part in fragments if part not in str(error.value)] == []


def test_of_very_many_runs_a_message_names_some():
    runs = {f"run{number}": {} for number in range(40)}
    text = yaml.safe_dump({"runs": runs, "compare": [["run0", "run99"]]})
    with pytest.raises(CheminsError, match=r"there is no run 'run99'.* run35 and others$"):
        checked(text)


def test_without_the_key_nothing_is_compared_and_nothing_is_told_of_it():
    plan = plan_of([])
    assert plan.comparisons.all == []
    assert not [file for file in plan.listed() if "compar" in file or "untrained" in file]
    assert plan.index_settings() == read_plan(yaml.safe_load(RUNS), SCHEMA).index_settings()
    assert plan.manifest_settings().keys() == {"a", "a-b", "c", "b-c"}


# --- what is made -------------------------------------------------------------------------------


def test_a_comparison_has_its_files_and_its_runs_twins_once():
    plan = plan_of([["a", "c"], ["b-c", "a"]], figures={"formats": ["svg"]})
    files = plan.comparisons.files()
    assert len(files) == len(set(files))
    own = [f.removeprefix("results/comparisons/a/c/") for f in files if "/a/c/" in f]
    figures = [
        f"figures/{n}.{f}" for n in ("similarity", "clusters") for f in ("svg", "png", "txt")
    ]
    tables = [f"{name}.parquet" for name in ("similarity", "flows", "fates")]
    assert set(own) == {*figures, *tables, "comparison.json", "comparison.md"}
    twins = [file for file in files if "untrained" in file]
    assert twins == [
        f"results/runs/{run}/activations/untrained.parquet" for run in ("a", "c", "b-c")
    ]
    assert set(files) <= set(plan.listed())
    assert len(plan.listed()) == len(set(plan.listed()))


def test_what_only_leaves_out_is_not_compared_but_its_files_are_not_left_over():
    pairs = [["a", "c"], ["a", "b-c"], ["c", "b-c"]]
    plan = plan_of(pairs, only=["a", "c"])
    assert plan.comparisons.selected == [("a", "c")]
    assert plan.comparisons.halved() == [
        "a and b-c are not compared, since `only` leaves out b-c.",
        "c and b-c are not compared, since `only` leaves out b-c.",
    ]
    assert plan.index_settings()["compare"] == [("a", "c")]
    assert "results/comparisons/a/b-c/fates.parquet" not in plan.listed()
    assert "results/comparisons/a/b-c/fates.parquet" in plan.everything()
    assert plan_of(pairs, only=["a-b"]).comparisons.halved() == []


def test_jobs_of_pairs_whose_names_run_into_each_other_have_logs_of_their_own():
    plan = plan_of([["a", "b-c"], ["a-b", "c"]])
    assert plan.comparisons.job_names() == {"a+b-c", "a-b+c"}
    assert {"a+b-c", "a-b+c", "a-known"} <= plan.job_names()


def test_of_a_network_in_a_file_there_is_a_twin_and_of_activations_none(tmp_path, monkeypatch):
    model = keras_files.write(tmp_path / "mine.keras", keras_files.small())
    config = {
        "runs": {"a": {}, "file": {"network": {"kind": "file", "model": str(model)}}},
        "compare": [["a", "file"]],
    }
    plan = read_plan(config, SCHEMA)
    assert len([file for file in plan.comparisons.files() if "untrained" in file]) == 2
    assert not plan.comparisons.share_seeds("a", "file")
    monkeypatch.setattr(type(plan), "is_sent_through", lambda plan, run: run != "file")
    assert plan.comparisons.twins("a", "file") == ["results/runs/a/activations/untrained.parquet"]


def test_seeds_are_told_of_where_both_have_replicates_of_one_kind():
    plan = plan_of([["a", "b-c"]])
    shared = plan.comparisons.share_seeds
    assert shared("a", "b-c")
    assert not shared("a", "a-b")  # other layers
    assert not shared("a", "c")  # no replicates


# --- what it is told ------------------------------------------------------------------------------


def test_what_compares_is_told_the_layers_and_no_looks():
    plan = plan_of([["a", "a-b"]])
    told = json.loads(plan.comparisons.settings("compare_networks", "a", "a-b"))
    assert told == {
        "first": {
            "hidden": ["hidden_1", "hidden_2"],
            "layers": ["pixels", "hidden_1", "hidden_2", "output"],
        },
        "second": {"hidden": ["hidden_1"], "layers": ["pixels", "hidden_1", "output"]},
    }
    other = plan_of([["a", "a-b"]], class_names=[str(n) for n in range(10)])
    assert json.loads(other.comparisons.settings("compare_networks", "a", "a-b")) == told
    drawn = json.loads(other.comparisons.settings("draw_comparison", "a", "a-b", figures={}))
    assert drawn["names"] == {"1": "1", "7": "7"}
    assert drawn["first"]["digits"] == [1, 7]


def test_another_pair_is_another_crate():
    digests = plan_of([["a", "c"]]).manifest_settings()
    assert (
        digests["comparisons/a/c"] != plan_of([["c", "a"]]).manifest_settings()["comparisons/c/a"]
    )
    without = plan_of([]).manifest_settings()
    assert {name: digests[name] for name in without} == without


def test_a_comparison_works_on_the_images_of_both_runs():
    plan = plan_of([["a", "c"], ["a", "b-c"]])
    assert workload.images_of_compared(plan, None) == 2 * workload.images(plan, "a")


# --- the crate ------------------------------------------------------------------------------------


def test_a_comparison_is_an_action_of_the_crate_with_its_folder():
    names = ["comparisons/a/b.2/fates.parquet", "site/comparisons/a/b.2.html"]
    told = vars(TOLD) | {"comparisons": ["comparisons/a/b.2"]}
    crate = results_crate(FILES | dict.fromkeys(names, "00"), type(TOLD)(**told))
    graph = entities(crate)
    action = graph["#run-a/b.2"]
    assert action["name"] == "the comparison of a and b.2"
    assert ids(action["result"]) == names
    settings = [graph[one] for one in ids(action["object"]) if one.startswith("#setting")]
    assert [(one["name"], one["value"]) for one in settings] == [("compare", '["a","b.2"]')]
    assert ids(graph["comparisons/a/b.2/"]["hasPart"]) == names[:1]
    assert set(names) <= set(reachable(graph, "./"))
