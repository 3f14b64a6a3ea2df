"""Pages from the templates of `site/`: everything escaped, each page allowed only what it brings.

A page's Content-Security-Policy (W3C, Content Security Policy Level 3) stands in its head, as no
server sends it for a page from disk. Its own style and script are allowed by their digests; nothing
else is run, and nothing is fetched. The digests are of files of `site/`, never of a finished page:
what slipped into one would not be allowed with it.
"""

import base64
import hashlib
from pathlib import Path

import jinja2
from jinja2.utils import markupsafe

SITE = Path(__file__).resolve().parents[3] / "site"


def render(template, **values):
    """A page as text. template: the name of a file in `site/`."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(SITE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"source": source, "digest": digest, "policy": policy}
    return environment.get_template(template).render(values)


def source(*names):
    """Files of `site/`, one after another, as they are."""
    return markupsafe.Markup("".join((SITE / name).read_text(encoding="utf-8") for name in names))


def digest(text):
    """What allows a style or a script with this text, and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(allowed):
    """A page's policy. allowed: directive -> sources; what is not named is forbidden."""
    directives = {"default-src": "'none'", **allowed, "base-uri": "'none'", "form-action": "'none'"}
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def inside_script(text):
    """JSON that no text in it can end the script around it with."""
    return markupsafe.Markup(text.replace("<", "\\u003c"))
