"""Pages from the templates of `site/`: everything escaped, each page allowed only what it brings.

A page's Content-Security-Policy (W3C, Content Security Policy Level 3) stands in its head, as no
server sends it for a page from disk. Its own style and scripts are allowed by their digests;
nothing else is run, and nothing is fetched. The digests are of files of `site/`, never of a
finished page: what slipped into one would not be allowed with it.

The scripts are ES modules, and a page from disk can load none from beside it. So an import map in
its head gives each one as an address that holds its text (`data:`). Such addresses are not allowed
as such: an injected `<script src="data:…">` would run. But the map tells each module's digest too
(`integrity`), and what is asked for with a digest that the policy names is loaded, if that is its
digest. `'strict-dynamic'` would load no module: what the page's markup imports is not a script's
doing. Browsers know digests in import maps since Chromium 127, Firefox 138 and Safari 18.
"""

import base64
import hashlib
import json
import re
from dataclasses import dataclass

import jinja2
from jinja2.utils import markupsafe

from chemins.base.site_files import SITE, files_of

COMMENTS = re.compile(r"^[ \t]*(?://.*|/\*\*(?:(?!\*/)[^\0])*\*/[ \t]*)\n", re.MULTILINE)
INDENTED = re.compile(r"\n\s+")
# What is lost in an address, ends it, or could end the script around it.
IN_ADDRESS = str.maketrans({"%": "%25", "#": "%23", "\n": "%0A", "\t": "%09", "<": "%3C"})


@dataclass(frozen=True)
class Script:
    """A page's script: a module of `site/`, and the import map with those that it needs."""

    text: str
    imports: str  # empty where it imports nothing
    allowed: str  # what a policy says for it


def render(template, **values) -> str:
    """A page as text. template: the name of a file in `site/`."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(SITE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"source": source, "module": module, "digest": digest, "policy": policy}
    return environment.get_template(template).render(values)


def source(*names) -> markupsafe.Markup:
    """Files of `site/`, one after another, as they are."""
    return markupsafe.Markup("".join((SITE / name).read_text(encoding="utf-8") for name in names))


def module(entry, **words) -> Script:
    """The script that starts with this module of `site/`. words: word in it -> what stands there
    instead; the digest is of the text with that."""
    text = script(entry)
    for word, instead in words.items():
        text = text.replace(word, markupsafe.escape(instead))
    modules = {f"#site/{name}": script(name) for name in files_of(entry) if name != entry}
    imports = import_map(modules) if modules else ""
    allowed = filter(None, [text, imports, *modules.values()])
    return Script(text, imports, " ".join(map(digest, allowed)))


def script(name) -> markupsafe.Markup:
    """A module of `site/` without the comments that have lines of their own, empty lines and what
    lines begin with: a page holds each module twice, and these are a third of it."""
    return markupsafe.Markup(INDENTED.sub("\n", COMMENTS.sub("", source(name))))


def import_map(modules) -> markupsafe.Markup:
    """An import map that holds the modules themselves. modules: specifier -> text."""
    addresses = {name: address(text) for name, text in modules.items()}
    integrity = {address(text): digest(text).strip("'") for text in modules.values()}
    written = json.dumps({"imports": addresses, "integrity": integrity}, ensure_ascii=False)
    return markupsafe.Markup(written)


def address(text) -> str:
    """The address that holds a script with this text."""
    return f"data:text/javascript,{text.translate(IN_ADDRESS)}"


def digest(text) -> str:
    """What allows a style or a script with this text, and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(allowed) -> str:
    """A page's policy. allowed: directive -> sources; what is not named is forbidden."""
    directives = {"default-src": "'none'", **allowed, "base-uri": "'none'", "form-action": "'none'"}
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def inside_script(text) -> markupsafe.Markup:
    """JSON that no text in it can end the script around it with."""
    return markupsafe.Markup(text.replace("<", "\\u003c"))
