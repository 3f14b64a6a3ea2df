"""How this project is cited: what CITATION.cff says of it."""

from pathlib import Path

import yaml


def read_citation(path) -> dict:
    """{"title", "authors", "version", "year"}, as text; authors, a list of names."""
    found = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    return {
        "title": found["title"],
        "authors": [author_name(author) for author in found["authors"]],
        "version": str(found["version"]),
        "year": str(found["date-released"])[:4],
    }


def read_origin(path) -> dict:
    """What a crate tells of this project: {"title", "version", "date", "license", "authors"}, as
    text, and "url" where there is one.

    authors: of each its "name", whether it is a "person", and, where they are given, its "url" (of
    a person the ORCID) and "affiliation".
    """
    found = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    url = found.get("repository-code") or found.get("url")
    return {
        **{key: str(found[key]) for key in ("title", "version", "license")},
        "date": str(found["date-released"]),
        "authors": [author_told(author) for author in found["authors"]],
        **({"url": url} if url else {}),
    }


def author_told(author) -> dict:
    person = "name" not in author
    told = {"url": author.get("orcid" if person else "website")}
    told["affiliation"] = author.get("affiliation")
    given = {key: value for key, value in told.items() if value}
    return {"name": author_name(author), "person": person, **given}


def author_name(author) -> str:
    """Of a person or of a group, as Citation File Format 1.2 has them."""
    parts = ("given-names", "name-particle", "family-names", "name-suffix")
    return author.get("name") or " ".join(author[part] for part in parts if part in author)
