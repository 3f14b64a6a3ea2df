import pytest
import yaml

from builders.configs import SCHEMA, SMALL, checked, run_with
from builders.project import ROOT
from chemins.base.errors import CheminsError
from chemins.data.datasets import Description, dataset_name, describe_dataset
from chemins.planning.class_labels import EQUALS
from chemins.planning.config import (
    check_dataset,
    merged_keys,
    read_config,
    selected_runs,
)

CONFIG = ROOT / "config"
# What only some networks or people have: no default would do.
GIVEN = ("model", "input", "path", "layers", "stages", *EQUALS)


def resolved(text):
    return checked(run_with(text))["runs"]["a"]


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


NAMES = ["1v7", "A", "a.b-c_d", "x" * 60, "9", "index2", "atlas1", "con1", "com", "a.con", "nul-1"]


@pytest.mark.parametrize("name", NAMES)
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
        ("training: {snapshots: 0}", "training: {epochs: 15}"),
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
    assert a["umap"] == {
        "n_neighbors": 7,
        "min_dist": 0.5,
        "fit_limit": 60000,
        "metric": "euclidean",
    }
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


@pytest.mark.parametrize(
    ("keys", "k_max"),
    [
        ("digits: [1, 7]", 10),
        ("digits: [1, 7], clustering: {k_max: 3}", 4),
        ("digits: [0, 1, 2, 3, 4, 5]", 12),
        ("digits: [0, 1, 2, 3, 4, 5], clustering: {k_max: 14}", 14),
        # Four training images: no K above three.
        ("per_digit: 2, umap: {n_neighbors: 2}, clustering: {k_max: 3}", 3),
    ],
)
def test_k_is_tried_up_to_twice_the_number_of_digits_at_least(keys, k_max):
    assert resolved(keys)["clustering"]["k_max"] == k_max


def test_only_selects():
    config = checked("{only: [c, a], runs: {a: {}, b: {}, c: {}}}")
    assert set(selected_runs(config)) == {"a", "c"}
    assert set(selected_runs(checked("runs: {a: {}, b: {}}"))) == {"a", "b"}


# --- paths ------------------------------------------------------------------------------------


def test_paths_are_worked_out_wherever_they_stand(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DISK", str(tmp_path / "disk"))
    config = read_config(
        yaml.safe_load(
            """
            dataset: {path: ~/own//images.npz}
            results_dir: ./a//results/
            defaults: {network: {kind: file, model: $DISK/net.keras}}
            runs:
              a: {}
              b: {network: {kind: file, model: ~/b.keras}}
            """
        ),
        SCHEMA,
    )
    assert config["dataset"] == {"path": f"{tmp_path}/own/images.npz"}
    assert config["results_dir"] == "a/results"
    assert config["runs"]["a"]["network"]["model"] == f"{tmp_path}/disk/net.keras"
    assert config["runs"]["b"]["network"]["model"] == f"{tmp_path}/b.keras"
    folder = {"dataset": "mnist", "dataset_dir": "${DISK}/mnist/", "runs": {"a": {}}}
    assert read_config(folder, SCHEMA)["dataset_dir"] == f"{tmp_path}/disk/mnist"
    dump = {"kind": "activations", "path": "$DISK/dump", "layers": ["x"]}
    network = read_config({"runs": {"a": {"network": dump}}}, SCHEMA)["runs"]["a"]["network"]
    assert network["path"] == f"{tmp_path}/disk/dump"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("mnist.npz", "own-mnist"),
        ("a/MNIST", "own-MNIST"),
        ("mnist_sample.npz", "own-mnist-sample"),
        ("mnist2.npz", "mnist2"),
        ("own.npz", "own"),
    ],
)
def test_own_images_do_not_share_the_table_of_a_built_in_dataset(path, name):
    assert dataset_name({"path": path}) == name
    assert [dataset_name(built_in) for built_in in ("mnist", "mnist-sample")] == [
        "mnist",
        "mnist-sample",
    ]


# --- the files of the repository --------------------------------------------------------------


def read_yaml(name):
    return yaml.safe_load((CONFIG / name).read_text(encoding="utf-8"))


def defaults_of(node):
    """The defaults that a schema node's properties say, nested ones too."""
    found = {}
    for key, child in node["properties"].items():
        if key not in GIVEN:
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
    told = read_yaml("config.yaml")["defaults"]
    assert told["training"].pop("snapshots") == 0  # which a run without any says nothing of
    assert config["runs"]["a"] == told
    assert config["figures"] == read_yaml("config.yaml")["figures"]


def test_every_key_of_the_schema_is_described_and_has_a_default():
    def check(node):
        for key, child in node["properties"].items():
            # Without an atlas there is none.
            if (node is not SCHEMA or key not in ("runs", "atlas")) and key not in GIVEN:
                assert "default" in child, key
            assert child["description"].strip(), key
            if "properties" in child:
                check(child)

    check(SCHEMA)
    check(SCHEMA["$defs"]["run"])


def test_the_runs_of_the_config():
    config = read_config(read_yaml("config.yaml"), SCHEMA)
    check_dataset(config, describe_dataset(config["dataset"]))
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
    check_dataset(config, describe_dataset("mnist"))
    assert config["dataset"] == "mnist"
    assert config["results_dir"] == "results-mnist"
    assert set(selected_runs(config)) == {"all-digits", "1v7"}
    for run in selected_runs(config).values():
        assert (run["per_digit"], run["test_per_digit"]) == ("all", "all")
    assert config["runs"]["1v7"]["unseen"] == [0, 2, 3, 4, 5, 6, 8, 9]
    assert config["runs"]["all-digits"]["clustering"]["k_max"] == 20


def test_the_overlay_for_a_million():
    merged = merged_keys(read_yaml("config.yaml"), read_yaml("million.yaml"))
    config = read_config(merged, SCHEMA)
    assert list(selected_runs(config)) == ["dense", "cnn"]
    for run in selected_runs(config).values():
        assert (run["per_digit"], run["test_per_digit"], run["replicates"]) == ("all", "all", 0)
        assert (run["digits"], run["unseen"]) == ([*range(10)], [*range(10, 20)])
        assert (run["clustering"]["silhouette_limit"], run["umap"]["fit_limit"]) == (50_000, 30_000)
    assert config["compare"] == [["dense", "cnn"]]


def test_the_mean_of_a_sequence_has_one_name():
    run = checked("runs: {a: {network: {kind: onnx, model: a.onnx, pool: tokens}}}")["runs"]["a"]
    assert run["network"] == {"kind": "onnx", "model": "a.onnx", "pool": "mean"}


@pytest.mark.parametrize("day", ["2031-02-30", "2031-13-01", "3 February 2031", "20310203"])
def test_the_day_of_publication_is_one_of_the_calendar(day):
    with pytest.raises(CheminsError, match=rf"date_published: .*{day}"):
        read_config({"date_published": day, "runs": {"a": {}}}, SCHEMA)


@pytest.mark.parametrize("day", ["", "2031-02-03", "2032-02-29"])
def test_days_are_kept_as_they_are(day):
    read = read_config({"date_published": day, "runs": {"a": {}}}, SCHEMA)
    assert read["date_published"] == day
