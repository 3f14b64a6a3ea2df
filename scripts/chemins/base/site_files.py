"""Which files of `site/` a page is made of: what its template names, and what these import."""

import re
from pathlib import Path

SITE = Path(__file__).resolve().parents[3] / "site"

STATEMENT = re.compile(r"{%.*?%}", re.DOTALL)
NAMED = re.compile(r'"([\w/.-]+\.(?:html|css|js))"')
# A module is named by its path in `site/`, at the end of a line.
IMPORT = re.compile(r'^(?:import|}) .*"#site/(.+)";$', re.MULTILINE)


def files_of(name, site=SITE) -> list:
    """Names of all files that a template's page, or a script, is made of, sorted."""
    found, waiting = set(), [name]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += named_in(site / name)
    return sorted(found)


def named_in(file) -> list:
    """What a script itself imports; what is named in a template's statements."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".js":
        return IMPORT.findall(text)
    return NAMED.findall("".join(STATEMENT.findall(text))) if file.suffix == ".html" else []
