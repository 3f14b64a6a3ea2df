"""A fault put into a copy of the project, and whether its tests notice."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("scripts", "site", "config", "rules", "tests", "tools", "notebooks")
PATIENCE = 1800  # seconds; a fault may make a test run forever
TESTS = Path("tests/unit")


@dataclass(frozen=True)
class Fault:
    module: str
    text: str  # of the whole module, with the fault
    what: str


def module_path(module):
    return Path("scripts/chemins") / f"{module}.py"


def survivors(faults, tests, workers, tell):
    """The faults that no test notices. tests: module -> names of files. tell: called with a line
    for each."""

    def is_noticed(copy, fault):
        path = copy / module_path(fault.module)
        before = path.read_text()
        path.write_text(fault.text)
        noticed = not passes(copy, tests[fault.module])
        path.write_text(before)
        tell(f"{'killed  ' if noticed else 'SURVIVES'} {fault.module}: {fault.what}")
        return noticed

    noticed = in_copies(is_noticed, faults, workers)
    return [fault for fault, seen in zip(faults, noticed, strict=True) if not seen]


def broken(names, workers):
    """The files of tests that fail without any fault."""
    passing = in_copies(lambda copy, name: passes(copy, [name]), names, workers)
    return [name for name, passed in zip(names, passing, strict=True) if not passed]


def in_copies(call, values, workers):
    """call(copy, value) of each value, in so many copies of the project side by side."""
    with copies(workers) as free, ThreadPoolExecutor(workers) as pool:

        def in_one(value):
            copy = free.get()
            try:
                return call(copy, value)
            finally:
                free.put(copy)

        return list(pool.map(in_one, values))


@contextmanager
def copies(count):
    """A queue of copies of the project."""
    free = Queue()
    with TemporaryDirectory(prefix="mutants-") as folder:
        for number in range(count):
            free.put(copied(Path(folder) / str(number)))
        yield free


def copied(folder):
    ignore = shutil.ignore_patterns("__pycache__")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=ignore)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy2(path, folder)
    return folder


def passes(copy, names):
    """Whether these files' tests pass in a copy. What Python compiles is not kept there: it would
    not see a change of the same length within a second."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    environment = {"PYTHONDONTWRITEBYTECODE": "1", "NUMBA_CACHE_DIR": str(ROOT / ".cache/numba")}
    try:
        process = subprocess.run(
            [*command, *(TESTS / name for name in names)],
            cwd=copy,
            env=os.environ | environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return process.returncode == 0
