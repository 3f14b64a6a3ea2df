"""Tables whose rows lie between each other's, read as one, a piece at a time."""

from collections.abc import Iterator
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from chemins.results.columns import as_numpy
from chemins.results.opening import in_order, regrouped, shards
from chemins.results.tables import ROW_GROUP, Schema, alone, pieces_of


def merged(parts, schema: Schema) -> Iterator[dict]:
    """The rows of several tables in the order that one of them all would have, as pieces of
    ROW_GROUP rows, each name -> NumPy array.

    parts: of each table its path, or its shards in order. schema: one that a single column orders.
    Raises CheminsError as tables.read does.
    """
    (key,) = schema.order
    streams = [rows_of(chain(*in_order(shards(part), schema)), schema) for part in parts]
    for table in regrouped(interleaved(streams, key), ROW_GROUP, ROW_GROUP):
        yield {name: as_numpy(alone(table[name])) for name in table.column_names}


def rows_of(files, schema) -> Iterator[pa.Table]:
    for file in files:
        yield from pieces_of(file, schema, None, ROW_GROUP)


def interleaved(streams, key) -> Iterator[pa.Table]:
    """streams: iterators of tables, the rows of each in the order of a column, `key`."""
    held = {}
    while held := {s: piece for s in streams if (piece := held.get(s) or next(s, None))}:
        # All rows up to here are held: each stream goes on behind its own last one.
        end = min(piece[key][-1].as_py() for piece in held.values())
        upto = {s: pc.less_equal(piece[key], end) for s, piece in held.items()}
        yield pa.concat_tables(held[s].filter(upto[s]) for s in held).sort_by(key)
        held = {s: piece.filter(pc.invert(upto[s])) for s, piece in held.items()}
