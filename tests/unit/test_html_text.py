import re

import pytest

from builders.made_answers import ANSWERS, made_answers
from builders.made_page import html_of, index_html
from chemins.base.formatting import typeset
from chemins.pages.html_text import explained, term_id, to_html, with_links
from chemins.text.answers_markdown import sentences
from chemins.text.class_names import DIGITS, ClassNames
from chemins.text.glossary import TERMS, first_uses
from chemins.text.headlines import headlines
from chemins.text.links import condition, in_page, place_of, to_table


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("99.0 % of 53 %", "99.0\u00a0% of 53\u00a0%"),
        ("-0.05 [-0.25, 0.1]", "−0.05 [−0.25, 0.1]"),
        ("-0.002 / -0.021, (-1)", "−0.002 / −0.021, (−1)"),
        ("0-1, 2021-11-28, label-7, hidden.1-2", "0-1, 2021-11-28, label-7, hidden.1-2"),
        ("half-way - and more", "half-way - and more"),
    ],
)
def test_numbers_are_typeset(written, shown):
    assert typeset(written) == shown


def test_html_is_typeset_outside_its_tags():
    assert (
        to_html("**-1 %** [a](#x-1)") == '<p><strong>−1\u00a0%</strong> <a href="#x-1">a</a></p>\n'
    )


# --- links --------------------------------------------------------------------------------------


def test_a_condition_calls_classes_by_their_names():
    terms = {"role": "test", "label": 7, "travels": 1}
    assert condition(terms, DIGITS) == "role:test label:7 travels:1"
    names = ClassNames({7: "Ankle boot", 1: "none"})
    assert condition(terms, names) == "role:test label:Ankle%20boot travels:1"


def test_a_link_selects_or_leads_to_a_place_that_there_is():
    link = in_page(DIGITS, {"here"})
    assert link("a", {"label": 7}) == "[a](#select=label%3A7)"
    assert (link("a", "here"), link("a", "there")) == ("[a](#here)", "a")
    html = to_html(link("a", {"label": 7, "role": "train|test"}))
    assert 'data-condition="label:7 role:train|test"' in html


def test_numbers_with_intervals_lead_to_their_table():
    link = in_page(DIGITS, {place_of("Is it so?")})
    told = to_table(
        "It is 0.86 [0.84, 0.88], +3.0 [-1.0, +7.0] or 9.1 % [8, 10] (0.5).", "Is it so?", link
    )
    assert re.findall(r"\[(.*?)\]\(#is-it-so\)", told) == [
        "0.86 [0.84, 0.88]", "+3.0 [-1.0, +7.0]", "9.1 % [8, 10]"
    ]  # fmt: skip
    assert "<a" in to_html(told)


def test_the_answers_numbers_select_their_images():
    told = " ".join(sentences(ANSWERS, in_page(DIGITS, set())))
    links = dict(re.findall(r"\[([^\[\]]*)\]\(#select=([^)]*)\)", told))
    assert links == {
        "85.0 %": "role%3Atest%20correct%3Ayes",
        "70 % of the 2s": "role%3Atest%20label%3A2%20travels%3A2",
        "60 % of the 8s": "role%3Atest%20label%3A8%20travels%3A8",
        "1 image": "exception%3Ayes",
        "1 × 8 as 2": "role%3Atrain%7Ctest%20label%3A8%20travels%3A2",
        "90 %": "label%3A5%20prediction%3A8",
    }


@pytest.mark.parametrize("replicates", [0, 2])
def test_every_place_that_a_page_links_to_is_there(replicates):
    html = html_of("a", made_answers(replicates))
    places = set(re.findall(r'<a href="#([a-z][a-z-]*)"', html)) - {"figures"}
    assert places
    ids = re.findall(r' id="([^"]*)"', html)
    assert {place: ids.count(place) for place in places} == dict.fromkeys(places, 1)


# --- words --------------------------------------------------------------------------------------


def test_a_term_is_explained_where_it_is_first_used():
    known = set()
    html = explained(to_html("The AMI, the `AMI`, **AMI** of [AMI](#x)"), known)
    button = f'<button type="button" class="term" popovertarget="{term_id("AMI")}">AMI</button>'
    assert html.count("<button") == 1
    assert f'The <span class="unbroken">{button},</span> the <code>AMI' in html
    assert known == {"AMI"}
    assert "<button" not in explained("the AMI", known)


def test_the_longer_term_is_the_one_that_is_meant():
    used = {term for *_, term in first_uses("main path, path score, distinct paths, paths", set())}
    assert used == {"main path", "path score", "distinct path", "path"}
    assert not first_uses("pathology, Kernel, classical", set())


def test_a_term_and_the_s_that_it_ends_in_are_on_one_line():
    texts = [
        "any replicate's way",
        "any replicate&#39;s way",
        "replicates' ways",
        "a replicate, one",
    ]
    found = [text[start:end] for text in texts for start, end, _ in first_uses(text, set())]
    assert found == ["replicate's", "replicate&#39;s", "replicates'", "replicate"]


def test_every_term_is_found_by_its_own_name():
    for term in TERMS:
        text = {"mark": "the mark is"}.get(term, term)
        assert [found for *_, found in first_uses(text, set())] == [term], term


def test_a_page_explains_all_terms_that_it_marks_once():
    html = html_of("a")
    marked = set(re.findall(r'popovertarget="(term-[^"]*)"', html))
    assert {"term-ami", "term-cluster", "term-main-path"} <= marked
    assert sorted(marked) == sorted(re.findall(r'id="(term-[^"]*)" popover', html))


# --- index and page -----------------------------------------------------------------------------


@pytest.mark.parametrize("replicates", [0, 1, 2])
def test_index_and_page_say_and_draw_the_same(replicates):
    answers = made_answers(replicates)
    page, index = html_of("a", answers), index_html("a", answers=answers)

    def plots(html):
        return re.findall(r'<svg viewBox="0 0 320 .*?</svg>', html, flags=re.DOTALL)

    assert len(plots(page)) == 3
    assert plots(page) == plots(index)
    heads = re.findall(r'<p class="headline">(.*?)</p>', page)
    assert [re.sub("<.*?>", "", head) for head in heads] == re.findall(
        r'<p class="headline">(.*?)</p>', index
    )
    assert len(heads) == len(headlines(answers)) == 3


def test_a_count_in_a_headline_selects_what_it_counts():
    html = with_links("Yes; 3 of 1,200 images stray, 13 %.", {"3 of 1,200 images": "a.b:1&2"})
    link = '<a href="#select=a.b%3A1%262" data-condition="a.b:1&amp;2">3 of 1,200 images</a>'
    assert html == f"Yes; {link} stray, 13 %."
