"""What a job that makes results does around its one function: the log, and the record."""

import json
import os
from contextlib import contextmanager
from pathlib import Path

from chemins.jobs.job import logged
from chemins.jobs.made import begin, finish, job_of

CONFIG = "CHEMINS_CONFIG"  # the environment variable with the config files of the call, as JSON


@contextmanager
def making(told):
    """As `logged`, of a script's `snakemake`; where the block ends well, with a record of it."""
    with logged(told.log[0]) as terminal:
        job = job_of(told, json.loads(os.environ.get(CONFIG, "[]")))
        record = begin(job)
        yield terminal
        finish(job, record)


def config_names(files, results):
    """The names by which records know the config files of a call.

    Within the project's folder where the results lie there too, and both may be moved; elsewhere,
    where others' results may lie as well, whole paths.
    """
    own = Path(results).resolve().is_relative_to(Path.cwd().resolve())
    return [os.path.relpath(file) if own else os.path.abspath(file) for file in files]
