"""Jobs as copies: real processes, which end as they would have by themselves."""

import os
import select
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from chemins.jobs.copies import Copies, End, NotCopied, can_copy
from chemins.jobs.parent import CALLER

PRELOADED = "colorsys"  # what no Python loads by itself


@pytest.fixture
def copies():
    made = Copies(sys.executable, [PRELOADED])
    yield made
    if made.server is not None:
        made.end()


@pytest.fixture
def script(tmp_path):
    """A function: a script of these lines."""

    def write(*lines, name="a script.py"):
        path = tmp_path / name
        path.write_text("\n".join(lines))
        return str(path)

    return write


def run(copies, script, **variables):
    """The number of a copy's process, and its exit code."""
    with copies.started(script, dict(os.environ) | variables) as (process, wait):
        return process, wait().code


def said(copies, script, tmp_path, *expressions, **variables):
    """What these expressions are in a copy."""
    lines = [f"print(repr({expression}), file=out)" for expression in expressions]
    out = f"out = open({str(tmp_path / 'said')!r}, 'w')"
    process, code = run(copies, script("import os, sys", out, *lines), **variables)
    assert code == 0
    return process, [eval(line) for line in (tmp_path / "said").read_text().splitlines()]


def test_a_copy_is_a_process_with_the_script_the_folder_and_the_variables_of_its_job(
    copies, script, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    asked = "os.getpid()", "__name__", "__file__", "sys.argv", "sys.path[0]", "os.getcwd()"
    process, found = said(copies, script, tmp_path, *asked, "os.environ['OWN']", OWN="a b")
    file = str(tmp_path / "a script.py")
    assert found == [process, "__main__", file, [file], str(tmp_path), str(tmp_path), "a b"]
    assert process not in (os.getpid(), copies.server.pid)


def test_a_copy_has_what_its_server_has_imported_and_nothing_of_this_process(
    copies, script, tmp_path
):
    modules = [f"{name!r} in sys.modules" for name in (PRELOADED, "chemins", "pytest")]
    assert said(copies, script, tmp_path, *modules)[1] == [True, False, False]


def test_variables_are_those_of_the_job_and_no_others(copies, script, tmp_path):
    assert said(copies, script, tmp_path, "'OWN' in os.environ", OWN="1")[1] == [True]
    assert said(copies, script, tmp_path, "'OWN' in os.environ")[1] == [False]


ENDS = {
    "pass": 0,
    "import sys; sys.exit(3)": 3,
    "raise ValueError": 1,
    "import os, signal; os.kill(os.getpid(), signal.SIGKILL)": -signal.SIGKILL,
    "import os, signal; os.kill(os.getpid(), signal.SIGINT)": -signal.SIGINT,
    "import os, signal; os.kill(os.getpid(), signal.SIGTERM)": -signal.SIGTERM,
    "import threading, sys; threading.Thread(target=sys.exit).start()": 0,
    "import atexit, os; atexit.register(os._exit, 7)": 7,
}


@pytest.mark.parametrize("line", ENDS)
def test_a_copy_ends_as_the_script_does_by_itself(copies, script, line):
    alone = subprocess.run([sys.executable, script(line)], stderr=subprocess.DEVNULL, check=False)
    assert run(copies, script(line))[1] == alone.returncode == ENDS[line]


def test_the_cpu_time_is_all_of_the_copy_s_own_and_of_what_it_waited_for(copies, script):
    work = (
        "import subprocess, sys, time",
        "while time.process_time() < 0.3: pass",
        "use = 'import time\\nwhile time.process_time() < 0.2: pass'",
        "subprocess.run([sys.executable, '-c', use])",
    )
    with copies.started(script(*work), dict(os.environ)) as (_, wait):
        assert 0.5 <= wait().cpu < 1.5
    with copies.started(script(""), dict(os.environ)) as (_, wait):
        assert wait().cpu < 0.5


def test_several_at_once_are_not_taken_for_each_other(copies, script):
    scripts = [script(f"raise SystemExit({code})", name=f"{code}.py") for code in range(20, 40)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda one: run(copies, one), scripts))
    assert [code for _, code in found] == list(range(20, 40))
    assert len({process for process, _ in found}) == 20


def test_an_interruption_of_the_terminal_is_not_for_the_server(copies, script):
    run(copies, script(""))
    server = copies.server
    server.send_signal(signal.SIGINT)
    assert run(copies, script("raise SystemExit(5)"))[1] == 5
    assert copies.server is server


@pytest.fixture
def waiting(script, tmp_path):
    """A script that says when it is at work, and then works for ever; where it says so."""
    place = tmp_path / "at work"
    os.mkfifo(place)
    lines = (
        "import os, signal, sys",
        f"sys.path.append({str(Copies(sys.executable, []).command[2])!r})",
        "from chemins.jobs.parent import CALLER, end_with",
        "end_with(int(os.environ[CALLER]))",
        f"open({str(place)!r}, 'w').write('yes')",
        "signal.pause()",
    )
    return script(*lines), place


def wait_for_the_end_of(process):
    """For a minute at most: the kernel is about to end it."""
    with suppress(ProcessLookupError):
        assert select.select([os.pidfd_open(process)], [], [], 60)[0]


def test_a_killed_server_takes_its_copies_along_and_is_started_again(copies, script, waiting):
    job, place = waiting
    with copies.started(job, dict(os.environ)) as (process, wait):
        assert place.read_text() == "yes"
        killed = copies.server
        killed.kill()
        assert wait() == End(None, 0.0)
    wait_for_the_end_of(process)
    assert run(copies, script("raise SystemExit(6)"))[1] == 6
    assert copies.server.pid != killed.pid


def test_the_server_ends_with_whoever_started_it(tmp_path, waiting):
    job, place = waiting
    code = (
        "import os, sys\n"
        "from chemins.jobs.copies import Copies\n"
        "copies = Copies(sys.executable, [])\n"
        f"with copies.started({job!r}, dict(os.environ)) as (process, wait):\n"
        "    print(copies.server.pid, process, flush=True)\n"
        "    wait()\n"
    )
    scripts = Copies(sys.executable, []).command[2]
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=scripts, stdout=subprocess.PIPE, text=True
    ) as caller:
        processes = list(map(int, caller.stdout.readline().split()))
        assert place.read_text() == "yes"
        caller.kill()
        caller.stdout.read()  # to its end: both have its other end
    for process in processes:
        wait_for_the_end_of(process)


def test_a_server_that_cannot_import_says_so_and_is_not_started_again(script, capfd):
    copies = Copies(sys.executable, ["no_such_module"])
    for _ in range(2):
        with pytest.raises(NotCopied):
            run(copies, script(""))
        copies.end()
    (line,) = capfd.readouterr().err.splitlines()
    assert "no_such_module cannot be imported (ModuleNotFoundError" in line


def test_a_server_with_threads_does_not_serve(script, tmp_path, capfd):
    lines = (
        "import threading",
        "threading.Thread(target=threading.Event().wait, daemon=True).start()",
    )
    script(*lines, name="threaded.py")
    copies = Copies(sys.executable, ["threaded"])
    with pytest.raises(NotCopied):
        run(copies, script(""), PYTHONPATH=str(tmp_path))
    copies.end()
    assert "importing has started threads (python" in capfd.readouterr().err


def test_what_is_printed_while_importing_is_not_seen_and_what_a_copy_prints_is(
    script, tmp_path, capfd
):
    script("import os", "os.system('echo loading')", name="talking.py")
    copies = Copies(sys.executable, ["talking"])
    run(copies, script("print('working')"), PYTHONPATH=str(tmp_path))
    copies.end()
    assert capfd.readouterr().out == "working\n"


def test_the_job_is_told_its_server_as_what_it_is_to_end_with(copies, script, tmp_path):
    found = said(copies, script, tmp_path, f"int(os.environ[{CALLER!r}])", "os.getppid()")[1]
    assert found == [copies.server.pid] * 2


@pytest.mark.parametrize(
    ("variables", "platform", "gpu", "expected"),
    [
        ({}, "linux", False, True),
        ({"CHEMINS_FORK": "yes"}, "linux", False, True),
        ({"CHEMINS_FORK": "no"}, "linux", False, False),
        ({"CHEMINS_FORK": "No"}, "linux", False, False),
        ({"CHEMINS_FORK": "0"}, "linux", False, False),
        ({}, "darwin", False, False),
        ({}, "linux", True, False),
    ],
)
def test_copies_are_for_linux_without_gpus_unless_switched_off(
    variables, platform, gpu, expected, tmp_path, monkeypatch
):
    monkeypatch.setattr(sys, "platform", platform)
    there = tmp_path if gpu else tmp_path / "none"
    monkeypatch.setattr("chemins.jobs.copies.GPUS", (str(there),))
    assert can_copy(variables) is expected


def test_a_server_is_started_once_for_all_threads(copies, script):
    starts = []
    start = copies.start
    copies.start = lambda variables: (starts.append(threading.get_ident()), start(variables))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: run(copies, script("")), range(16)))
    assert len(starts) == 1
