"""How long Snakemake plans a config of a thousand runs."""

import json
import tempfile
from pathlib import Path

from measure import ROOT, measured_command, say, shown, table

RUNS = 1000


def run():
    say(f"planning {RUNS:,} runs")
    config = {
        "results_dir": "results-bench",
        "runs": {
            f"run-{number}": {"seed": number, "unseen": [4] if number % 3 == 0 else []}
            for number in range(RUNS)
        },
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "config.json")
        path.write_text(json.dumps(config))
        done = measured_command(
            [ROOT / ".venv/bin/python", "-m", "snakemake", "--cores", "2", "-n", "--quiet", "rules",
             "--configfile", path],
            cwd=ROOT,
        )  # fmt: skip
    assert "build_page" in done.value
    table(
        "Planning",
        ["runs", "seconds", "peak"],
        [[f"{RUNS:,}", shown(done.seconds), f"{done.peak:.0f} MB"]],
    )
