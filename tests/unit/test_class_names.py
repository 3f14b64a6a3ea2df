"""What classes are called, in every form, and that no name is ever taken for markup."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from chemins.text.class_names import ClassNames, names_of
from chemins.text.markdown_table import table

DIGITS = names_of({})
NUMBERED = names_of({"names": {}})
CLOTHES = names_of({"names": {"5": "Sandal", "7": "Sneaker", "9": "Ankle boot"}})
HOSTILE = ["T-shirt/top", "<b>", "a|b", "*x*", "_y_", "`c`", "[a](b)", "a\\|b", "&amp;", "~~s~~"]
HOSTILE += [
    "$x$ and $y$",
    "# 7 #",
    "größer 猫 🐈",
    "x" * 60,
    "<script>alert(1)</script>",
    "{a}%{b}",
]

# Words with blanks within; what is no text has no place in a config.
LETTERS = st.characters(exclude_categories=["C", "Z"])
NAMES = st.lists(st.text(LETTERS, min_size=1), min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("names", "name", "kind", "images", "main_path", "taught"),
    [
        (DIGITS, "7", "7s", "7s", "7s' main path", "digits 5 and 7"),
        (NUMBERED, "7", "class 7", "images of class 7", "main path of class 7", "classes 5 and 7"),
        (CLOTHES, "Sneaker", "Sneaker", "images of Sneaker", "main path of Sneaker",
         "classes Sandal and Sneaker"),
    ],
)  # fmt: skip
def test_forms(names, name, kind, images, main_path, taught):
    forms = (names.name(7), names.kind(7), names.images(7), names.main_path(7))
    assert forms == (name, kind, images, main_path)
    assert names.taught([5, 7]) == taught


def test_only_digits_are_digits():
    assert [(names.one, names.many) for names in (DIGITS, NUMBERED, CLOTHES)] == [
        ("digit", "digits"),
        ("class", "classes"),
        ("class", "classes"),
    ]
    assert [names.are_words for names in (DIGITS, NUMBERED, CLOTHES)] == [False, False, True]


def test_in_sentences_names_are_set_off_and_numbers_are_not():
    assert CLOTHES.in_sentences().images(9) == "images of *Ankle boot*"
    assert NUMBERED.in_sentences().images(9) == "images of class 9"
    assert DIGITS.in_sentences().images(9) == "9s"


def test_what_is_cut_says_so_and_keeps_its_length():
    names = ClassNames({1: "x" * 16, 2: "y" * 17, 3: "fourteen words and more"})
    assert names.short().known == {1: "x" * 16, 2: "y" * 15 + "…", 3: "fourteen words…"}
    assert max(map(len, names.short(4).known.values())) == 4
    assert CLOTHES.short() == CLOTHES


def read(text):
    """What a reader of Markdown sees: (its tokens' kinds, its letters)."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)
    inline = [child for token in tokens for child in token.children or []]
    letters = "".join(child.content for child in inline if child.type in ("text", "text_special"))
    return {child.type for child in inline}, letters


@given(NAMES)
@example("a|b")
@example("*")
@example("\\")
@example("a *")
def test_any_name_is_read_as_it_is(name):
    names = ClassNames({1: name})
    kinds, letters = read(f"and 94 % of the {names.in_sentences().images(1)} are.")
    assert letters == f"and 94 % of the images of {name} are."
    assert kinds <= {"text", "text_special", "em_open", "em_close"}
    cells = table(["class", "share"], [[names.in_tables().name(1), "94 %"]])
    kinds, letters = read(cells)
    assert letters == f"classshare{name}94 %"
    assert kinds <= {"text", "text_special"}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_read_as_they_are(name):
    test_any_name_is_read_as_it_is.hypothesis.inner_test(name)
    assert read(f"# run: {ClassNames({1: name}).in_tables().taught([1])}")[1] == (
        f"run: classes {name}"
    )
