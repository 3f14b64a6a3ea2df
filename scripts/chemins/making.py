"""What a job that makes results does around its one function: the log, and the record."""

import json
import os
from contextlib import contextmanager

from chemins.job import logged
from chemins.made import begin, finish, job_of

CONFIG = "CHEMINS_CONFIG"  # the environment variable with the config files of the call, as JSON


@contextmanager
def making(told):
    """As `logged`, of a script's `snakemake`; where the block ends well, with a record of it."""
    with logged(told.log[0]) as terminal:
        job = job_of(told, json.loads(os.environ.get(CONFIG, "[]")))
        record = begin(job)
        yield terminal
        finish(job, record)
