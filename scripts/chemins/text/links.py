"""Numbers in a sentence as links to what they count: the images, or the table with their row."""

import re
from collections.abc import Callable
from urllib.parse import quote

# `0.86 [0.84, 0.88]`, `98.7 % [98.4, 99.0]`, `+0.30 [-0.03, +0.63]`
ESTIMATE = re.compile(r"[+-]?\d[\d.,]*(?: %)? \[[^\]\\]+\]")
SEPARATORS = re.compile(r"[\s|%]")  # of a condition's terms and values
NUMBERS = "answers-in-numbers"  # where the tables of answers.md are on a page

# A condition, name -> value (an int is a class's label), or the id of a place of the page.
Target = dict[str, int | str] | str
Link = Callable[[str, Target], str]  # (text, where it leads) -> text


def plain(text, target) -> str:
    """For answers.md, where nothing can be selected: no link."""
    return text


def in_page(names, places) -> Link:
    """For a page: links in Markdown. names: ClassNames. places: ids that the page has."""

    def link(text, target) -> str:
        if isinstance(target, dict):
            return f"[{text}](#select={quote(condition(target, names), safe='')})"
        return f"[{text}](#{target})" if target in places else text

    return link


def condition(terms, names) -> str:
    """terms: name -> value. As docs/explorer.md has it."""
    values = {
        name: class_value(value, names) if isinstance(value, int) else value
        for name, value in terms.items()
    }
    return " ".join(f"{name}:{value}" for name, value in values.items())


def class_value(label, names) -> str:
    """What a condition calls a class: by its name, which may also be what stands for no class."""
    name = names.name(label)
    return in_condition(str(label) if name == "none" else name)


def in_condition(name) -> str:
    """A value as one word."""
    return SEPARATORS.sub(lambda found: quote(found[0]), name)


def to_table(sentence, title, link) -> str:
    """A sentence whose numbers with intervals lead to the part of the answers' tables with this
    title. link: a Link."""
    return ESTIMATE.sub(lambda found: link(found[0], place_of(title)), sentence)


def place_of(title) -> str:
    """The id of a part of the tables; of what stands before the first part: the whole's."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or NUMBERS
