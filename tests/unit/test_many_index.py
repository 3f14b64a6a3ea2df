"""The index of more runs than cards can be made of."""

import base64
import copy
import gzip
import json
import re

import pytest

from build_index import build_index
from builders.made_answers import ANSWERS
from builders.made_compared import told as comparison_told
from builders.made_page import HOSTILE, Page
from builders.many_runs import SETTINGS, many_html, packed_in
from chemins.base.files import write_json
from chemins.pages.index_page import cells, sort_values
from chemins.pages.many_index import numbers, row_of


def rates(count):
    return {f"run-{n}": {"training": {"learning_rate": 0.001 * (n + 1)}} for n in range(count)}


def test_every_run_is_told_as_in_the_index_of_few():
    html = many_html({"a": {"seed": 3}, "b": {"seed": 40}})
    columns = packed_in(html)["columns"]
    own = SETTINGS | {"seed": 40}
    texts = {key: column["texts"][1] for key, column in columns.items()}
    assert texts == {key: str(text) for key, text in cells("b", own, ANSWERS).items()}
    for key, value in sort_values("b", own, ANSWERS).items():
        found = (columns[key]["values"] or columns[key]["texts"])[1]
        assert found == (pytest.approx(value, rel=1e-5) if isinstance(value, float) else value)


def test_what_differs_between_runs_has_columns_that_sort_as_numbers():
    columns = packed_in(many_html(rates(12)))["columns"]
    assert columns["training.learning_rate"]["values"][9:] == pytest.approx([0.01, 0.011, 0.012])
    assert "network.kind" not in columns
    assert "training.learning_rate" not in packed_in(many_html(rates(1)))["columns"]
    assert numbers(["0.1", "silhouette"]) is None


def test_without_scripts_there_is_a_table_that_leads_to_each_page():
    runs = {run: {} for run in ("a b", *HOSTILE)}
    html = many_html(runs)
    assert set(Page(html).links) == {f"{run}.html" for run in runs}
    (plain,) = re.findall(r"<noscript>(.*?)</noscript>", html, re.DOTALL)
    assert plain.count("<tr>") == 1 + len(runs)
    assert "<script>alert" not in html


def test_runs_that_hardly_do_more_than_guess_are_marked():
    guessing = copy.deepcopy(ANSWERS) | {"warning": "it guesses"}
    told = packed_in(many_html({"a": {}, "b": {}}, {"b": guessing}))
    assert told["guesses"] == [0, 1]
    assert [len(of_run) for of_run in told["headlines"]] == [len(told["questions"])] * 2


def test_the_last_layers_are_told_in_numbers():
    adding, not_adding = copy.deepcopy(ANSWERS), copy.deepcopy(ANSWERS)
    adding["last_layer"] |= {"verdict": "adds", "p": 1e-9}
    not_adding["last_layer"] |= {"verdict": "nothing", "p": 0.5}
    html = many_html({"a": {}, "b": {}, "c": {}}, {"a": adding, "b": adding, "c": not_adding})
    assert "holds for 2 of 3 runs, that it adds nothing to speak of for 1 (" in Page(html).text


def test_two_networks_that_are_compared_have_their_card():
    pair = comparison_told([]) | {"first": "a", "second": "b"}
    html = many_html({"a": {}, "b": {}}, comparisons=[pair])
    assert 'href="comparisons/a/b.html">a and b</a>' in html


def test_one_run_takes_hundreds_of_bytes():
    """So that 10,000 of them are a page of a few megabytes."""
    few, many = (len(many_html(rates(count))) for count in (50, 250))
    assert (many - few) / 200 < 600


def test_a_row_keeps_nothing_of_the_answers_but_what_is_told():
    row = row_of("a", SETTINGS, ANSWERS)
    size = len(json.dumps([row.cells, row.values, row.words, row.headlines, row.last_layer]))
    assert size < len(json.dumps(ANSWERS)) / 3


def test_the_same_runs_are_the_same_page():
    assert many_html(rates(5)) == many_html(rates(5))
    packed = re.search(r'id="packed">([^<]+)<', many_html(rates(5)))[1]
    assert gzip.decompress(base64.b64decode(packed)).startswith(b'{"columns"')


def test_of_very_many_runs_nothing_but_the_answers_is_read(tmp_path):
    names = [f"run-{number}" for number in range(12)]
    answers = [tmp_path / name / "answers.json" for name in names]
    for number, file in enumerate(answers):
        write_json(file, ANSWERS | {"accuracy": {"test": number / 1000, "train": 1.0}})
    runs = dict.fromkeys(sorted(names), SETTINGS)
    settings = {"dataset": "mnist-sample", "palette": (), "runs": runs}
    absent = [tmp_path / "none.parquet"] * len(names)
    build_index(settings, answers, absent, absent, absent[0], tmp_path / "index.html", many=True)
    columns = packed_in((tmp_path / "index.html").read_text(encoding="utf-8"))["columns"]
    found = dict(zip(columns["name"]["texts"], columns["accuracy"]["values"], strict=True))
    assert found == {name: number / 1000 for number, name in enumerate(names)}
