from pathlib import Path

import pytest
import yaml

from chemins.config import (
    check_dataset,
    load_schema,
    merged_keys,
    read_config,
    selected_runs,
)
from chemins.datasets import Description, describe
from chemins.errors import CheminsError

CONFIG = Path(__file__).resolve().parents[2] / "config"
SCHEMA = load_schema(CONFIG / "schema.yaml")

# 50 training and 20 test images of each of 0 to 3; fewer 4s to test, no 5; a 6 only to test.
SMALL = Description(
    "small",
    (8, 12, 1),
    {"train": dict.fromkeys(range(6), 50), "test": dict.fromkeys([0, 1, 2, 3, 6], 20) | {4: 10}},
)


def checked(text, description=None):
    """The config that this YAML means, all checks done."""
    config = read_config(yaml.safe_load(text), SCHEMA)
    check_dataset(config, description or describe(config["dataset"]))
    return config


def run_with(text):
    """A config whose one run is called `a` and has these keys, written in YAML's flow style."""
    return f"runs: {{a: {{{text}}}}}"


def resolved(text):
    return checked(run_with(text))["runs"]["a"]


# --- wrong configs ----------------------------------------------------------------------------

# what is wrong -> the config, what the message must tell
WRONG = {
    # keys
    "unknown key": ("{run: {}, runs: {a: {}}}", ["'run'", "runs", "dataset", "figures"]),
    "unknown key in a run": (
        run_with("digit: [1, 7]"),
        ["run a", "'digit'", "digits", "per_digit", "umap"],
    ),
    "unknown key in a network": (
        run_with("network: {layers: [32]}"),
        ["run a", "network", "'layers'", "hidden", "kind", "pool"],
    ),
    "unknown key in defaults": (
        "{defaults: {umap: {neighbors: 5}}, runs: {a: {}}}",
        ["defaults.umap", "'neighbors'", "n_neighbors"],
    ),
    "unknown key in figures": (
        "{runs: {a: {}}, figures: {colours: []}}",
        ["figures", "'colours'", "palette"],
    ),
    "a number for a key": (run_with("7: [1, 7]"), ["run a", "7", "digits"]),
    # digits
    "a digit that the dataset lacks": (
        run_with("digits: [1, 12]"),
        ["run a", "digits", "mnist-sample", "label 12", "0, 1, 2, 3, 4, 5, 6, 7, 8 and 9"],
    ),
    "an unseen digit that the dataset lacks": (
        run_with("unseen: [10]"),
        ["run a", "unseen", "label 10", "0, 1, 2"],
    ),
    "taught and unseen": (
        run_with("digits: [1, 3, 7], unseen: [7, 4, 3]"),
        ["run a", "unseen", "3 and 7", "digits"],
    ),
    "taught in defaults, unseen in the run": (
        "{defaults: {digits: [2, 8]}, runs: {a: {unseen: [8]}}}",
        ["run a", "unseen", "8", "digits"],
    ),
    "one digit": (run_with("digits: [1]"), ["run a", "digits", "[1]", "at least 2"]),
    "no digit": (run_with("digits: []"), ["run a", "digits", "[]", "at least 2"]),
    "a digit twice": (run_with("digits: [1, 7, 1]"), ["run a", "digits", "[1, 7, 1]", "twice"]),
    "an unseen digit twice": (run_with("unseen: [4, 4]"), ["run a", "unseen", "twice"]),
    "a negative digit": (run_with("digits: [1, -7]"), ["run a", "digits[1]", "-7", "at least 0"]),
    "half a digit": (run_with("digits: [1, 7.5]"), ["run a", "digits[1]", "7.5", "integer"]),
    "digits without brackets": (run_with("digits: 17"), ["run a", "digits", "17", "a list"]),
    # counts
    "more training images than there are": (
        run_with("per_digit: 401"),
        ["run a", "per_digit", "401", "400", "label 1", "all"],
    ),
    "more test images than there are": (
        run_with("test_per_digit: 101"),
        ["run a", "test_per_digit", "101", "100", "label 1", "all"],
    ),
    "one training image": (run_with("per_digit: 1"), ["run a", "per_digit", "1", "at least 2"]),
    "no test image": (run_with("test_per_digit: 0"), ["run a", "test_per_digit", "at least 1"]),
    "another word than all": (run_with("per_digit: every"), ["per_digit", "'every'", "'all'"]),
    # clusters and embeddings
    "k_max as large as the training samples": (
        run_with("per_digit: 10, clustering: {k_max: 20}"),
        ["run a", "clustering.k_max", "20", "19"],
    ),
    "k as large as the training samples": (
        run_with("per_digit: 10, clustering: {k: 20}"),
        ["run a", "clustering.k:", "20", "19"],
    ),
    "n_neighbors as large as the training samples": (
        run_with("per_digit: 10, umap: {n_neighbors: 20}"),
        ["run a", "umap.n_neighbors", "20", "19"],
    ),
    "k_max below k_min": (
        run_with("clustering: {k_min: 5, k_max: 4}"),
        ["run a", "clustering.k_max", "4", "k_min", "5"],
    ),
    "one cluster": (run_with("clustering: {k: 1}"), ["run a", "clustering.k", "1", "at least 2"]),
    "k_min of one": (run_with("clustering: {k_min: 1}"), ["clustering.k_min", "at least 2"]),
    "an unknown way to choose k": (
        run_with("clustering: {k: elbow}"),
        ["run a", "clustering.k", "'elbow'", "silhouette | classes", "integer"],
    ),
    "an unknown metric": (
        run_with("umap: {metric: hamming}"),
        ["run a", "umap.metric", "'hamming'", "euclidean | manhattan | chebyshev | cosine"],
    ),
    "min_dist above 1": (run_with("umap: {min_dist: 1.5}"), ["umap.min_dist", "1.5", "at most 1"]),
    # network and training
    "a layer of no neurons": (
        run_with("network: {hidden: [32, 0]}"),
        ["run a", "network.hidden[1]", "0", "at least 1"],
    ),
    "no hidden layer": (
        run_with("network: {hidden: []}"),
        ["run a", "network.hidden", "[]", "at least 1"],
    ),
    "an unknown network": (
        run_with("network: {kind: rnn}"),
        ["run a", "network.kind", "'rnn'", "dense | cnn"],
    ),
    "an unknown optimizer": (
        run_with("training: {optimizer: adamw}"),
        ["run a", "training.optimizer", "'adamw'", "adam | sgd | rmsprop"],
    ),
    "a negative learning rate": (
        run_with("training: {learning_rate: -0.1}"),
        ["run a", "training.learning_rate", "-0.1", "above 0"],
    ),
    "a learning rate of zero": (
        run_with("training: {learning_rate: 0}"),
        ["run a", "training.learning_rate", "above 0"],
    ),
    "a learning rate that is no number": (
        run_with("training: {learning_rate: .nan}"),
        ["run a", "training.learning_rate", "nan", "number"],
    ),
    "a learning rate that is no number, as text": (
        run_with("training: {learning_rate: nan}"),
        ["run a", "training.learning_rate", "nan", "number"],
    ),
    "an infinite learning rate": (
        run_with("training: {learning_rate: inf}"),
        ["run a", "training.learning_rate", "inf", "at most 1000000"],
    ),
    "no epochs": (run_with("training: {epochs: 0}"), ["run a", "training.epochs", "at least 1"]),
    "half an epoch": (run_with("training: {epochs: 1.5}"), ["training.epochs", "1.5", "integer"]),
    "a seed that is too large": (
        run_with("seed: 4294967296"),
        ["run a", "seed", "4294967296", "at most 4294967295"],
    ),
    "a negative seed": (run_with("seed: -1"), ["run a", "seed", "-1", "at least 0"]),
    # text and booleans for numbers
    "text for a seed": (run_with("seed: zero"), ["run a", "seed", "'zero'", "integer"]),
    "text for a rate": (
        run_with("training: {learning_rate: small}"),
        ["run a", "training.learning_rate", "'small'", "number"],
    ),
    "text for a size": (
        run_with("network: {hidden: [32, many]}"),
        ["run a", "network.hidden[1]", "'many'", "integer"],
    ),
    "true for a seed": (run_with("seed: true"), ["run a", "seed", "True", "integer"]),
    "true for a count": (run_with("per_digit: true"), ["run a", "per_digit", "True", "integer"]),
    "false for a rate": (
        run_with("training: {learning_rate: false}"),
        ["run a", "training.learning_rate", "False", "number"],
    ),
    "true for a digit": (run_with("digits: [true, 7]"), ["digits[0]", "True", "integer"]),
    "true for k": (run_with("clustering: {k: true}"), ["clustering.k", "True", "integer"]),
    "nothing for a seed": (run_with("seed: "), ["run a", "seed", "None", "integer"]),
    # runs and their names
    "no runs": ("{dataset: mnist-sample}", ["runs", "missing"]),
    "not one run": ("runs: {}", ["runs", "{}", "at least 1"]),
    "a list of runs": ("runs: []", ["runs", "[]", "a mapping"]),
    "a run of nothing": ("runs: {1v7: }", ["run 1v7", "None", "a mapping"]),
    "a run that is a list": ("runs: {1v7: [1, 7]}", ["run 1v7", "[1, 7]", "a mapping"]),
    "defaults that are a list": ("{defaults: [], runs: {a: {}}}", ["defaults", "[]", "a mapping"]),
    "a network that is text": (run_with("network: cnn"), ["run a", "network", "'cnn'", "mapping"]),
    "a name read as a number": ("runs: {1_7: {}}", ["runs", "17", "quotes"]),
    "a name read as a boolean": ("runs: {on: {}}", ["runs", "True", "quotes"]),
    "a name read as a date": ("runs: {2026-11-21: {}}", ["runs", "2026, 11, 21", "quotes"]),
    "only names no run": (
        "{only: [b, c], runs: {a: {}, c: {}}}",
        ["only", "'b'", "a and c"],
    ),
    "only without brackets": ("{only: a, runs: {a: {}}}", ["only", "'a'", "a list"]),
    # the dataset
    "an unknown dataset": (
        "{dataset: cifar, runs: {a: {}}}",
        ["dataset", "'cifar'", "mnist-sample"],
    ),
    "a dataset that is not there": (
        "{dataset: {path: /nowhere/own.npz}, runs: {a: {}}}",
        ["dataset", "/nowhere/own.npz", "cannot be read"],
    ),
    "a dataset without a path": ("{dataset: {file: x}, runs: {a: {}}}", ["dataset", "path"]),
    "a dataset of no path": ("{dataset: {path: ''}, runs: {a: {}}}", ["dataset", "path"]),
    "a mirror that is no URL": (
        "{mirrors: [https://a.org, data/mnist], runs: {a: {}}}",
        ["mirrors[1]", "'data/mnist'", "https?", "file"],
    ),
    "no mirrors": ("{mirrors: [], runs: {a: {}}}", ["mirrors", "[]", "at least 1"]),
    # figures and folders
    "a colour by name": (
        "{runs: {a: {}}, figures: {palette: ['#3f90da', red]}}",
        ["figures.palette[1]", "'red'", "#"],
    ),
    "figures of no width": (
        "{runs: {a: {}}, figures: {width: 20}}",
        ["figures.width", "20", "at least 80"],
    ),
    "a wildcard for a folder": (
        "{runs: {a: {}}, results_dir: 'results/{run}'}",
        ["results_dir", "results/{run}"],
    ),
}

# A run's name becomes a folder, a page and a part of a command line. `index` would be the page
# that leads to all runs.
NAMES = ["../x", "a b", "", ".hidden", "<script>", "a/b", "-n", "x" * 61, "été", "a\n", "index"]
WRONG |= {
    f"the name {name!r}": (yaml.safe_dump({"runs": {name: {}}}), ["run", repr(name)])
    for name in NAMES
}


@pytest.mark.parametrize(("text", "fragments"), WRONG.values(), ids=WRONG)
def test_a_wrong_config_is_refused_in_words(text, fragments):
    with pytest.raises(CheminsError) as caught:
        checked(text)
    message = str(caught.value)
    for fragment in fragments:
        assert fragment in message
    assert "\n" not in message


# As WRONG, with a dataset of small images.
WRONG_FOR_SMALL = {
    "a digit that is never trained on": ("digits: [0, 6]", ["digits", "label 6", "train"]),
    "a digit that is never tested": ("digits: [0, 5]", ["digits", "test", "label 5"]),
    "an unseen digit that is never tested": ("digits: [0, 1], unseen: [5]", ["unseen", "label 5"]),
    "a convolution of small images": (
        "digits: [0, 1], per_digit: 20, test_per_digit: 20, network: {kind: cnn}",
        ["network.kind", "cnn", "10 × 10", "8 × 12"],
    ),
    "too many test images": (
        "digits: [0, 1], per_digit: 20, test_per_digit: 21",
        ["test_per_digit", "21", "20"],
    ),
    "too many unseen images": (
        "digits: [0, 1], unseen: [4], per_digit: 20, test_per_digit: 11",
        ["test_per_digit", "11", "label 4", "10"],
    ),
    "k_max with all images": (
        "digits: [0, 1], per_digit: all, test_per_digit: all, clustering: {k_max: 100}",
        ["clustering.k_max", "100", "99"],
    ),
}


@pytest.mark.parametrize(("keys", "fragments"), WRONG_FOR_SMALL.values(), ids=WRONG_FOR_SMALL)
def test_a_config_that_the_dataset_does_not_allow(keys, fragments):
    with pytest.raises(CheminsError) as caught:
        checked(run_with(keys), SMALL)
    for fragment in ["run a", *fragments]:
        assert fragment in str(caught.value)


def test_the_run_that_is_wrong_is_the_one_named():
    with pytest.raises(CheminsError, match="run second, seed"):
        checked("runs: {first: {seed: 1}, second: {seed: -1}, third: {seed: 2}}")


def test_runs_that_are_not_made_need_no_data():
    config = "{only: [a], runs: {a: {}, b: {digits: [1, 12]}}}"
    assert list(selected_runs(checked(config))) == ["a"]
    with pytest.raises(CheminsError, match="run b, digits"):
        checked(config.replace("only: [a]", "only: [b]"))


# --- right configs ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "keys",
    [
        "per_digit: 400, test_per_digit: 100",
        "per_digit: all, test_per_digit: all",
        "per_digit: 10, clustering: {k_max: 19}, umap: {n_neighbors: 19}",
        "per_digit: 10, clustering: {k: 19}",
        "clustering: {k_min: 4, k_max: 4}",
        "clustering: {k: classes, n_init: 3}",
        # The range of K says nothing where K is given.
        "per_digit: 10, clustering: {k: 19, k_max: 20}",
        "per_digit: 10, clustering: {k: classes, k_max: 20}",
        "clustering: {k: 3, k_min: 5, k_max: 4}",
        "clustering: {k: classes, k_min: 5, k_max: 4}",
        "seed: 4294967295",
        "digits: [9, 0], unseen: [8, 7, 6, 5]",
        "umap: {min_dist: 0}",
        "umap: {min_dist: 1}",
        "network: {kind: cnn, hidden: [1], pool: flatten}",
    ],
)
def test_the_limits_themselves_are_allowed(keys):
    assert resolved(keys)


@pytest.mark.parametrize("name", ["1v7", "A", "a.b-c_d", "x" * 60, "9", "index2", "con.tent"])
def test_names_that_are_allowed(name):
    assert list(checked(yaml.safe_dump({"runs": {name: {}}}))["runs"]) == [name]


def test_a_cnn_needs_ten_pixels():
    keys = "digits: [0, 1], per_digit: 20, test_per_digit: 20, network: {kind: cnn}"
    assert checked(run_with(keys), Description("ten", (10, 10, 1), SMALL.counts))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("training: {learning_rate: 1e-4}", "training: {learning_rate: 0.0001}"),
        ("training: {learning_rate: 1}", "training: {learning_rate: 1.0}"),
        ("training: {learning_rate: '1'}", "training: {learning_rate: 1.0}"),
        ("umap: {min_dist: 0}", "umap: {min_dist: 0.0}"),
        ("training: {epochs: '15'}", "training: {epochs: 15}"),
        ("training: {epochs: 1e1}", "training: {epochs: 10}"),
        ("training: {epochs: 10.0}", "training: {epochs: 10}"),
        ("per_digit: '50'", "per_digit: 50"),
        ("per_digit: 50.0", "per_digit: 50"),
        ("clustering: {k: 3.0}", "clustering: {k: 3}"),
        ("clustering: {k: '3'}", "clustering: {k: 3}"),
        ("network: {hidden: [32.0, '64']}", "network: {hidden: [32, 64]}"),
        ("digits: ['1', 7]", "digits: [1, 7]"),
        ("digits: [1.0, 7]", "digits: [1, 7]"),
        ("digits: [7, 1]", "digits: [1, 7]"),
        ("unseen: [4, 3]", "unseen: [3, 4]"),
        ("seed: 3, per_digit: 20", "per_digit: 20, seed: 3"),
        ("network: {pool: mean, kind: cnn}", "network: {kind: cnn, pool: mean}"),
        ("", "seed: 0, digits: [1, 7], training: {epochs: 15}, clustering: {n_init: auto}"),
        ("clustering: {}", "clustering: {k_max: 10}"),
    ],
)
def test_one_meaning_has_one_form(one, other):
    """The same value and type: settings are compared as text."""
    assert resolved(one) == resolved(other)
    assert yaml.safe_dump(resolved(one)) == yaml.safe_dump(resolved(other))


def test_the_order_of_runs_and_keys_is_nothing():
    one = checked("{runs: {a: {seed: 1}, b: {digits: [8, 2]}}, only: [a, b]}")
    other = checked("{only: [a, b], runs: {b: {digits: [2, 8]}, a: {seed: 1}}}")
    assert one == other


def test_a_run_is_laid_over_the_defaults_key_by_key():
    config = checked(
        """
        defaults:
          {seed: 5, digits: [2, 8], network: {kind: cnn, hidden: [16]}, umap: {min_dist: 0.5}}
        runs: {a: {network: {hidden: [64]}, umap: {n_neighbors: 7}}, b: {digits: [0, 1]}}
        """
    )
    a, b = config["runs"]["a"], config["runs"]["b"]
    assert a["network"] == {"kind": "cnn", "hidden": [64], "pool": "mean"}
    assert a["umap"] == {"n_neighbors": 7, "min_dist": 0.5, "metric": "euclidean"}
    assert (a["digits"], b["digits"]) == ([2, 8], [0, 1])
    assert (a["seed"], b["seed"]) == (5, 5)
    assert b["network"] == {"kind": "cnn", "hidden": [16], "pool": "mean"}
    assert b["training"]["epochs"] == 15


def test_an_overlay_is_merged_key_by_key():
    below = {"a": {"b": 1, "c": {"d": 2, "e": [1, 2]}}, "f": 3}
    above = {"a": {"c": {"e": [3], "g": 4}}, "f": {"h": 5}}
    assert merged_keys(below, above) == {
        "a": {"b": 1, "c": {"d": 2, "e": [3], "g": 4}},
        "f": {"h": 5},
    }
    assert below == {"a": {"b": 1, "c": {"d": 2, "e": [1, 2]}}, "f": 3}


def test_what_is_given_stays_as_it_was():
    raw = yaml.safe_load("{runs: {a: {digits: ['7', 1], network: {hidden: ['8']}}}}")
    before = yaml.safe_dump(raw)
    config = read_config(raw, SCHEMA)
    config["runs"]["a"]["network"]["hidden"].append(1)
    assert yaml.safe_dump(raw) == before


def test_runs_share_nothing():
    config = read_config({"runs": {"a": {}, "b": {}}}, SCHEMA)
    config["runs"]["a"]["network"]["hidden"].append(1)
    config["runs"]["a"]["clustering"]["k_max"] = 3
    assert config["runs"]["b"] == read_config({"runs": {"b": {}}}, SCHEMA)["runs"]["b"]


def test_only_selects():
    config = checked("{only: [c, a], runs: {a: {}, b: {}, c: {}}}")
    assert set(selected_runs(config)) == {"a", "c"}
    assert set(selected_runs(checked("runs: {a: {}, b: {}}"))) == {"a", "b"}


# --- the files of the repository --------------------------------------------------------------


def read_yaml(name):
    return yaml.safe_load((CONFIG / name).read_text(encoding="utf-8"))


def defaults_of(node):
    """The defaults that a schema node's properties say, nested ones too."""
    found = {}
    for key, child in node["properties"].items():
        found[key] = defaults_of(child) if "properties" in child else child["default"]
    return found


def test_the_defaults_of_the_config_are_the_schemas():
    config = read_yaml("config.yaml")
    assert config["defaults"] == defaults_of(SCHEMA["$defs"]["run"])
    assert config["figures"] == defaults_of(SCHEMA["properties"]["figures"])
    for key in ("dataset", "results_dir", "only"):
        assert config[key] == SCHEMA["properties"][key]["default"]


def test_the_defaults_of_the_config_are_what_a_run_gets():
    config = checked("runs: {a: {}}")
    assert config["runs"]["a"] == read_yaml("config.yaml")["defaults"]
    assert config["figures"] == read_yaml("config.yaml")["figures"]


def test_every_key_of_the_schema_is_described_and_has_a_default():
    def check(node):
        for key, child in node["properties"].items():
            if node is not SCHEMA or key != "runs":
                assert "default" in child, key
            assert child["description"].strip(), key
            if "properties" in child:
                check(child)

    check(SCHEMA)
    check(SCHEMA["$defs"]["run"])


def test_the_runs_of_the_config():
    config = read_config(read_yaml("config.yaml"), SCHEMA)
    check_dataset(config, describe(config["dataset"]))
    assert {name: (run["digits"], run["unseen"]) for name, run in config["runs"].items()} == {
        "1v7": ([1, 7], [3, 4]),
        "0v1": ([0, 1], []),
        "1v4": ([1, 4], []),
        "2v8": ([2, 8], []),
        "5v6": ([5, 6], []),
        "6v9": ([6, 9], []),
        "1v3v7": ([1, 3, 7], []),
        "all-digits": ([*range(10)], []),
        "1v7-cnn": ([1, 7], [3, 4]),
    }
    kinds = {name: run["network"]["kind"] for name, run in config["runs"].items()}
    assert kinds == dict.fromkeys(kinds, "dense") | {"1v7-cnn": "cnn"}


def test_the_overlay_for_mnist():
    merged = merged_keys(read_yaml("config.yaml"), read_yaml("mnist.yaml"))
    config = read_config(merged, SCHEMA)
    check_dataset(config, describe("mnist"))
    assert config["dataset"] == "mnist"
    assert config["results_dir"] == "results-mnist"
    assert set(selected_runs(config)) == {"all-digits", "1v7"}
    for run in selected_runs(config).values():
        assert (run["per_digit"], run["test_per_digit"]) == ("all", "all")
    assert config["runs"]["1v7"]["unseen"] == [0, 2, 3, 4, 5, 6, 8, 9]
    assert config["runs"]["all-digits"]["clustering"]["k_max"] == 20
