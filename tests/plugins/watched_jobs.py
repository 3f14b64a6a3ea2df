"""What a test may ask of the jobs' own processes, wherever they run; nothing, if it does not ask.

The environments of the tests' projects import it when they start (`builders.project`).

WATCHED_JOBS names a folder. A job waits at its start while the file `hold-RULE` is in it, and
before a result gets its name while `half-RULE` is; the rule is that of its script. It writes there,
every so often, how many threads it may use at once: `threads-RULE-PID`. Snakemake itself then looks
for the ends of jobs every second, which otherwise it does ever more seldom.
"""

import os
import sys
import threading
import time
from pathlib import Path

INTERVAL = 0.05


def rule(path):
    """The rule of a script; None if it is of none."""
    script = Path(path).name
    # Snakemake's copy of a script: .snakemake/scripts/tmpXXXXXXXX.RULE.py
    return script.split(".")[1] if script.startswith("tmp") and script.endswith(".py") else None


def watch_threads(path):
    """Append to how many threads this process lets itself go, again and again until it ends."""
    with open(path, "w", buffering=1) as file:
        while True:
            file.write(f"{max(pool_sizes())}\n")
            time.sleep(INTERVAL)


def pool_sizes():
    """Threads of each pool: of libraries, by what they are told where they are loaded, or as many
    as there are cores; and of Python's own. To look into a loaded library would be a deadlock with
    a thread that is loading another."""
    yield int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count())
    for name in [thread.name for thread in threading.enumerate()]:
        if name.startswith("ThreadPoolExecutor"):  # ThreadPoolExecutor-POOL_THREAD
            yield int(name.rpartition("_")[2]) + 1


def be_watched(script):
    folder, name = Path(os.environ["WATCHED_JOBS"]), rule(script)
    (folder / f"started-{name}").touch()
    wait_for_no(folder / f"hold-{name}")
    sys.addaudithook(
        lambda event, arguments: is_named(event, arguments) and wait_for_no(folder / f"half-{name}")
    )
    path = folder / f"threads-{name}-{os.getpid()}"
    threading.Thread(target=watch_threads, args=(path,), daemon=True).start()


def is_named(event, arguments):
    """Whether a file that is whole gets its name: byte code of Python's is renamed, too."""
    return event == "os.rename" and Path(os.fsdecode(arguments[0])).name.startswith(".partial.")


def wait_for_no(file):
    while file.exists():
        time.sleep(INTERVAL)


def look_often():
    """Have `asyncio.sleep`, by which Snakemake waits between two looks, take a second at most."""
    import asyncio

    sleep = asyncio.sleep
    asyncio.sleep = lambda seconds, *result: sleep(min(seconds, 1), *result)


def when_a_copy_runs_its_script(event, arguments):
    if event == "compile" and arguments[1] and rule(os.fsdecode(arguments[1])):
        be_watched(os.fsdecode(arguments[1]))


if "WATCHED_JOBS" in os.environ:
    if rule(sys.orig_argv[-1]):
        be_watched(sys.orig_argv[-1])
    elif any(argument.endswith("fork_server.py") for argument in sys.orig_argv):
        sys.addaudithook(when_a_copy_runs_its_script)
    else:
        look_often()
