"""Wrong configs: each is refused with one message that says where, what, and what is allowed."""

import pytest
import yaml

from builders.configs import SMALL, checked, run_with
from chemins.base.errors import CheminsError
from chemins.planning.config import selected_runs

# what is wrong -> the config, what the message must tell
WRONG = {
    # keys
    "unknown key": ("{run: {}, runs: {a: {}}}", ["'run'", "runs", "dataset", "figures"]),
    "unknown key in a run": (
        run_with("digit: [1, 7]"),
        ["run a", "'digit'", "digits", "per_digit", "umap"],
    ),
    "unknown key in a network": (
        run_with("network: {neurons: [32]}"),
        ["run a", "network", "'neurons'", "hidden", "kind", "pool"],
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
    "no file for a network": (
        run_with("network: {kind: file}"),
        ["run a", "network.model", "missing", "kind file"],
    ),
    "no layers for activations": (
        run_with("network: {kind: activations, path: dump}"),
        ["run a", "network.layers", "missing", "kind activations"],
    ),
    "a file for a network that is trained": (
        run_with("network: {model: mine.keras}"),
        ["run a", "network.model", "mine.keras", "dense", "kind: file"],
    ),
    "layers for a network that is trained": (
        run_with("network: {kind: cnn, layers: [conv_1]}"),
        ["run a", "network.layers", "cnn", "kind: file"],
    ),
    "a layer twice": (
        run_with("network: {kind: file, model: mine.keras, layers: [a, a]}"),
        ["run a", "network.layers", "twice"],
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
        ["run a", "training.learning_rate", "-0.1", "at least 1e-12"],
    ),
    "a learning rate of zero": (
        run_with("training: {learning_rate: 0}"),
        ["run a", "training.learning_rate", "at least 1e-12"],
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
    "one snapshot": (
        run_with("training: {snapshots: 1}"),
        ["run a", "training.snapshots", "1", "0, or an integer, at least 2, at most 100"],
    ),
    "too many snapshots": (
        run_with("training: {snapshots: 101}"),
        ["run a", "training.snapshots", "101", "at most 100"],
    ),
    "snapshots as words": (
        run_with("training: {snapshots: all}"),
        ["run a", "training.snapshots", "'all'", "at least 2"],
    ),
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
    "a folder for a dataset that is not read from it": (
        "{dataset: mnist-sample, dataset_dir: /shared/mnist, runs: {a: {}}}",
        ["dataset_dir", "'/shared/mnist'", "'mnist-sample'", "dataset: mnist", "path"],
    ),
    "a folder besides one's own images": (
        "{dataset: {path: own.npz}, dataset_dir: /shared/mnist, runs: {a: {}}}",
        ["dataset_dir", "'/shared/mnist'", "own.npz", "dataset: mnist"],
    ),
    "a folder that is a number": (
        "{dataset: mnist, dataset_dir: 2026, runs: {a: {}}}",
        ["dataset_dir", "2026", "text"],
    ),
    "a mirror that is no URL": (
        "{mirrors: [https://a.org, data/mnist], runs: {a: {}}}",
        ["mirrors[1]", "'data/mnist'", "https?", "file"],
    ),
    "a mirror with a password": (
        "{mirrors: [ftp://me:rhubarb@a.org], runs: {a: {}}}",
        ["mirrors[0]: 'ftp://…@a.org' is"],
    ),
    "a mirror with a password, alone": (
        "{mirrors: 'https://me:rhubarb@a.org', runs: {a: {}}}",
        ["mirrors: 'https://…@a.org' is"],
    ),
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
NAMES += ["atlas", "Index", "INDEX", "Atlas", "a.", "a..", "a b.", "é", "а", "1v７", "a\0"]
NAMES += ["CON", "con", "nul.txt", "NUL", "Aux.tar.gz", "prn", "COM1", "com0.x", "LPT9", "lpt1."]
WRONG |= {
    f"the name {name!r}": (yaml.safe_dump({"runs": {name: {}}}), ["run", repr(name)])
    for name in NAMES
}


# Numbers as text, as `--config` gives them and quotes make them.
SPELLINGS = [
    "010",
    "-01",
    "1_7",
    "0x7",
    "0b1",
    "1:30",
    "１７",
    "٣",
    "1e",
    "e1",
    "1.2.3",
    " 7",
    "7 ",
]
SPELLINGS += ["7\n", "nan", "NaN", "inf", "-Infinity", "1e999", "", "+", ".", "½", "0o7", "True"]
WRONG |= {
    f"the number {text!r}": (
        yaml.safe_dump({"runs": {"a": {"seed": text}}}),
        ["run a, seed: ", repr(text), "an integer, at least 0"],
    )
    for text in SPELLINGS
}

# Paths, whichever key they stand in.
WRONG |= {
    key: (text.replace("PATH", "'~nobody-of-this-name/x'"), [f"{key}: '~nobody", "no such user"])
    for key, text in {
        "dataset.path": "{dataset: {path: PATH}, runs: {a: {}}}",
        "dataset_dir": "{dataset: mnist, dataset_dir: PATH, runs: {a: {}}}",
        "results_dir": "{results_dir: PATH, runs: {a: {}}}",
        "run a, network.model": "runs: {a: {network: {kind: file, model: PATH}}}",
        "run a, network.path": "runs: {a: {network: {kind: activations, path: PATH, layers: [x]}}}",
    }.items()
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


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ("kind: onnx", "network.model: is missing; kind onnx needs it"),
        ("kind: dense, model: a.onnx", "kind dense; allowed: kind: file or kind: onnx"),
        ("kind: onnx, model: a.onnx, path: b", "kind onnx; allowed: kind: activations"),
        ("kind: cnn, input: imagenet", "network.input: 'imagenet' says nothing to kind cnn"),
        ("kind: cnn, pool: first", "network.pool: 'first' is of sequences"),
        ("kind: dense, pool: tokens", "network.pool: 'tokens' is of sequences"),
        ("kind: onnx, model: a.onnx, input: other", "input: 'other' is not allowed; allowed: im"),
        ("kind: onnx, model: a.onnx, input: {scale: 2}", "input.scale: 2 is not allowed"),
    ],
)
def test_keys_of_networks_from_elsewhere(network, words):
    with pytest.raises(CheminsError) as caught:
        checked(f"runs: {{a: {{network: {{{network}}}}}}}")
    assert words in str(caught.value)
