"""In which language printed figures and their captions speak: English, unless it is said otherwise.

What they say is in `languages/`, a module a language, all with the same keys.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from chemins.base.languages import english, french

ENGLISH, FRENCH = "en", "fr"
TEXTS = {ENGLISH: english.TEXTS, FRENCH: french.TEXTS}
SPOKEN = ContextVar("the language", default=ENGLISH)
# Where French has a blank and no end of a line.
TIED = re.compile(r"(?<=«) | (?=[:;?!»%])")


@contextmanager
def speaking(language) -> Iterator[None]:
    """Inside the block figures are told in this language, a key of TEXTS."""
    token = SPOKEN.set(language)
    try:
        yield
    finally:
        SPOKEN.reset(token)


def said(key, **values) -> str:
    """What is said in the language that is spoken. values: for the text's placeholders."""
    text = TEXTS[SPOKEN.get()][key]
    if SPOKEN.get() == FRENCH:
        text = TIED.sub("\u00a0", text)
    return text.format(**values)


def numeral(text) -> str:
    """A number as English writes it, `1,234.5`, as the language does."""
    if SPOKEN.get() == ENGLISH:
        return text
    return text.replace(",", "\u00a0").replace(".", ",").replace(" %", "\u00a0%")


def enumerated(names: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} {said('and')} {last}" if first else last


def layer_name(layer) -> str:
    """A layer or stage that has a name of ours: `hidden 1` for hidden_1."""
    kind, _, number = layer.partition("_")
    if f"layer_{kind}" in TEXTS[ENGLISH] and (number.isdigit() or layer == kind):
        return said(f"layer_{kind}", number=number)
    return layer.replace("_", " ")
