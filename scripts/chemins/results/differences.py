"""How two files of a kind differ: tables in decisions and numbers, JSON in structure and numbers.

Numbers are compared column by column, by their largest difference relative to the column's largest
value. In JSON a column is what stands at one place of each entry of a list.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from chemins.base.files import read_json

ORDER = ("layer", "basis", "sample_id")  # of the rows of tables that may be in shards
NOTHING = 1e-9  # the least that counts as a column's largest value: rounding about 0 is nothing


@dataclass(frozen=True)
class TableDifference:
    """What is unlike in two tables."""

    decisions: float  # share of rows whose integers, booleans and words are all the same
    numbers: float  # largest relative difference; inf where only one has a number


@dataclass(frozen=True)
class JsonDifference:
    """What is unlike in two JSON files, by place (`layers[0].k`)."""

    unlike: list[str]  # where only one has something, or their words differ
    numbers: dict[str, float]  # relative difference of those numbers that differ


def compare_tables(first, second) -> TableDifference:
    """Compare two Parquet files, or tables that are lists of such, row by row; of several layers,
    the one that differs most.

    Nothing agrees where columns, types, layers or the number of rows differ. Raises OSError or an
    ArrowException for what is no Parquet file.
    """
    tables = [read_tables(paths) for paths in (first, second)]
    if tables[0].schema != tables[1].schema or layer_of_rows(tables[0]) != layer_of_rows(tables[1]):
        return TableDifference(0.0, np.inf)
    part = np.unique(layer_of_rows(tables[0]), return_inverse=True)[1]
    found = [compare_rows(*(t.filter(part == one) for t in tables)) for one in np.unique(part)]
    return TableDifference(
        min((each.decisions for each in found), default=1.0),
        max((each.numbers for each in found), default=0.0),
    )


def layer_of_rows(table) -> list[str]:
    """[n texts] which layer, and which of its clusterings, each row is about; nothing of measures,
    which have scales of their own, and where there is no layer."""
    if "layer" not in table.column_names or "measure" in table.column_names:
        return [""] * len(table)
    names = [name for name in ("layer", "basis") if name in table.column_names]
    columns = [table[name].to_pylist() for name in names]
    return [" ".join(words) for words in zip(*columns, strict=True)]


def compare_rows(*tables) -> TableDifference:
    """Compare two Arrow tables of the same columns and as many rows."""
    agreeing, largest = np.ones(len(tables[0]), bool), 0.0
    for columns in zip(tables[0].columns, tables[1].columns, strict=True):
        if holds_numbers(columns[0].type):
            largest = max(largest, numeric_difference(*columns, measures(tables[0])))
        else:
            words = (column.to_pylist() for column in columns)
            agreeing &= np.array([a == b for a, b in zip(*words, strict=True)], bool)
    return TableDifference(float(agreeing.mean()) if len(agreeing) else 1.0, largest)


def read_tables(paths) -> pa.Table:
    """A file's table; or that of which several files are shards, its rows as in one file."""
    if not isinstance(paths, list):
        return read_table(paths)
    table = pa.concat_tables(map(read_table, paths))
    order = [(name, "ascending") for name in ORDER if name in table.column_names]
    return table.take(pc.sort_indices(table, order))


def read_table(path) -> pa.Table:
    with pq.ParquetFile(path) as file:
        return file.read()


def measures(table) -> np.ndarray:
    """(n,) what each row's numbers measure, where a table says so: they share no scale."""
    if "measure" not in table.column_names:
        return np.zeros(len(table), int)
    return np.unique(table["measure"].to_numpy(), return_inverse=True)[1]


def holds_numbers(kind) -> bool:
    """Whether a column is of floats, or of lists of numbers."""
    inner = kind.value_type if is_list(kind) else kind
    return pa.types.is_floating(inner) or (is_list(kind) and pa.types.is_integer(inner))


def is_list(kind) -> bool:
    return pa.types.is_list(kind) or pa.types.is_fixed_size_list(kind)


def numeric_difference(first, second, measure) -> float:
    """The largest of relative_gaps, of two Arrow columns. measure: (n,) a scale for each value."""
    if is_list(first.type):
        if pc.list_value_length(first) != pc.list_value_length(second):
            return np.inf
        first, second = (column.combine_chunks().flatten() for column in (first, second))
        measure = np.zeros(len(first), int)
    first, second = (column.to_numpy() for column in (first, second))
    rows = [measure == scale for scale in np.unique(measure)]
    return max((relative_gaps(first[row], second[row]).max() for row in rows), default=0.0)


def relative_gaps(first, second) -> np.ndarray:
    """(n,) distances of numbers, relative to the largest of all; inf where only one is a number.

    Two that are NaN are alike, and so are two infinities.
    """
    first, second = np.asarray(first, float), np.asarray(second, float)
    largest = [np.abs(part[np.isfinite(part)]).max(initial=NOTHING) for part in (first, second)]
    with np.errstate(invalid="ignore", over="ignore"):
        gaps = np.abs(first - second) / max(largest)
    gaps[np.isnan(gaps)] = np.inf
    gaps[(first == second) | (np.isnan(first) & np.isnan(second))] = 0
    return gaps


def compare_json(first, second) -> JsonDifference:
    """Compare two JSON files.

    Raises OSError, ValueError, OverflowError or RecursionError for what is none that can be read.
    """
    sides = [dict(leaves(read_json(path))) for path in (first, second)]
    places = sides[0].keys() | sides[1].keys()
    numbers = {place for place in places if all(is_number(side.get(place)) for side in sides)}
    said = {p: [repr(side[p]) if p in side else "" for side in sides] for p in places - numbers}
    return JsonDifference(
        sorted(place_text(place) for place, (one, other) in said.items() if one != other),
        {place_text(place): gap for place, gap in number_gaps(numbers, *sides) if gap > 0},
    )


def leaves(value, place=()) -> Iterator:
    """(place, value) of all that a JSON value holds; an empty list or object is one itself."""
    parts = value if isinstance(value, dict) else {}
    parts = dict(enumerate(value)) if isinstance(value, list) else parts
    if not parts:
        yield place, value
    for key, part in parts.items():
        yield from leaves(part, (*place, key))


def is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def number_gaps(places, first, second) -> Iterator:
    """(place, relative gap) of these places of two files, column by column."""
    columns = defaultdict(list)
    for place in sorted(places, key=place_text):
        columns[tuple(key for key in place if isinstance(key, str))].append(place)
    for column in columns.values():
        values = [np.array([float(side[place]) for place in column]) for side in (first, second)]
        yield from zip(column, relative_gaps(*values).tolist(), strict=True)


def place_text(place) -> str:
    """`layers[0].k`"""
    keys = [f"[{key}]" if isinstance(key, int) else f".{key}" for key in place]
    return "".join(keys).removeprefix(".") or "the whole"
