"""What results hold in English, in the language that is spoken: notes on a layer's K, warnings, why
a network has no twin, how its images are prepared.

Results are the same in every language. What a result says is found by the English text that it
was made with, which `languages/` has among its texts.
"""

import re
import string
from functools import cache

from chemins.base.language import ENGLISH, TEXTS, is_spoken, numeral, said, whole

HELD = [key for key in TEXTS[ENGLISH] if key.startswith("held_")]
NUMBER = r"\d[\d.,e+-]*"
FORMS = {"name": ".+", "share": rf"{NUMBER} %", "chance": rf"{NUMBER} %", "total": r"\d+",
         "old": r"\d+ × \d+", "new": r"\d+ × \d+"}  # fmt: skip
NUMBERS = rf"-?{NUMBER}(?:(?:, | and )-?{NUMBER})*"  # of any other placeholder
PARTS = re.compile(r", (?=[a-z])")  # of how images are prepared; none begins with a number


def retold(text) -> str:
    """A text that a result holds. One that is not known stays as it is."""
    if is_spoken(ENGLISH):
        return text
    for key in HELD:
        if found := pattern(key).fullmatch(text):
            values = {name: in_words(name, value) for name, value in found.groupdict().items()}
            return said(key, **values)
    return text


def given_text(answers) -> str:
    """How a network's images are prepared. answers: what answers.json holds, with `given`."""
    return ", ".join(map(retold, PARTS.split(answers["given"])))


def in_words(name, value) -> str:
    """A value of a placeholder, as it stands in English."""
    if name == "compare":
        return said("held_compare")
    if name in ("name", "old", "new"):
        return value
    if name == "total":
        return whole(int(value))
    return said("between").join(map(numeral, re.split(", | and ", value)))


@cache
def pattern(key) -> re.Pattern:
    """What the English text of a key matches, a group a placeholder."""
    parts = []
    for text, name, _, _ in string.Formatter().parse(TEXTS[ENGLISH][key]):
        parts.append(re.escape(text))
        if name == "compare":
            parts.append(f"(?P<compare>{re.escape(TEXTS[ENGLISH]['held_compare'].format())})")
        elif name:
            parts.append(f"(?P<{name}>{FORMS.get(name, NUMBERS)})")
    return re.compile("".join(parts))
