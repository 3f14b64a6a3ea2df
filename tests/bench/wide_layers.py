"""A CNN whose flattened convolutions are wider than memory should hold: 6 GB of activations."""

import csv
import json
import tempfile
from pathlib import Path

from data import MNIST
from measure import ROOT, measured_command, say, shown, table

CONFIG = {
    "dataset": "mnist",
    "mirrors": [MNIST.as_uri()],
    "only": ["wide"],
    "runs": {
        "wide": {
            "digits": list(range(10)),
            "per_digit": "all",
            "test_per_digit": "all",
            "replicates": 0,
            "network": {"kind": "cnn", "hidden": [64], "pool": "flatten"},
            "training": {"epochs": 1, "batch_size": 128, "learning_rate": 0.001},
        }
    },
}
RULES = ("dump_activations", "cluster_layers")


def run():
    with tempfile.TemporaryDirectory() as name:
        results = Path(name, "results")
        config = Path(name, "config.json")
        config.write_text(json.dumps({**CONFIG, "results_dir": str(results)}))
        say("a CNN's flattened convolutions of 70,000 images")
        target = results / "runs/wide/clusters/network/known.parquet"
        measured_command(
            [ROOT / ".venv/bin/python", "-m", "snakemake", target, "--cores", "2",
             "--configfile", config],
            cwd=ROOT,
        )  # fmt: skip
        rows = []
        for rule in RULES:
            (path,) = results.glob(f"benchmarks/{rule}/wide*.tsv")
            with path.open() as file:
                (job,) = csv.DictReader(file, delimiter="\t")
            rows.append([rule, shown(float(job["s"])), f"{float(job['max_rss']):.0f} MB"])
        size = sum(path.stat().st_size for path in results.glob("runs/wide/activations/*/*"))
    head = ["job", "seconds", "peak"]
    table(f"A CNN with pool: flatten, {size / 1e9:.1f} GB of activations in files", head, rows)
