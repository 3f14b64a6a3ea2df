"""In which language printed figures, their captions and what goes into a paper speak: English,
unless it is said otherwise.

What they say is in `languages/`, a few modules a language, all with the same keys. A text that is
short and means one thing wherever it stands, such as the head of a column, is its own key.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from chemins.base.languages import (
    english,
    english_answers,
    english_comparison,
    english_learning,
    english_papers,
    french,
    french_answers,
    french_comparison,
    french_learning,
    french_papers,
)

ENGLISH, FRENCH = "en", "fr"
TEXTS = {
    ENGLISH: english.TEXTS
    | english_answers.TEXTS
    | english_learning.TEXTS
    | english_papers.TEXTS
    | english_comparison.TEXTS,
    FRENCH: french.TEXTS
    | french_answers.TEXTS
    | french_learning.TEXTS
    | french_papers.TEXTS
    | french_comparison.TEXTS,
}
SPOKEN = ContextVar("the language", default=ENGLISH)
# Where French has a blank and no end of a line: a narrow one, and within quotation marks a wide
# one.
NARROW, WIDE = "\u202f", "\u00a0"
TIED = re.compile(r" (?=[:;?!%])")
QUOTED = re.compile(r"(?<=«) | (?=»)")


@contextmanager
def speaking(language) -> Iterator[None]:
    """Inside the block texts are told in this language, a key of TEXTS."""
    token = SPOKEN.set(language)
    try:
        yield
    finally:
        SPOKEN.reset(token)


def language_of(settings) -> str:
    """Of the settings of a rule, or its part about figures: they have `language` where it is not
    English."""
    return settings.get("language", ENGLISH)


def is_spoken(language) -> bool:
    return SPOKEN.get() == language


def said(key, **values) -> str:
    """What is said in the language that is spoken. values: for the text's placeholders."""
    text = TEXTS[SPOKEN.get()][key]
    if is_spoken(FRENCH):
        text = TIED.sub(NARROW, QUOTED.sub(WIDE, text))
    return text.format(**values)


def each_said(*keys) -> list[str]:
    """What is said of each key, none of which has placeholders."""
    return list(map(said, keys))


def plural(key, count) -> str:
    """The key of what is said of so many: of one thing it ends in `_one`."""
    return f"{key}_one" if count == 1 else key


# --- numbers --------------------------------------------------------------------------------------


def numeral(text) -> str:
    """A number as English writes it, `1,234.5`, as the language does."""
    if is_spoken(ENGLISH):
        return text
    return text.replace(",", NARROW).replace(".", ",").replace(" %", f"{NARROW}%")


def whole(count) -> str:
    """`1,234`."""
    return numeral(f"{count:,}")


def bare(count) -> str:
    """`1234`: a count as whole has it, but in English without a comma."""
    return str(count) if is_spoken(ENGLISH) else whole(count)


def fixed(value, decimals=2) -> str:
    """`0.93`."""
    return numeral(f"{value:.{decimals}f}")


def shortest(value) -> str:
    """`0.5`, `20`: with no more digits than it takes."""
    return numeral(f"{value:g}")


# --- names ----------------------------------------------------------------------------------------


def enumerated(names: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} {said('and')} {last}" if first else last


def layer_name(layer) -> str:
    """A layer or stage that has a name of ours: `hidden 1` for hidden_1."""
    kind, number = kind_of_layer(layer)
    return said(f"layer_{kind}", number=number) if kind else layer.replace("_", " ")


def layer_with_article(layer) -> str:
    """As layer_name, as it stands in a sentence: French has `la` or `les` before it."""
    kind, number = kind_of_layer(layer)
    if kind or layer == "pixels":
        return said(f"the_layer_{kind or layer}", number=number)
    return said("the_layer", name=layer.replace("_", " "))


def kind_of_layer(layer) -> tuple[str, str]:
    """(`hidden`, `1`) of hidden_1, `output` and no number; nothing of a layer without our name."""
    kind, _, number = layer.partition("_")
    if f"layer_{kind}" in TEXTS[ENGLISH] and (number.isdigit() or layer == kind):
        return kind, number
    return "", ""
