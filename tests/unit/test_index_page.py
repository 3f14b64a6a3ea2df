import copy
import json
import re

import pytest

from builders.made_answers import ANSWERS, interval, made_answers, made_separation, value
from builders.made_compared import told as comparison_told
from builders.made_page import HOSTILE, SETTINGS, Page, index_html, index_of_answers
from chemins.answers.verdicts import depth_verdict
from chemins.figures.palette import label_color
from chemins.pages.index_page import COLUMNS, differing_settings
from chemins.statistics.uncertainty import p_of_interval

# What most 5s are taken for, over the replicates.
MAIN = max((2, 8), key=lambda digit: value("predicted", "", "trained", 5, digit))
TAKEN = f"5 → {MAIN} ({100 * value('predicted', '', 'trained', 5, MAIN):.0f} %)"
VOID = ("meta", "link", "input", "img")
PIXELS, HIDDEN = (value("ami", layer, "trained") for layer in ("pixels", "hidden_2"))


class Index(Page):
    """The index, with what its scripts read apart from what people do."""

    def __init__(self, html):
        self.scripts, self.controls, self.open = [], [], []
        super().__init__(html)
        self.data = json.loads(self.scripts[1])  # behind the import map

    def handle_starttag(self, tag, attrs):
        super().handle_starttag(tag, attrs)
        self.open.append((tag, dict(attrs).get("class") or ""))
        if tag in ("input", "button", "select"):
            self.controls.append((tag, " ".join(classes for _, classes in self.open)))
        if tag in VOID:
            self.open.pop()

    def handle_startendtag(self, tag, attrs):
        Page.handle_starttag(self, tag, attrs)

    def handle_data(self, data):
        if self.open[-1:] == [("script", "")]:
            self.scripts.append(data)
        elif self.open:
            super().handle_data(data)

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag


def test_the_index_leads_to_the_atlas_where_there_is_one():
    settings = {"dataset": "mnist-sample", "palette": (), "runs": {"a": SETTINGS}}
    assert 'href="atlas.html"' not in index_of_answers(settings, {"a": ANSWERS})
    assert 'href="atlas.html"' in index_of_answers(settings | {"atlas": True}, {"a": ANSWERS})


def test_the_index_has_a_card_for_each_two_networks_that_are_compared():
    first, second = "<b>a", "b #2"
    settings = {
        "dataset": "mnist-sample",
        "palette": (),
        "runs": {first: SETTINGS, second: SETTINGS},
    }
    answers = {first: ANSWERS, second: ANSWERS}
    assert "Two networks, the same images" not in index_of_answers(settings, answers)
    compared = comparison_told([]) | {"first": first, "second": second}
    html = index_of_answers(settings, answers, comparisons=[compared])
    assert 'href="comparisons/%3Cb%3Ea/b%20%232.html">&lt;b&gt;a and b #2</a>' in html
    assert "Most alike: hidden 1 of &lt;b&gt;a and dense 1 of b #2 (CKA 0.50 [0.49, 0.52])." in html
    assert "3 of 1,200 test images predicted differently; 17 of 1,200 test images on their" in html


def index_of(*runs, **others):
    return Index(index_html(*runs, **others))


def changed(**keys):
    return copy.deepcopy(ANSWERS) | keys


def rows_of(page, title):
    group = next(g for g in page.data[0]["groups"] if g["title"] == title)
    return {name: tuple(cells) for name, *cells in group["rows"]}


def test_the_index_tells_of_every_run():
    page = index_of("2v8", "other")
    assert "2 runs on mnist-sample" in page.text
    for run in ("2v8", "other"):
        assert f"{run} compare digits 2 and 8; unseen 5 · dense 32, 64" in page.text
    for fragment in (
        "85 % of test images right",
        "6 paths through the hidden layers",
        "From which layer on? From hidden 1 on, clusters tell 2s from 8s in all two networks",
        "Clusters tell the classes apart from hidden 1 on in all 2 networks",
    ):
        assert page.text.count(fragment) == 2, fragment
    assert "**" not in page.text


def test_the_index_counts_in_words():
    none, two = copy.deepcopy(ANSWERS), copy.deepcopy(ANSWERS)
    none["paths"]["exceptions"] = []
    two["paths"]["exceptions"] *= 2
    assert "1 run on" in index_of("a").text
    assert "1 exception " in index_of("a").text
    assert "0 exceptions" in index_of("a", answers=none).text
    assert "2 exceptions" in index_of("a", answers=two).text


def test_no_layer_tells_the_classes_apart():
    found = made_separation([(0.5, 0.6, 0.7)] * 3 + [(0.5, 0.9, 0.9)], (0.5, 0.9, 0.9))
    page = index_of("a", answers=changed(separation=found))
    assert "No hidden layer's clusters tell 2s from 8s in three of four networks" in page.text
    assert "hidden 1 in 1 of 4 networks, no hidden layer in 3" in page.text
    assert page.data[0]["sort"]["apart"] is None


def test_runs_are_sorted_by_the_layer_of_most_networks():
    found = made_separation([(0.5, 0.9, 0.9), *[(0.5, 0.6, 0.9)] * 2], (0.5, 0.9, 0.9))
    assert index_of("a", answers=changed(separation=found)).data[0]["sort"]["apart"] == 1


def test_whose_last_layer_adds_anything_is_told_of_all_runs_together():
    def gaining(low, high):
        found = copy.deepcopy(ANSWERS["last_layer"]) | {"replicates": 10}
        found["difference"] = {"mean": (low + high) / 2, "low": low, "high": high}
        verdict = depth_verdict(found["difference"], found["margin"])
        p = p_of_interval(found["difference"], 9)
        return changed(last_layer=found | {"verdict": verdict, "p": p})

    runs = {"a": gaining(0.001, 0.019), "b": gaining(-0.002, 0.003), "c": gaining(-0.1, 0.1)}
    settings = {"dataset": "mnist-sample", "palette": (), "runs": dict.fromkeys(runs, SETTINGS)}
    assert (
        "That the last hidden layer adds accuracy holds for no run (corrected for 3 runs after "
        "Holm; taken alone, a would say otherwise), that it adds nothing to speak of for b; of the "
        "others it cannot be told."
    ) in Page(index_of_answers(settings, runs)).text
    alone = settings | {"runs": {"a": SETTINGS}}
    assert "after Holm" not in Page(index_of_answers(alone, {"a": runs["a"]})).text


@pytest.mark.parametrize("run", ["2v8", "a b", *HOSTILE])
def test_the_index_leads_to_every_page(run):
    page = index_of(run)
    assert set(page.links) == {f"{run}.html"}
    assert run in page.text


@pytest.mark.parametrize("run", HOSTILE)
def test_a_runs_name_stays_text_on_the_index(run):
    page = index_of(run)
    assert page.data[0]["name"] == page.data[0]["sort"]["name"] == run
    assert page.tags.count("script") == 6
    assert "onload" not in dict(page.attributes)


def test_the_datasets_path_stays_text():
    page = index_of("a", dataset={"path": "<script>x<script>.npz"})
    assert "1 run on <script>x<script>.npz" in page.text
    assert page.tags.count("script") == 6


def test_a_network_that_hardly_knows_its_classes_is_told_so_on_its_card():
    settings = {"dataset": "mnist-sample", "palette": (), "runs": {"a": SETTINGS, "b": SETTINGS}}
    told = index_of_answers(settings, {"a": changed(warning="the network guesses"), "b": ANSWERS})
    assert told.count("of test images right: <strong>hardly more than guessing</strong></li>") == 1
    assert "hardly more than guessing" not in index_html("a")


def test_without_scripts_there_are_cards_and_no_controls():
    found = index_of("a").controls
    assert [tag for tag, _ in found].count("input") == 5  # two views, the filter, two choices
    assert all("scripted-only" in classes for _, classes in found)
    html = index_html("a")
    assert "html:not(.scripted) .scripted-only, [hidden] { display: none !important; }" in html
    assert 'class="runs"' in html


def test_the_page_needs_nothing_from_elsewhere():
    page = index_of("a")
    assert not [link for link in page.links if re.match(r"\w+:|//", link)]
    assert not re.search(r"<script[^>]* src", index_html("a"))


def test_the_unseen_digits_destinations_have_numbers_and_the_palettes_colours():
    found = copy.deepcopy(ANSWERS["unseen_digits"][0])
    shares = [(8, 0.5), (-1, 0.25), (2, 0.125), (3, 0.1), (4, 0.025)]
    found["travels_as"] = [{"value": value, "share": share} for value, share in shares]
    page = index_of("a", answers=changed(unseen_digits=[found]), palette=["#123456"])
    assert (
        "Where the 5s go in this network, never taught predicted as 8: 90 % 2: 10 % travels as"
        in page.text
    )
    assert "travels as 8: 50 % none: 25 % 2: 12 % others: 12 %" in page.text
    assert ("style", f"background: {label_color(8, ['#123456'])}") in page.attributes
    assert ("style", "width: 50.0%; background: " + label_color(8, ["#123456"])) in page.attributes


def test_a_run_without_unseen_digits():
    page = index_of("a", answers=changed(unseen=[], unseen_digits=[]))
    assert "unseen" not in page.data[0]["words"]
    assert page.data[0]["sort"]["unseen"] is None
    assert "never taught" not in page.text


def test_the_table_has_a_cell_for_every_column():
    page = index_of("a")
    keys = [value for name, value in page.attributes if name == "data-key"]
    assert keys == [*COLUMNS, *[key for key in COLUMNS if key != "name"]]
    assert list(page.data[0]["sort"]) == sorted(COLUMNS)
    assert (
        f"2, 8 dense 32, 64 0 40 85.0 % 6 1 6, 2, 4, 3 {PIXELS:.2f} {HIDDEN:.2f} "
        "hidden 1 in all 2 networks "
        f"{TAKEN}" in page.text
    )


def test_what_a_filter_finds():
    words = index_of("a").data[0]["words"]
    assert words == ["digits", "2", "8", "unseen", "5", "dense", "32", "64"]


def test_the_headings_of_the_table():
    head = [
        "Run", "Digits", "Network", "Seed", "Training images", "Accuracy", "Paths", "Exceptions",
        "K", "AMI, pixels", "AMI, last hidden layer", "Told apart from",
        "Unseen digits taken for",
    ]  # fmt: skip
    assert " ".join(head) in index_of("a").text


def test_what_runs_are_sorted_by():
    sort = index_of("a").data[0]["sort"]
    assert sort == {
        "name": "a",
        "digits": "2, 8",
        "network": "dense 32, 64",
        "seed": 0,
        "train": 40,
        "accuracy": 0.85,
        "paths": 6,
        "exceptions": 1,
        "clusters": 6 + 2 + 4 + 3,
        "pixels": pytest.approx(PIXELS),
        "hidden": pytest.approx(HIDDEN),
        "apart": 0,
        "unseen": TAKEN,
    }


def test_an_unseen_digit_that_goes_two_ways_has_both():
    answers = copy.deepcopy(ANSWERS)
    answers["unseen_digits"][0]["main"]["lead"] = {"mean": 0.01, "low": -0.1, "high": 0.12}
    other = 10 - MAIN
    share = 100 * value("predicted", "", "trained", 5, other)
    told = index_of("a", answers=answers).data[0]["sort"]["unseen"]
    assert told == f"{TAKEN} or {other} ({share:.0f} %)"


def estimated(*key, unit=1, decimals=3, **where):
    """A row's cells of a mean over the replicates."""
    mean, low, high = (float(number) for number in interval(*key, **where))
    percent = "\u00a0%" if unit == 100 else ""
    cut = (low, high) if unit == 1 else (max(0, low), min(1, high))
    limits = ",\u00a0".join(f"{unit * limit:.{decimals}f}".replace("-", "−") for limit in cut)
    text = f"{unit * mean:.{decimals}f}{percent} [{limits}]"
    return pytest.approx(mean), text, pytest.approx([low, high])


def test_what_is_compared():
    answers = copy.deepcopy(ANSWERS)
    answers["layers"][0]["silhouette"] = None
    page = index_of("a", answers=answers)
    layers = {
        "pixels": "pixels",
        "hidden 1": "hidden_1",
        "hidden 2": "hidden_2",
        "output": "output",
    }

    def rows(title):
        found = rows_of(page, title)
        return [found.pop(name) for name in layers] if "pixels" in found else found

    accuracy = rows("Accuracy")
    assert accuracy.pop("test images, replicates") == estimated("accuracy", unit=100, decimals=1)
    assert accuracy == {
        "test images": (0.85, "85.0\u00a0%"), "train images": (1.0, "100.0\u00a0%")
    }  # fmt: skip
    paths = {"distinct": (6, "6"), "exceptions": (1, "1")}
    assert rows("Paths through the hidden layers") == paths
    assert rows("K") == [(6, "6"), (2, "2"), (4, "4"), (3, "3")]
    silhouettes = [(None, "–"), (0.52, "0.520"), (0.54, "0.540"), (0.53, "0.530")]
    assert rows("Silhouette at that K") == silhouettes
    percents = {"unit": 100, "decimals": 1}
    assert rows("Purity") == [estimated("purity", layer, **percents) for layer in layers.values()]
    assert rows("AMI") == [estimated("ami", layer) for layer in layers.values()]
    networks = rows_of(page, "Networks that tell the classes apart from")
    assert networks == {
        "pixels": (0.5, "50.0\u00a0%"), "hidden 1": (1.0, "100.0\u00a0%"),
        "hidden 2": (0.0, "0.0\u00a0%"), "only before the last": (0.0, "0.0\u00a0%"),
        "no hidden layer": (0.0, "0.0\u00a0%"),
    }  # fmt: skip
    assert rows_of(page, "Distance of two classes' paths") == {
        "trained": estimated("js_mean"),
        "raw pixels": estimated("js_mean", "pixels"),
        "untrained": estimated("js_mean", network="untrained"),
        "shuffled labels": estimated("js_mean", network="shuffled"),
    }
    main = {"2s": (0.7, "70.0\u00a0%"), "8s": (0.6, "60.0\u00a0%")}
    assert rows("Test images on their class's main path") == main
    assert rows("Unseen 5s taken for") == {
        f"{digit}s": estimated("predicted", digit=5, toward=digit, **percents) for digit in (2, 8)
    }


def test_without_replicates_the_one_network_is_compared():
    page = index_of("a", answers=made_answers(0))
    ami = {"pixels": (0.31, "0.310"), "hidden 1": (0.64, "0.640")}
    ami |= {"hidden 2": (0.87, "0.870"), "output": (0.99, "0.990")}
    assert rows_of(page, "AMI") == ami
    taken = {"2s": (0.1, "10.0\u00a0%"), "8s": (0.9, "90.0\u00a0%")}
    assert rows_of(page, "Unseen 5s taken for") == taken


def test_where_unseen_digits_go_by_prediction_and_by_path():
    text = index_of("a").text
    assert "predicted as 8: 90 % 2: 10 % travels as 8: 95 % none: 5 %" in text


def test_a_digit_that_no_unseen_image_is_taken_for_has_a_share_of_0():
    answers = copy.deepcopy(ANSWERS)
    for entry, share in zip(answers["unseen_digits"][0]["predicted"], (0.0, 1.0), strict=True):
        entry["number"]["own"] = share
    page = index_of("a", answers=answers)
    assert "predicted as 8: 100 % travels as" in page.text


def test_only_settings_that_differ_are_compared():
    runs = {
        "a": {"seed": 0, "unseen": [], "network": {"kind": "dense", "hidden": [32, 64]}},
        "b": {"seed": 0, "unseen": [4], "network": {"kind": "dense", "hidden": [32]}, "own": 1.5},
    }
    assert differing_settings(runs) == {
        "a": {"network.hidden": "32, 64", "unseen": "none"},
        "b": {"network.hidden": "32", "own": "1.5", "unseen": "4"},
    }


def test_the_same_answers_give_the_same_index():
    """Whatever order their keys are in: they are read from JSON with sorted keys."""
    turned = {key: ANSWERS[key] for key in reversed(ANSWERS)}
    assert index_html("a", answers=turned) == index_html("a")
