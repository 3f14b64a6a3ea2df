"""Write the badges of README.md: what they say stands in the project, and they lie in it.

    python tools/write_badges.py docs/badges

None is fetched, so none can be down, lag behind or tell somebody else who reads the page.
"""

import re
import sys
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LETTER, ROOM, HEIGHT = 7, 7, 20  # pixels: a letter's width, room beside a text, a badge's height
SAID = {  # of which file, and what stands there
    "version": ("CITATION.cff", r"^version: (\S+)$"),
    "snakemake": ("Snakefile", r'^min_version\("([\d.]+)"\)$'),
    "python": ("Makefile", r"\(3, (\d+)\) <= sys\.version_info < \(3, (\d+)\)"),
    "license": ("LICENSE", r"^(\S+) License$"),
}


def values(folder):
    """name of a badge -> what it says, of the project in a folder. Raises ValueError where a file
    does not say it once."""
    found = {}
    for name, (file, pattern) in SAID.items():
        text = (folder / file).read_text(encoding="utf-8")
        said = set(re.findall(pattern, text, re.MULTILINE))
        if len(said) != 1:
            raise ValueError(f"{file} says {len(said)} times what the badge {name} is to say")
        (found[name],) = said
    first, end = map(int, found["python"])
    return found | {
        "python": " | ".join(f"3.{minor}" for minor in range(first, end)),
        "snakemake": f"≥ {found['snakemake']}",
    }


def badge(name, value):
    """A badge as SVG: a name and its value beside each other, as wide as their letters are many."""
    widths = [LETTER * len(text) + 2 * ROOM for text in (name, value)]
    whole, parts, start = sum(widths), [], 0
    for text, width, color in zip((name, value), widths, ("#4b5563", "#0b5394"), strict=True):
        parts.append(
            f'<rect x="{start}" width="{width}" height="{HEIGHT}" fill="{color}"/>\n'
            f'<text x="{start + width / 2:g}" y="14">{escape(text)}</text>\n'
        )
        start += width
    said = escape(f"{name}: {value}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{HEIGHT}" role="img" '
        f'aria-label="{said}">\n<title>{said}</title>\n'
        '<g fill="#fff" font-family="DejaVu Sans, Verdana, sans-serif" font-size="11" '
        'text-anchor="middle">\n'
        f"{''.join(parts)}</g>\n</svg>\n"
    )


if __name__ == "__main__":
    for name, value in values(ROOT).items():
        Path(sys.argv[1], f"{name}.svg").write_text(badge(name, value), encoding="utf-8")
