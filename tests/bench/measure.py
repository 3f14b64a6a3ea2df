"""Seconds, CPU seconds and peak memory of a function in a process of its own, or of a command."""

import multiprocessing
import resource
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1024  # ru_maxrss counts kilobytes
BOTH = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN


@dataclass(frozen=True)
class Measurement:
    seconds: float
    cpu: float  # seconds of all cores, of the process and those that it has waited for
    peak: float  # megabytes, of the whole process, libraries included
    value: Any = None


def measured(function, *arguments, warm=None):
    """Call a module's function in a fresh process. warm: arguments of a call before, not timed."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=answer, args=(theirs, function, arguments, warm))
    process.start()
    theirs.close()
    try:
        done = ours.recv()
    except EOFError:
        sys.exit(f"{function.__name__} failed; its error is above")
    process.join()
    return done


def answer(connection, function, arguments, warm):
    if warm is not None:
        function(*warm)
    start, before = time.perf_counter(), sum(map(cpu_seconds, BOTH))
    value = function(*arguments)
    seconds, cpu = time.perf_counter() - start, sum(map(cpu_seconds, BOTH)) - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    connection.send(Measurement(seconds, cpu, peak, value))


def measured_command(command, **options):
    """Run a command; its peak is that of the largest of its processes, as far as children tell.

    The value is what it said; None if it was stopped at its `timeout`.
    """
    start, before = time.perf_counter(), cpu_seconds(resource.RUSAGE_CHILDREN)
    value = None
    with suppress(subprocess.TimeoutExpired):
        done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
        value = done.stdout + done.stderr
    seconds = time.perf_counter() - start
    cpu = cpu_seconds(resource.RUSAGE_CHILDREN) - before
    if value is not None and done.returncode != 0:
        sys.exit(f"{command} failed:\n{value[-6000:]}")
    return Measurement(seconds, cpu, children_peak(), value)


def cpu_seconds(of):
    used = resource.getrusage(of)
    return used.ru_utime + used.ru_stime


def children_peak():
    """Megabytes of the largest process that this one has waited for."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEGABYTE


def say(text):
    """Progress, apart from the table."""
    print(f"  … {text}", file=sys.stderr, flush=True)


def table(title, head, rows):
    """A Markdown table."""
    lines = [f"### {title}", "", f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    lines += [f"| {' | '.join(map(str, row))} |" for row in rows]
    print("\n".join(lines) + "\n", flush=True)


def shown(seconds):
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:,.0f} s"
