# Local jobs of one thread start as copies of a process that has imported what they import: for most
# jobs of a small run that takes longer than their work. All works without: CHEMINS_FORK=no.
from contextlib import suppress
from functools import cache
from subprocess import CalledProcessError

from snakemake.benchmark import benchmarked
from snakemake.script import PythonScript
from snakemake.shell import shell

from chemins.jobs.copies import Copies, NotCopied, can_copy
from chemins.jobs.versions import IMPORTED
from chemins.planning.preloading import all_packages_of, kind_of, modules_of

OWN_SCRIPTS = sorted(SCRIPTS.glob("*.py"))
OF_SNAKEMAKE = ["snakemake.iocontainers", "snakemake.logging"]  # what it has scripts begin with
# What Snakemake tells a job's libraries of its threads.
THREADS_OF = ("OMP", "GOTO", "OPENBLAS", "MKL", "NUMEXPR")
TEMPORARY = ("TMPDIR", "TMP", "TEMPDIR", "TEMP")


def start_as_copies():
    """Have Snakemake start this workflow's jobs as copies, where all that it would run is Python
    and the script.

    What is replaced is not documented for this; tests/workflow/test_jobs_as_copies.py would notice a
    change.
    """
    anew = PythonScript.execute_script

    def execute_script(script, file, edit=False):
        path = Path(os.path.normpath(script.path.get_path_or_uri(secret_free=True)))
        if path in OWN_SCRIPTS and is_plain(script) and is_shared(kind(path)):
            with suppress(NotCopied):
                return run_as_copy(script, file, path)
        return anew(script, file, edit)

    PythonScript.execute_script = execute_script


def kind(path):
    return kind_of(path, STATEMENTS.stated)


def is_plain(script):
    """Whether a script is run by this Python as it is: in this environment, on one thread."""
    others = script.conda_env, script.container_img, script.env_modules, script.shadow_dir
    changed = shell._process_prefix, shell._process_suffix, script.resources.get("shell_exec")
    return script.threads == 1 and not any((*others, *changed))


@cache
def is_shared(wanted):
    """Whether this call has several jobs of a kind: for one it makes no difference. Scripts of
    others, where this is a module of another workflow, are of none."""
    scripts = [job.rule.script for job in workflow.dag.needrun_jobs(exclude_finished=False)]
    paths = [SCRIPTS / Path(script).name for script in scripts if script]
    return sum(path in OWN_SCRIPTS and kind(path) == wanted for path in paths) > 1


@cache
def copies(wanted):
    python = shlex.split(sys.executable)[0]  # common.smk has quoted it
    return Copies(python, OF_SNAKEMAKE + modules_of(wanted, OWN_SCRIPTS, STATEMENTS.stated))


def run_as_copy(script, file, path):
    """As Snakemake's `shell`: with the same environment, benchmark and error.

    Snakemake looks at a job's CPU time every half second: most copies have ended by then.
    """
    imported = " ".join(sorted(all_packages_of(path, STATEMENTS.stated)))
    variables, record = variables_of(script) | {IMPORTED: imported}, script.bench_record
    with copies(kind(path)).started(file, variables) as (process, wait):
        with benchmarked(process if record else False, record):
            end = wait()
    if record:
        record.cpu_time = end.cpu
    if end.code != 0:
        raise CalledProcessError(end.code, f"{sys.executable} {shlex.quote(file)}")


def variables_of(script):
    """The environment of a script of one thread."""
    threads = {f"{library}_NUM_THREADS": "1" for library in THREADS_OF}
    threads["VECLIB_MAXIMUM_THREADS"] = "1"
    temporary = script.resources.get("tmpdir")
    return {**os.environ, **threads, **(dict.fromkeys(TEMPORARY, temporary) if temporary else {})}


if can_copy(os.environ):
    start_as_copies()
