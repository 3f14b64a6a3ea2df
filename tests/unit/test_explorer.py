import base64
import gzip

import numpy as np
import pytest

from builders.made_explored import ROWS, explored_run
from chemins.pages import explorer
from chemins.pages.explorer import Explored, columns, header, hundredths, packed_columns, placed
from chemins.text.claims import claims


def read_columns(found, packed):
    """The columns as a page reads them, by docs/explorer.md."""
    data, start, columns = gzip.decompress(base64.b64decode(packed)), 0, {}
    for name, kind in found["columns"]:
        columns[name] = np.frombuffer(data, "<" + kind, found["count"], start)
        start += columns[name].nbytes
    assert start == len(data)
    return columns


def test_columns_say_what_the_tables_say():
    found = header(explored_run(), (), (28, 28, 1))
    columns = read_columns(found, packed_columns(explored_run()))
    paths = explored_run().paths
    labels = np.array(found["labels"])
    assert np.cumsum(columns["sample_id"]).tolist() == paths["sample_id"].tolist()
    assert [found["roles"][role] for role in columns["role"]] == paths["role"].tolist()
    assert labels[columns["label"]].tolist() == paths["label"].tolist()
    assert labels[columns["prediction"]].tolist() == paths["prediction"].tolist()
    assert columns["probability"] / 10_000 == pytest.approx(paths["probability"], abs=1e-4)
    assert columns["cluster hidden_1"].tolist() == paths["hidden_1"].tolist()
    #                                    1  1  7  7  7  7  none 1 none
    assert columns["travels"].tolist() == [0, 0, 2, 2, 2, 2, -1, 0, -1]


def test_columns_say_what_the_measures_say():
    found = header(explored_run(), (), (28, 28, 1))
    columns = read_columns(found, packed_columns(explored_run()))
    sample_measures = explored_run().sample_measures
    assert found["committed"] == ["hidden_1", "never"]
    assert found["depth"] == ["pixels", "hidden_1", "output", "never", "none"]
    committed = [found["committed"][place] for place in columns["committed"]]
    assert committed == sample_measures["committed"].tolist()
    depth = [found["depth"][place] for place in columns["depth"]]
    assert depth == [name or "none" for name in sample_measures["depth"].tolist()]
    low, high = found["path_score"]
    path_score = low + columns["path_score"] / 65_535 * (high - low)
    assert path_score == pytest.approx(sample_measures["path_score"], abs=1e-4)
    p_value = np.where(columns["p_value"] == 65_535, np.nan, columns["p_value"] / 10_000)
    assert p_value == pytest.approx(sample_measures["p_value"], abs=1e-4, nan_ok=True)


def test_paths_that_are_all_as_typical_have_a_column():
    before = explored_run()
    same = before.sample_measures | {"path_score": np.full(len(ROWS), -1.5)}
    after = Explored(**{**vars(before), "sample_measures": same})
    assert header(after, (), (28, 28, 1))["path_score"] == [-1.5, -1.5]
    with np.errstate(all="raise"):
        assert columns(after)["path_score"].tolist() == [0] * len(ROWS)


def test_images_without_a_path_score_are_told_apart_from_the_highest():
    before = explored_run()
    score = np.arange(len(ROWS), dtype=float)
    score[2] = np.nan
    scored = before.sample_measures | {"path_score": score}
    after = Explored(**{**vars(before), "sample_measures": scored})
    assert header(after, (), (28, 28, 1))["path_score"] == [0, len(ROWS) - 1, 65_535]
    steps = columns(after)["path_score"]
    assert np.flatnonzero(steps == 65_535).tolist() == [2]
    assert steps.max() == 65_535 > steps[-1] == 65_534


def test_a_node_tells_its_clusters_stability():
    flow = header(explored_run(), (), (28, 28, 1))["flows"]["hidden"]
    told = {(flow["stages"][node[0]]["name"], node[1]): node[5] for node in flow["nodes"]}
    assert {
        node: value for node, value in told.items() if value is not None
    } == explored_run().stability
    assert ("hidden_1", 2) in told
    assert ("label", 1) in told


def test_the_header_has_each_layers_majorities_and_both_flows():
    found = header(explored_run(), ("#111111", "#222222"), (28, 28, 1))
    assert [layer["majority"] for layer in found["layers"]] == [[7], [1, 7, 7], [1, 7]]
    assert [layer["hidden"] for layer in found["layers"]] == [False, True, False]
    assert len(found["colors"]) == 3
    for name, stages in (("hidden", 3), ("all", 5)):
        flow = found["flows"][name]
        assert len(flow["stages"]) == stages
        for stage in range(stages):
            assert sum(node[3] for node in flow["nodes"] if node[0] == stage) == len(ROWS)
        for gap in range(stages - 1):
            counts = [r[4] for r in flow["ribbons"] if flow["nodes"][r[0]][0] == gap]
            assert sum(counts) == len(ROWS)


def test_coordinates_keep_their_proportion_and_point_down():
    x, y = placed(np.array([[0, 0], [10, 5], [5, 2.5]], np.float32))
    assert x.tolist() == [0, 65_535, 32_768]
    assert y.tolist() == [round(65_535 * 0.75), round(65_535 * 0.25), 32_768]
    assert [axis.tolist() for axis in placed(np.ones((2, 2), np.float32))] == [[32_768] * 2] * 2


def test_silhouettes_in_hundredths():
    assert hundredths(np.array([-1, -0.004, 0.756, 1, np.nan])).tolist() == [-100, 0, 76, 100, -128]


def holds(term, row):
    """Whether a claim's term holds for a row of ROWS, worked out another way."""
    role, label, cluster, prediction = row
    main = {(0,): 1, (1,): 7}
    own = {"pixels": 7, "hidden_1": {0: 1, 1: 7, 2: 7}[cluster]}
    name, value = term.split(":")
    travels = main.get((cluster,), "none")
    facts = {
        "role": role,
        "label": str(label),
        "prediction": str(prediction),
        "travels": str(travels),
        "exception": "yes" if role != "unseen" and travels not in ("none", label) else "no",
        "committed": "never" if role == "unseen" else "hidden_1",
        "own.pixels": "yes" if own["pixels"] == label else "no",
        "own.hidden_1": "yes" if own["hidden_1"] == label else "no",
    }
    return facts[name] in value.split("|")


def test_a_claims_number_is_that_of_the_samples_with_its_condition():
    found = claims(explored_run())
    assert {claim["about"] for claim in found} == {"separation", "signatures", "unseen"}
    for claim in found:
        terms = claim["condition"].split()
        expected = sum(all(holds(term, row) for term in terms) for row in ROWS)
        assert claim["count"] == expected, claim
        assert f": {expected} of " in claim["text"]


DOUBT = "by clusters that are not stable"


def test_a_claim_that_rests_on_unstable_clusters_says_so():
    """Cluster 1 of hidden 1 is not stable: 7s have it on their main path, 1s have not."""
    texts = [f"{claim['lead']}: {claim['text']}" for claim in claims(explored_run())]
    doubted = {text.split(f", {DOUBT}")[0] for text in texts if DOUBT in text}
    assert doubted == {
        "Test images in another digit's cluster: hidden 1",
        "Test images on their digit's main path: 7s, 1",
        "Train and test images: exceptions, on another digit's main path",
        "Train and test images: on no digit's main path",
        "On no digit's main path: 4s",
    }
    stable = {**vars(explored_run()), "stability": {("hidden_1", 0): 0.97, ("hidden_1", 1): 0.6}}
    assert not any(DOUBT in claim["text"] for claim in claims(Explored(**stable)))


def test_a_layers_name_is_safe_in_a_condition():
    strange = "block 1:0|a"
    before = explored_run()
    paths = before.paths | {strange: before.paths["hidden_1"]}
    after = Explored(**{**vars(before), "paths": paths, "hidden": [strange], "stages": [strange]})
    conditions = [claim["condition"] for claim in claims(after)]
    assert "role:test own.block%201%3A0%7Ca:no" in conditions


def test_the_columns_are_those_of_the_documentation():
    from pathlib import Path

    text = (Path(__file__).resolve().parents[2] / "docs/explorer.md").read_text()
    for name in columns(explored_run()):
        assert f"`{name.split()[0]}" in text
    for key in header(explored_run(), (), (28, 28, 1)):
        assert f"`{key}`" in text
    assert f"| `format` | {explorer.FORMAT} |" in text


def test_who_is_in_anothers_cluster_is_told_of_layers_whose_clusters_stand_for_all_classes():
    """The pixels are one cluster: whoever is no 7 has to be in another's."""
    told = [c["text"] for c in claims(explored_run()) if c["lead"].endswith("digit's cluster")]
    assert [text.split(",")[0].split(":")[0] for text in told] == ["hidden 1"]
