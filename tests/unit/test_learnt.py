"""What the figures of learning are drawn from: courses, and flows at a few epochs."""

import numpy as np
import pytest

from builders.learnt_runs import learnt_run
from chemins.figures.learnt import course, flows_at, shown_epochs
from chemins.figures.learnt_text import epoch_about, epoch_title, since_text


def number(own, mean, low, high):
    return {"own": own, "mean": mean, "low": low, "high": high}


def test_a_course_is_the_means_or_without_replicates_the_own_numbers():
    found = course([number(0.1, 0.2, 0.15, 0.3), number(0.4, None, 0.35, 0.5), None])
    np.testing.assert_array_equal(found.value, [0.2, 0.4, np.nan])
    np.testing.assert_array_equal(found.own, [0.1, 0.4, np.nan])
    np.testing.assert_array_equal(found.low, [0.15, 0.35, np.nan])
    np.testing.assert_array_equal(found.high, [0.3, 0.5, np.nan])


def test_parts_of_a_class_are_its_predictions_and_its_path():
    found = learnt_run().classes[7]
    assert found.part("right") == (found.right, found.right_since)
    assert found.part("path") == (found.on_path, found.path_since)
    assert found.right_since != found.path_since


# --- flows ----------------------------------------------------------------------------------------


def few_paths(*epochs):
    """Four images through one layer, of which each epoch gives clusters and predictions."""
    count = len(epochs)
    steps = np.array(epochs, np.int32).reshape(count * 4, 2)
    return {
        "epoch": np.repeat(np.arange(count), 4),
        "sample_id": np.tile(np.arange(4), count),
        "role": np.full(4 * count, "test"),
        "label": np.tile([1, 1, 7, 7], count),
        "hidden_1": steps[:, 0],
        "prediction": steps[:, 1],
        "output": steps[:, 0],
    }


A = [(0, 1), (0, 1), (0, 1), (0, 1)]
B = [(0, 1), (0, 1), (0, 1), (1, 1)]  # one has another cluster
C = [(0, 1), (0, 1), (0, 7), (1, 1)]  # and one more another prediction
D = [(0, 1), (0, 1), (0, 7), (1, 7)]  # as the first of these, another prediction


def small_learnt(*epochs):
    return learnt_run(
        hidden=("hidden_1",), epochs=list(range(len(epochs))), paths=few_paths(*epochs)
    )


@pytest.mark.parametrize(
    ("epochs", "shown"),
    [
        ((A, A, B, C, C, C), [0, 1, 2, 5]),  # each step at most one image; the first such
        ((A, B, B, B, C, D), [0, 1, 4, 5]),
        ((A, D, D, D, D), [0, 1, 2, 4]),  # all at once: between the rest nothing changes
        ((A, B, D), [0, 1, 2]),
    ],
)
def test_epochs_are_shown_between_which_little_changes(epochs, shown):
    assert shown_epochs(small_learnt(*epochs)) == shown


def test_nodes_stand_in_the_same_order_at_each_epoch_and_are_as_high_as_their_images():
    run = learnt_run(tuple(range(10)), unseen=())
    epochs = shown_epochs(run)
    layouts = flows_at(run, epochs)
    orders = set()
    for epoch, layout in layouts.items():
        rows = run.paths["epoch"] == epoch
        for node in layout.nodes:
            assert node.count == np.sum(run.paths[node.layer][rows] == node.value)
        tops = [(node.stage, node.top) for node in layout.nodes]
        assert tops == sorted(tops)
        orders.add(tuple((node.stage, node.value) for node in layout.nodes))
        assert (layout.height, layout.gap) == (layouts[0].height, layouts[0].gap)
    assert len(orders) == 1
    (order,) = orders
    for stage in (0, 3):
        assert [value for at, value in order if at == stage] == list(range(10))
    assert sum(not node.count for node in layouts[0].nodes) == 8  # predictions that none has yet


def test_the_order_is_that_of_the_last_epoch():
    straight, crossed = [(0, 1), (0, 1), (1, 7), (1, 7)], [(1, 1), (1, 1), (0, 7), (0, 7)]
    for epochs, order in (((straight, crossed), [1, 0]), ((crossed, straight), [0, 1])):
        for layout in flows_at(small_learnt(*epochs), [0, 1]).values():
            assert [node.value for node in layout.nodes if node.layer == "hidden_1"] == order


def test_each_flow_tells_its_epoch_and_how_many_are_right_and_on_their_final_path():
    run = small_learnt(A, B, C, D)
    assert [(epoch_title(epoch), epoch_about(run, epoch)) for epoch in run.epochs] == [
        ("epoch 0", "50 % right, 75 % on their final path"),
        ("epoch 1", "50 % right, 100 % on their final path"),
        ("epoch 2", "75 % right, 100 % on their final path"),
        ("epoch 3", "100 % right, 100 % on their final path"),
    ]


def test_unseen_images_count_for_neither():
    run = small_learnt(A, B, C, D)
    run.paths["role"] = np.tile(["test", "test", "unseen", "test"], 4)
    assert epoch_about(run, 0) == "67 % right, 67 % on their final path"


def since(median, low=None, high=None):
    return {"median": median, "low": low, "high": high, "never": 0}


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (since(4, 2, 6), "4 (2–6)"),
        (since(15, 9), "15 (≥ 9)"),
        (since(None, 9), "never (≥ 9)"),
        (since(None), "never"),
        (since(2000), "2,000"),
        (since(0, 0, 0), "0 (0–0)"),
    ],
)
def test_from_when_on_as_text(found, told):
    assert since_text(found) == told
