"""What can be learnt from a SLURM site: the fate of a job, and which jobs are still there."""

import getpass
import re
import subprocess

from chemins.base.errors import CheminsError

PATIENCE = 30  # seconds for a command to answer
LONGEST_PAUSE = 180  # seconds that Snakemake's executor lets pass between two looks, at most
MARGIN = 20  # seconds that a look itself may take
OTHER = {"sacct": "squeue", "squeue": "sacct"}


def status_command(asked, first_look) -> tuple[str, str]:
    """Which of sacct and squeue tells what became of a job, and why: ("squeue", "sacct: …").

    asked: the one to take if it works. first_look: seconds after which the executor looks for the
    first time. Raises CheminsError if neither works, where the executor would wait forever.
    """
    problem = problem_of(asked, first_look)
    if not problem:
        return asked, "it answers"
    other = OTHER[asked]
    other_problem = problem_of(other, first_look)
    if not other_problem:
        return other, f"{asked}: {problem}"
    raise CheminsError(
        "SLURM cannot tell here what becomes of a job, and without that this call would wait "
        f"forever.\n  {asked}: {problem}\n  {other}: {other_problem}"
    )


def problem_of(command, first_look) -> str | None:
    """Why a command cannot tell what became of a job; None if it can."""
    if command == "sacct":
        # It may be installed without the database that it asks, and then fails each time.
        return output_or_problem("sacct", "-X", "--noheader", "--clusters=all")[1]
    config, problem = output_or_problem("scontrol", "show", "config")
    return problem or forgets_too_soon(minimal_age(config), first_look)


def output_or_problem(*command) -> tuple:
    """(what a command answered, None), or ("", what is wrong with it)."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except FileNotFoundError:
        return "", "is not installed"
    except subprocess.TimeoutExpired:
        return "", f"did not answer in {PATIENCE} seconds"
    if done.returncode == 0:
        return done.stdout, None
    said = done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}"
    return "", said.splitlines()[-1]


def minimal_age(config) -> int:
    """Seconds for which squeue knows a job that has ended. config: `scontrol show config`."""
    found = re.search(r"^MinJobAge\s*=\s*(\d+)", config, re.MULTILINE)
    return int(found.group(1)) if found else 0


def forgets_too_soon(age, first_look) -> str | None:
    """Why squeue is not enough where it knows jobs for so many seconds; None if it is."""
    needed = LONGEST_PAUSE + MARGIN
    if age < needed:
        return (
            f"forgets a job {age} s after its end (MinJobAge), before it is asked; the site's "
            f"administrators would have to set {needed} or more, or give sacct its database"
        )
    if age < 3 * first_look:  # then the executor takes sacct, whatever was asked for
        return (
            f"forgets a job {age} s after its end (MinJobAge); in the profile, set "
            f"slurm-init-seconds-before-status-checks to {age // 3} or less"
        )
    return None


def refuse_leftovers(folder) -> None:
    """Raise CheminsError if jobs of an earlier call in this folder are queued or still at work.

    They stay when that call is killed, and would write the same files as the new call's.
    """
    text, problem = output_or_problem(
        "squeue", f"--user={getpass.getuser()}", "--noheader", "--format=%i|%k|%Z"
    )
    if problem:
        raise CheminsError(f"squeue: {problem}")
    found = [line.split("|", 2) for line in text.splitlines()]
    left = [job for job, comment, where in found
            if where == str(folder) and comment.startswith(("rule_", "group_"))]  # fmt: skip
    if left:
        raise CheminsError(
            f"jobs of an earlier call in this folder are still in SLURM's queue: "
            f"{', '.join(left)}.\nWait until they have ended, or end them: scancel {' '.join(left)}"
        )
