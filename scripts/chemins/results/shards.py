"""A job's shard: the piece of a table that it is to write, as its settings say.

rows: where its samples begin and end among the group's; samples: how many these are; place: which
of how many shards it is. The same job without them writes the whole table.
"""

from pathlib import Path

from chemins.base.errors import CheminsError
from chemins.results import tables
from chemins.results.opening import SHARD


def shard_name(number, count) -> str:
    """Of a shard's file, of so many: by their names they sort as they follow each other."""
    return str(number).zfill(max(3, len(str(count - 1))))


def drop_others(path, settings) -> None:
    """Delete shards beside a job's that its table has none of any more: readers take a folder for
    one table. path: the file that the job writes."""
    if "place" not in settings:
        return
    count = settings["place"][1]
    names = {f"{shard_name(number, count)}.parquet" for number in range(count)}
    for file in Path(path).parent.glob("*.parquet"):
        if file.stem.isdigit() and file.name not in names:
            file.unlink(missing_ok=True)


def read_samples(path, settings) -> dict:
    """Columns of tables.SAMPLES, of a job's samples. Raises CheminsError where there are fewer."""
    columns = tables.read_columns(path, tables.SAMPLES)
    if "rows" not in settings:
        return columns
    start, end = settings["rows"]
    there = len(columns["sample_id"])
    if there != settings["samples"]:
        raise CheminsError(
            f"{path} has {there} samples, its shards are of {settings['samples']}; delete it and "
            "run again"
        )
    return {name: column[start:end] for name, column in columns.items()}


def among(settings) -> dict:
    """Where a job's samples are among the table's, as layer_points.read_points takes it."""
    return {name: settings[name] for name in ("rows", "samples")}


def about_shard(settings) -> dict[str, str]:
    """Metadata of the table that a job writes: which shard it is, if it is one."""
    if "place" not in settings:
        return {}
    number, count = settings["place"]
    return {SHARD: f"{number} of {count}"}
