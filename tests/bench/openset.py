"""Open-set recognition on MNIST, config/openset.yaml: which score notices the unseen digits."""

import json
import tempfile

from data import MNIST, check_mnist
from measure import ROOT, measured_command, say, shown

FIRST = "AUROC, mean over the replicates"  # how the tables begin


def run():
    check_mnist()
    say("config/openset.yaml, five splits")
    with tempfile.TemporaryDirectory() as folder:
        done = measured_command(command(folder), cwd=ROOT)
    print("### Open-set recognition on MNIST\n")
    print(done.value[done.value.index(FIRST) : done.value.rindex("|") + 1])
    print(f"\nIn {shown(done.seconds)} on 2 cores.\n")


def command(folder):
    return [
        *(ROOT / ".venv/bin/python", "-m", "snakemake", "compare_scores", "--cores", "2"),
        *("--configfile", ROOT / "config/openset.yaml"),
        *("--config", f"results_dir={folder}", f"mirrors={json.dumps([MNIST.as_uri()])}"),
    ]
