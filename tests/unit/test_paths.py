import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chemins.clusters.paths import (
    add_up,
    all_stages,
    count_flows,
    distinct_paths,
    flow_columns,
    flow_counts,
    main_paths,
    stage_pairs,
    stages,
    travels_as,
)

HIDDEN = ("hidden_1", "hidden_2")
LAYERS = ("pixels", *HIDDEN, "output")


def table(rows):
    """Paths from rows of (role, label, hidden_1, hidden_2, prediction)."""
    role, *numbers = zip(*rows, strict=True)
    label, first, second, prediction = (np.array(column, np.int32) for column in numbers)
    return {
        "sample_id": np.arange(len(rows), dtype=np.int32),
        "role": np.array(role),
        "label": label,
        "pixels": first,
        "hidden_1": first,
        "hidden_2": second,
        "output": second,
        "prediction": prediction,
    }


@st.composite
def random_paths(draw):
    rows = draw(st.integers(1, 120))
    stream = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    columns = {layer: stream.integers(draw(st.integers(1, 4)), size=rows) for layer in LAYERS}
    return columns | {
        "sample_id": np.arange(rows),
        "role": stream.choice(["train", "test", "unseen"], size=rows),
        "label": stream.choice([1, 4, 7], size=rows),
        "prediction": stream.choice([1, 7], size=rows),
    }


def test_stages_by_hand():
    assert stages(HIDDEN) == ("label", "hidden_1", "hidden_2", "prediction")
    assert all_stages(LAYERS) == ("label", *LAYERS, "prediction")


@pytest.mark.parametrize(
    ("hidden", "pairs"),
    [
        (
            ["hidden_1"],
            [
                ("label", "hidden_1"),
                ("hidden_1", "prediction"),
                ("label", "pixels"),
                ("pixels", "hidden_1"),
                ("hidden_1", "output"),
                ("output", "prediction"),
            ],
        ),
        (
            ["conv_1", "hidden_1"],
            [
                ("label", "conv_1"),
                ("conv_1", "hidden_1"),
                ("hidden_1", "prediction"),
                ("label", "pixels"),
                ("pixels", "conv_1"),
                ("hidden_1", "output"),
                ("output", "prediction"),
            ],
        ),
    ],
)
def test_each_pair_of_stages_once(hidden, pairs):
    assert stage_pairs(hidden, ["pixels", *hidden, "output"]) == pairs


@settings(max_examples=20)
@given(random_paths())
def test_flows_are_crosstabs(paths):
    pairs = stage_pairs(HIDDEN, LAYERS)
    flows = pd.DataFrame(count_flows(paths, pairs))
    frame = pd.DataFrame(paths)
    assert (flows["count"] > 0).all()
    for source, target in pairs:
        part = flows[(flows.source_layer == source) & (flows.target_layer == target)]
        assert part["count"].sum() == len(frame)
        found = part.pivot_table(
            index=["source", "role", "label"],
            columns="target",
            values="count",
            aggfunc="sum",
            fill_value=0,
        )
        expected = pd.crosstab([frame[source], frame.role, frame.label], frame[target])
        assert found.index.tolist() == expected.index.tolist()
        assert found.columns.tolist() == expected.columns.tolist()
        np.testing.assert_array_equal(found, expected)


@given(random_paths())
def test_flows_are_in_order_and_each_there_once(paths):
    pairs = stage_pairs(HIDDEN, LAYERS)
    flows = count_flows(paths, pairs)
    keys = [
        (pairs.index((row[0], row[2])), row[1], row[3], row[4], row[5])
        for row in zip(*flows.values(), strict=True)
    ]
    assert keys == sorted(set(keys))


def test_flows_by_hand():
    paths = table([("train", 1, 0, 0, 1), ("train", 1, 0, 1, 1), ("test", 1, 0, 0, 1)])
    assert count_flows(paths, [("hidden_1", "hidden_2")]) == {
        "source_layer": ["hidden_1"] * 3,
        "source": [0, 0, 0],
        "target_layer": ["hidden_2"] * 3,
        "target": [0, 0, 1],
        "role": ["test", "train", "train"],
        "label": [1, 1, 1],
        "count": [1, 1, 1],
    }


@given(random_paths(), st.lists(st.integers(0, 120), max_size=3))
def test_flows_of_pieces_add_up(paths, cuts):
    """Pieces without rows too."""
    pairs, counts = stage_pairs(HIDDEN, LAYERS), {}
    ends = [*sorted(cuts), 120]
    for start, end in zip([0, *ends], ends, strict=False):
        piece = {name: column[start:end] for name, column in paths.items()}
        if len(piece["role"]):
            add_up(counts, flow_counts(count_flows(piece, pairs)))
    assert flow_columns(counts, pairs) == count_flows(paths, pairs)


def test_distinct_paths_by_hand():
    """The label and the prediction count, the role and the pixels' cluster do not."""
    paths = table(
        [
            ("train", 1, 0, 0, 1),
            ("test", 1, 0, 0, 1),
            ("train", 1, 0, 0, 7),
            ("train", 7, 0, 0, 7),
            ("train", 7, 0, 1, 7),
        ]
    )
    paths["pixels"] = np.arange(5)
    assert distinct_paths(paths, HIDDEN) == 4


@given(random_paths())
def test_distinct_paths_as_pandas_counts_them(paths):
    frame = pd.DataFrame(paths)[["label", *HIDDEN, "prediction"]]
    assert distinct_paths(paths, HIDDEN) == len(frame.drop_duplicates())


@pytest.mark.parametrize(
    ("rows", "main"),
    [
        # The most frequent one.
        ([("train", 1, 3, 3, 1), ("train", 1, 2, 0, 1), ("train", 1, 3, 3, 1)], {1: (3, 3)}),
        # On a tie, the lexicographically first.
        ([("train", 1, 1, 0, 1), ("train", 1, 0, 5, 1)], {1: (0, 5)}),
        ([("train", 1, 0, 5, 1), ("train", 1, 0, 4, 1)], {1: (0, 4)}),
        # Whatever the predictions are: only (2, 2) is there twice with the same one.
        (
            [
                ("train", 1, 1, 1, 1),
                ("train", 1, 1, 1, 7),
                ("train", 1, 1, 1, 4),
                ("train", 1, 2, 2, 1),
                ("train", 1, 2, 2, 1),
            ],
            {1: (1, 1)},
        ),
        # Test and unseen samples do not count, and have no main path of their own.
        (
            [("train", 1, 1, 1, 1)]
            + [("test", 1, 0, 0, 1)] * 3
            + [("unseen", 4, 0, 0, 1)] * 3
            + [("unseen", 1, 0, 0, 1)] * 3,
            {1: (1, 1)},
        ),
        # Two classes may share one.
        ([("train", 7, 0, 0, 7), ("train", 1, 0, 0, 7)], {1: (0, 0), 7: (0, 0)}),
    ],
)
def test_main_paths_by_hand(rows, main):
    assert main_paths(table(rows), HIDDEN) == main


@given(random_paths())
def test_main_paths_as_pandas_finds_them(paths):
    frame = pd.DataFrame(paths).query("role == 'train'")
    found = main_paths(paths, HIDDEN)
    assert sorted(found) == sorted(frame.label.unique())
    for label, group in frame.groupby("label"):
        counts = group.value_counts(list(HIDDEN)).sort_index()
        assert found[label] == counts[counts == counts.max()].index[0]


@pytest.mark.parametrize(
    ("main", "rows", "expected"),
    [
        (
            {1: (0, 0), 7: (1, 1)},
            [
                ("train", 1, 0, 0, 1),  # its own class's
                ("test", 1, 1, 1, 1),  # another's
                ("test", 7, 0, 1, 7),  # none's
                ("unseen", 4, 1, 1, 7),
                ("unseen", 4, 1, 0, 7),
            ],
            [1, 7, -1, 7, -1],
        ),
        # A main path that 4 and 7 share: each as itself, all others as the lower of them.
        (
            {1: (0, 0), 7: (1, 1), 4: (1, 1)},
            [
                ("train", 4, 1, 1, 4),
                ("train", 7, 1, 1, 7),
                ("train", 1, 1, 1, 1),
                ("unseen", 9, 1, 1, 1),
                ("train", 7, 0, 0, 7),
            ],
            [4, 7, 4, 4, 1],
        ),
    ],
)
def test_travels_as_by_hand(main, rows, expected):
    found = travels_as(table(rows), HIDDEN, main)
    assert found.tolist() == expected
    assert found.dtype == np.int32
