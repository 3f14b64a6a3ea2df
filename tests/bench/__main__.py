"""Measure the parts named on the command line, or all: `make bench`, `make bench PART=planning`.

Each part first shows that it computes what the reference computes, then prints a table.
"""

import importlib
import os
import sys
from pathlib import Path

PARTS = (
    "silhouettes",
    "training",
    "replicates",
    "default",
    "planning",
    "full_mnist",
    "million",
    "wide_layers",
    "openset",
    "pictures",
    "real_networks",
    "cluster",
)

if __name__ == "__main__":
    root = Path(__file__).resolve().parents[2]
    sys.path.append(str(root / "scripts"))
    # As the workflow's own jobs have it.
    os.environ |= {"NUMBA_CACHE_DIR": str(root / ".cache/numba"), "TF_CPP_MIN_LOG_LEVEL": "2"}
    wrong = set(sys.argv[1:]) - set(PARTS)
    if wrong:
        sys.exit(f"There is no part {', '.join(sorted(wrong))}; there are {', '.join(PARTS)}.")
    for part in sys.argv[1:] or PARTS:
        importlib.import_module(part).run()
