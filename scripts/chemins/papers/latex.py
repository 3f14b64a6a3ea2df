"""LaTeX, of any texts: escaping, tables of booktabs, names of macros.

Written here and not by pandas' Styler, which would do the same: loading pandas takes a third of a
second, more than the rest of the job, and `jobs/job.py` keeps it out of every job for that reason.
"""

import re
import unicodedata

from chemins.base.formatting import typeset
from chemins.base.language import FRENCH, is_spoken

DIGITS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": r"\textasciigrave{}",
    "<": r"\textless{}",  # in the usual fonts < > | " are other characters
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    **{character: f"\\{character}" for character in "&%$#_{}"},
    "\u00a0": r"\,",  # between a number and its %
    "\u202f": r"\,",
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "…": r"\dots{}",
    "−": "$-$",
    "×": r"$\times$",
    "→": r"$\to$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "±": r"$\pm$",
}
COMMA = re.compile(r"(?<=\d),(?=\d)")
FIRST = ("[", "*")  # at the beginning of a row, read as an argument of the row before
LAST_KNOWN = "\u017f"  # of the Latin letters that pdfLaTeX knows without a package


def escaped(text) -> str:
    """Any text for LaTeX, on one line, every character to be read as itself."""
    shown = filter(is_shown, unicodedata.normalize("NFC", text))
    line = "".join(" " if is_blank(character) else character for character in shown)
    line = re.sub(" +", " ", line).strip(" ")
    # Two of these beside each other would be drawn as one.
    parts = re.split(r"(?<=[-',])(?=[-',])", line)
    found = "{}".join("".join(SPECIAL.get(c, c) for c in part) for part in parts)
    return f"{{{found[0]}}}{found[1:]}" if found.startswith(FIRST) else found


def is_blank(character) -> bool:
    return character.isspace() and character not in "\u00a0\u202f"


def is_shown(character) -> bool:
    """Whether a character is one to be read, or some space."""
    return character.isspace() or unicodedata.category(character)[0] != "C"


def number(text) -> str:
    """A number as answers have it, with its interval or its %, for LaTeX. A decimal comma stands
    such that it has no blank behind it in formulas either."""
    written = escaped(typeset(text))
    return COMMA.sub("{,}", written) if is_spoken(FRENCH) else written


def unknown(text) -> list[str]:
    """The characters of a LaTeX text that pdfLaTeX alone does not know, each once."""
    return sorted({character for character in text if character > LAST_KNOWN})


# --- tables and macros ----------------------------------------------------------------------------


def table(head, rows) -> str:
    """A `tabular` with the rules of booktabs, the first column to the left, others to the right.

    head, rows: cells that are LaTeX already, as many in each row.
    """
    columns = "l" + "r" * (len(head) - 1)
    lines = [row_text(row) for row in rows]
    return "\n".join(
        [
            rf"\begin{{tabular}}{{{columns}}}",
            rf"\toprule {row_text(head)}",
            r"\midrule",
            *lines,
            r"\bottomrule",
            r"\end{tabular}",
        ]
    )


def row_text(cells) -> str:
    return " & ".join(cells) + r" \\"


def macro(name, body) -> str:
    """The definition of a macro. name: letters. body: LaTeX."""
    return rf"\newcommand{{\{name}}}{{{body}}}"


def word(text) -> str:
    """A text as a part of a macro's name, which has letters alone: `HiddenOne` for `hidden 1`, ``
    where there is no Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    spelled = re.sub(r"\d", lambda digit: f" {DIGITS[int(digit[0])]} ", plain)
    return "".join(part[0].upper() + part[1:] for part in re.findall("[A-Za-z]+", spelled))
