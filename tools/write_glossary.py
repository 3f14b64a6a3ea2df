"""Write the words of docs/measures.md from scripts/chemins/text/glossary.py."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from chemins.text.glossary import glossary_table  # noqa: E402

FILE = ROOT / "docs/measures.md"
START, END = "<!-- words: written by `make docs` -->\n", "<!-- end of words -->\n"


def with_glossary(text):
    """The text of docs/measures.md with the words as they are now."""
    before, rest = text.split(START)
    _, after = rest.split(END)
    return f"{before}{START}\n{glossary_table()}\n{END}{after}"


if __name__ == "__main__":
    FILE.write_text(with_glossary(FILE.read_text(encoding="utf-8")), encoding="utf-8")
