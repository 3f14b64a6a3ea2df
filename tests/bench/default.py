"""The default config by Snakemake, its jobs started as copies and anew, against one process that
imports each package once and runs the same scripts in turn.

All have warm caches, and write the same files with the same bytes. What the scripts take in the one
process, imports left out, is the work itself: arithmetic, drawing, reading and writing.
"""

import hashlib
import importlib
import os
import runpy
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path

from measure import ROOT, measured, measured_command, say, shown, table

ONE = 'only=["1v7"]'


def run():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        say("filling the caches")
        by_snakemake(folder / "caches", "yes", 'only=["1v7","1v7-cnn"]')
        rows = [row("1v7 alone, copies", by_snakemake(folder / "one", "yes", ONE))]
        say("the nine runs, jobs started as copies")
        copies = by_snakemake(folder / "copies", "yes")
        say("the same once more: nothing to do")
        again = by_snakemake(folder / "copies", "yes")
        assert "Nothing to be done" in again.value
        say("jobs started anew")
        anew = by_snakemake(folder / "anew", "no")
        say("all in one process")
        alone = measured(in_one_process, folder / "alone")
        for other in ("anew", "alone"):
            compare(folder / "copies", folder / other)
    steps, scripts = alone.value
    rows += [
        row("nine runs, copies", copies, anew),
        row("nine runs, anew", anew, anew),
        row("again, nothing stale", again),
        row("nine runs in one process", alone, anew),
        ["of that the scripts themselves", "", shown(scripts), f"{scripts / anew.cpu:.2f}"],
    ]
    table("The default config", ["", "seconds", "CPU seconds", "of anew"], rows)
    rows = [[name, f"{seconds:.1f} s"] for name, seconds in steps]
    table("What the scripts take", ["rule", "CPU seconds"], rows)


def row(name, done, of=None):
    share = "" if of is None else f"{done.cpu / of.cpu:.2f}"
    return [name, shown(done.seconds), shown(done.cpu), share]


def by_snakemake(results, copies, *config):
    """Every result by Snakemake on two cores. copies: `yes`, or `no` for jobs started anew."""
    return measured_command(
        [ROOT / ".venv/bin/python", *arguments(results, 2, *config)],
        cwd=ROOT,
        env={**os.environ, "CHEMINS_FORK": copies},
    )


def arguments(results, cores, *config):
    settings = ("--config", f"results_dir={results}", *config)
    return ("-m", "snakemake", "--cores", str(cores), *settings)


def compare(one, other):
    """The same bytes, but for logs, benchmarks and records, which name times and config files."""
    found, expected = digests(one), digests(other)
    assert len(expected) > 400
    assert found == expected


def digests(folder):
    return {
        path.relative_to(folder): hashlib.sha256(path.read_bytes()).digest()
        for path in folder.rglob("*")
        if path.is_file() and not {"logs", "benchmarks", "made"} & set(path.parts)
    }


def in_one_process(results):
    """Every result by scripts that Snakemake runs in its own process, one after the other.

    Returns the CPU seconds of each rule's scripts, and of all.
    """
    from snakemake.benchmark import benchmarked
    from snakemake.cli import main
    from snakemake.script import PythonScript

    os.environ["CHEMINS_FORK"] = "no"
    os.chdir(ROOT)
    steps = Counter()

    def run_here(script, file, edit=False):
        import_once()
        start = time.process_time()
        with benchmarked(None, script.bench_record):  # Snakemake writes it to a file
            runpy.run_path(file, run_name="__main__")
        steps[script.rulename] += time.process_time() - start

    PythonScript.execute_script = run_here
    sys.argv = ["snakemake", *arguments(results, 1)[2:]]
    with suppress(SystemExit):  # of one that failed, results are missing
        main()
    return steps.most_common(), sum(steps.values())


def import_once():
    """What all scripts import; and their errors and output stay where they are."""
    if "chemins.jobs.job" not in sys.modules:
        from chemins.jobs import job
        from chemins.planning.preloading import KINDS, modules_of

        job.logged = unlogged
        scripts = sorted((ROOT / "scripts").glob("*.py"))
        for kind in KINDS:
            for module in modules_of(kind, scripts):
                importlib.import_module(module)


@contextmanager
def unlogged(log):
    yield sys.stderr
