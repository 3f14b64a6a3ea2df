"""How long Snakemake plans a config of many runs, and in how much memory."""

import json
import tempfile
from pathlib import Path

from measure import ROOT, measured_command, say, shown, table

RUNS = (1, 300, 1_000, 10_000)
LIMIT = 600  # seconds; a dry run that takes longer is stopped


def run():
    with tempfile.TemporaryDirectory() as folder:
        rows = [planned(Path(folder, "config.json"), runs) for runs in RUNS]
    table("Planning", ["runs", "seconds", "CPU seconds", "peak"], rows)


def planned(path, runs):
    """A row of the table. path: of the config to write and to plan."""
    say(f"planning {runs:,} runs")
    path.write_text(json.dumps(config(runs)))
    done = measured_command(
        [ROOT / ".venv/bin/python", "-m", "snakemake", "--cores", "2", "-n", "--quiet", "rules",
         "--configfile", path],
        cwd=ROOT,
        timeout=LIMIT,
    )  # fmt: skip
    if done.value is None:
        return [f"{runs:,}", f"stopped after {LIMIT} s", "", f"{done.peak:,.0f} MB by then"]
    assert "build_page" in done.value
    return [f"{runs:,}", shown(done.seconds), shown(done.cpu), f"{done.peak:,.0f} MB"]


def config(runs):
    """So many small runs, a third of them with an unseen digit."""
    return {
        "results_dir": "results-bench",
        "runs": {
            f"run-{number}": {"seed": number, "unseen": [4] if number % 3 == 0 else []}
            for number in range(runs)
        },
    }
