"""Tables that are not what they should be, and writing that breaks off."""

import errno

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builders.made_tables import ACTIVATIONS, SAMPLES, activations
from chemins.base.errors import CheminsError
from chemins.results import tables


def right(path):
    tables.write(path, tables.ACTIVATIONS, activations(50, 4))
    return path.read_bytes()


def cut_to(share):
    return lambda path: path.write_bytes(right(path)[: int(share * path.stat().st_size)])


def cut_by(length):
    return lambda path: path.write_bytes(right(path)[:-length])


def damaged(path):
    content = right(path)
    path.write_bytes(content[:4] + b"\xff" * 200 + content[204:])


def foreign(path):
    pq.write_table(pa.table({"a": [1, 2]}), path)


def pandas_made(path):
    columns = activations(5, 2)
    pq.write_table(pa.Table.from_pandas(pa.table({"label": columns["label"]}).to_pandas()), path)


def another_table(path):
    tables.write(path, tables.SAMPLES, SAMPLES)


def rewritten(change):
    """The right table with its Arrow form changed, the metadata kept unless that is changed."""

    def make(path):
        right(path)
        table = pq.read_table(path)
        pq.write_table(change(table), path)

    return make


def with_metadata(**values):
    def change(table):
        own = {f"chemins.{key}".encode(): value for key, value in values.items()}
        return table.replace_schema_metadata({**table.schema.metadata, **own})

    return rewritten(change)


def with_type(column, kind):
    def change(table):
        index = table.column_names.index(column)
        return table.set_column(index, pa.field(column, kind), table[column].cast(kind))

    return rewritten(change)


AGAIN = "delete it and run again"
WRONG = {
    "missing": (lambda path: None, ["is missing", "run again"]),
    "empty": (lambda path: path.touch(), ["no readable Parquet file", AGAIN]),
    "text": (lambda path: path.write_text("id,label\n" * 9), ["no readable Parquet file", AGAIN]),
    "cut early": (cut_to(0.1), ["no readable Parquet file", AGAIN]),
    "cut in half": (cut_to(0.5), ["no readable Parquet file", AGAIN]),
    "cut late": (cut_by(1), ["no readable Parquet file", AGAIN]),
    "cut to the first bytes": (cut_to(0.004), ["no readable Parquet file", AGAIN]),
    "damaged": (damaged, ["no readable Parquet file", AGAIN]),
    "foreign": (foreign, ["table None", "'activations'", AGAIN]),
    "made by pandas": (pandas_made, ["table None", "'activations'", AGAIN]),
    "another table": (another_table, ["'samples'", "'activations'", AGAIN]),
    "newer version": (with_metadata(version="4"), ["version '4'", "'3'", AGAIN]),
    "column missing": (
        rewritten(lambda table: table.drop_columns(["role"])),
        ["['sample_id', 'label', 'activation']", AGAIN],
    ),
    "columns in another order": (
        rewritten(lambda table: table.select(["role", "sample_id", "label", "activation"])),
        ["['role', 'sample_id', 'label', 'activation']", AGAIN],
    ),
    "wider integers": (with_type("label", pa.int64()), ["label of type int64", AGAIN]),
    "vectors of any width": (
        with_type("activation", pa.list_(pa.float32())),
        ["activation of type list<", AGAIN],
    ),
    "vectors of doubles": (
        with_type("activation", pa.list_(pa.float64(), 4)),
        ["activation of type fixed_size_list<", AGAIN],
    ),
}

READERS = {
    "read": lambda path: tables.read(path, tables.ACTIVATIONS),
    "read_columns": lambda path: tables.read_columns(path, tables.ACTIVATIONS),
    "batches": lambda path: list(tables.batches(path, tables.ACTIVATIONS)),
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize(("make", "fragments"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_named_with_what_to_do(tmp_path, make, fragments, reader):
    path = tmp_path / "layer.parquet"
    make(path)
    with pytest.raises(CheminsError) as caught:
        reader(path)
    for fragment in [str(path), *fragments]:
        assert fragment in str(caught.value)


def test_a_table_cut_anywhere_is_never_taken(tmp_path):
    path = tmp_path / "layer.parquet"
    content = right(path)
    for cut in np.random.default_rng(3).integers(0, len(content), 100).tolist():
        path.write_bytes(content[:cut])
        with pytest.raises(CheminsError, match=r"layer\.parquet"):
            tables.read(path, tables.ACTIVATIONS)


# --- whole or not at all ----------------------------------------------------------------------

FAILING = {
    "too few values": {**ACTIVATIONS, "label": [1, 2]},
    "too few vectors": {**ACTIVATIONS, "activation": np.zeros((2, 2), np.float32)},
    "no column": {name: column for name, column in ACTIVATIONS.items() if name != "role"},
    "text for a number": {**ACTIVATIONS, "label": ["one", "two", "three"]},
    "a number that does not fit": {**ACTIVATIONS, "label": [1, 2, 2**40]},
}


def failing_write(columns):
    return lambda path: tables.write(path, tables.ACTIVATIONS, columns)


def failing_append(columns):
    def write(path):
        with tables.vector_writer(path, tables.ACTIVATIONS, {"activation": 2}) as append:
            append(ACTIVATIONS)
            append(columns)

    return write


def broken_off(path):
    with tables.vector_writer(path, tables.ACTIVATIONS, {"activation": 2}) as append:
        append(ACTIVATIONS)
        raise RuntimeError("the network is gone")


def interrupted(path):
    with tables.vector_writer(path, tables.ACTIVATIONS, {"activation": 2}) as append:
        append(ACTIVATIONS)
        raise KeyboardInterrupt


FAILURES = {f"write, {name}": failing_write(columns) for name, columns in FAILING.items()}
FAILURES |= {f"append, {name}": failing_append(columns) for name, columns in FAILING.items()}
FAILURES["append, another width"] = failing_append(activations(3, 5))
FAILURES["broken off"], FAILURES["interrupted"] = broken_off, interrupted


@pytest.mark.parametrize("write", FAILURES.values(), ids=FAILURES)
def test_a_failed_write_leaves_nothing(tmp_path, write):
    path = tmp_path / "layer.parquet"
    with pytest.raises((Exception, KeyboardInterrupt)):
        write(path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", FAILURES.values(), ids=FAILURES)
def test_a_failed_write_leaves_what_was_there(tmp_path, write):
    path = tmp_path / "layer.parquet"
    before = right(path)
    with pytest.raises((Exception, KeyboardInterrupt)):
        write(path)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == before


def test_a_full_disk_is_told_with_the_file_and_leaves_nothing(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "known" / "006.parquet"
    tables.write(path, tables.ACTIVATIONS, ACTIVATIONS)
    before = path.read_bytes()
    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    text = r"known/006.parquet cannot be written: .*No space left on device"
    with pytest.raises(CheminsError, match=text):
        tables.write(path, tables.ACTIVATIONS, ACTIVATIONS)
    with (
        pytest.raises(CheminsError, match=text),
        tables.vector_writer(path, tables.ACTIVATIONS, {"activation": 2}) as append,
    ):
        append(ACTIVATIONS)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() == before
