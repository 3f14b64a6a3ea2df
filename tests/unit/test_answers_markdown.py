import copy
import itertools
import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import made_answers
from builders.made_answers import made_measured, made_separation, value
from builders.told import share
from chemins.answers.run_answers import answer
from chemins.base.errors import listed
from chemins.base.formatting import fitted_on, percent
from chemins.measures.cluster_agreement import agreement
from chemins.text.answers_markdown import (
    exception_count,
    markdown,
    own_sentence,
    sentences,
    shared_text,
)
from chemins.text.class_names import DIGITS

LAYERS = ["pixels", "hidden_1", "hidden_2", "output"]
HIDDEN = ["hidden_1", "hidden_2"]
RUN = {"digits": [1, 7, 10], "unseen": [4], "answers": {"mark": 0.95, "margin": 0.005}}

# samples, role, label, cluster in each of LAYERS, prediction, probability
GROUPS = [
    (10, "train", 1, (0, 0, 0, 0), 1, 1.0),
    (10, "train", 7, (1, 1, 1, 1), 7, 1.0),
    (10, "train", 10, (2, 2, 2, 2), 10, 1.0),
    (18, "test", 1, (0, 0, 0, 0), 1, 1.0),
    (2, "test", 1, (1, 0, 0, 0), 1, 1.0),
    (19, "test", 7, (1, 1, 1, 1), 7, 1.0),
    (1, "test", 7, (1, 0, 0, 0), 1, 0.75),  # the one exception
    (20, "test", 10, (2, 2, 2, 2), 10, 1.0),
    (2, "unseen", 4, (1, 2, 2, 2), 10, 0.5),
    (5, "unseen", 4, (1, 1, 1, 1), 7, 0.5),
    (3, "unseen", 4, (1, 0, 0, 0), 1, 0.5),
]


def made(groups=GROUPS, run=RUN, silhouette=0.5, error=0.0, replicates=2, stages=HIDDEN):
    """The answers to samples in such groups."""
    rows = [group[1:] for group in groups for _ in range(group[0])]
    role, label, clusters, prediction, probability = zip(*rows, strict=True)
    paths = {
        "sample_id": np.arange(len(rows)),
        "role": np.array(role),
        "label": np.array(label),
        **dict(zip(LAYERS, np.array(clusters).T, strict=True)),
        "prediction": np.array(prediction),
        "probability": np.array(probability),
    }
    known = paths["role"] != "unseen"
    chosen = {"k": [3], "silhouette": [silhouette], "standard_error": [error]}
    chosen |= {"chosen": [True], "note": [""]}
    scores = {name: np.array(column) for name, column in chosen.items()}
    model_scores = {"train": {"accuracy": 1.0}, "test": {"accuracy": 0.97}}
    measured = made_measured(LAYERS, run["digits"], run["unseen"], replicates)
    measured.own_values |= own_values(paths, run)
    return answer(
        paths,
        {layer: paths[layer][known] for layer in LAYERS},
        dict.fromkeys(LAYERS, scores),
        model_scores,
        measured,
        run,
        LAYERS,
        HIDDEN,
        stages,
    )


def own_values(paths, run):
    """What is measured of the samples themselves: keys of Measured with their values."""
    test = paths["role"] == "test"
    hidden = zip(*(paths[layer][test].tolist() for layer in HIDDEN), strict=True)
    found = {("trained", "distinct_paths_chosen", "", -1, -1): float(len(set(hidden)))}
    for layer, end in itertools.product(LAYERS, ("", "_chosen")):
        for name, number in agreement(paths[layer][test], paths["label"][test]).items():
            found["trained", name + end, layer, -1, -1] = number
    for digit, toward in itertools.product(run["unseen"], run["digits"]):
        share = np.mean(paths["prediction"][paths["label"] == digit] == toward)
        found["trained", "predicted", "", digit, toward] = float(share)
    return found


# The hidden layer with the highest purity in the mean over replicates.
BEST = max(HIDDEN, key=lambda layer: value("purity", layer, "trained")).replace("_", " ")

# What most 4s are predicted as over replicates; half of this network's are as 7s.
MAIN = max(RUN["digits"], key=lambda digit: value("predicted", "", "trained", 4, digit))
HERE = "50 %" if MAIN == 7 else "takes 50 % for 7s"

ANSWERS = made()
ALONE = made(replicates=0)


def changed(*keys, value):
    """ANSWERS with another value at this place."""
    answers = copy.deepcopy(ANSWERS)
    holder = answers
    for key in keys[:-1]:
        holder = holder[key]
    holder[keys[-1]] = value
    return answers


def with_ami(pixels, hidden):
    """ALONE with these AMI of the pixels and of the layer that the sentence is about."""
    answers = copy.deepcopy(ALONE)
    for entry, ami in zip(answers["layers"], (pixels, hidden, hidden, hidden), strict=True):
        entry["ami"]["own"] = ami
    return answers


# --- percentages and lists --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decimals", "every", "none"), [(0, "100 %", "0 %"), (1, "100.0 %", "0.0 %")]
)
@given(total=st.integers(1, 100_000), data=st.data())
def test_percent_says_all_and_none_for_nothing_else(decimals, every, none, total, data):
    count = data.draw(st.integers(0, total))
    text = percent(count / total, decimals)
    assert (text == every) == (count == total)
    assert (text == none) == (count == 0)
    number = float(re.fullmatch(r"(?:[<>] )?(\d+(?:\.\d)?) %", text)[1])
    # > 99.9 may stand for all but all, which is up to 0.1 away.
    margin = {0: 0.5, 1: 0.1 if text[0] in "<>" else 0.05 + 1e-9}[decimals]
    assert abs(number - 100 * count / total) <= margin


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0 %"),
        (0.0001, "< 0.1 %"),
        (0.004, "0.4 %"),
        (0.25, "25 %"),
        (0.966, "97 %"),
        (0.994, "99 %"),
        (0.996, "99.6 %"),
        (0.99999, "> 99.9 %"),
        (1, "100 %"),
    ],
)
def test_percent(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0.0 %"),
        (0.0001, "< 0.1 %"),
        (0.25, "25.0 %"),
        (0.9667, "96.7 %"),
        (0.99949, "99.9 %"),
        (0.9996, "> 99.9 %"),
        (1, "100.0 %"),
    ],
)
def test_percent_with_a_decimal(share, text):
    assert percent(share, 1) == text


@pytest.mark.parametrize(
    ("fit_on", "text"),
    [("train", "train images only"), ("all", "all images, test and unseen ones included")],
)
def test_what_was_fitted_on(fit_on, text):
    assert fitted_on(fit_on) == text


@pytest.mark.parametrize(
    ("digits", "text"), [([1, 7], "digits 1 and 7"), ([1, 3, 7], "digits 1, 3 and 7")]
)
def test_digit_list(digits, text):
    assert DIGITS.taught(digits) == text


@pytest.mark.parametrize(
    ("values", "text"), [([], "none"), (["a"], "a"), ("ab", "a and b"), (range(4), "0, 1, 2 and 3")]
)
def test_listed(values, text):
    assert listed(values) == text


# --- the three sentences ----------------------------------------------------------------------


def test_the_three_sentences_with_their_numbers():
    layer, signature, unseen = sentences(ANSWERS)
    for fragment in (
        "Clusters tell the classes apart in no hidden layer in any of 2 networks; those of the raw "
        "pixels do in none. This network: from hidden 1 on; this run's pixels do. ",
        "The mark is 95 % of the test images in a cluster of their own digit, with as many "
        "clusters as classes; one of 90 % would give the same; one of 99 % would give the same.",
        f"The AMI in {BEST} is {value('ami', BEST.replace(' ', '_'), 'trained'):.2f} [",
        f" {share('committed', BEST.replace(' ', '_'))} of the test images are committed there.",
        "This network classifies 97.0 % of them correctly.",
    ):
        assert fragment in layer
    for fragment in (
        "60 test images",
        "3 distinct paths through the hidden layers (4 with label and prediction)",
        "100 % of the 1s, 95 % of the 7s and 100 % of the 10s",
        "1 image (training included) travels another class's: 1 × 7 as 1",
    ):
        assert fragment in signature
    for fragment in (
        f"Over 2 replicates: {share('predicted', '', 'trained', 4, MAIN)} of the 4s (this network "
        f"{HERE}) are taken for {MAIN}s.",
        f"with an AUROC of {value('auroc_path', '', 'trained', 4):.2f}",
    ):
        assert fragment in unseen
    assert len(set(re.findall(r"for (\d+)s", unseen)) - {str(MAIN), "7"}) == 0  # no others


def with_purity(*purities):
    """ALONE with these purities, on test images at K = classes, of each of LAYERS."""
    answers = copy.deepcopy(ALONE)
    for entry, purity in zip(answers["layers"], purities, strict=True):
        entry["purity"]["own"] = purity
    return answers | {"separation": made_separation([], purities[:3], 0.95)}


def test_paths_through_some_of_the_hidden_layers_are_told_so():
    """In hidden 2 alone the three classes' samples are apart too."""
    found = made(stages=["hidden_2"])
    assert found["paths"]["stages"] == ["hidden_2"]
    assert "stages" not in made()["paths"]
    assert [entry["main_path"] for entry in found["paths"]["classes"]] == [[0], [1], [2]]
    text = markdown("three", found)
    assert "distinct paths through 1 of the 2 hidden layers (4 with" in text
    assert "## Main paths\n\nThrough hidden 2.\n\n|" in text
    assert "Through" not in markdown("three", made())


@pytest.mark.parametrize(
    ("purities", "named"),
    [
        ((0.94, 0.95, 0.96, 0.5), "hidden 1"),
        ((0.5, 0.94, 0.96, 1.0), "hidden 2"),
        ((0.5, 0.93, 0.94, 1.0), "hidden 2"),  # the best of them
        ((0.5, 0.9412, 0.93, 1.0), "hidden 1"),
        ((0.5, 0.96, 0.93, 1.0), "hidden 1"),  # lost again
    ],
)
def test_the_layer_from_which_classes_are_apart_is_the_one_whose_numbers_are_told(purities, named):
    sentence = sentences(with_purity(*purities))[0]
    shown = percent(purities[LAYERS.index(named.replace(" ", "_"))], 1)
    assert f"In {named} that share is {shown}, for the raw pixels {percent(purities[0], 1)}" in (
        sentence
    )
    assert sentence.count("that share is") == 1


def test_the_layer_that_is_told_of_is_the_replicates():
    """This network's is hidden 1, most replicates' hidden 2; of several the best in their mean."""
    answers = copy.deepcopy(made_answers.ANSWERS)
    own, later = (0.5, 0.9, 0.9), (0.5, 0.8, 0.9)
    answers["separation"] = made_separation([later, later, own], own)
    assert "The AMI in hidden 2 is" in sentences(answers)[0]
    answers["separation"] = made_separation([(0.5, 0.6, 0.7)] * 2, own)
    for entry, mean in zip(answers["layers"], (0.9, 0.7, 0.6, 0.9), strict=True):
        entry["purity"] |= {"own": 1 - mean, "mean": mean}
    assert "The AMI in hidden 1 is" in sentences(answers)[0]


def comparison(pixels, hidden):
    """What the sentence says between a layer's AMI and the raw pixels'."""
    said = sentences(with_ami(pixels, hidden))[0]
    return re.search(rf"the AMI is {hidden:.2f}, (.*) the pixels' {pixels:.2f}\.", said)[1]


def test_raw_pixels_are_the_control():
    """Far above, hardly above and far below the pixels are three things to say."""
    said = [comparison(0.50, 0.90), comparison(0.90, 0.93), comparison(0.90, 0.50)]
    assert len(set(said)) == 3
    assert ["hardly" in text for text in said] == [False, True, False]
    assert said[0] == comparison(0.10, 0.30)
    assert said == ["against", "hardly more than", "less than"]


def test_what_is_below_the_pixels_is_not_said_to_be_more():
    assert not re.search(r"\b(more|better|above)\b", comparison(0.93, 0.90))
    assert comparison(0.93, 0.90) == "much like"
    assert comparison(0.90, 0.90) == "much like"


def test_shared_main_paths_are_told():
    assert "share" not in sentences(ANSWERS)[1]
    answers = changed("paths", "classes", 1, "main_path", value=[0, 0])
    assert "take their class's main path (1 and 7 share theirs), and" in sentences(answers)[1]


def test_those_that_share_a_main_path_are_named_together():
    routes = {0: [1, 2], 4: [3, 3], 9: [3, 3], 5: [1, 2], 6: [3, 3], 7: [2, 1]}
    classes = [{"digit": digit, "main_path": route} for digit, route in routes.items()]
    assert shared_text(classes) == " (0 and 5; 4, 9 and 6 share theirs)"
    assert shared_text([classes[0], classes[1], classes[-1]]) == ""


def test_an_accuracy_near_chance_is_told_behind_the_verdict():
    plain = sentences(made_answers.ANSWERS)[0]
    warned = sentences(made_answers.ANSWERS | {"warning": "the network guesses"})[0]
    text = " **Beware:** the network guesses."
    assert f"in 1.{text} The mark is" in warned
    assert warned.replace(text, "") == plain


def test_without_unseen_digits():
    answers = made([group for group in GROUPS if group[1] != "unseen"], RUN | {"unseen": []})
    assert "No unseen digit" in sentences(answers)[2]
    assert "Unseen digits" not in markdown("a", answers)
    assert answers["samples"] == {"train": 30, "test": 60, "unseen": 0}


def test_each_unseen_digit_is_told():
    more = [*GROUPS, (3, "unseen", 0, (0, 0, 0, 0), 1, 0.5)]
    sentence = sentences(made(more, RUN | {"unseen": [0, 4]}, replicates=0))[2]
    assert sentence.startswith(
        "**Where does the unknown go?** In this network, the only one (intervals over images): "
    )
    assert "100.0 % of the 0s are taken for 1s; 50.0 % of the 4s are taken for 7s. " in sentence


def test_of_an_unseen_digit_that_goes_two_ways_none_is_claimed():
    answers = copy.deepcopy(ANSWERS)
    answers["unseen_digits"][0]["main"]["lead"] = {"mean": 0.01, "low": -0.1, "high": 0.12}
    sentence = sentences(answers)[2]
    assert "Over 2 replicates: whether the 4s are taken for" in sentence
    assert "of the 4s" not in sentence


def exceptional(label, travels):
    entry = {"sample_id": 5, "role": "test", "prediction": travels, "probability": 0.5}
    return entry | {"label": label, "travels_as": travels, "path": [0, 1]}


def test_exceptions_are_counted_by_pair_the_most_frequent_first():
    found = [exceptional(1, 7)] + [exceptional(7, 1)] * 3 + [exceptional(1, 3)]
    assert exception_count(found) == (
        "5 images (training included) travel another class's: 3 × 7 as 1, 1 × 1 as 3 and 1 × 1 as 7"
    )


def test_many_pairs_are_summed_up():
    found = [exceptional(9, 8)] * 2 + [exceptional(0, other) for other in (1, 2, 3, 4, 5)]
    text = exception_count(found)
    assert text.startswith("7 images")
    assert "2 × 9 as 8, 1 × 0 as 1, 1 × 0 as 2 and 1 × 0 as 3, 2 more" in text


def test_no_exceptions():
    assert exception_count([]) == "no image travels another class's main path"
    assert "## Exceptions" not in markdown("a", changed("paths", "exceptions", value=[]))


# --- every number is what it is called ----------------------------------------------------------

TOLD = made_answers.ANSWERS
TOLD_ALONE = made_answers.made_answers(replicates=0)


def row_of(text, *first):
    """The cells of the first table's row that begins so."""
    start = f"| {' | '.join(first)} | "
    line = next(line for line in text.splitlines() if line.startswith(start))
    return line.removeprefix(start).removesuffix(" |").split(" | ")


def test_the_table_of_layers():
    """Purity and AMI at the chosen K, then at K = number of classes; train / test each."""
    text = markdown("2v8", TOLD).split("## ")[0]
    head = "| layer | chosen K | silhouette | purity train / test | AMI train / test |"
    assert f"{head} at K = 2: purity train / test | AMI train / test |" in text
    assert row_of(text, "pixels", "6") == [
        "0.56", "0.780 / 0.770", "0.360 / 0.330", "0.760 / 0.750", "0.340 / 0.310"
    ]  # fmt: skip
    assert row_of(text, "hidden 2", "4") == [
        "0.54", "0.970 / 0.960", "0.840 / 0.820", "0.950 / 0.940", "0.890 / 0.870"
    ]  # fmt: skip


def test_the_sentence_on_layers_without_replicates():
    sentence = sentences(TOLD_ALONE)[0]
    assert "In this network, the only one, clusters tell the classes apart from hidden 1 on" in (
        sentence
    )
    assert (
        "In hidden 1 that share is 90.0 %, for the raw pixels 75.0 %; the AMI is 0.64, against the "
        "pixels' 0.31."
    ) in sentence
    committed = 100 * value("committed", "hidden_1")
    assert f" {committed:.1f} % of the test images are committed there." in sentence
    assert "This network classifies 85.0 % of them correctly." in sentence


def test_the_sentence_on_signatures():
    sentence = sentences(TOLD)[1]
    assert "In this network the 20 test images take 6 distinct paths" in sentence
    assert "(11 with label and prediction)" in sentence
    assert "70 % of the 2s and 60 % of the 8s take their class's main path" in sentence
    assert "travels another class's: 1 × 8 as 2." in sentence


def test_the_sentence_on_the_unknown():
    main = max((2, 8), key=lambda digit: value("predicted", "", "trained", 5, digit))
    here = "90 %" if main == 8 else "takes 90 % for 8s"
    told = f"{share('predicted', '', 'trained', 5, main)} of the 5s (this network {here})"
    assert f"Over 2 replicates: {told} are taken for {main}s. " in sentences(TOLD)[2]


def test_the_tables_of_main_paths_exceptions_and_unseen_digits():
    text = markdown("2v8", TOLD)
    assert row_of(text, "2", "0 → 3") == ["100 %", "70 %"]
    assert row_of(text, "8", "1 → 2") == ["80 %", "60 %"]
    head = "| image | role | digit | travels as | predicted | probability | path |"
    assert head in text
    assert row_of(text, "4321", "test") == ["8", "2", "8", "0.75", "0 → 3"]
    atypical = f"{100 * value('atypical', '', 'own', 5):.1f} %"
    assert row_of(text, "5", *["100 % cluster 1 (8s)"] * 4) == [
        "8: 90 % (0.66), 2: 10 % (0.50)", atypical
    ]  # fmt: skip


# --- the whole text ---------------------------------------------------------------------------


def table_rows(text):
    """Every table of a Markdown text, as lists of cells."""
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        yield [line.strip("|").split("|") for line in block.splitlines()]


def test_tables_are_whole():
    text = markdown("a", changed("paths", "exceptions", value=[exceptional(7, 1)] * 60))
    found = list(table_rows(text))
    # Layers, what speaks for K; controls at both Ks, probes; commitment; moves; main paths;
    # measures of paths, differences; exceptions (cut to 50); unseen digits, affinities, detectors.
    # A head and a line above each.
    assert [len(rows) - 2 for rows in found] == [4, 4, 4, 4, 4, 5, 2, 3, 8, 3, 50, 1, 5, 9]
    for rows in found:
        assert len({len(row) for row in rows}) == 1
    assert "the first 50 of 60" in text


def test_title_and_order():
    lines = markdown("1v7", ANSWERS).splitlines()
    assert lines[0] == "# 1v7: digits 1, 7 and 10"
    assert [line[:2] for line in lines[2:5]] == ["1.", "2.", "3."]
    assert "| 7 | 1 → 1 | 100 % | 95 % |" in lines
    assert "| 68 | test | 7 | 1 | 1 | 0.75 | 0 → 0 |" not in lines
    # 30 training images, 20 ones and 19 sevens come before it.
    assert "| 69 | test | 7 | 1 | 1 | 0.75 | 0 → 0 |" in lines


def test_notes_are_told():
    text = markdown("a", changed("layers", 1, "note", value="the largest K tried"))
    assert "- hidden 1, K = 3: the largest K tried." in text.splitlines()


def test_the_order_of_shares_survives_json():
    """The largest share first, not the lowest digit, nor the digit that sorts first as text."""
    read = json.loads(json.dumps(ANSWERS, sort_keys=True))
    text = markdown("a", read)
    assert text == markdown("a", ANSWERS)
    places = "50 % cluster 1 (7s), 30 % cluster 0 (1s), 20 % cluster 2 (10s)"
    predicted = "7: 50 % (0.50), 1: 30 % (0.50), 10: 20 % (0.50)"
    atypical = f"{100 * value('atypical', '', 'own', 4):.1f} %"
    cells = ["4", "100 % cluster 1 (7s)", *[places] * 3, predicted, atypical]
    row = f"| {' | '.join(cells)} |"
    assert row in text.splitlines()
    names = "pixels | hidden 1 | hidden 2 | output"
    assert f"| digit | {names} | predicted as (mean probability) | atypical |" in text.splitlines()


def test_each_prediction_has_its_own_mean_probability():
    groups = [group for group in GROUPS if group[1] != "unseen"]
    groups.append((6, "unseen", 4, (1, 1, 1, 1), 7, 0.75))
    groups += [(2, "unseen", 4, (0, 0, 0, 0), 1, 0.5), (2, "unseen", 4, (0, 0, 0, 0), 1, 1.0)]
    answers = made([*groups, (1, "unseen", 4, (2, 2, 2, 2), 10, 0.25)])
    assert "| 7: 55 % (0.75), 1: 36 % (0.75), 10: 9 % (0.25) |" in markdown("a", answers)


def test_a_cluster_of_unseen_images_alone_has_no_majority_to_tell():
    """With fit_on: all, a cluster may hold no training image."""
    groups = [group for group in GROUPS if group[1] != "unseen"]
    groups.append((5, "unseen", 4, (1, 3, 3, 3), 7, 0.5))
    assert "None" not in markdown("a", made(groups))


def test_a_layer_of_one_cluster_has_no_silhouette():
    answers = made(silhouette=np.nan)
    assert not re.search(r"\bnan\b", markdown("a", answers), re.IGNORECASE)


def test_silhouettes_of_a_sample_are_told_as_such():
    text = markdown("1v7", made(error=0.0123))
    assert "| 3 | 0.50 ± 0.012 |" in text
    assert "are those of a random sample of the training images" in text
    assert "random sample" not in markdown("1v7", made())


def test_answers_are_json_even_without_a_silhouette():
    json.dumps(made(silhouette=np.nan), allow_nan=False)


def test_intervals_of_one_network_say_what_they_are_over():
    def entry(layer, purity, ami):
        return {"layer": layer, "purity": purity, "ami": ami}

    with_limits = {"own": 0.9, "mean": None, "low": 0.85, "high": 0.95}
    alone = {"own": 0.75, "mean": None, "low": None, "high": None}
    hidden, pixels = entry("hidden_1", with_limits, with_limits), entry("pixels", alone, alone)
    assert own_sentence({"layers": [pixels, hidden]}, "hidden_1") == (
        "In hidden 1 that share is 90.0 % [85.0, 95.0], for the raw pixels 75.0 %; the AMI is "
        "0.90 [0.85, 0.95], against the pixels' 0.75. Intervals are of 95 %, over images: "
        "there is one network."
    )
    hidden |= {"purity": alone}
    assert "Intervals" not in own_sentence({"layers": [pixels, hidden]}, "hidden_1")
