"""Opening a table's file, and whether it is what it should be."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
import pyarrow.parquet as pq

from chemins.base.errors import CheminsError
from chemins.results.columns import is_of_kind

VERSION = 3
SHARD = "chemins.shard"  # in metadata: which of how many files of a table this is
BUFFER = 1_000_000  # bytes of a file at once: reading ahead keeps what was read, gigabytes of it


def shards(path) -> list:
    """The files of a table. path: a path, or a sequence of them, or of such."""
    if isinstance(path, str | os.PathLike):
        return [path]
    return [file for one in path for file in shards(one)]


def in_order(paths, schema) -> list[list]:
    """The files of one table, or of several, table by table. Raises CheminsError where shards do
    not follow each other, or some are missing."""
    if len(paths) == 1:
        return [paths]
    found, before = [], None
    for path in paths:
        with open_parquet(path, schema) as file:
            place = place_of(file)
        check_follows(path, place, before)
        if place is None or place[0] == 0:
            found.append([])
        found[-1].append(path)
        before = place
    check_follows(f"what comes after {paths[-1]}", None, before)
    return found


def place_of(file) -> tuple[int, int] | None:
    """Which of how many shards a file is; None of one that is a table."""
    told = texts(file.schema_arrow.metadata).get(SHARD)
    return tuple(map(int, told.split(" of "))) if told else None


def check_follows(path, found, before) -> None:
    """Raise CheminsError unless a shard, as of place_of, comes after another: the next one of the
    same table, or the first one of another."""
    number, count = before or (0, 1)
    ended = number + 1 == count
    first = found is None or found[0] == 0
    if not (first if ended else found == (number + 1, count)):
        named = f"shard {found[0]} of {found[1]}" if found else "no shard"
        expected = "shard 0 of another table" if ended else f"shard {number + 1} of {count}"
        raise CheminsError(
            f"{path} is {named}, expected {expected}: one is missing, or they are in another order"
        )


def regrouped(pieces, rows, first) -> Iterator[pa.Table]:
    """The same rows, `rows` at a time; the first time `first` of them, the last time fewer."""
    waiting, size = (), first
    for piece in pieces:
        waiting = pa.concat_tables([waiting, piece]) if len(waiting) else piece
        while len(waiting) >= size:
            yield waiting.slice(0, size)
            waiting, size = waiting.slice(size), rows
    if len(waiting):
        yield waiting


def pieces_of(path, schema, columns, rows, between=None) -> Iterator[pa.Table]:
    with open_parquet(path, schema, columns) as file:
        groups = groups_between(file, schema.order[0], between) if between else None
        for piece in file.iter_batches(batch_size=rows, row_groups=groups, columns=columns):
            yield pa.Table.from_batches([piece])


def groups_between(file, column, between) -> list[int]:
    """The row groups that have values of a column from one to another, by what the file tells of
    each; all of which it does not."""
    place, found = file.schema_arrow.get_field_index(column), []
    for group in range(file.num_row_groups):
        told = file.metadata.row_group(group).column(place).statistics
        if told is None or (told.min <= between[1] and between[0] <= told.max):
            found.append(group)
    return found


@contextmanager
def open_parquet(path, schema, columns=None) -> Iterator[pq.ParquetFile]:
    """A table's file. schema: tables.Schema. Raises CheminsError if it is missing or no such table,
    or has not these columns."""
    advice = "delete it and run again"
    try:
        with pq.ParquetFile(path, buffer_size=BUFFER, pre_buffer=False) as file:
            check(path, schema, file.schema_arrow, advice, columns)
            yield file
    except FileNotFoundError:
        raise CheminsError(f"{path} is missing; run again to make it") from None
    except (pa.ArrowException, OSError) as error:
        raise CheminsError(f"{path} is no readable Parquet file ({error}); {advice}") from error


def check(path, schema, found, advice, columns=None) -> None:
    """Raise CheminsError unless a file's schema is that of the table, and has these columns."""
    own = texts(found.metadata)
    name, version = own.get("chemins.table"), own.get("chemins.version")
    if name != schema.name or version != str(VERSION):
        raise CheminsError(
            f"{path} holds table {name!r} version {version!r}, expected {schema.name!r} version "
            f"'{VERSION}'; {advice}"
        )
    kinds = schema.kinds(found.names)
    missing = sorted({*(columns or ())} - {*kinds})
    if found.names != list(kinds) or missing:
        expected = [*kinds, *missing]
        raise CheminsError(f"{path} has the columns {found.names}, expected {expected}; {advice}")
    for column, kind in kinds.items():
        if not is_of_kind(found.field(column).type, kind):
            raise CheminsError(
                f"{path} has column {column} of type {found.field(column).type}; {advice}"
            )


def texts(metadata) -> dict[str, str]:
    return {key.decode(): value.decode() for key, value in (metadata or {}).items()}
