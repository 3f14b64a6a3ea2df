"""A job's shard: the piece of a table that it is to write, as its settings say.

rows: where its samples begin and end among the group's; place: which of how many shards it is. The
same job without them writes the whole table.
"""

from chemins.base.errors import CheminsError
from chemins.results import tables
from chemins.results.opening import SHARD


def read_samples(path, settings) -> dict:
    """Columns of tables.SAMPLES, of a job's samples. Raises CheminsError where there are fewer."""
    columns = tables.read_columns(path, tables.SAMPLES)
    if "rows" not in settings:
        return columns
    start, end = settings["rows"]
    number, count = settings["place"]
    there = len(columns["sample_id"])
    if end > there or (number + 1 == count and end != there):
        raise CheminsError(
            f"{path} has {there} samples, and shard {number} of {count} is of the samples from "
            f"{start} to {end}; delete the run's samples and run again"
        )
    return {name: column[start:end] for name, column in columns.items()}


def about_shard(settings) -> dict[str, str]:
    """Metadata of the table that a job writes: which shard it is, if it is one."""
    if "place" not in settings:
        return {}
    number, count = settings["place"]
    return {SHARD: f"{number} of {count}"}
