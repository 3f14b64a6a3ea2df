"""Several tables read as one, in order."""

import numpy as np
import pytest

from chemins.base.errors import CheminsError
from chemins.results import merging, tables
from chemins.results.merging import merged
from chemins.results.opening import SHARD

SCHEMA = tables.SAMPLES
SIZES = (40_000, 4096, 1)
CUTS = [(0, 1000), (1000, 8000), (8000, 40_000)]  # the first table's shards


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """Three tables whose ids lie between each other's, the first one in shards."""
    folder, stream = tmp_path_factory.mktemp("parts"), np.random.default_rng(8)
    ids = stream.permutation(60_000)[: sum(SIZES)].astype(np.int32)
    found = []
    for place, own in enumerate(np.split(ids, np.cumsum(SIZES)[:-1])):
        rows = {
            "sample_id": np.sort(own),
            "label": own % 10,
            "role": np.full(len(own), f"r{place}"),
        }
        cuts = CUTS if place == 0 else [(0, len(own))]
        found.append([folder / f"{place}-{number}.parquet" for number in range(len(cuts))])
        for number, (start, end) in enumerate(cuts):
            about = {SHARD: f"{number} of {len(cuts)}"} if place == 0 else None
            shard = {name: column[start:end] for name, column in rows.items()}
            tables.write(found[-1][number], SCHEMA, shard, about)
    return found


def test_rows_come_as_those_of_one_table(parts):
    pieces = list(merged(parts, SCHEMA))
    whole = [tables.read_columns(part, SCHEMA) for part in parts]
    whole = {name: np.concatenate([part[name] for part in whole]) for name in SCHEMA.columns}
    order = whole["sample_id"].argsort()
    for name, column in whole.items():
        found = np.concatenate([piece[name] for piece in pieces])
        assert found.tolist() == column[order].tolist()


def test_pieces_are_the_row_groups_of_one_table(parts):
    sizes = [len(piece["sample_id"]) for piece in merged(parts, SCHEMA)]
    assert sizes == [4096] * 10 + [sum(SIZES) - 10 * 4096]


def test_no_more_is_held_than_some_pieces_of_each_table(parts, monkeypatch):
    held = [0]

    def counted(*arguments):
        for piece in tables.pieces_of(*arguments):
            held.append(held[-1] + len(piece))
            yield piece

    monkeypatch.setattr(merging, "pieces_of", counted)
    for piece in merged(parts, SCHEMA):
        held.append(held[-1] - len(piece["sample_id"]))
    assert held[-1] == 0
    assert max(held) <= 5 * 4096 < sum(SIZES) / 2


def test_one_table_comes_as_it_is(parts):
    assert next(merged(parts[2:], SCHEMA))["role"].tolist() == ["r2"]


def test_a_missing_shard_is_noticed(parts):
    with pytest.raises(CheminsError, match=r"0-2.parquet is shard 2 of 3, expected shard 1 of 3"):
        next(merged([parts[0][::2], parts[1]], SCHEMA))
