"""A hundred tiny runs on a SLURM of two nodes on this machine: each job by itself, and in batches.

Of each run its samples and their pixels: two jobs of a second each, where what a submission costs
is easily seen. The results are the local executor's to the byte.
"""

import hashlib
import json
import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from measure import ROOT, measured_command, say, shown, table

sys.path.append(str(ROOT / "tests"))

from builders.slurm import loopback, missing_programs

RUNS = 100
CONFIG = {"defaults": {"per_digit": 20, "test_per_digit": 10},
          "only": [f"run-{number}" for number in range(RUNS)],
          "runs": {f"run-{number}": {"seed": number} for number in range(RUNS)}}  # fmt: skip
PROFILE = ("--workflow-profile", "profiles/slurm", "--slurm-init-seconds-before-status-checks", "5")
WAYS = {
    "in batches of ten runs": PROFILE,
    "each job by itself": (*PROFILE, "--group-components", "others=1"),
}


def run():
    if missing_programs():
        say(f"no SLURM is installed, so this part is left out: {missing_programs()}")
        return
    with tempfile.TemporaryDirectory(prefix="chemins-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        say(f"{RUNS} tiny runs, without SLURM")
        expected, done = workflow(folder / "local", ("--cores", "2"))
        rows = [["`snakemake --cores 2`, no SLURM", "", "", shown(done.seconds), ""]]
        with loopback(folder / "slurm") as slurm:
            os.environ |= slurm.environment
            for way, arguments in WAYS.items():
                say(f"{RUNS} tiny runs on SLURM, {way}")
                before = len(slurm.jobs())
                found, done = workflow(folder / way, arguments)
                assert found == expected
                rows.append([way, *account(slurm.jobs()[before:], done.seconds)])
    head = ["", "submissions", "in the queue, median", "wall time", "CPU-hours allocated"]
    table(f"{RUNS} tiny runs on two nodes of four CPUs (two real cores)", head, rows)


def workflow(results, arguments):
    """(the digests of what it makes, what it took)."""
    config = results.with_suffix(".json")
    config.write_text(json.dumps({**CONFIG, "results_dir": str(results)}))
    targets = [results / f"runs/{run}/activations/pixels/known.parquet" for run in CONFIG["runs"]]
    logs = ("--slurm-logdir", results / "logs/slurm") if "--workflow-profile" in arguments else ()
    done = measured_command(
        [ROOT / ".venv/bin/python", "-m", "snakemake", *targets, "--configfile", config, *arguments,
         *logs],
        cwd=ROOT,
    )  # fmt: skip
    return [hashlib.sha256(target.read_bytes()).hexdigest() for target in targets], done


def account(jobs, seconds):
    waits = sorted(between(job["submitted"], job["started"]) for job in jobs)
    hours = sum(int(job["cpus"]) * between(job["started"], job["ended"]) for job in jobs) / 3600
    return [len(jobs), shown(waits[len(waits) // 2]), shown(seconds), f"{hours:.2f}"]


def between(start, end):
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
