"""What a page holds of its network while it learned: what Python packs, its scripts find."""

import json
import math
import subprocess
from pathlib import Path

import numpy as np
import playwright
import pytest

from builders.made_explored import explored, explored_page, explored_run
from builders.made_followed import EPOCHS, REPLICATES, learning_measures, write_learning
from builders.made_run import small_run
from chemins.clusters.paths import all_stages, count_flows, stage_pairs
from chemins.figures.drawn import draw_evenly
from chemins.figures.flow_layout import gather
from chemins.pages import explorer, learning
from chemins.results import tables

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(playwright.__file__).parent / "driver/node"
RUNS = {"nine": explored_run, "sixty": lambda: explored(small_run())}
SOME = np.arange(0, 60, 7)


def found_of(run, files, drawn=None):
    """The header and what its scripts find."""
    entry, packed = learning.page_parts(run, learning.read_learning(run, files), drawn)
    header = explorer.header(run, (), (28, 28, 1), drawn) | {"learning": entry}
    told = {"header": header, "columns": explorer.packed_columns(run, drawn), "learning": packed}
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
    table = tables.read_columns(files["learning_paths"][0], schema)
    at = {epoch: table["epoch"] == epoch for epoch in EPOCHS}
    return {epoch: {name: c[rows] for name, c in table.items()} for epoch, rows in at.items()}


@pytest.mark.parametrize("name", ["hidden", "all"])
def test_the_flow_of_the_last_epoch_is_the_pages_own(whole, name):
    *_, header, found = whole
    flow = found["epochs"][-1]["flows"][name]
    own = header["flows"][name]
    assert flow["height"] == own["height"]
    assert [node[:4] + node[5:6] for node in flow["nodes"]] == [
        n[:4] + n[5:6] for n in own["nodes"]
    ]
    assert flow["ribbons"] == own["ribbons"]
    # As the page writes percentages.
    names = [[text.replace("\u00a0", " ") for text in map(str, n[4::2])] for n in flow["nodes"]]
    assert names == [list(map(str, node[4::2])) for node in own["nodes"]]
    assert flow["carried"] == [ribbon[4] for ribbon in own["ribbons"]]


def test_flows_of_epochs_count_what_the_tables_say(whole):
    run, paths, _, found = whole
    for epoch, told in zip(EPOCHS, found["epochs"], strict=True):
        flows = count_flows(paths[epoch] | {"pixels": run.paths["pixels"]}, chains(run))
        for flow in told["flows"].values():
            stages = [stage["name"] for stage in flow["stages"]]
            assert counted(flow) == gather(flows, stages)
            assert flow["carried"] == [ribbon[4] for ribbon in flow["ribbons"]]


def chains(run):
    return stage_pairs(run.stages, run.layers)


def counted(flow):
    """Of each gap (source, target, label, unseen) -> count."""
    found = [{} for _ in flow["stages"][1:]]
    for source, target, label, unseen, count, *_ in flow["ribbons"]:
        stage, value = flow["nodes"][source][:2]
        found[stage][value, flow["nodes"][target][1], label, bool(unseen)] = count
    return found


def test_nodes_keep_their_order_and_ribbons_fill_them_from_the_top(whole):
    *_, header, found = whole
    for told in found["epochs"]:
        for name, flow in told["flows"].items():
            own = header["flows"][name]
            assert flow["height"] == own["height"]
            assert [node[:2] for node in flow["nodes"]] == [node[:2] for node in own["nodes"]]
            for place, node in enumerate(flow["nodes"]):
                for end, touch in ((0, 5), (1, 6)):
                    ribbons = sorted((r[touch], r[4]) for r in flow["ribbons"] if r[end] == place)
                    tops = np.cumsum([node[2], *(count for _, count in ribbons)])
                    assert [top for top, _ in ribbons] == pytest.approx(tops[:-1])
                    assert not ribbons or tops[-1] == pytest.approx(node[2] + node[3])


def test_a_cluster_is_named_by_its_class_with_the_share_that_it_has_of_it_then(whole):
    run, paths, header, found = whole
    known = run.paths["role"] != "unseen"
    for epoch, told in zip(EPOCHS, found["epochs"], strict=True):
        ends = {tuple(node[:2]): node[4] for node in header["flows"]["hidden"]["nodes"]}
        for stage, value, _, _, name, *_ in told["flows"]["hidden"]["nodes"]:
            if stage != 1 or "%" not in ends[stage, value]:
                assert name == ends[stage, value]
                continue
            kind = ends[stage, value].split()[-1]
            labels = paths[epoch]["label"][known & (paths[epoch]["hidden_1"] == value)]
            share = np.mean(labels == int(kind[:-1]))
            then = f"cluster {value}: {math.floor(100 * share + 0.5)} % {kind}"
            assert name.replace("\u00a0", " ") == then


def test_what_is_packed_is_found_again(whole):
    run, paths, header, found = whole
    labels = np.array(header["labels"])
    assert found["rows"] == list(range(header["count"]))
    for epoch, told in zip(EPOCHS, found["epochs"], strict=True):
        then = run.paths | paths[epoch]
        assert labels[told["prediction"]].tolist() == then["prediction"].tolist()
        assert told["probability"] == pytest.approx(then["probability"], abs=0.0026)
        assert told["clusters"] == [then[layer].tolist() for layer in run.layers]
    assert [told["x"][0] for told in found["epochs"]] == [found["epochs"][-1]["x"][0]] * len(EPOCHS)


def test_an_image_has_settled_where_its_path_stays_what_it_is(whole):
    run, paths, _, found = whole
    taken = np.stack([np.stack([paths[e][layer] for layer in run.hidden]) for e in EPOCHS])
    same = (taken == taken[-1]).all(axis=1)
    expected = [max(np.flatnonzero(~of), default=-1) + 1 for of in same.T]
    assert found["settled"] == expected
    assert len(set(expected)) > 1


@pytest.fixture(scope="module")
def some(tmp_path_factory):
    """As whole, of a run of which some images are followed; and its files."""
    run = explored(small_run())
    files = write_learning(tmp_path_factory.mktemp("some"), run, SOME)
    return run, read_paths(run, files), *found_of(run, files), files


def test_of_images_that_are_not_followed_nothing_is_told(some):
    run, paths, header, found, _ = some
    assert header["learning"]["followed"] == len(SOME)
    assert found["rows"] == SOME.tolist()
    assert [i for i, at in enumerate(found["settled"]) if at is not None] == SOME.tolist()
    first = found["epochs"][0]
    labels = np.array(header["labels"])
    assert (
        labels[np.array(first["prediction"])[SOME]].tolist()
        == paths[0]["prediction"][SOME].tolist()
    )
    few = {name: values[SOME] for name, values in (run.paths | paths[0]).items()}
    assert counted(first["flows"]["all"]) == gather(
        count_flows(few, chains(run)), all_stages(run.layers)
    )


def test_on_a_page_that_shows_a_sample_followed_images_are_in_it(some):
    run, paths, _, whole, files = some
    kept = np.isin(np.arange(60), SOME)
    drawn = draw_evenly(run.paths, run.stages, run.layers, 40, kept=kept)
    header, found = found_of(run, files, drawn)
    assert (header["count"], header["drawn"]["of"]) == (40, 60)
    assert drawn.rows[found["rows"]].tolist() == SOME.tolist()
    labels = np.array(header["labels"])
    for epoch, told, before in zip(EPOCHS, found["epochs"], whole["epochs"], strict=True):
        taken = np.array(told["prediction"])[found["rows"]]
        assert labels[taken].tolist() == paths[epoch]["prediction"][SOME].tolist()
        assert told["x"] == before["x"]
        if epoch != EPOCHS[-1]:  # then all images are known, not those alone that are followed
            assert told["flows"] == before["flows"]


def test_places_are_told_to_a_four_thousandth_of_the_map(some):
    run, _, _, found, files = some
    table = tables.read_columns(files["learning_embeddings"][0], tables.LEARNING_EMBEDDINGS)
    for epoch, told in zip(EPOCHS[:-1], found["epochs"][:-1], strict=True):
        for place, layer in enumerate(run.layers[1:], start=1):
            own = (table["epoch"] == epoch) & (table["layer"] == layer)
            points = np.column_stack([table["x"][own], table["y"][own]])
            x, y = explorer.placed(points, explorer.frame_of(run.embeddings[layer]))
            assert told["x"][place] == pytest.approx(x.astype(float), abs=8.5)
            assert told["y"][place] == pytest.approx(y.astype(float), abs=8.5)


def test_curves_are_of_the_run_and_bands_of_its_replicates(some):
    *_, header, _, _ = some
    curves = header["learning"]["curves"]
    assert list(curves["layers"]) == ["hidden_1", "output"]
    told = [("accuracy", "", curves["accuracy"])]
    told += [("ami", layer, curve) for layer, curve in curves["layers"].items()]
    for measure, layer, curve in told:
        values = [
            [r["value"] for r in learning_measures(["hidden_1", "output"], replicate)
             if (r["measure"], r["layer"]) == (measure, layer)]
            for replicate in range(REPLICATES + 1)
        ]  # fmt: skip
        assert curve["own"] == pytest.approx(values[0])
        assert curve["low"] == pytest.approx(np.min(values[1:], axis=0))
        assert curve["high"] == pytest.approx(np.max(values[1:], axis=0))


def test_without_replicates_there_are_no_bands(some):
    run, *_, files = some
    found = learning.read_learning(run, files | {"learning": files["learning"][:1]})
    assert list(found.curves["accuracy"]) == ["own"]


def test_a_run_that_was_not_looked_at_has_nothing_of_it(some):
    run, *_, files = some
    assert learning.read_learning(run, {name: [] for name in files}) is None
    with_it, without = explored_page(small_run(), files), explored_page(small_run())
    for name in ("epochs", "learning"):
        assert name in with_it
        assert f"#site/explorer/{name}" not in without
        assert f'id="{name}"' not in without


def test_the_same_tables_give_the_same_page(some):
    *_, files = some
    assert explored_page(small_run(), files) == explored_page(small_run(), files)
