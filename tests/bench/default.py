"""The default config by Snakemake, jobs started as copies and anew, against what cannot be saved.

That is the CPU time of the scripts themselves, imports left out: arithmetic, drawing, reading and
writing. It is measured by forking Snakemake's own process, which has imported all there is, for
one script after the other. All have warm caches, and write the same files with the same bytes.
"""

import hashlib
import importlib
import os
import runpy
import sys
import tempfile
from collections import Counter
from contextlib import suppress
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
        say("the scripts alone")
        alone = measured(scripts_alone, folder / "alone")
        for other in ("anew", "alone"):
            compare(folder / "copies", folder / other)
    work = sum(seconds for _, seconds in alone.value)
    rows += [
        row("nine runs, copies", copies, anew),
        row("nine runs, anew", anew, anew),
        row("again, nothing stale", again),
        ["the scripts themselves", "", shown(work), f"{work / anew.cpu:.2f}"],
    ]
    table("The default config", ["", "seconds", "CPU seconds", "of anew"], rows)
    rows = [[name, f"{seconds:.1f} s"] for name, seconds in alone.value]
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


def scripts_alone(results):
    """Every result by forks of this process; (rule, CPU seconds of its scripts), the most first."""
    from snakemake.benchmark import benchmarked
    from snakemake.cli import main
    from snakemake.script import PythonScript

    os.environ["CHEMINS_FORK"] = "no"
    os.chdir(ROOT)
    taken = Counter()

    def run_in_a_fork(script, file, edit=False):
        import_once()
        process = os.fork()
        if process == 0:
            run_and_leave(file)
        with benchmarked(process, script.bench_record):  # Snakemake writes it to a file
            _, status, used = os.wait4(process, 0)
        assert status == 0
        taken[script.rulename] += used.ru_utime + used.ru_stime

    PythonScript.execute_script = run_in_a_fork
    sys.argv = ["snakemake", *arguments(results, 1)[2:], "--quiet", "all"]
    with suppress(SystemExit):  # of one that failed, results are missing
        main()
    return taken.most_common()


def import_once():
    """What all scripts import, after the workflow has said where that is."""
    from chemins.planning.preloading import KINDS, modules_of

    scripts = sorted((ROOT / "scripts").glob("*.py"))
    for kind in KINDS:
        for module in modules_of(kind, scripts):
            importlib.import_module(module)


def run_and_leave(file):
    code = 1
    try:
        runpy.run_path(file, run_name="__main__")
        code = 0
    finally:
        os._exit(code)
