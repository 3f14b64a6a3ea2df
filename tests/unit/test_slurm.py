import pytest

from chemins.base.errors import CheminsError
from chemins.planning import slurm

DISABLED = "echo 'Slurm accounting storage is disabled' >&2; exit 1"
REMEMBERS = "echo 'MinJobAge               = 300 sec'"
FORGETS = "echo 'MinJobAge               = 60 sec'"


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A function that makes a site of SLURM commands, name -> shell script; others are missing."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def make(**commands):
        for name, script in commands.items():
            (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
            (tmp_path / name).chmod(0o755)

    return make


def test_what_was_asked_for_is_taken_where_it_works(site):
    site(sacct="echo '1|RUNNING'", scontrol=REMEMBERS)
    assert slurm.status_command("sacct", 40) == ("sacct", "it answers")
    assert slurm.status_command("squeue", 40) == ("squeue", "it answers")


def test_sacct_without_its_database_gives_way_to_squeue(site):
    site(sacct=DISABLED, scontrol=REMEMBERS)
    expected = ("squeue", "sacct: Slurm accounting storage is disabled")
    assert slurm.status_command("sacct", 40) == expected


def test_sacct_that_does_not_answer_gives_way_to_squeue(site, monkeypatch):
    monkeypatch.setattr(slurm, "PATIENCE", 0.2)
    site(sacct="exec /bin/sleep 60", scontrol=REMEMBERS)
    assert slurm.status_command("sacct", 40)[0] == "squeue"


def test_squeue_that_forgets_gives_way_to_sacct(site):
    site(sacct="echo", scontrol=FORGETS)
    command, why = slurm.status_command("squeue", 10)
    assert command == "sacct"
    assert "60 s after its end" in why


def test_where_neither_works_both_reasons_are_told(site):
    site(scontrol=FORGETS)
    with pytest.raises(CheminsError, match=r"sacct: is not installed\n  squeue: forgets a job 60"):
        slurm.status_command("sacct", 10)


def test_the_key_that_would_help_is_named(site):
    site(sacct=DISABLED, scontrol=REMEMBERS)
    with pytest.raises(CheminsError, match="slurm-init-seconds-before-status-checks to 100 or"):
        slurm.status_command("sacct", 101)


def test_jobs_that_an_earlier_call_left_in_this_folder_are_refused(site):
    lines = ["7|rule_train_model_wildcards_1v7|/home/me/my runs", "8|(null)|/home/me/my runs",
             "9|group_small-runs|/elsewhere"]  # fmt: skip
    site(squeue="\n".join(f"echo '{line}'" for line in lines))
    with pytest.raises(CheminsError, match=r"scancel 7$"):
        slurm.refuse_leftovers("/home/me/my runs")
    slurm.refuse_leftovers("/home/me/other")
