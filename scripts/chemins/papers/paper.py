"""Paragraphs that cite works, in Markdown as pandoc takes it and in LaTeX.

A paragraph is (title, text); works are cited in it as `[@key]`.
"""

import re

from chemins.base.language import said
from chemins.papers.latex import number
from chemins.papers.references import KEYS

CITED = re.compile(rf" ?\[@({'|'.join(sorted(KEYS))})\]")


def cited(paragraphs) -> set[str]:
    """The keys of the works that are cited."""
    return {key for _, text in paragraphs for key in CITED.findall(text)}


def in_markdown(run, paragraphs) -> str:
    texts = [f"**{title}.** {text}" for title, text in paragraphs]
    return "\n\n".join([said("methods_title", run=run), *texts]) + "\n"


def in_latex(run, paragraphs) -> str:
    head = said("methods_head", run=run)
    texts = [f"\\paragraph{{{number(title)}.}}\n{latex_text(text)}" for title, text in paragraphs]
    return head + "\n" + "\n\n".join(texts) + "\n"


def latex_text(text) -> str:
    """A paragraph's text, its citations with `\\cite`."""
    plain, *others = CITED.split(text)
    keys, texts = others[::2], others[1::2]
    after = (f"~\\cite{{{key}}}{spaced(rest)}" for key, rest in zip(keys, texts, strict=True))
    return spaced(plain) + "".join(after)


def spaced(text) -> str:
    """A part of a text, with the blanks at its ends."""
    before, after = (" " if end == " " else "" for end in (text[:1], text[-1:]))
    return f"{before}{number(text)}{after if text.strip() else ''}"
