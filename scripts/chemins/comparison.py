"""How two results folders differ: in bytes, in decisions, in numbers."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from chemins.errors import CheminsError

APART = ("logs", "benchmarks")
# An embedding's every coordinate can differ on another machine, by no one's fault: its numbers
# are reported, and do not count.
CHAOTIC = "embeddings"


@dataclass(frozen=True)
class Difference:
    """Of one file that both folders have: what differs, worst first."""

    name: str
    decisions: float  # share of rows whose labels, clusters, K and predictions are all the same
    numbers: float  # largest difference, relative to the column's largest value; NaN if unlike


@dataclass(frozen=True)
class Comparison:
    identical: list[str]
    tables: list[Difference]  # Parquet files that differ
    others: list[str]  # other files that differ
    only_first: list[str]
    only_second: list[str]

    def agrees(self, tolerance, agreement):
        """Whether both hold the same files, decide alike and differ in numbers by little."""
        return not (self.only_first or self.only_second) and all(
            table.decisions >= agreement
            and (table.numbers <= tolerance or f"/{CHAOTIC}/" in table.name)
            for table in self.tables
        )


def compare(first, second) -> Comparison:
    """Compare two results folders; CheminsError if one is no folder."""
    names = [file_names(folder) for folder in (first, second)]
    both = sorted(names[0] & names[1])
    same = {n for n in both if Path(first, n).read_bytes() == Path(second, n).read_bytes()}
    unlike = [name for name in both if name not in same]
    tables = [name for name in unlike if name.endswith(".parquet")]
    return Comparison(
        identical=sorted(same),
        tables=[compare_tables(name, Path(first, name), Path(second, name)) for name in tables],
        others=[name for name in unlike if name not in tables],
        only_first=sorted(names[0] - names[1]),
        only_second=sorted(names[1] - names[0]),
    )


def file_names(folder):
    """Paths within a results folder, logs and benchmarks left out."""
    folder = Path(folder)
    if not folder.is_dir():
        raise CheminsError(f"{folder} is no folder")
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in paths if path.parts[0] not in APART}


def compare_tables(name, first, second) -> Difference:
    tables = [pq.read_table(path) for path in (first, second)]
    if tables[0].schema != tables[1].schema or len(tables[0]) != len(tables[1]):
        return Difference(name, 0.0, np.nan)
    agreeing, largest = np.ones(len(tables[0]), bool), 0.0
    for field in tables[0].schema:
        columns = [table[field.name].combine_chunks() for table in tables]
        if is_decision(field.type):
            agreeing &= np.array([a == b for a, b in zip(*columns, strict=True)], bool)
        else:
            largest = max(largest, numeric_difference(*map(flat, columns)))
    return Difference(name, float(agreeing.mean()) if len(agreeing) else 1.0, largest)


def is_decision(kind):
    return pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_string(kind)


def flat(column):
    """All numbers of a column of floats or of lists of them."""
    while pa.types.is_list(column.type) or pa.types.is_fixed_size_list(column.type):
        column = column.flatten()
    return column.to_numpy(zero_copy_only=False).astype(np.float64)


def numeric_difference(first, second):
    """Largest absolute difference over the largest absolute value; 0 where both are NaN."""
    if len(first) != len(second) or (np.isnan(first) != np.isnan(second)).any():
        return float("inf")
    scale = max(np.nanmax(np.abs(first), initial=0), np.nanmax(np.abs(second), initial=0))
    gap = np.nanmax(np.abs(first - second), initial=0)
    return float(gap / scale) if scale > 0 else 0.0
