"""Opening a table's file, and whether it is what it should be."""

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
import pyarrow.parquet as pq

from chemins.base.errors import CheminsError
from chemins.results.columns import is_of_kind

VERSION = 3
BUFFER = 1_000_000  # bytes of a file at once: reading ahead keeps what was read, gigabytes of it


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
