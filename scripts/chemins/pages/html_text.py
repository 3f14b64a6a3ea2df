"""Markdown and plain text as a page's HTML: typeset, with the glossary's terms to be asked."""

import re
from urllib.parse import quote, unquote

from jinja2.utils import markupsafe
from markdown_it import MarkdownIt

from chemins.base.formatting import typeset
from chemins.text.glossary import first_uses

TAG = re.compile(r"(<[^>]*>)")
SELECTING = re.compile(r'<a href="#select=([^"]*)">')
AFTER = re.compile(r"[,.;:!?)]*")
CLOSED = ("a", "code", "th")  # elements inside which no term is explained


def to_html(text) -> markupsafe.Markup:
    """Markdown as HTML; HTML inside it stays text. A link that selects images says so."""
    renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
    html = of_texts(renderer.render(text), typeset)
    return markupsafe.Markup(SELECTING.sub(selecting, html))


def selecting(found) -> str:
    condition = markupsafe.escape(unquote(found[1]))
    return f'<a href="#select={found[1]}" data-condition="{condition}">'


def with_links(html, conditions) -> markupsafe.Markup:
    """HTML in which some texts select images. conditions: text -> condition."""
    linked = str(html)
    for text, condition in conditions.items():
        told, meant = markupsafe.escape(typeset(text)), markupsafe.escape(condition)
        link = f'<a href="#select={quote(condition)}" data-condition="{meant}">{told}</a>'
        linked = linked.replace(told, link)
    return markupsafe.Markup(linked)


def of_texts(html, change, closed=()) -> str:
    """HTML whose texts are changed, but for those inside some elements."""
    inside, parts = [], []
    for part in TAG.split(html):
        name = part.strip("</>").split(" ")[0]
        if part.startswith("<") and name in closed:
            inside = inside[:-1] if part.startswith("</") else [*inside, name]
        parts.append(part if part.startswith("<") or inside else change(part))
    return "".join(parts)


def explained(html, known) -> markupsafe.Markup:
    """HTML in which each term of the glossary can be asked where it is first used.

    known: the terms that were used before, a set; those found are added.
    """
    return markupsafe.Markup(of_texts(html, lambda text: with_terms(text, known), CLOSED))


def with_terms(text, known) -> str:
    """text: between two tags. A page has the explanations by these ids."""
    parts, at = [], 0
    for start, end, term in first_uses(text, known):
        button = f'<button type="button" class="term" popovertarget="{term_id(term)}">'
        rest = AFTER.match(text, end).group()  # lines would break between a button and a comma
        asked = f"{button}{text[start:end]}</button>"
        parts += [text[at:start], f'<span class="unbroken">{asked}{rest}</span>' if rest else asked]
        at = end + len(rest)
    return "".join([*parts, text[at:]])


def term_id(term) -> str:
    return "term-" + re.sub(r"\W+", "-", term.lower())
