"""LaTeX of any texts: what is escaped, tables, names of macros."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.latex_files import is_balanced, rows_of, typeset_by_pdflatex
from chemins.papers.latex import escaped, macro, number, table, unknown, word
from chemins.papers.macro_names import ENDS, unique_words

ANY = st.text(max_size=12)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("100 % of A_b & c#1 $2 {x}", r"100 \% of A\_b \& c\#1 \$2 \{x\}"),
        ("a\\b~c^d", r"a\textbackslash{}b\textasciitilde{}c\textasciicircum{}d"),
        ('<a|b> "q" `r`', r"\textless{}a\textbar{}b\textgreater{} ''q'' "
         r"\textasciigrave{}r\textasciigrave{}"),
        ("Crêpe à la naïve, Ærø", "Crêpe à la naïve, Ærø"),
        ("cafe\u0301", "café"),  # one letter, as pdfLaTeX knows it
        ("a--b ''c'' ,,d", "a-{}-b '{}'c'{}' ,{},d"),
        ("[5] x", "{[}5] x"),
        ("*", "{*}"),
        ("two\nlines\tand\x00\u202e more ", "two lines and more"),
        ("", ""),
    ],
)  # fmt: skip
def test_every_character_is_read_as_itself(text, latex):
    assert escaped(text) == latex


@given(ANY)
def test_whatever_a_class_is_called_is_one_line_of_balanced_latex(text):
    found = escaped(text)
    assert "\n" not in found
    assert is_balanced(found)
    # No character that means something is left bare.
    bare = re.sub(r"\\[a-z]+(\{\})?|\\[,&%$#_{}]|\{\}|^\{[\[*]\}|\$\\?[a-z-]+\$", "", found)
    assert not set(bare) & set("&%$#_{}~^\\")


@given(st.text(alphabet="ab &%$#_{}~^\\", min_size=1, max_size=8).map(str.strip).filter(bool))
def test_what_pandas_escapes_is_escaped_as_it_does(text):
    text = " ".join(text.split())
    styled = pd.DataFrame({"x": [text]}).style.format(escape="latex").hide(axis=0).hide(axis=1)
    theirs = styled.to_latex().splitlines()[1].removesuffix(r" \\")
    # It writes a command's end as a space, in which a blank beside it is lost.
    plain = [re.sub(r"(\\text[a-z]+)(\{\}| )", r"\1", each) for each in (escaped(text), theirs)]
    assert plain[0].replace(" ", "") == plain[1].replace(r"\space", "").replace(" ", "")


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("98.7 % [98.4, 99.0]", r"98.7\,\% [98.4, 99.0]"),
        ("-0.06 [-0.10, -0.02]", "$-$0.06 [$-$0.10, $-$0.02]"),
        ("> 99.9 %", r"\textgreater{} 99.9\,\%"),
        ("0.41 ± 0.003", r"0.41 $\pm$ 0.003"),
        ("0 → 12", r"0 $\to$ 12"),
        ("–", "--"),
    ],
)
def test_numbers_have_true_minus_signs_and_stay_with_their_unit(text, latex):
    assert number(text) == latex


def test_characters_that_pdflatex_does_not_know_are_named_once():
    assert unknown("é ž Ω 靴靴") == ["Ω", "靴"]


def test_a_table_has_booktabs_rules_and_a_column_for_each_cell():
    found = table(["layer", "a"], [["x", "1"], ["y", "2"]])
    assert found.splitlines() == [
        r"\begin{tabular}{lr}", r"\toprule layer & a \\", r"\midrule", r"x & 1 \\", r"y & 2 \\",
        r"\bottomrule", r"\end{tabular}",
    ]  # fmt: skip
    assert rows_of(found) == [["layer", "a"], ["x", "1"], ["y", "2"]]
    assert macro("ChemX", "5") == r"\newcommand{\ChemX}{5}"


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("hidden 12", "HiddenOneTwo"),
        ("/layer1.0/Conv_output_0", "LayerOneZeroConvOutputZero"),
        ("T-shirt", "TShirt"),
        ("7", "Seven"),
        ("crêpe", "Crepe"),
        ("靴", ""),
    ],
)
def test_a_word_has_letters_alone(text, letters):
    assert word(text) == letters


@given(st.lists(ANY, min_size=1, max_size=6), st.sets(st.sampled_from(["ChemAmiA", "ChemKOne"])))
def test_no_two_macros_have_the_same_name_whatever_layers_are_called(texts, taken):
    starts = ["Ami", "AmiChosen", "K"]
    found = unique_words(dict(enumerate(texts)), "Layer", starts, taken)
    names = [f"Chem{start}{part}{end}" for part in found.values() for start in starts
             for end in ENDS]  # fmt: skip
    assert list(found) == list(range(len(texts)))
    assert len({*names, *taken}) == len(names) + len(taken)
    assert all(re.fullmatch("[A-Za-z]+", name) for name in names)


def test_layers_whose_names_would_meet_are_told_apart():
    called = {
        "a": "hidden-1",
        "b": "hidden_1",
        "c": "hidden_1_low",
        "d": "層",
        "e": "chosen hidden 1",
    }
    assert unique_words(called, "Layer", ["Ami", "AmiChosen"], ()) == {
        "a": "HiddenOne",
        "b": "HiddenOneAgain",
        "c": "HiddenOneLowAgain",
        "d": "LayerFour",
        "e": "ChosenHiddenOneAgainAgain",  # what AmiChosen makes of b is there already
    }


def test_a_name_that_is_there_already_is_not_given_again():
    assert unique_words({"a": "one", "b": "low"}, "Class", ["K"], ["ChemKOne", "ChemK"]) == {
        "a": "OneAgain",
        "b": "Low",
    }


def test_pdflatex_takes_the_hardest_names(tmp_path):
    names = ["100 % & more", "a_b^c", "[x]", "*", "Crêpe ž", '~\\`|<>"', "{", "a--b", "#$"]
    body = table(["name", "n"], [[escaped(name), "1"] for name in names])
    done = typeset_by_pdflatex(tmp_path, r"\Made", macro("Made", body) + "\n")
    assert done.returncode == 0, done.stdout[-2000:]
