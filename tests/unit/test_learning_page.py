"""What a page holds of its network while it learned: packed in Python, found again by its scripts."""

import json
import subprocess
from pathlib import Path

import numpy as np
import playwright
import pytest

from builders.made_explored import explored, explored_run
from builders.made_followed import EPOCHS, learning_measures, write_learning
from builders.made_run import small_run
from chemins.clusters.paths import count_flows, stage_pairs
from chemins.pages import explorer, learning
from chemins.results import tables

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(playwright.__file__).parent / "driver/node"
RUNS = {"nine": explored_run, "sixty": lambda: explored(small_run())}
SOME = np.arange(0, 60, 7)


def found_of(run, files):
    """The header and what its scripts find."""
    entry, packed = learning.page_parts(run, learning.read_learning(run, files))
    header = explorer.header(run, (), (28, 28, 1)) | {"learning": entry}
    told = {"header": header, "columns": explorer.packed_columns(run), "learning": packed}
    done = subprocess.run(
        [NODE, ROOT / "tests/js/told_epochs.js"],
        input=json.dumps(told), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return header, json.loads(done.stdout)


@pytest.fixture(scope="module", params=RUNS)
def whole(request, tmp_path_factory):
    """A run, its table of paths while it learned, its header and what scripts find."""
    run = RUNS[request.param]()
    files = write_learning(tmp_path_factory.mktemp("learning"), run)
    return run, read_paths(run, files), *found_of(run, files)


def read_paths(run, files):
    """epoch -> the columns of the paths then."""
    schema = tables.learning_paths_schema([layer for layer in run.layers if layer != "pixels"])
    table = tables.read_columns(files["learning_paths"], schema)
    at = {epoch: table["epoch"] == epoch for epoch in EPOCHS}
    return {epoch: {name: c[rows] for name, c in table.items()} for epoch, rows in at.items()}


@pytest.mark.parametrize("name", ["hidden", "all"])
def test_the_flow_of_the_last_epoch_is_the_pages_own(whole, name):
    *_, header, found = whole
    flow = found["epochs"][-1]["flows"][name]
    own = header["flows"][name]
    assert flow["height"] == own["height"]
    assert [node[:4] + node[5:6] for node in flow["nodes"]] == [n[:4] + n[5:6] for n in own["nodes"]]
    assert flow["ribbons"] == own["ribbons"]
    # As the page writes percentages.
    names = [[text.replace("\u00a0", " ") for text in map(str, n[4::2])] for n in flow["nodes"]]
    assert names == [list(map(str, node[4::2])) for node in own["nodes"]]
    assert flow["carried"] == [ribbon[4] for ribbon in own["ribbons"]]


def counted(flow, labels):
    """(source stage, source, target, label, unseen) -> count."""
    del labels
    return {
        (flow["nodes"][s][0], flow["nodes"][s][1], flow["nodes"][t][1], label, unseen): count
        for s, t, label, unseen, count, *_ in flow["ribbons"]
    }


def test_flows_of_epochs_count_what_the_tables_say(whole):
    run, paths, header, found = whole
    for epoch, told in zip(EPOCHS, found["epochs"], strict=True):
        then = paths[epoch] | {"pixels": run.paths["pixels"]}
        flows = count_flows(then, stage_pairs(run.stages, run.layers))
        for flow in told["flows"].values():
            chain = [stage["name"] for stage in flow["stages"]]
            expected = {}
            for source_layer, source, target_layer, target, label, role, count in zip(
                *(flows[name] for name in ("source_layer", "source", "target_layer", "target", "label", "role", "count")),
                strict=True,
            ):
                if (source_layer, target_layer) in zip(chain, chain[1:], strict=False):
                    key = (chain.index(source_layer), source, target, label, int(role == "unseen"))
                    expected[key] = expected.get(key, 0) + count
            assert counted(flow, header["labels"]) == expected
            assert flow["carried"] == [ribbon[4] for ribbon in flow["ribbons"]]


def test_nodes_keep_their_order_and_ribbons_fill_them_from_the_top(whole):
    *_, header, found = whole
    for told in found["epochs"]:
        for name, flow in told["flows"].items():
            own = [tuple(node[:2]) for node in header["flows"][name]["nodes"]]
            assert [tuple(node[:2]) for node in flow["nodes"]] == own
            assert flow["height"] == header["flows"][name]["height"]
            for end, touch in ((0, 5), (1, 6)):
                for place, node in enumerate(flow["nodes"]):
                    ribbons = sorted(r[touch : touch + 1] + [r[4]] for r in flow["ribbons"] if r[end] == place)
                    tops = np.cumsum([node[2], *(count for _, count in ribbons)])
                    assert [top for top, _ in ribbons] == pytest.approx(tops[:-1])
                    assert not ribbons or tops[-1] - node[2] == pytest.approx(node[3])


def test_clusters_keep_the_class_that_they_are_named_by():
    """And say what share they have of it then."""


def test_what_is_packed_is_found_again(whole):
    run, paths, header, found = whole
    assert found["rows"] == list(range(header["count"]))
    for epoch, told in zip(EPOCHS, found["epochs"], strict=True):
        labels = np.array(header["labels"])
        assert labels[told["prediction"]].tolist() == paths[epoch]["prediction"].tolist()
        assert told["probability"] == pytest.approx(paths[epoch]["probability"], abs=0.0026)
        for place, layer in enumerate(run.layers):
            expected = paths[epoch].get(layer, run.paths[layer])
            assert told["clusters"][place] == expected.tolist()
