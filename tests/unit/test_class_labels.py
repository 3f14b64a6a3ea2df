"""Classes that a config calls by their names."""

import json
import unicodedata

import numpy as np
import pytest
import yaml

from builders.configs import SCHEMA, SMALL
from chemins.base.errors import CheminsError
from chemins.planning.config import check_dataset, read_config
from chemins.planning.plan import read_plan

CLOTHES = (
    "class_names: [T-shirt, Trouser, Pullover, Dress, Coat, Sandal, Shirt, Sneaker, Bag, Boot]"
)


def config_of(text, names=None):
    return read_config(yaml.safe_load(text), SCHEMA, names)


def run_of(keys, before=CLOTHES, names=None):
    return config_of(f"{before}\nruns: {{a: {{{keys}}}}}", names)["runs"]["a"]


def test_classes_are_taken_by_name_or_label():
    named = run_of("digits: [Sneaker, 5], unseen: [Boot]")
    assert (named["digits"], named["unseen"]) == ([5, 7], [9])
    assert named == run_of("digits: [5, 7], unseen: [9]", before="")


def test_what_a_key_is_called_as_well_means_the_same():
    """So existing results are those of either."""
    classes = run_of("classes: [5, 7], per_class: 30, test_per_class: all", before="")
    assert classes == run_of("digits: [5, 7], per_digit: 30, test_per_digit: all", before="")
    assert "classes" not in classes


def test_the_defaults_may_be_classes_where_config_yaml_says_digits():
    before = "defaults: {digits: [1, 7], per_digit: 100, classes: [2, 3], per_class: 40}"
    run = run_of("test_per_class: 7", before=before)
    assert (run["digits"], run["per_digit"], run["test_per_digit"]) == ([2, 3], 40, 7)
    with pytest.raises(CheminsError, match="defaults: per_digit and per_class are the same"):
        run_of("", before="defaults: {per_digit: 30, per_class: 40}")


def test_an_atlas_takes_names_and_classes():
    text = f"{CLOTHES}\natlas: {{classes: [Boot, Bag, 5]}}\nruns: {{a: {{}}}}"
    assert config_of(text)["atlas"] == {"digits": [9, 8, 5], "replicates": 10}
    plan = read_plan(yaml.safe_load(text), SCHEMA)
    assert [*plan.atlas] == ["5v8", "5v9", "8v9"]
    assert plan.atlas_settings()["names"] == {5: "Sandal", 8: "Bag", 9: "Boot"}


@pytest.mark.parametrize(
    "given",
    [
        "class_names: [Cat, Dog]",
        "class_names: {1: Dog, 0: Cat}",
        "class_names: {'0': ' Cat ', '1': \"Dog\\n\"}",  # as JSON of the command line has keys
        "class_names: {1: Dog}",  # the other name is the dataset's
    ],
)
def test_ways_to_give_names(given):
    config = config_of(f"{given}\nruns: {{a: {{digits: [Dog, Cat]}}}}", {0: "Cat"})
    assert config["class_names"] == {0: "Cat", 1: "Dog"}
    assert config["runs"]["a"]["digits"] == [0, 1]


def test_the_datasets_own_names_come_after_the_configs():
    assert config_of("runs: {a: {}}", {1: "one", 7: "seven"})["class_names"] == {
        1: "one",
        7: "seven",
    }
    assert config_of("class_names: {7: sept}\nruns: {a: {}}", {1: "one", 7: "seven"})[
        "class_names"
    ] == {1: "one", 7: "sept"}


def test_a_number_in_quotes_is_a_name_where_there_is_one():
    assert run_of("digits: ['1', '7']", before="")["digits"] == [1, 7]
    folders = {0: "1", 1: "2", 2: "x"}
    assert run_of("digits: ['1', '2']", before="", names=folders)["digits"] == [0, 1]
    with pytest.raises(
        CheminsError, match="run a, digits: 1 is a label, of '2', and the name of 0"
    ):
        run_of("digits: [1, 2]", before="", names=folders)
    # As in a folder a digit: each is its own name.
    assert run_of("digits: [1, 2]", before="", names={1: "1", 2: "2"})["digits"] == [1, 2]


WRONG = {
    "an unknown name": ("digits: [Sneaker, Slipper]", ["run a, digits", "'Slipper'", "Bag (8)"]),
    "an unknown name, as a class": ("classes: [Boot, boot]", ["run a, classes", "'boot'"]),
    "a name with a slip": ("classes: [Boot, Sneeker]", ["'Sneeker', did you mean 'Sneaker'?"]),
    "a name in capitals": ("classes: [Boot, T-SHIRT]", ["'T-SHIRT', did you mean 'T-shirt'?"]),
    "a name like no other": ("classes: [Boot, Qzx]", ["no class is called 'Qzx'; allowed"]),
    "an unknown name unseen": ("unseen: [Slipper]", ["run a, unseen", "'Slipper'", "Boot (9)"]),
    "the same by name and label": ("digits: [5, Sandal]", ["run a, digits", "twice", "5"]),
    "taught and unseen": ("digits: [Bag, Boot], unseen: [8]", ["run a, unseen", "8"]),
    "both of two equals": ("digits: [1, 7], classes: [1, 7]", ["run a", "digits and classes"]),
    "both counts": ("per_digit: 3, per_class: 3", ["run a", "per_digit and per_class"]),
    "both tests": ("test_per_class: 3, test_per_digit: 3", ["test_per_digit and test_per_class"]),
    "one class": ("classes: [Boot]", ["run a, classes", "at least 2"]),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_a_run_may_not_call_a_class(case):
    keys, fragments = WRONG[case]
    with pytest.raises(CheminsError) as caught:
        run_of(keys)
    for fragment in fragments:
        assert fragment in str(caught.value)


@pytest.mark.parametrize(
    ("names", "fragments"),
    [
        ("[Cat, Dog, Cat]", ["'Cat' is the name of 0 and of 2"]),
        ("[Cat, 'Cat ']", ["'Cat' is the name of 0 and of 1"]),
        ("[Cat, '']", ["name of 1 is empty"]),
        ("[' ', Dog]", ["name of 0 is empty"]),
        ("[Cat, 7]", ["class_names[1]", "7", "text"]),
        ("[Cat, yes]", ["class_names[1]", "True", "text"]),
        ("[]", ["class_names", "at least 1"]),
        ("{cat: Cat}", ["class_names", "'cat' is no label"]),
        ("{-1: Cat}", ["class_names", "-1 is no label"]),
        ("{true: Cat}", ["class_names", "True is no label"]),
        ("Cat", ["class_names", "'Cat'", "a list", "a mapping"]),
        ('["a\\x1b[31m", b]', ["class_names", "name of 0", "cannot be shown", "\\x1b"]),
        ('["a\\u202eb", c]', ["class_names", "name of 0", "cannot be shown", "\\u202e"]),
        (f"[{'x' * 201}, b]", ["class_names[0]", "xxx"]),
    ],
)
def test_names_that_cannot_be(names, fragments):
    with pytest.raises(CheminsError) as caught:
        run_of("", before=f"class_names: {names}")
    for fragment in fragments:
        assert fragment in str(caught.value)


def test_names_in_any_script_can_be():
    names = ["Größe", "猫", "क्‍ष", "👩‍🔬", "it's", "a/b: c|d", "{x}", "yes"]
    assert config_of(f"class_names: {json.dumps(names, ensure_ascii=False)}\nruns: {{a: {{}}}}")[
        "class_names"
    ] == dict(enumerate(names))


@pytest.mark.parametrize(("there", "asked"), [("NFD", "NFC"), ("NFC", "NFD"), ("NFD", "NFD")])
def test_names_that_look_the_same_are_the_same(there, asked):
    named = {0: "Zèbre", 1: unicodedata.normalize(there, "Éléphant")}
    text = unicodedata.normalize(asked, "runs: {a: {digits: [Éléphant, Zèbre]}}")
    config = config_of(text, named)
    assert config["runs"]["a"]["digits"] == [0, 1]
    assert config["class_names"] == {0: "Zèbre", 1: "Éléphant"}


def test_each_class_of_a_run_needs_a_name():
    with pytest.raises(
        CheminsError, match=r"class_names: there is no name for 3, a class of run a"
    ):
        check_dataset(config_of("class_names: [a, b, c]\nruns: {a: {digits: [0, 3]}}"), SMALL)
    few = "per_digit: 40, test_per_digit: 9"
    check_dataset(
        config_of(f"class_names: [a, b, c]\nruns: {{a: {{digits: [0, 2], {few}}}}}"), SMALL
    )
    text = "class_names: [a, b, c]\natlas: {digits: [0, 1, 3]}\nruns: {a: {}}"
    with pytest.raises(CheminsError, match="no name for 3, a class of the atlas"):
        read_plan(yaml.safe_load(text), SCHEMA)


# --- who is told ------------------------------------------------------------------------------

TOLD = ("answer_questions", "draw_figures", "draw_interventions", "draw_training", "build_page")
TOLD += ("draw_learning",)
RULES = ("select_known", "select_unseen", "train_model", "dump_activations", "dump_pixels")
RULES += ("cluster_pixels", "cluster_network", "cluster_unseen", "embed_pixels", "embed_network")
RULES += ("embed_unseen", "rate_embeddings", "join_paths", "measure_run", "move_activations")
RULES += ("train_replicates", *TOLD)
RUNS = "runs: {a: {digits: [5, 7], unseen: [9]}}"


def settings_of(before, rule):
    plan = read_plan(yaml.safe_load(f"{before}\n{RUNS}"), SCHEMA)
    return json.loads(plan.settings(rule, "a"))


@pytest.mark.parametrize("rule", RULES)
def test_rules_that_tell_are_told_names_and_no_others_are(rule):
    nameless, named = settings_of("", rule), settings_of(CLOTHES, rule)
    assert "names" not in nameless
    told = {"names": {"5": "Sandal", "7": "Sneaker", "9": "Boot"}} if rule in TOLD else {}
    assert named == {**nameless, **told}


def test_names_of_classes_that_a_run_has_not_are_none_of_its_business():
    other = CLOTHES.replace("Coat", "Mantle")
    assert settings_of(other, "build_page") == settings_of(CLOTHES, "build_page")


def test_what_is_of_no_run_is_told_names_too():
    nameless, named = (
        read_plan(yaml.safe_load(f"{before}\n{RUNS}"), SCHEMA) for before in ("", CLOTHES)
    )
    told = {"names": {5: "Sandal", 7: "Sneaker", 9: "Boot"}}
    assert named.index_settings() == {**nameless.index_settings(), **told}
    assert named.manifest_settings() == nameless.manifest_settings()
    assert named.compared() == {"a": {**nameless.compared()["a"], **told}}


def test_images_that_are_no_digits_are_told_as_classes(tmp_path):
    path = tmp_path / "mine.npz"
    images, labels = (
        np.arange(4 * 12 * 12, dtype=np.uint8).reshape(4, 12, 12),
        np.array([0, 1, 0, 1]),
    )
    np.savez(path, x_train=images, y_train=labels, x_test=images, y_test=labels)
    keys = "digits: [0, 1], per_digit: 2, test_per_digit: 1, clustering: {k: 2}"
    runs = f"runs: {{a: {{{keys}, umap: {{n_neighbors: 2}}}}}}"
    plan = read_plan(yaml.safe_load(f"dataset: {{path: '{path}'}}\n{runs}"), SCHEMA)
    assert json.loads(plan.settings("build_page", "a"))["names"] == {}
