from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chemins.clusters.paths import count_flows, stage_pairs, stages
from chemins.figures.flow_layout import Node, lay_out, node_name

HIDDEN = ["hidden_1", "hidden_2"]
LAYERS = ["pixels", *HIDDEN, "output"]
STAGES = stages(HIDDEN)
NEAR = 1e-6


@st.composite
def random_paths(draw):
    rows = draw(st.integers(1, 150))
    stream = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    columns = {layer: stream.integers(draw(st.integers(1, 9)), size=rows) for layer in LAYERS}
    label = stream.choice([1, 4, 7], size=rows)
    seen = stream.choice(["train", "test"], size=rows)
    return columns | {
        "label": label,
        "role": np.where(label == 4, "unseen", seen),
        "prediction": stream.choice([1, 7], size=rows),
    }


def laid_out(paths):
    return lay_out(count_flows(paths, stage_pairs(HIDDEN, LAYERS)), STAGES)


def columns(layout):
    """The nodes of each stage, from the top down."""
    return [
        sorted((n for n in layout.nodes if n.stage == index), key=lambda n: n.top)
        for index in range(len(layout.stages))
    ]


def check_filled(node, intervals):
    """Intervals (top, height) lie one below the other, from the node's top to its bottom."""
    end = node.top
    for top, height in sorted(intervals):
        assert top == pytest.approx(end, abs=NEAR)
        end = top + height
    assert end == pytest.approx(node.top + node.count, abs=NEAR)


@given(random_paths())
def test_heights_in_each_stage_sum_to_the_samples(paths):
    for column, stage in zip(columns(laid_out(paths)), STAGES, strict=True):
        assert {node.value: node.count for node in column} == Counter(paths[stage].tolist())
        assert {node.layer for node in column} == {stage}


@given(random_paths())
def test_nodes_keep_apart_inside_the_height_labels_and_predictions_in_order(paths):
    layout = laid_out(paths)
    for column in columns(layout):
        assert column[0].top >= -NEAR
        assert column[-1].top + column[-1].count <= layout.height + NEAR
        for upper, lower in pairwise(column):
            assert lower.top - (upper.top + upper.count) == pytest.approx(layout.gap, abs=NEAR)
    for end in (0, -1):
        values = [node.value for node in columns(layout)[end]]
        assert values == sorted(values)


@given(random_paths())
def test_stages_share_a_middle_line_and_the_fullest_fills_the_height(paths):
    layout = laid_out(paths)
    ends = [(column[0].top, column[-1].top + column[-1].count) for column in columns(layout)]
    for top, bottom in ends:
        assert (top + bottom) / 2 == pytest.approx(layout.height / 2, abs=NEAR)
    assert max(bottom - top for top, bottom in ends) == pytest.approx(layout.height, abs=NEAR)


@given(random_paths())
def test_ribbons_fill_their_nodes_exactly(paths):
    layout = laid_out(paths)
    for node in layout.nodes:
        out = [(r.source_top, r.count) for r in layout.ribbons if r.source is node]
        into = [(r.target_top, r.count) for r in layout.ribbons if r.target is node]
        if node.stage < len(STAGES) - 1:
            check_filled(node, out)
        if node.stage > 0:
            check_filled(node, into)


@given(random_paths())
def test_ribbons_are_the_groups_of_samples(paths):
    """One for each source, target, label and whether it is taught, with its number of samples."""
    layout = laid_out(paths)
    found = {
        (r.source.stage, r.source.value, r.target.value, r.label, r.unseen): r.count
        for r in layout.ribbons
    }
    expected = Counter()
    for stage, (source, target) in enumerate(pairwise(STAGES)):
        unseen = paths["role"] == "unseen"
        keys = (paths[source], paths[target], paths["label"], unseen)
        expected.update((stage, *key) for key in zip(*(k.tolist() for k in keys), strict=True))
    assert len(found) == len(layout.ribbons)
    assert found == expected
    assert all(r.target.stage == r.source.stage + 1 for r in layout.ribbons)


@given(random_paths())
def test_a_nodes_digit_and_its_share_are_of_the_known_samples(paths):
    known = paths["role"] != "unseen"
    for node in laid_out(paths).nodes:
        counts = Counter(paths["label"][known & (paths[node.layer] == node.value)].tolist())
        if not counts:
            assert node.digit is None
            assert np.isnan(node.share)
            continue
        digit = min(counts, key=lambda label: (-counts[label], label))
        assert node.digit == digit
        assert node.share == pytest.approx(counts[digit] / counts.total())


def test_ribbons_that_leave_a_node_do_not_cross():
    """They leave in the order in which they arrive, the known before the unseen."""
    label = np.array([1, 1, 7, 7, 4, 4])
    paths = {
        "label": label,
        "role": np.where(label == 4, "unseen", "train"),
        "hidden_1": np.zeros(6, int),
        "hidden_2": np.array([0, 1, 0, 1, 0, 1]),
        "prediction": np.ones(6, int),
        "pixels": np.zeros(6, int),
        "output": np.zeros(6, int),
    }
    ribbons = [r for r in laid_out(paths).ribbons if r.source.layer == "hidden_1"]
    leaving = sorted(ribbons, key=lambda r: r.source_top)
    found = [(r.unseen, r.target.value, r.label) for r in leaving]
    assert found == [
        (False, 0, 1),
        (False, 0, 7),
        (False, 1, 1),
        (False, 1, 7),
        (True, 0, 4),
        (True, 1, 4),
    ]


def test_clusters_stand_so_that_few_ribbons_cross():
    """Cluster 0 of the second layer is where cluster 1 of the first goes, and that of the 7s."""
    label = np.array([1, 1, 1, 7, 7])
    paths = {
        "label": label,
        "role": np.array(["train"] * 5),
        "hidden_1": np.array([1, 1, 1, 0, 0]),
        "hidden_2": np.array([0, 0, 1, 1, 1]),
        "prediction": label,
        "pixels": np.zeros(5, int),
        "output": np.zeros(5, int),
    }
    first, second = columns(laid_out(paths))[1:3]
    assert [node.value for node in first] == [1, 0]
    assert [node.value for node in second] == [0, 1]
    ribbons = [r for r in laid_out(paths).ribbons if r.source.layer == "hidden_1"]
    drawn = [(r.source_top + r.count, r.target_top + r.count) for r in ribbons]
    assert sorted(drawn) == sorted(drawn, key=lambda place: place[1])


def test_gaps_take_a_quarter_of_the_samples_in_the_fullest_stage():
    paths = {
        "label": np.array([1, 1, 7, 7]),
        "role": np.array(["train"] * 4),
        "hidden_1": np.arange(4),
        "hidden_2": np.zeros(4, int),
        "prediction": np.array([1, 1, 7, 7]),
        "pixels": np.zeros(4, int),
        "output": np.zeros(4, int),
    }
    layout = laid_out(paths)
    assert layout.gap == pytest.approx(1 / 3)
    assert layout.height == pytest.approx(5)


@pytest.mark.parametrize(
    ("layer", "value", "digit", "share", "name"),
    [
        ("label", 7, 7, 1.0, "7"),
        ("label", 4, None, np.nan, "4 (unseen)"),
        ("prediction", 1, 7, 0.6, "1"),
        ("hidden_1", 0, 1, 0.984, "cluster 0: 98 % 1s"),
        ("hidden_1", 3, 7, 1.0, "cluster 3: 100 % 7s"),
        ("pixels", 2, None, np.nan, "cluster 2: unseen only"),
        ("output", 4, 1, 0.5, "cluster 4: 50 % 1s"),
    ],
)
def test_node_names(layer, value, digit, share, name):
    node = Node(1, layer, value, 0.0, 10, digit, share)
    assert node_name(node, unseen=[4]) == name
