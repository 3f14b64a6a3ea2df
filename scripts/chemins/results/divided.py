"""Tables that two results folders have in other files: of another `part_size` they are the same.

A table is one file, or a folder of shards; and only where a run has shards are there, beside its
tables, what was fitted, and the paths and flows of each.
"""

from collections import defaultdict
from pathlib import PurePosixPath

import pyarrow as pa
import pyarrow.parquet as pq

from chemins.jobs.shelves import whose
from chemins.results.layout import BY_SAMPLE, JOINED, NAMES, WHOLE, fits
from chemins.results.opening import place_of

RUN = NAMES.run("*")
SHARDS = [RUN.shard(kind, "*", "*", "*") for kind in BY_SAMPLE]
OF_SHARDS = [RUN.fitted("*", "*"), *(RUN.shard(kind, WHOLE, "*", "*") for kind in JOINED)]


def divided_otherwise(names, folders) -> dict[str, list[list[str]]]:
    """Tables that are whole in both folders, in other files: table -> [its files, in order, in the
    first folder; in the second]. names: of both folders' files."""
    first, second = ({table: sorted(files) for table, files in tables_of(own).items()}
                     for own in names)  # fmt: skip
    found = {table: [first[table], second[table]] for table in first.keys() & second.keys()}
    return {
        table: files
        for table, files in sorted(found.items())
        if files[0] != files[1] and all(map(are_whole, folders, files))
    }


def tables_of(names) -> dict[str, list[str]]:
    """Table -> its files."""
    found = defaultdict(list)
    for name in names:
        path = PurePosixPath(name)
        found[f"{path.parent}.parquet" if fits_any(name, SHARDS) else name].append(name)
    return found


def fits_any(name, patterns) -> bool:
    return any(fits(name, pattern) for pattern in patterns)


def are_whole(folder, files) -> bool:
    """Whether files, in their order, are all shards of a table; or the one file that it is."""
    try:
        places = [place_of(pq.ParquetFile(folder / name)) for name in files]
    except (OSError, ValueError, pa.ArrowException):
        return False
    return places in ([None], [(number, len(files)) for number in range(len(files))])


def files_divided(tables, names) -> set[str]:
    """The files of tables, as of divided_otherwise, and those that only one folder has beside them,
    because they are in shards there. names: as there."""
    runs = {whose(table) for table in tables}
    only = names[0] ^ names[1]
    beside = {name for name in only if fits_any(name, OF_SHARDS) and whose(name) in runs}
    return beside.union(*(files for sides in tables.values() for files in sides))
