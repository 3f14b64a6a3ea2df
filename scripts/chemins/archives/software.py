"""The packages that results are made with: their versions, and where they are at home."""

import platform
import re
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, metadata

from chemins.jobs.versions import installed

PYTHON = "https://www.python.org/"
WORKFLOW = ("snakemake",)  # which changes no result, and runs all jobs
HOMES = ("homepage", "home", "repository", "source", "sourcecode", "documentation")


def software() -> dict[str, dict]:
    """name -> {"version", "url"}, of Python and of the packages; no url where none is told."""
    found = {"Python": {"version": platform.python_version(), "url": PYTHON}}
    for name in (*installed(), *WORKFLOW):
        with suppress(PackageNotFoundError):
            found[name] = described(metadata(name))
    return found


def described(package) -> dict[str, str]:
    """package: the metadata of a distribution."""
    urls = dict(homes(package))
    url = package.get("Home-page") or next((urls[kind] for kind in HOMES if kind in urls), None)
    return {"version": package["Version"], **({"url": url} if url else {})}


def homes(package) -> list[tuple]:
    """(kind, address) of those that a distribution tells, its kind in small letters only."""
    told = [text.partition(",") for text in package.get_all("Project-URL") or []]
    return [(re.sub("[^a-z]", "", kind.lower()), address.strip()) for kind, _, address in told]
