"""Which hidden layers are stages of paths: asked for while planning, chosen where they are many."""

from itertools import pairwise

import numpy as np
import pytest
from sklearn.metrics import adjusted_mutual_info_score

from chemins.base.errors import CheminsError
from chemins.clusters.paths import count_pairs, stage_pairs
from chemins.clusters.stages import (
    chosen_stages,
    most_changing,
    pairs_before,
    read_stages,
    stages_text,
)
from chemins.planning.stages import asked_stages, check_stages
from chemins.results import tables

DEEP = [f"relu_{number}" for number in range(1, 14)]


def given(layers=DEEP, **keys):
    return {"network": {"kind": "file", "layers": list(layers)}, **keys}


def trained(count, **keys):
    return {"network": {"kind": "dense", "hidden": [8] * count}, **keys}


@pytest.mark.parametrize(
    ("run", "stages"),
    [
        (given(), "auto"),
        (given(stages="all"), None),
        (given(stages={"every": 1}), None),
        (given(stages={"every": 5}), ["relu_3", "relu_8", "relu_13"]),
        (given(stages=["relu_9", "relu_2"]), ["relu_2", "relu_9"]),
        (given(DEEP[:9]), None),
        (given(DEEP[:3], stages={"every": 2}), ["relu_1", "relu_3"]),
        (trained(9), None),
        (trained(17), [f"hidden_{number}" for number in range(1, 18, 2)]),
        (trained(3, stages=["hidden_2"]), ["hidden_2"]),
    ],
)
def test_what_a_config_asks_for(run, stages):
    assert asked_stages(run) == stages


def test_a_stage_that_is_no_hidden_layer_is_refused():
    check_stages({"a": given(stages=["relu_13"])})
    with pytest.raises(CheminsError) as error:
        check_stages({"a": given(["fc", "act"], stages=["act", "output"])})
    assert str(error.value) == (
        "run a, stages: 'output' is no hidden layer of its network; allowed: fc and act"
    )


def test_stages_by_the_names_that_the_network_has():
    run = given(["relu", "block-1-relu", "fc"], stages=["fc", "block/1/relu"])
    run["network"]["shown"] = {"relu": "relu", "block-1-relu": "block/1/relu", "fc": "fc"}
    check_stages({"a": run})
    assert asked_stages(run) == ["block-1-relu", "fc"]
    run["network"]["tensors"] = {"relu": "r0", "block-1-relu": "r1:0", "fc": "gemm"}
    check_stages({"a": {**run, "stages": ["r1:0"]}})
    assert asked_stages({**run, "stages": ["r1:0", "fc"]}) == ["block-1-relu", "fc"]
    with pytest.raises(CheminsError, match=r"allowed: relu, block/1/relu and fc$"):
        check_stages({"a": {**run, "stages": ["block/2"]}})


def drifting(changes, rows=400):
    """Clusters of 13 layers: after each, so many of the samples are dealt out anew."""
    stream = np.random.default_rng(5)
    found = [stream.integers(4, size=rows)]
    for changed in changes:
        clusters = found[-1].copy()
        clusters[:changed] = stream.permutation(clusters[:changed])
        found.append(clusters)
    return dict(zip(DEEP, found, strict=True))


def counted(clusters, role="train"):
    """What the choice of stages is told of samples. clusters: layer -> (n,). role: theirs."""
    rows = len(clusters[DEEP[0]])
    columns = {"role": np.resize(role, rows), "label": np.arange(rows) % 3, **clusters}
    return count_pairs(columns, list(pairwise(DEEP)))


def test_the_stages_end_where_the_partition_changes_most():
    """Four small changes, eight large ones: before the small ones nothing is a stage."""
    clusters = drifting([200, 190, 5, 180, 170, 9, 160, 150, 7, 140, 130, 3])
    alike = [
        adjusted_mutual_info_score(clusters[DEEP[i]], clusters[DEEP[i + 1]]) for i in range(12)
    ]
    assert sorted(np.argsort(alike)[8:].tolist()) == [2, 5, 8, 11]
    found = most_changing(DEEP, counted(clusters))
    assert found == [layer for i, layer in enumerate(DEEP) if i not in (2, 5, 8, 11)]


def test_of_layers_with_the_same_partition_the_first_and_the_last_are_stages():
    clusters = dict.fromkeys(DEEP, np.arange(60) % 3)
    assert most_changing(DEEP, counted(clusters)) == [*DEEP[:8], DEEP[-1]]


def test_training_samples_alone_choose():
    clusters = drifting([200, 190, 5, 180, 170, 9, 160, 150, 7, 140, 130, 3])
    others = drifting([3, 5, 200, 7, 9, 190, 4, 6, 180, 8, 2, 170], 1200)
    columns = {layer: np.concatenate([clusters[layer], others[layer]]) for layer in DEEP}
    role = np.array(["train"] * 400 + ["test"] * 600 + ["unseen"] * 600)
    found = chosen_stages({"hidden": DEEP, "stages": "auto"}, counted(columns, role))
    assert found == most_changing(DEEP, counted(clusters))
    assert found != most_changing(DEEP, counted(columns))


def test_what_is_counted_before_the_stages_are_chosen():
    layers = ["pixels", *DEEP, "output"]
    told = {"hidden": DEEP, "layers": layers}
    assert pairs_before(told) == pairs_before({**told, "stages": "auto"})
    assert set(pairwise(DEEP)) < set(pairs_before(told))
    asked = ["relu_2", "relu_9"]
    assert pairs_before({**told, "stages": asked}) == stage_pairs(asked, layers)
    assert chosen_stages({**told, "stages": asked}, {}) == asked
    assert chosen_stages(told, {}) == DEEP


def test_a_table_of_paths_tells_its_stages(tmp_path):
    layers = ["pixels", "a", "b", "c", "output"]
    schema, rows = tables.paths_schema(layers), 4
    columns = dict.fromkeys(layers, np.arange(rows))
    columns |= {"sample_id": np.arange(rows), "label": np.ones(rows, int)}
    columns |= {"role": np.array(["train"] * rows), "prediction": np.ones(rows, int)}
    columns["probability"] = np.ones(rows)
    for stages in (["a", "c"], ["a", "b", "c"]):
        path = tmp_path / f"{len(stages)}.parquet"
        tables.write(path, schema, columns, stages_text(stages, ["a", "b", "c"]))
        assert read_stages(path, layers, ["a", "b", "c"]) == stages
    assert read_stages(None, layers, ["a", "b", "c"]) == ["a", "b", "c"]
    assert stages_text(["a", "b", "c"], ("a", "b", "c")) == {}
