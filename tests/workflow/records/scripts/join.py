"""Write the texts of the inputs, and the settings, to each output."""

import json
from pathlib import Path

from chemins.jobs import job


def join(settings, files, texts=()):
    read = [Path(path).read_text() for path in texts]
    for path in files:
        Path(path).write_text("".join([*read, f"{json.dumps(settings)}\n"]))


job.run(join, snakemake)
