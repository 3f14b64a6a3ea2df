"""Every table of the results: its columns, types and order, written whole or not at all.

The files are plain Parquet; any reader opens them. A run is one dataset: what there is of its
layers lies in one table for the pixels and one for its network, layers beside each other as columns
of vectors (fixed_size_list), or below each other as rows with the layer's name. Rows are sorted,
metadata holds the schema's name and version.

A large table lies in several files, its *shards*: each reader takes a path, or a sequence of them
whose rows follow each other.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from chemins.base.errors import CheminsError
from chemins.base.files import replacing
from chemins.results.columns import BYTES, VECTOR, alone, arrow_type, as_arrow, as_numpy
from chemins.results.opening import (
    VERSION,
    in_order,
    open_parquet,
    pieces_of,
    regrouped,
    shards,
    texts,
)

ROW_GROUP = 4096
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
BATCH_BYTES = 16_000_000  # of vectors that are read at once


@dataclass(frozen=True)
class Schema:
    """A kind of table: columns with their Arrow types, and the columns that order its rows.

    vectors: whether any number of VECTOR columns follow, each named by whoever writes them.
    """

    name: str
    columns: dict
    order: tuple[str, ...]
    vectors: bool = False

    def kinds(self, names) -> dict:
        """name -> type of the columns of a table of this kind. names: all of them, in order."""
        others = [name for name in names if name not in self.columns] if self.vectors else []
        return {**self.columns, **dict.fromkeys(others, VECTOR)}


SPLIT = ROLE = pa.string()
FLOAT_LIST = pa.list_(pa.float64())

DATASET = Schema(
    "dataset",
    {"sample_id": pa.int32(), "split": SPLIT, "label": pa.int32(), "pixels": BYTES},
    ("sample_id",),
)
SAMPLES = Schema(
    "samples", {"sample_id": pa.int32(), "label": pa.int32(), "role": ROLE}, ("sample_id",)
)
# Of a network one column a layer, and `logits` where there are any; of the pixels, `pixels`.
ACTIVATIONS = Schema(
    "activations",
    {"sample_id": pa.int32(), "role": ROLE, "label": pa.int32()},
    ("sample_id",),
    vectors=True,
)
HISTORY = Schema(
    "history",
    {
        "epoch": pa.int32(),
        "loss": pa.float64(),
        "accuracy": pa.float64(),
        "test_loss": pa.float64(),
        "test_accuracy": pa.float64(),
    },
    ("epoch",),
)
CLUSTERS = Schema(
    "clusters",
    {
        "layer": pa.string(),
        "basis": pa.string(),
        "sample_id": pa.int32(),
        "cluster": pa.int32(),
        "distance": pa.float64(),
        "silhouette": pa.float64(),
    },
    ("layer", "basis", "sample_id"),
)
CLUSTER_SCORES = Schema(
    "cluster_scores",
    {
        "layer": pa.string(),
        "k": pa.int32(),
        "silhouette": pa.float64(),
        "standard_error": pa.float64(),
        "inertia": pa.float64(),
        "chosen": pa.bool_(),
        "note": pa.string(),
    },
    ("layer", "k"),
)
CENTERS = Schema(
    "centers",
    {
        "layer": pa.string(),
        "basis": pa.string(),
        "cluster": pa.int32(),
        "size": pa.int32(),
        "center": pa.list_(pa.float32()),  # layers differ in their width
    },
    ("layer", "basis", "cluster"),
)
SPACES = Schema(
    "spaces",
    {
        "layer": pa.string(),
        "mean": FLOAT_LIST,
        "scale": FLOAT_LIST,
        "components": pa.int32(),
        "axes": pa.list_(pa.float32()),
    },
    ("layer",),
)
EMBEDDING = Schema(
    "embedding",
    {"layer": pa.string(), "sample_id": pa.int32(), "x": pa.float32(), "y": pa.float32()},
    ("layer", "sample_id"),
)
FLOWS = Schema(
    "flows",
    {
        "source_layer": pa.string(),
        "source": pa.int32(),
        "target_layer": pa.string(),
        "target": pa.int32(),
        "role": ROLE,
        "label": pa.int32(),
        "count": pa.int64(),
    },
    (),  # the order of the stages, then of the columns: chemins.clusters.paths sorts them
)
VALUES = {
    "network": pa.string(),
    "replicate": pa.int32(),
    "layer": pa.string(),
    "digit": pa.int32(),
    "toward": pa.int32(),
    "measure": pa.string(),
    "value": pa.float64(),
}
MEASURES = Schema(
    "measures",
    # What images add to a value, by group of images (chemins.statistics.influence); null of what is
    # no measure of images.
    {**VALUES, "images": pa.int32(), "influence": pa.list_(pa.float32())},
    ("network", "replicate", "measure", "layer", "digit", "toward"),
)
LEARNING = Schema("learning", {"epoch": pa.int32(), **MEASURES.columns}, ("epoch", *MEASURES.order))
LEARNING_EMBEDDINGS = Schema(
    "learning_embeddings", {"epoch": pa.int32(), **EMBEDDING.columns}, ("epoch", *EMBEDDING.order)
)
ATLAS = Schema(
    "atlas",
    {"first": pa.int32(), "second": pa.int32(), **VALUES},
    ("first", "second", *MEASURES.order),
)
SAMPLE_MEASURES = Schema(
    "sample_measures",
    {
        "sample_id": pa.int32(),
        "role": ROLE,
        "label": pa.int32(),
        "committed": pa.string(),
        "depth": pa.string(),
        "path_score": pa.float64(),
        "p_value": pa.float64(),
    },
    ("sample_id",),
)
BILL = Schema(
    "bill",
    {
        "rule": pa.string(),
        "jobs": pa.int32(),
        "wall_seconds": pa.float64(),
        "longest_seconds": pa.float64(),
        "core_seconds": pa.float64(),
        "cpu_seconds": pa.float64(),
        "waiting_seconds": pa.float64(),
        "peak_mb": pa.float64(),
        "asked_mb": pa.float64(),
        "memory_used": pa.float64(),
        "asked_seconds": pa.float64(),
        "time_used": pa.float64(),
    },
    ("rule",),
)


def paths_schema(layers) -> Schema:
    """The table of paths: one cluster column a layer, named as the layer."""
    columns = {"sample_id": pa.int32(), "role": ROLE, "label": pa.int32()}
    columns |= {layer: pa.int32() for layer in layers}
    columns |= {"prediction": pa.int32(), "probability": pa.float32()}
    return Schema("paths", columns, ("sample_id",))


def learning_paths_schema(layers) -> Schema:
    """The table of paths while a network learns: one cluster column for each of its layers."""
    columns = {"epoch": pa.int32(), "sample_id": pa.int32(), "role": ROLE, "label": pa.int32()}
    columns |= {"prediction": pa.int32(), "probability": pa.float32()}
    columns |= {layer: pa.int32() for layer in layers}
    return Schema("learning_paths", columns, ("epoch", "sample_id"))


def write(path, schema: Schema, columns, metadata=None) -> None:
    """Write a table, sorted, under its name only when it is whole.

    columns: name -> array (n,), or (n, width) for vectors; exactly the schema's, and its vectors.
    metadata: text to text, kept in the file beside the schema's name and version.
    """
    write_table(path, schema, as_table(schema, columns), metadata)


def as_table(schema, columns) -> pa.Table:
    kinds = schema.kinds(columns)
    return pa.table({name: as_arrow(columns[name], kind) for name, kind in kinds.items()})


def write_table(path, schema, table, metadata=None) -> None:
    if schema.order:
        table = table.take(pc.sort_indices(table, [(name, "ascending") for name in schema.order]))
    with writer(path, schema, table.schema, metadata) as sink:
        sink.write_table(table, row_group_size=ROW_GROUP)


def write_rows(path, schema: Schema, rows) -> None:
    """As write, of rows: dicts with the schema's columns."""
    write(path, schema, {name: [row[name] for row in rows] for name in schema.columns})


def write_parts(path, schema: Schema, parts, metadata=None) -> None:
    """As write, of several parts of a table, each a dict of columns as there: but a text instead of
    an array is that of every row."""
    table = pa.concat_tables(as_table(schema, filled(part)) for part in parts)
    write_table(path, schema, table, metadata)


def filled(part) -> dict[str, list]:
    rows = max(len(column) for column in part.values() if not isinstance(column, str))
    return {
        name: [column] * rows if isinstance(column, str) else column
        for name, column in part.items()
    }


@contextmanager
def vector_writer(path, schema: Schema, widths, metadata=None) -> Iterator:
    """A function that appends columns (as for `write`, already in order) to a table.

    For tables that do not fit in memory. widths: VECTOR or BYTES column -> its width.
    """
    kinds = schema.kinds([*schema.columns, *widths])
    arrow = pa.schema([(name, arrow_type(kind, widths.get(name))) for name, kind in kinds.items()])
    with writer(path, schema, arrow, metadata) as sink:

        def append(columns):
            arrays = [as_arrow(columns[name], kind) for name, kind in kinds.items()]
            sink.write_table(pa.table(arrays, schema=sink.schema), row_group_size=ROW_GROUP)

        yield append


@contextmanager
def writer(path, schema, arrow, metadata) -> Iterator:
    """A Parquet writer to a temporary file beside `path`, renamed once it is whole."""
    own = {"chemins.table": schema.name, "chemins.version": str(VERSION), **(metadata or {})}
    with (
        replacing(path) as partial,
        told_where(path),
        pq.ParquetWriter(partial, arrow.with_metadata(own), compression="zstd") as sink,
    ):
        yield sink


@contextmanager
def told_where(path) -> Iterator:
    """Say of which file it is that the disk would not take: Arrow does not."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:  # of what is read meanwhile
            raise
        raise CheminsError(f"{path} cannot be written: {error}") from error


def read(path, schema: Schema, columns=None) -> pa.Table:
    """A table, all of it or these columns; CheminsError if a file is not what it should be."""
    files = chain(*in_order(shards(path), schema))
    return pa.concat_tables(read_file(file, schema, columns) for file in files)


def read_file(path, schema, columns) -> pa.Table:
    with open_parquet(path, schema, columns) as file:
        return file.read(columns=columns)


def read_columns(path, schema: Schema, columns=None) -> dict:
    """A table as name -> NumPy array; vectors as (n, width)."""
    table = read(path, schema, columns)
    return {name: as_numpy(table[name]) for name in table.column_names}


def read_layers(paths, schema: Schema, layers, columns=None, **chosen) -> dict[str, dict]:
    """What the tables of a run's parts say of each layer: layer -> (name -> array) of its rows.

    paths: tables with rows of layers (or one), each layer's in one of them, or in several to be
    joined in that order. columns: their names, or all. chosen: column -> the value that rows must
    have to be among them. Raises CheminsError where a layer has none.
    """
    columns = columns or [name for name in schema.columns if name not in ("layer", *chosen)]
    wanted = ["layer", *chosen, *columns]
    files = shards(paths)
    parts = [
        selected(read_file(file, schema, wanted), **chosen)
        for file in chain(*in_order(files, schema))
    ]
    found = {}
    for layer in layers:
        kept = [selected(part, layer=layer).select(columns) for part in parts]
        joined = pa.concat_tables(kept)
        if not len(joined):
            raise CheminsError(
                f"{', '.join(map(str, files))}: no rows of the layer {layer!r}; delete it and run "
                "again"
            )
        found[layer] = {name: as_numpy(joined[name]) for name in columns}
    return found


def selected(table, **values) -> pa.Table:
    """The rows of an Arrow table that have these values. values: column -> value."""
    for name, value in values.items():
        table = table.filter(pc.equal(table[name], value))
    return table


def vector_columns(path, schema: Schema) -> list[str]:
    """The names of a table's vectors beyond those that every table of its kind has."""
    with open_parquet(shards(path)[0], schema) as file:
        return [name for name in file.schema_arrow.names if name not in schema.columns]


def batches(
    path, schema: Schema, columns=None, rows=ROW_GROUP, start=0, between=None
) -> Iterator[dict]:
    """The table piece by piece, each as name -> NumPy array, in memory that does not grow: of wide
    vectors fewer rows at once than asked for.

    Several shards of a table come in the pieces that it would come in as one file; so does a shard
    alone whose first row is that table's row `start`. between: the least and the greatest value, of
    the first column that the table is ordered by, of the rows that are needed; others may be left
    out.
    """
    for files in in_order(shards(path), schema):
        with open_parquet(files[0], schema, columns) as file:
            most = min(rows, rows_at_once(vector_width(file.schema_arrow, columns)))
        pieces = (
            piece for file in files for piece in pieces_of(file, schema, columns, most, between)
        )
        for table in regrouped(pieces, most, most - start % most):
            yield {name: as_numpy(alone(table[name])) for name in table.column_names}


def rows_at_once(width) -> int:
    """How many rows of so many numbers are read, or written, at once."""
    return min(ROW_GROUP, max(1, BATCH_BYTES // (4 * width)))


def vector_width(arrow, columns=None) -> int:
    """Numbers in a row's vectors together, or in these columns of them; 1 without any."""
    fields = [arrow.field(name) for name in columns or arrow.names]
    return max(1, sum(f.type.list_size for f in fields if pa.types.is_fixed_size_list(f.type)))


def metadata(path, schema: Schema) -> dict[str, str]:
    """The file's own metadata, text to text; of several files, the first one's."""
    with open_parquet(shards(path)[0], schema) as file:
        return texts(file.schema_arrow.metadata)
