"""Columns of tables: their kinds beyond Arrow's, and the way between NumPy and Arrow."""

import numpy as np
import pyarrow as pa

VECTOR = object()  # a fixed_size_list<float32> column, of a width that each file has for itself
BYTES = object()  # likewise of uint8


ELEMENTS = {VECTOR: pa.float32(), BYTES: pa.uint8()}


def arrow_type(kind, width) -> pa.DataType:
    """The Arrow type of a column of this kind, of vectors with this width."""
    return pa.list_(ELEMENTS[kind], width) if kind in ELEMENTS else kind


def is_of_kind(found, kind) -> bool:
    """Whether an Arrow type is that of a column of this kind."""
    if kind in ELEMENTS:
        return pa.types.is_fixed_size_list(found) and found.value_type == ELEMENTS[kind]
    return found == kind


def as_arrow(values, kind) -> pa.Array:
    """An array (n,), or (n, width) for vectors, as an Arrow array of n values of this kind."""
    if kind in ELEMENTS:
        values = np.ascontiguousarray(values, dtype=np.float32 if kind is VECTOR else np.uint8)
        return pa.FixedSizeListArray.from_arrays(pa.array(values.reshape(-1)), values.shape[1])
    return pa.array(values, type=kind)


def as_numpy(column) -> np.ndarray:
    """An Arrow column as an array (n,); of vectors, (n, width)."""
    if pa.types.is_fixed_size_list(column.type):
        column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        return column.flatten().to_numpy().reshape(-1, column.type.list_size)
    if isinstance(column, pa.ChunkedArray):
        return column.to_numpy()
    return column.to_numpy(zero_copy_only=False)


def alone(column) -> pa.Array | pa.ChunkedArray:
    """A column's one chunk, which is not copied; or the column."""
    return column.chunk(0) if column.num_chunks == 1 else column
