"""LaTeX as tests look at it: its macros and tables, and pdfLaTeX where there is one."""

import re
import shutil
import subprocess

import pytest

MACRO = re.compile(
    r"^\\newcommand\{\\([A-Za-z]+)\}\{(.*?)\}$(?=\n(?:\\newcommand|%)|\n*\Z)", re.M | re.S
)
HEAD = r"""\documentclass{article}
\usepackage{booktabs}
\usepackage[T1]{fontenc}
"""


def macros_of(text):
    """name -> body, of all that a text defines; AssertionError for one that is defined twice."""
    found = MACRO.findall(text)
    assert len(found) == text.count("\\newcommand{"), "a definition that is not understood"
    assert len(dict(found)) == len(found), "a macro is defined twice"
    return dict(found)


def rows_of(body):
    """The rows of a table's body, head first, as lists of cells; AssertionError for one that has
    other columns than its `tabular`."""
    columns = re.search(r"\\begin\{tabular\}\{(l+r*)\}", body)[1]
    lines = [line for line in body.splitlines() if line.endswith(r" \\")]
    rows = [re.split(r"(?<!\\) & ", line.removesuffix(r" \\")) for line in lines]
    assert {len(row) for row in rows} == {len(columns)}
    rows[0][0] = rows[0][0].removeprefix(r"\toprule ")
    return rows


def is_balanced(text):
    """Whether braces and environments close in the order in which they were opened."""
    opened = []
    text = re.sub(r"(?<!\\)%.*", "", text).replace(r"\\", "")
    for start, end, brace in re.findall(r"\\begin\{(\w+)\}|\\end\{(\w+)\}|(?<!\\)([{}])", text):
        if start or brace == "{":
            opened.append(start or brace)
        elif not opened or opened.pop() != (end or "{"):
            return False
    return not opened


def typeset_by_pdflatex(folder, body, preamble=""):
    """What pdfLaTeX says of a document; skips where there is none, or no booktabs."""
    program = shutil.which("pdflatex")
    if not program:
        pytest.skip("pdflatex is not installed: Debian's texlive-latex-recommended")
    text = HEAD + preamble + "\\begin{document}\n" + body + "\n\\end{document}\n"
    (folder / "paper.tex").write_text(text, encoding="utf-8")
    words = [program, "-draftmode", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"]
    done = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, errors="replace", timeout=100,
        check=False,
    )  # fmt: skip
    if "can't find the format file" in done.stdout:
        pytest.skip("pdflatex has no LaTeX: Debian's texlive-latex-recommended")
    if "booktabs.sty' not found" in done.stdout:
        pytest.skip("LaTeX has no booktabs: Debian's texlive-latex-recommended")
    return done
