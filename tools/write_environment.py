"""Write environment.yml, for conda, from requirements.lock: the same versions, pins inline.

Inline, because Snakemake copies the file elsewhere before conda reads it.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = "3.12"
HEAD = """# Generated from requirements.lock with `make lock`; do not edit.
# conda env create -f environment.yml && conda activate chemins
name: chemins
channels: [conda-forge]
dependencies:
  - python={python}
  - pip
  - pip:
"""


def environment(lock):
    """The text of environment.yml. lock: the text of requirements.lock."""
    pins = re.findall(r"^([A-Za-z0-9_.\[\]-]+==[^\\\n]+?) *\\?$", lock, flags=re.MULTILINE)
    lines = [f"      - {quoted(pin)}\n" for pin in pins]
    return HEAD.format(python=PYTHON) + "".join(lines)


def quoted(pin):
    return f'"{pin}"' if ";" in pin else pin


if __name__ == "__main__":
    text = environment((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    (ROOT / "environment.yml").write_text(text, encoding="utf-8")
