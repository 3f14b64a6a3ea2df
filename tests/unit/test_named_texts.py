"""What is told of a run whose classes have names: as sentences, captions, pages and figures."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

from builders.figures import every_figure
from builders.made_answers import ANSWERS, made_answers
from builders.made_atlas import ABOUT, whole
from builders.made_explored import explored_run
from builders.made_page import (
    Page,
    explorer_of,
    figures_of,
    html_of,
    index_html,
    index_of_answers,
)
from builders.made_run import SAMPLES, small_run, write_dataset
from chemins.figures.printed import atlas as drawing
from chemins.figures.printed import style
from chemins.notebook import Views
from chemins.pages.atlas_page import atlas_page
from chemins.pages.run_page import run_page
from chemins.text import atlas_captions
from chemins.text.answers_markdown import markdown, sentences
from chemins.text.captions import caption_text, captions, unmoved
from chemins.text.claims import claims
from chemins.text.class_names import ClassNames

NAMES = {"2": "Sneaker", "8": "T-shirt/top", "5": "Ankle boot"}
NAMED = {**ANSWERS, "names": NAMES}
OF_RUN = ClassNames({1: "Sneaker", 7: "$x$ <b>a|b</b> %{text} & $y$", 4: "Ankle boot"})
LOOK = {"width": 180, "dpi": 60, "palette": []}
# What is only right of digits, and plurals that no name has.
OF_DIGITS = re.compile(r"\bdigits?\b|\b\d+s\b|Sneakers|boots\b", re.IGNORECASE)
READ_ALOUD = ("title", "aria-label", "placeholder", "alt")


def assert_of_classes(text):
    assert OF_DIGITS.findall(text) == []


def told_by(html):
    """All that a page says, also in attributes."""
    page = Page(html)
    return " ".join([page.text, *(value for key, value in page.attributes if key in READ_ALOUD)])


def same_as_digits(text):
    """A text with its names put back to labels, as a text of digits has them."""
    for label, name in NAMES.items():
        forms = (f"images of *{name}*", f"*{name}*", name)
        for form, digit in zip(forms, (f"{label}s", label, label), strict=True):
            text = text.replace(form, digit)
    return text


# --- sentences --------------------------------------------------------------------------------


def test_sentences_call_classes_by_their_names():
    first, second, third = sentences(NAMED)
    assert "of the test images in a cluster of their own class, with as many" in first
    assert (
        "70 % of the images of *Sneaker* and 60 % of the images of *T-shirt/top* take their "
        "class's main path, and 1 image (training included) travels another class's: "
        "1 × *T-shirt/top* as *Sneaker*."
    ) in second
    found = NAMED["unseen_digits"][0]
    main = found["main"]["digit"]
    number = next(entry["number"] for entry in found["predicted"] if entry["digit"] == main)
    assert f"Over 2 replicates: {100 * number['mean']:.1f} % [" in third
    assert "] of the images of *Ankle boot* (this network" in third
    assert f") are taken for *{NAMES[str(main)]}*. An image's path" in third
    assert "tells unseen classes from known ones" in third


@pytest.mark.parametrize("replicates", [0, 1, 2])
def test_the_numbers_are_those_of_a_run_without_names(replicates):
    """Names stand where labels and `7s` stood, and nothing else is otherwise."""
    answers = made_answers(replicates)
    named = same_as_digits(markdown("run", {**answers, "names": NAMES}))
    plain = re.sub(r"\b(\d+)s\b", r"\1", markdown("run", answers))
    named = re.sub(r"\b(\d+)s\b", r"\1", named)
    for digit, word in (
        ("Unseen digits", "Unseen classes"),
        ("digits", "classes"),
        ("digit", "class"),
    ):
        plain, named = plain.replace(digit, word), named.replace(digit, word)
    assert named == plain


@pytest.mark.parametrize("replicates", [0, 1, 2])
def test_no_text_is_of_digits(replicates):
    text = markdown("run", {**made_answers(replicates), "names": NAMES})
    assert_of_classes(text)
    assert "| class |" in text
    assert "# run: classes Sneaker and T-shirt/top\n" in text
    assert "| 4321 | test | T-shirt/top | Sneaker | T-shirt/top |" in text


def test_classes_without_names_are_called_by_their_numbers():
    text = markdown("run", {**ANSWERS, "names": {}})
    assert "70 % of the images of class 2 and 60 % of the images of class 8" in text
    assert "# run: classes 2 and 8\n" in text
    assert_of_classes(text)


def test_captions():
    names = ClassNames({1: "Sneaker", 7: "a|b", 4: "*x*"})
    text = caption_text("flow", "run", [1, 7], [4], "train", names=names)
    assert "a network taught the classes Sneaker and a|b, and sent *x* unseen. Each" in text
    assert_of_classes(text)


def test_claims_and_their_conditions():
    found = claims(replace(explored_run(), names=OF_RUN))
    followers = [
        claim for claim in found if claim["lead"] == "Test images on their class's main path"
    ]
    assert [claim["text"].split(", ")[0] for claim in followers] == [OF_RUN.name(1), OF_RUN.name(7)]
    assert followers[0]["condition"] == "role:test label:Sneaker travels:Sneaker"
    odd = "$x$%20<b>a%7Cb</b>%20%25{text}%20&%20$y$"
    assert followers[1]["condition"] == f"role:test label:{odd} travels:{odd}"
    taken = [claim for claim in found if claim["lead"] == "Taken for"]
    assert {claim["text"].split(":")[0] for claim in taken} == {
        "Ankle boot for Sneaker",
        f"Ankle boot for {OF_RUN.name(7)}",
    }
    assert_of_classes(json.dumps([{**claim, "condition": ""} for claim in found]))
    same = [{**claim, "text": "", "lead": "", "condition": ""} for claim in claims(explored_run())]
    assert [{**claim, "text": "", "lead": "", "condition": ""} for claim in found] == same


def test_a_class_called_none_is_meant_by_its_label():
    names = ClassNames({1: "none", 7: "b", 4: "c"})
    conditions = [claim["condition"] for claim in claims(replace(explored_run(), names=names))]
    assert "role:test label:1 travels:1" in conditions


# --- pages ------------------------------------------------------------------------------------


def page_of(names):
    answers = {**ANSWERS, "names": names}
    made = explorer_of("run", claims=[])
    return run_page(answers, figures_of("run"), "results/site/run.html", "train", made)


def test_a_runs_page():
    html = page_of(NAMES)
    told = told_by(html)
    assert (
        "A network taught the classes Sneaker and T-shirt/top, and sent Ankle boot unseen" in told
    )
    assert "label:T-shirt/top correct:no" in told
    assert_of_classes(told.replace("run: ", ""))


def test_the_index():
    of_run = {"network": {"kind": "dense", "hidden": [32]}, "seed": 0}
    runs = {
        name: of_run | {"digits": digits, "unseen": [5], "per_digit": 9, "test_per_digit": 8}
        for name, digits in (("a", [2, 8]), ("b", [2, 5]))
    }
    settings = {"dataset": "fashion", "palette": [], "runs": runs, "names": NAMES, "atlas": True}
    html = index_of_answers(settings, dict.fromkeys(runs, NAMED))
    told = told_by(html)
    for text in (
        "Each network was taught some classes",
        "Where the images of Ankle boot go in this network, never taught",
        "classes Sneaker and T-shirt/top; unseen Ankle boot",
        "Filter by name, classes, network",
        "Unseen classes taken for",
    ):
        assert text in told
    assert_of_classes(told)
    data = json.loads(re.search(r'id="data">(.*?)</script>', html, re.DOTALL)[1])
    assert {"classes", "sneaker", "t-shirt/top", "ankle", "boot", "2"} <= set(data[0]["words"])
    groups = {group["title"]: group["rows"] for group in data[0]["groups"]}
    assert groups["Settings"] == [["classes", "Sneaker, T-shirt/top", "Sneaker, T-shirt/top"]]
    assert [row[0] for row in groups["Unseen Ankle boot taken for"]] == ["Sneaker", "T-shirt/top"]
    assert_of_classes(json.dumps([{**run, "sort": 0} for run in data]))


@pytest.mark.parametrize("name", ["<b>", "<script>alert(1)</script>", '"onload="', "a|b", "*x*"])
def test_hostile_names_stay_text_in_pages(name):
    names = {**NAMES, "2": name}
    settings = {"dataset": "d", "palette": [], "names": names, "runs": {"a": {"network": {
        "kind": "dense", "hidden": [3]}, "seed": 0, "digits": [2, 8], "unseen": [5],
        "per_digit": 3, "test_per_digit": 3}}}  # fmt: skip
    named, plain = page_of(names), page_of(NAMES)
    assert Page(named).tags == Page(plain).tags
    assert f"classes {name} and T-shirt/top" in Page(named).text
    pages = [
        index_of_answers({**settings, "names": given}, {"a": {**ANSWERS, "names": given}})
        for given in (names, NAMES)
    ]
    assert Page(pages[0]).tags == Page(pages[1]).tags


def test_pages_of_digits_are_as_they_were():
    assert "A network taught the digits 2 and 8, and sent 5 unseen" in told_by(html_of("run"))
    told = told_by(index_html("run"))
    assert "Where the 5s go in this network, never taught" in told
    assert "classes 2" not in told


# --- the atlas --------------------------------------------------------------------------------


CLOTHES = {"names": {"0": "Sneaker", "1": "<b>a|b</b>", "2": "A name of many letters"}}


def test_the_atlas_and_its_page():
    about = {**ABOUT, **CLOTHES}
    figures = [f"r/atlas/figures/{name}.svg" for name in atlas_captions.TITLES]
    html = atlas_page(whole(), about, figures, "r/atlas/atlas.parquet", "r/site/atlas.html")
    told = told_by(html)
    assert "Atlas of 3 pairs of classes" in told
    assert "Sneaker | A name of many…" in told
    assert "Most alike to the networks are Sneaker | A name of many letters (0.60" in told
    assert "taken for A name of many letters" in told
    assert_of_classes(told)
    assert "<b>" not in html
    for name in atlas_captions.TITLES:
        assert_of_classes(atlas_captions.caption(name, about))


@pytest.mark.parametrize("draw", ["draw_destinations", "draw_layers", "draw_similarity"])
def test_the_atlas_in_print(draw, tmp_path):
    with style.styled():
        figure = style.fix_layout(getattr(drawing, draw)(whole(), {**ABOUT, **CLOTHES}, LOOK))
        told = svg_texts(figure, tmp_path)
    assert_of_classes(" ".join(told))
    assert any("A name of…" in text for text in told)
    assert any("<b>a|b</b>" in text for text in told)


# --- figures of a run -------------------------------------------------------------------------


def svg_texts(figure, folder):
    style.save_print(figure, str(folder / "figure.svg"), 60)
    root = ET.parse(folder / "figure.svg").getroot()
    return ["".join(found.itertext()) for found in root.iter("{http://www.w3.org/2000/svg}text")]


FIGURES = ("flow", "flow-all-layers", "embeddings", "exceptions")


@pytest.mark.parametrize("name", FIGURES)
def test_figures_in_print(name, tmp_path):
    with style.styled():
        figure = style.fix_layout(every_figure(small_run(names=OF_RUN), LOOK)[name][0]())
        told = svg_texts(figure, tmp_path)
    assert_of_classes(" ".join(told))
    assert any("Sneaker" in text for text in told)
    # Neither a formula nor markup, as far as there is room for it.
    assert any("$x$ <b>a" in text for text in told)


@pytest.mark.parametrize("width", [80, 180])
@pytest.mark.parametrize("name", ["flow", "exceptions"])
def test_long_names_stay_inside_a_printed_figure(name, width):
    long = ClassNames({1: "M" * 60, 7: "m" * 16, 4: "W" * 60})
    with style.styled():
        figure = style.fix_layout(
            every_figure(small_run(names=long), LOOK | {"width": width})[name][0]()
        )
        figure.draw_without_rendering()
        shown = [text for axes in figure.axes for text in axes.texts if "M" in text.get_text()]
        assert shown
        edges = [text.get_window_extent() for text in shown]
    assert min(edge.x0 for edge in edges) > -1
    if name == "flow":
        assert max(edge.x1 for edge in edges) < figure.bbox.x1 + 1


@pytest.mark.parametrize("name", FIGURES)
def test_figures_for_a_browser(name):
    figure = every_figure(small_run(names=OF_RUN), LOOK)[name][1]()
    text = json.dumps(figure.to_dict(), default=str, ensure_ascii=False)
    assert_of_classes(text)
    assert "Sneaker" in text
    # plotly would take the one for markup, and fill in the other.
    assert "<b>a|b" not in text
    for trace in figure.data:
        assert "%{text} &" not in (getattr(trace, "hovertemplate", None) or "")


def test_a_points_tip_names_its_prediction():
    run = small_run(names=ClassNames({1: "Sneaker", 7: "Sandal", 4: "Boot"}))
    figure = every_figure(run, LOOK)["embeddings"][1]()
    names = {1: "Sneaker", 7: "Sandal"}
    (unseen,) = [t for t in figure.data if t.name == "Boot · unseen" and t.showlegend]
    rows = np.flatnonzero(run.paths["label"] == 4)
    assert list(unseen.text) == [names[p] for p in run.paths["prediction"][rows].tolist()]
    assert unseen.mode == "markers"
    assert "%{customdata[0]}: Boot, cluster %{customdata[1]}, → %{text} (" in unseen.hovertemplate


def test_a_flows_labels_are_cut_and_its_tips_are_not():
    long = "A name of so many letters that no flow has room for it"
    run = small_run(names=ClassNames({1: long, 7: "Sandal", 4: "Boot"}))
    node = every_figure(run, LOOK)["flow"][1]().data[0].node
    assert node.label[0] == "A name of so ma…"
    assert node.customdata[0][2] == long
    assert "%{customdata[2]}" in node.hovertemplate
    link = every_figure(run, LOOK)["flow"][1]().data[0].link
    assert any(text.startswith(f"<b>{long}</b>: ") for text in link.customdata)


def test_the_notebook(tmp_path):
    run = small_run(names=OF_RUN)
    views = Views(run, write_dataset(tmp_path / "images", 3 * SAMPLES, (6, 5, 1)))
    shown = views.summary.value + views.legend.value + views.images.value
    assert_of_classes(re.sub(r"base64,[^']*", "", shown))
    assert "<td style='padding-right:1em;color:#5b5f66'>classes</td>" in views.summary.value
    assert "<b>a|b" not in shown
    assert "$x$ &lt;b&gt;a|b&lt;/b&gt; %{text} &amp; $y$" in views.summary.value
    assert any(text.startswith("Sneaker → ") for text, _ in views.path.options)
    views.close()


def test_the_caption_of_moves_has_the_controls_that_are_at_hand():
    every = captions("train")["interventions"]
    ends = "in an untrained network and in one that was taught shuffled labels."
    assert every.endswith(ends)
    alone = captions("train", controls=["untrained"])["interventions"]
    assert alone.endswith("the first kind of move in an untrained network.")
    none = captions("train", controls=[])["interventions"]
    assert none.endswith("replaced by that of an image of the other cluster.")


def test_the_caption_of_moves_tells_why_a_layer_is_not_there():
    assert unmoved([]) == ""
    assert unmoved(["hidden_1", "hidden_3"]).startswith("Not shown: hidden 1 and hidden 3. There")
    found = {"interventions": unmoved(["hidden_2"])}
    text = caption_text("interventions", "run", [1, 7], [4], "train", found=found, controls=[])
    assert "Not shown: hidden 2" in text
    assert "untrained" not in text
