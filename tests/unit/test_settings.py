import copy
import json
from itertools import combinations
from pathlib import Path

import pytest

from chemins.planning.config import load_schema, read_config
from chemins.planning.settings import RULES, canonical_json, own_seed, rule_settings

SCHEMA = load_schema(Path(__file__).resolve().parents[2] / "config" / "schema.yaml")
OWN = {"unseen": [3, 4], "network": {"kind": "dense", "hidden": [32, 64]}}
OWN |= {"training": {"snapshots": 12}}
RUN = read_config({"runs": {"a": OWN}}, SCHEMA)["runs"]["a"]

CLUSTERING = {"cluster_pixels", "cluster_network"}
EMBEDDING = {"embed_pixels", "embed_network", "embed_unseen"}
TELLING = {"draw_interventions", "draw_training", "draw_learning"}  # what the run was taught
DRAWING = {"draw_figures", "build_page"}
REPLICATING = {"train_replicates"}
FOLLOWING = {"follow_learning", "follow_replicates"}
LOOKING = {"follow_learning", "follow_given"}  # at the run's own network, epoch by epoch
MEASURING = {"measure_run", "move_activations", "measure_given"}
RATING = {"rate_embeddings"}
READING = {"answer_questions", "draw_figures", "build_page"}
# What knows the layers by name: all but the pixels' own rules, the samples and the training.
NAMING = {"dump_activations", "cluster_network", "embed_network", "embed_unseen"}
NAMING |= {"join_paths", "draw_interventions", "draw_learning"}
NAMING |= READING | MEASURING | RATING | FOLLOWING | LOOKING | {"copy_activations"}
METHODS = {"write_methods"}
CHARTING = {"chart_pair"}  # a pair of an atlas, whose K is the number of classes
GIVEN = {"copy_activations", "score_network"}
TWIN = {"measure_given"}  # which is clustered too
POOLING = {"dump_activations", "move_activations", "train_replicates"} | TWIN
POOLING |= METHODS | FOLLOWING
UNTRAINED = {"ask_untrained"}  # what a network is before it is trained
POOLING |= UNTRAINED
TWO = {"draw_comparison", "build_comparison"}  # what tells of two runs' layers
NAMING |= UNTRAINED | TWO | {"compare_networks"}

# What is drawn or started at random, with the seed that the digits are part of.
SEEDED = {"select_known", "select_unseen", "train_model"}
SEEDED |= CLUSTERING | EMBEDDING | RATING | MEASURING | REPLICATING | CHARTING | METHODS
SEEDED |= FOLLOWING | LOOKING | UNTRAINED
# What follows from how networks are trained.
TRAINING = {"train_model"} | REPLICATING | CHARTING | METHODS | FOLLOWING

# key -> (another value, the rules whose settings change with it, no more and no fewer)
CHANGES = {
    "digits": (
        [1, 8],
        {"select_known", "train_model", "join_paths"} | GIVEN | READING | TELLING | SEEDED | TWO,
    ),
    "digits, one more": (
        [1, 7, 8],
        {"select_known", "train_model", "join_paths"} | GIVEN | READING | TELLING | SEEDED | TWO,
    ),
    "unseen": ([3], {"select_unseen", "follow_replicates"} | READING | TELLING | CHARTING),
    "per_digit": (
        50,
        {"select_known", "follow_replicates"} | REPLICATING | CHARTING | METHODS,
    ),
    "test_per_digit": (
        50,
        {"select_known", "select_unseen", "follow_replicates"} | REPLICATING | CHARTING | METHODS,
    ),
    "replicates": (3, {"follow_replicates", "draw_learning"} | REPLICATING | CHARTING),
    "seed": (1, SEEDED),
    "network.kind": ("cnn", NAMING | TRAINING),
    "network.hidden": ([16, 64], TRAINING | UNTRAINED),
    "network.hidden, one more": (
        [32, 64, 16],
        NAMING | TRAINING,
    ),
    "network.pool": ("flatten", CHARTING),  # of a cnn alone
    "training.loss": (
        "categorical_crossentropy",
        TRAINING,
    ),
    "training.optimizer": ("sgd", TRAINING),
    "training.learning_rate": (0.01, TRAINING),
    "training.batch_size": (32, TRAINING),
    "training.epochs": (3, TRAINING),
    "training.snapshots": (6, FOLLOWING),
    "clustering.k": (
        "classes",
        CLUSTERING | {"measure_run"} | TWIN | REPLICATING | CHARTING | METHODS,
    ),
    "clustering.k_min": (3, CLUSTERING | {"measure_run"} | TWIN | REPLICATING | METHODS),
    "clustering.k_max": (12, CLUSTERING | {"measure_run"} | TWIN | REPLICATING | METHODS),
    "clustering.n_init": (
        4,
        CLUSTERING | TWIN | REPLICATING | CHARTING | METHODS | FOLLOWING | LOOKING,
    ),
    "clustering.silhouette_limit": (5000, CLUSTERING | TWIN | REPLICATING | METHODS),
    "clustering.fit_limit": (
        5000,
        CLUSTERING | TWIN | METHODS | {"answer_questions", "measure_run"},
    ),
    "clustering.fit_on": (
        "all",
        CLUSTERING
        | EMBEDDING
        | RATING
        | DRAWING
        | TELLING
        | {"measure_run", "answer_questions"}
        | TWIN
        | METHODS
        | LOOKING,
    ),
    "umap.n_neighbors": (5, EMBEDDING | METHODS | LOOKING),
    "umap.min_dist": (0.5, EMBEDDING | METHODS | LOOKING),
    "umap.fit_limit": (5000, EMBEDDING | RATING | METHODS | LOOKING),
    "umap.metric": ("cosine", EMBEDDING | RATING | METHODS | LOOKING),
    "answers.mark": (0.9, {"answer_questions"}),
    "answers.margin": (0.01, {"answer_questions"}),
}


def changed(key, value, run=RUN):
    run = copy.deepcopy(run)
    *parents, last = key.split(",")[0].split(".")
    holder = run
    for parent in parents:
        holder = holder[parent]
    assert holder[last] != value
    holder[last] = value
    return run


def reached(key, value, run=RUN):
    """The rules whose settings are others after this change."""
    other = changed(key, value, run)
    return {rule for rule in RULES if rule_settings(rule, other) != rule_settings(rule, run)}


@pytest.mark.parametrize("key", CHANGES)
def test_a_change_reaches_exactly_the_rules_that_use_it(key):
    value, rules = CHANGES[key]
    assert reached(key, value) == rules


@pytest.mark.parametrize("kind", ["dense", "cnn"])
def test_pooling_counts_where_there_is_something_to_pool(kind):
    run = changed("network.kind", "cnn") if kind == "cnn" else RUN
    assert reached("network.pool", "flatten", run) == (
        CHARTING | (POOLING if kind == "cnn" else set())
    )
    assert json.loads(rule_settings("dump_activations", run))["pool"] == {"cnn": "mean"}.get(kind)


@pytest.mark.parametrize(
    ("key", "value", "asked"),
    [
        ("network.pool", "flatten", True),
        ("network.layers", ["one"], True),
        ("digits", [1, 2, 7], True),
        ("unseen", [5], False),
        ("seed", 1, False),
        ("training.epochs", 3, False),
        ("per_digit", 7, False),
    ],
)
def test_what_asks_a_network_from_elsewhere_again(key, value, asked):
    network = {"kind": "file", "model": "mine.keras", "layers": ["one", "two"], "pool": "mean"}
    run = {**RUN, "network": network}
    found = [rule_settings("dump_activations", each) for each in (run, changed(key, value, run))]
    assert (found[0] != found[1]) == asked


ONNX = {
    "kind": "onnx",
    "model": "mine.onnx",
    "pool": "mean",
    "layers": ["one"],
    "tensors": {"one": "/one_output_0"},
    "shown": {"one": "/one"},
    "input": {"scale": 1},
    "weights": [],
}
ASKING = {"dump_activations", "move_activations", "measure_given"} | UNTRAINED


@pytest.mark.parametrize(
    ("key", "value", "rules"),
    [
        ("network.tensors", {"one": "/two"}, ASKING),
        ("network.input", {"scale": 255}, ASKING | {"answer_questions"}),
        ("network.shown", {"one": "1"}, READING | TWO | {"draw_interventions", "draw_learning"}),
        ("network.weights", ["w"], set()),
        ("network.model", "other.onnx", set()),  # a rule's input
        ("network.pool", "max", ASKING | METHODS),
    ],
)
def test_what_an_onnx_networks_settings_reach(key, value, rules):
    run = {**RUN, "network": ONNX}
    given = set(RULES) - {"train_model", "train_replicates", "chart_pair"} - FOLLOWING
    found = [
        {rule: rule_settings(rule, one) for rule in given}
        for one in (run, changed(key, value, run))
    ]
    assert {rule for rule in given if found[0][rule] != found[1][rule]} == rules


def test_a_keras_file_without_an_input_is_told_nothing_more():
    network = {"kind": "file", "model": "mine.keras", "layers": ["one"], "pool": "mean"}
    run = {**RUN, "network": network}
    for rule in (*ASKING, "answer_questions"):
        assert "network" not in json.loads(rule_settings(rule, run))
        assert "input" not in json.loads(rule_settings(rule, run))
    run["network"] = {**network, "input": {"scale": 255}}
    for rule in ASKING:
        found = json.loads(rule_settings(rule, run))["network"]
        assert found == {"kind": "file", "input": {"scale": 255}}


def test_figures_of_learning_are_of_replicates_where_there_can_be_some():
    network = {"kind": "activations", "path": "dump", "layers": ["one"], "pool": "mean"}
    told = [
        json.loads(rule_settings("draw_learning", run)) for run in (RUN, RUN | {"network": network})
    ]
    assert [one["replicates"] for one in told] == [RUN["replicates"], 0]
    assert RUN["replicates"] > 0


@pytest.mark.parametrize("k", ["classes", 4])
def test_the_range_of_k_counts_where_k_is_searched(k):
    run = changed("clustering.k", k)
    for key in ("clustering.k_min", "clustering.k_max"):
        assert reached(key, 7, run) == set()
    for rule in CLUSTERING:
        given = json.loads(rule_settings(rule, run))["clustering"]
        assert not {"k_min", "k_max"} & set(given)


def seeds(run):
    """rule -> the seed in its settings, of those that have one."""
    settings = {rule: json.loads(rule_settings(rule, run)) for rule in RULES}
    return {rule: found["seed"] for rule, found in settings.items() if "seed" in found}


def test_all_that_is_random_in_a_run_has_the_runs_own_seed():
    assert seeds(RUN).keys() == SEEDED
    assert set(seeds(RUN).values()) == {own_seed(0, [1, 7])}


def test_runs_of_other_digits_and_other_seeds_have_other_seeds():
    pairs = list(combinations(range(10), 2))
    digits = [*pairs, (1, 3, 7), (0, 1, 7), tuple(range(10))]
    assert len({own_seed(seed, of) for seed in (0, 1, 7) for of in digits}) == 3 * len(digits)


def test_the_seed_is_the_same_on_every_machine():
    assert own_seed(0, [1, 7]) == 253989330


def test_another_run_and_another_name_change_no_settings_of_a_run():
    others = {"b": {"digits": [1, 4]}, "c": {"digits": [1, 7], "seed": 3}}
    runs = read_config({"runs": {**others, "renamed": OWN}}, SCHEMA)["runs"]
    for rule in RULES:
        assert rule_settings(rule, runs["renamed"]) == rule_settings(rule, RUN)
    assert {seed for run in runs.values() for seed in seeds(run).values()} == {
        own_seed(0, [1, 7]),
        own_seed(0, [1, 4]),
        own_seed(3, [1, 7]),
    }


def test_every_key_of_a_run_is_in_the_table():
    leaves = set()
    for key, value in RUN.items():
        leaves |= {f"{key}.{inner}" for inner in value} if isinstance(value, dict) else {key}
    assert {key.split(",")[0] for key in CHANGES} == leaves


def reordered(value):
    """The same value, every dict's keys in the opposite order."""
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(value)}
    return value


@pytest.mark.parametrize("rule", RULES)
def test_settings_are_canonical_json(rule):
    text = rule_settings(rule, RUN, palette=["#ffffff"])
    assert json.loads(text)["palette"] == ["#ffffff"]
    assert text == json.dumps(json.loads(text), sort_keys=True)
    assert text == rule_settings(rule, reordered(RUN), palette=["#ffffff"])


def test_what_a_rule_is_given_beside_the_run_is_in_its_settings():
    assert json.loads(rule_settings("dump_pixels", RUN)) == {}
    assert json.loads(rule_settings("dump_pixels", RUN, dpi=200)) == {"dpi": 200}


def test_layers_are_named_in_order():
    cnn = changed("network.kind", "cnn")
    convolutions = ["conv_1", "conv_2"]
    dense = ["hidden_1", "hidden_2"]
    for run, hidden in ((RUN, dense), (cnn, convolutions + dense)):
        joining = json.loads(rule_settings("join_paths", run))
        assert joining["hidden"] == hidden
        assert joining["layers"] == ["pixels", *hidden, "output"]
        dumping = json.loads(rule_settings("dump_activations", run))
        assert dumping["layers"] == [*hidden, "output"]
        assert json.loads(rule_settings("cluster_pixels", run))["layers"] == ["pixels"]
        placing = json.loads(rule_settings("embed_unseen", run))
        assert placing["layers"] == [["pixels"], [*hidden, "output"]]
        for rule in ("cluster_network", "embed_network"):
            assert json.loads(rule_settings(rule, run))["layers"] == [*hidden, "output"]


def test_text_of_any_language_stays_readable():
    assert canonical_json({"b": "é", "a": 1}) == '{"a": 1, "b": "é"}'
