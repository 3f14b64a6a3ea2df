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


def author_name(author) -> str:
    """Of a person or of a group, as Citation File Format 1.2 has them."""
    parts = ("given-names", "name-particle", "family-names", "name-suffix")
    return author.get("name") or " ".join(author[part] for part in parts if part in author)
