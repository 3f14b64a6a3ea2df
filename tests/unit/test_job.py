import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import pytest
from snakemake.iocontainers import Namedlist

from chemins.jobs import job

END = "packages: {}"  # the log's last line of a job that has loaded none
SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def copy_library(folder):
    """A copy of the library in a folder that is not there yet; the folder's path."""
    ignored = shutil.ignore_patterns("__pycache__", "drawing")
    shutil.copytree(SCRIPTS / "chemins", folder / "chemins", ignore=ignored)
    return str(folder)


def run_job(folder, *statements, **variables):
    """Run statements inside `logged` in a process of its own: the process, and the log's path.

    The script lies in a folder of scripts as the project's. variables: of its environment.
    """
    log = folder / "logs" / "rule" / "run.log"
    script = folder / "scripts" / "job.py"
    if not script.parent.exists():
        copy_library(script.parent)
    body = "\n".join(f"    {line}" for text in statements for line in text.splitlines())
    script.write_text(
        "import os, subprocess, sys, warnings\n"
        "from chemins.base.errors import CheminsError\n"
        "from chemins.jobs.job import logged\n"
        f"with logged({str(log)!r}) as terminal:\n{body}\n",
        encoding="utf-8",
    )
    process = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env=os.environ | variables,
        check=False,
        timeout=60,
    )
    return process, log


def test_what_is_printed_goes_to_the_log_alone(tmp_path):
    process, log = run_job(tmp_path, "print('on to', 'é →')", "print('aside', file=sys.stderr)")
    assert (process.returncode, process.stdout, process.stderr) == (0, "", "")
    assert log.read_text(encoding="utf-8").splitlines() == ["on to é →", "aside", END]


@pytest.mark.parametrize(
    "statement",
    [
        "os.write(1, b'below Python\\n')",
        "os.write(2, b'below Python\\n')",
        "subprocess.run(['sh', '-c', 'echo below Python'])",
        "subprocess.run(['sh', '-c', 'echo below Python >&2'])",
    ],
)
def test_what_compiled_code_and_children_print_goes_to_the_log_too(tmp_path, statement):
    process, log = run_job(tmp_path, "print('first')", statement, "print('last')")
    assert (process.returncode, process.stdout, process.stderr) == (0, "", "")
    *lines, end = log.read_text().splitlines()
    assert sorted(lines) == ["below Python", "first", "last"]
    assert end == END


def test_warnings_go_to_the_log(tmp_path):
    process, log = run_job(tmp_path, "warnings.warn('mind the gap')")
    assert process.stderr == ""
    assert "mind the gap" in log.read_text()


def test_the_terminal_is_there_for_what_should_be_seen_at_once(tmp_path):
    process, log = run_job(tmp_path, "print('half-way: 50 %', file=terminal)")
    assert process.stderr == "half-way: 50 %\n"
    assert log.read_text() == f"{END}\n"


def test_an_error_to_read_is_told_as_it_is(tmp_path):
    process, log = run_job(tmp_path, "print('so far')", "raise CheminsError('mend the é of it')")
    assert process.returncode == 1
    assert process.stdout == ""
    told = [line for line in process.stderr.splitlines() if line]
    assert told == ["chemins: mend the é of it", f"(the whole story: {log})"]
    story = log.read_text(encoding="utf-8")
    assert story.startswith("so far\n")
    assert "Traceback (most recent call last)" in story
    assert "raise CheminsError" in story
    assert "packages: " not in story


def test_an_error_of_many_lines_is_told_whole(tmp_path):
    process, _ = run_job(tmp_path, "raise CheminsError('no mirror:\\n  a: 404\\n  b: 500')")
    assert "chemins: no mirror:\n  a: 404\n  b: 500\n" in process.stderr


OTHERS = {
    "a wrong value": ("int('one')", ["ValueError", "'one'"]),
    "a missing key": ("{}['key']", ["KeyError", "'key'"]),
    "no text": ("raise RuntimeError", ["RuntimeError"]),
    "a missing file": ("open('/nowhere/file')", ["FileNotFoundError", "/nowhere/file"]),
    "a full disk": ("raise OSError(28, 'No space left on device')", ["OSError", "No space left"]),
    "no memory": ("raise MemoryError", ["MemoryError"]),
}


@pytest.mark.parametrize(("statement", "fragments"), OTHERS.values(), ids=OTHERS)
def test_other_errors_are_told_with_their_kind(tmp_path, statement, fragments):
    process, log = run_job(tmp_path, statement)
    assert process.returncode == 1
    assert process.stdout == ""
    for fragment in [*fragments, str(log)]:
        assert fragment in process.stderr
    assert "Traceback" not in process.stderr
    assert "Traceback (most recent call last)" in log.read_text()
    assert statement in log.read_text()


def test_an_exit_of_ones_own_keeps_its_code(tmp_path):
    process, _ = run_job(tmp_path, "print('bye')", "sys.exit(3)")
    assert process.returncode == 3


def test_a_log_from_before_is_replaced(tmp_path):
    run_job(tmp_path, "print('a long first story')")
    _, log = run_job(tmp_path, "print('second')")
    assert log.read_text() == f"second\n{END}\n"


def test_the_log_ends_with_the_packages_that_were_used(tmp_path):
    _, log = run_job(tmp_path, "import numpy, json", "print('text')")
    text, end = log.read_text().splitlines()
    assert text == "text"
    assert json.loads(end.removeprefix("packages: ")) == {"numpy": version("numpy")}


def test_what_is_printed_is_in_the_log_at_once(tmp_path):
    """A job that is killed leaves what it had printed so far, errors at least."""
    process, log = run_job(tmp_path, "print('seen', file=sys.stderr)", "os._exit(9)")
    assert process.returncode == 9
    assert log.read_text() == "seen\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_an_error_is_told_even_if_the_disk_is_too_full_for_the_log(tmp_path):
    """/dev/full answers every write as a full disk does."""
    (tmp_path / "logs/rule").mkdir(parents=True)
    (tmp_path / "logs/rule/run.log").symlink_to("/dev/full")
    process, _ = run_job(tmp_path, "raise CheminsError('what to do')")
    assert process.returncode == 1
    assert "chemins: what to do" in process.stderr


# --- where and by what a job is run ---------------------------------------------------------------


def test_a_module_of_the_projects_name_from_elsewhere_is_refused_at_the_end_too(tmp_path):
    other = copy_library(tmp_path / "other")
    process, log = run_job(
        tmp_path,
        "import chemins.base",
        f"chemins.base.__path__.insert(0, {other + '/chemins/base'!r})",
        "import chemins.base.formatting",
        "print('computed')",
    )
    assert process.returncode == 1
    assert (
        f"chemins: chemins.base.formatting was loaded from {other}/chemins/base/formatting.py"
        in process.stderr
    )
    assert "computed" in log.read_text()
    assert "packages: " not in log.read_text()


def test_a_library_from_elsewhere_is_refused_before_anything_is_computed(tmp_path):
    other = copy_library(tmp_path / "other")
    (tmp_path / "scripts").mkdir()
    process, log = run_job(tmp_path, "print('computed')", PYTHONPATH=other)
    assert process.returncode == 1
    assert f"chemins: the script was loaded from {tmp_path}/scripts/job.py" in process.stderr
    assert "computed" not in log.read_text()


def test_inside_the_environment_is_settled(tmp_path):
    names = ("KERAS_BACKEND", "KERAS_MAX_EPOCHS", "TF_ENABLE_ONEDNN_OPTS", "NUMBA_CACHE_DIR")
    set_otherwise = {**dict.fromkeys(names, "jax"), "NUMBA_CACHE_DIR": "/scratch"}
    _, log = run_job(tmp_path, f"print(*map(os.environ.get, {names}))", **set_otherwise)
    assert log.read_text().splitlines() == ["tensorflow None None /scratch", END]


@pytest.mark.parametrize("utf8", ["0", "1"])
def test_logs_and_messages_are_utf_8_in_any_shell(tmp_path, utf8):
    process, log = run_job(
        tmp_path,
        "print('été', '\\ud800')",
        "raise CheminsError('café \\udcc3\\udca9')",
        LC_ALL="C",
        PYTHONUTF8=utf8,
    )
    assert process.returncode == 1
    assert "chemins: café é\n" in process.stderr
    assert log.read_text(encoding="utf-8").startswith("été \\ud800\n")


def test_a_job_whose_snakemake_has_ended_computes_nothing(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    process, log = run_job(tmp_path, "print('computed')", CHEMINS_CALLER=str(ended.pid))
    assert process.returncode == 1
    assert f"the Snakemake that started this job (process {ended.pid}) has ended" in process.stderr
    assert "computed" not in log.read_text()


# --- a script's function gets what the rule names -----------------------------------------------


def told(**changed):
    """What Snakemake tells a script, with names for all of it."""
    names = {
        "input": {"known": "a.parquet", "parts": ["b", "c"], "unseen": []},
        "output": {"scores": "d.json", "centers": ["e"]},
        "params": {"settings": '{"k": 3}', "mirrors": ["f"], "text": '{"k": 4}'},
        "wildcards": {"run": "1v7"},
    } | changed
    parts = {part: Namedlist(fromdict=names[part]) for part in names}
    return SimpleNamespace(**parts, threads=5)


def test_a_function_s_parameters_are_filled_by_their_names():
    def function(settings, run, known, parts, scores, mirrors, text, threads, terminal):
        raise AssertionError

    found = job.arguments(function, job.offered(told(), "the terminal"))
    assert found == {
        "settings": {"k": 3}, "run": "1v7", "known": "a.parquet", "parts": ["b", "c"],
        "scores": "d.json", "mirrors": ["f"], "text": '{"k": 4}', "threads": 5,
        "terminal": "the terminal",
    }  # fmt: skip


def test_all_inputs_and_all_outputs_come_by_their_names():
    def function(inputs, outputs):
        raise AssertionError

    found = job.arguments(function, job.offered(told(), None))
    assert found["inputs"] == {"known": "a.parquet", "parts": ["b", "c"], "unseen": []}
    assert found["outputs"] == {"scores": "d.json", "centers": ["e"]}


def test_what_is_not_there_is_the_function_s_own_default():
    def function(unseen=None, absent="own", run="own"):
        raise AssertionError

    assert job.arguments(function, job.offered(told(), None)) == {"run": "1v7"}


def test_a_name_that_stands_for_two_things_is_refused_where_it_is_asked_for():
    values = job.offered(told(output={"known": "g", "scores": "d.json"}), None)
    assert job.arguments(lambda scores: None, values) == {"scores": "d.json"}
    with pytest.raises(ValueError, match=r"known of .* may be several things"):
        job.arguments(lambda known: None, values)
