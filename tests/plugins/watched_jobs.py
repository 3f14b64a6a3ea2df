"""What a test may ask of the jobs' own processes, wherever they run; nothing, if it does not ask.

The environments of the tests' projects import it when they start (`builders.project`).

WATCHED_JOBS names a folder. A job waits at its start while the file `hold-RULE` is in it, and
writes there, every so often, how many of its threads are running: `threads-RULE-PID`. Snakemake
itself then looks for the ends of jobs every second, which otherwise it does ever more seldom.
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


def count_running(path):
    """Append the number of this process's running threads, this one left out, until it ends."""
    own = str(threading.get_native_id())
    with open(path, "w", buffering=1) as file:
        while True:
            tasks = [task for task in os.listdir("/proc/self/task") if task != own]
            file.write(f"{sum(map(is_running, tasks))}\n")
            time.sleep(INTERVAL)


def is_running(task):
    try:
        stat = Path(f"/proc/self/task/{task}/stat").read_text()
    except OSError:  # it has just ended
        return False
    return stat.rpartition(")")[2].split()[0] == "R"


def be_watched(script):
    folder, name = Path(os.environ["WATCHED_JOBS"]), rule(script)
    (folder / f"started-{name}").touch()
    while (folder / f"hold-{name}").exists():
        time.sleep(INTERVAL)
    path = folder / f"threads-{name}-{os.getpid()}"
    threading.Thread(target=count_running, args=(path,), daemon=True).start()


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
