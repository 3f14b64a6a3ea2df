"""What a config asks for, and how much work it is."""

import dataclasses
from pathlib import Path

import pytest
import yaml

from builders import keras_files, onnx_files
from builders.configs import SCHEMA
from chemins.base.errors import CheminsError
from chemins.planning import workload
from chemins.planning.plan import read_plan
from chemins.results.layout import WHOLE

CONFIG = """
results_dir: made here
only: [own]
figures: {formats: [svg]}
defaults: {per_digit: 30, test_per_digit: 20, training: {epochs: 45}, replicates: 4}
runs:
  own: {unseen: [3, 4]}
  plain: {digits: [0, 1, 2], replicates: 0}
  all-fitted: {unseen: [5], clustering: {fit_on: all}}
  all-taught: {clustering: {fit_on: all}}
"""


@pytest.fixture
def plan():
    return read_plan(yaml.safe_load(CONFIG), SCHEMA)


def of_run(plan, run, results="made here"):
    """The names of a run's files in its folder; its page is the only one elsewhere."""
    start = f"{results}/runs/{run}/"
    files = plan.files(run)
    assert [file for file in files if not file.startswith(start)] == [f"{results}/site/{run}.html"]
    return {file.removeprefix(start) for file in files if file.startswith(start)}


def test_a_run_has_the_files_of_its_groups(plan):
    own, plain = of_run(plan, "own"), of_run(plan, "plain")
    unseen = {"samples/unseen.parquet", "measures/replicates-unseen.parquet"}
    kinds = ("activations", "clusters", "embeddings")
    unseen |= {f"{kind}/{part}/unseen.parquet" for kind in kinds for part in ("pixels", "network")}
    assert own - plain == unseen | {"measures/replicates-known.parquet"}
    assert plain < own
    assert {"figures/flow.svg", "figures/training.png", "figures/clustering.txt"} < plain
    assert not {file for file in plain if file.endswith(".pdf")}


def test_of_networks_from_elsewhere_one_in_a_file_is_measured_alone(tmp_path):
    model = keras_files.write(tmp_path / "mine.keras", keras_files.small())
    text = f"runs: {{file: {{network: {{kind: file, model: '{model}'}}}}, own: {{replicates: 0}}}}"
    plan = read_plan(yaml.safe_load(text), SCHEMA)
    measures = {Path(file).name for file in plan.measures("file")}
    assert measures == {"own.parquet", "interventions.parquet", "given.parquet"}
    files = {name: of_run(plan, name, "results") for name in ("file", "own")}
    assert files["file"] - files["own"] == {"measures/given.parquet", "twin.json"}
    assert "given.parquet" not in {Path(file).name for file in plan.measures("own")}


def test_an_onnx_network_is_as_one_in_a_keras_file_and_its_weights_count(tmp_path):
    path = onnx_files.save(
        onnx_files.residual(),
        tmp_path / "mine.onnx",
        save_as_external_data=True,
        location="mine.data",
        size_threshold=0,
    )
    text = f"runs: {{mine: {{network: {{kind: onnx, model: '{path}'}}}}, own: {{replicates: 0}}}}"
    plan = read_plan(yaml.safe_load(text), SCHEMA)
    files = {name: of_run(plan, name, "results") for name in ("mine", "own")}
    assert files["mine"] - files["own"] == {"measures/given.parquet", "twin.json"}
    assert plan.model("mine") == str(path)
    assert plan.weights("mine") == [str(tmp_path / "mine.data")]
    assert plan.given() == [str(path), str(tmp_path / "mine.data")]
    with (tmp_path / "mine.data").open("ab") as file:
        file.truncate(3 * 2**20)
    own = path.stat().st_size / 2**20
    assert workload.megabytes_of_network(plan, "mine") == pytest.approx(3 + own)
    assert workload.megabytes_of_network(plan, "own") == 0
    (told,) = {name: plan.index_settings()["runs"][name]["network"] for name in ("mine",)}.values()
    assert told.keys() == {"kind", "model", "pool", "layers", "input"}


LEARNING = {"paths", "embeddings", "own", "replicates"}


def test_a_network_that_is_looked_at_while_it_learns_has_tables_of_that(tmp_path):
    model = keras_files.write(tmp_path / "mine.keras", keras_files.small())
    text = f"""
    defaults: {{training: {{snapshots: 3}}}}
    figures: {{formats: []}}
    runs:
      own: {{}}
      alone: {{replicates: 0}}
      not: {{training: {{snapshots: 0}}}}
      file: {{network: {{kind: file, model: '{model}'}}}}
    """
    plan = read_plan(yaml.safe_load(text), SCHEMA)
    assert [run for run in plan.config["runs"] if plan.follows(run)] == ["own", "alone"]
    found = {run: of_run(plan, run, "results") for run in ("own", "alone", "not")}
    tables = {f"learning/{name}.parquet" for name in LEARNING}
    more = found["own"] - found["not"]
    assert {file for file in more if not file.startswith("figures/learning")} == tables
    assert found["not"] < found["own"]
    fewer = {"learning/replicates.parquet", "measures/replicates-known.parquet"}
    assert found["own"] - found["alone"] == fewer
    assert plan.learning("own").keys() == LEARNING
    assert plan.learning("alone").keys() == LEARNING - {"replicates"}
    assert plan.learning("not") == plan.learning("file") == {}
    assert set(plan.learning("own").values()) <= set(plan.files("own"))


def test_what_is_listed_is_of_the_selected_runs_and_what_they_share(plan):
    listed = plan.listed()
    shared = {"data/mnist-sample.parquet", "site/plotly.min.js", "site/index.html"}
    expected = {f"made here/{name}" for name in shared} | set(plan.files("own"))
    assert set(listed) == expected
    assert len(listed) == len(expected)


def test_results_are_of_the_day_that_the_config_says_or_of_the_release(plan):
    chemins = {"date": "2030-01-02"}
    dated = dataclasses.replace(plan, config=plan.config | {"date_published": "2031-02-03"})
    assert plan.crate_settings(chemins)["date"] == "2030-01-02"
    assert dated.crate_settings(chemins)["date"] == "2031-02-03"


def test_everything_is_of_all_runs(plan):
    every = {file for run in plan.config["runs"] for file in plan.files(run)}
    assert set(plan.everything()) == every | set(plan.listed()) | {
        "made here/manifest.json",
        "made here/ro-crate-metadata.json",
    }


def test_logs_are_of_the_selected_runs_jobs_and_of_those_they_share(plan, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own = ["cluster_layers/own-network", "select_samples/own-unseen", "join_paths/own", "verify"]
    for name in [*own, "join_paths/plain", "cluster_layers/plain-pixels"]:
        path = tmp_path / f"made here/logs/{name}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert {str(path) for path in plan.logs()} == {f"made here/logs/{name}.log" for name in own}


PARTS = {"cluster_layers/RUN-pixels", "cluster_layers/RUN-network", "embed_layers/RUN-pixels"}
PARTS |= {"embed_layers/RUN-network", "measure_run/RUN", "answer_questions/RUN"}
TAUGHT = {"train_model/RUN", "dump_activations/RUN-known"}


@pytest.mark.parametrize(
    ("run", "others"),
    [
        ("own", TAUGHT | {"dump_activations/RUN-unseen", "train_replicates/RUN-known",
                          "train_replicates/RUN-unseen"}),
        ("plain", TAUGHT),
        ("all-taught", TAUGHT | {"train_replicates/RUN-known"}),
    ],
)  # fmt: skip
def test_versions_are_told_of_the_jobs_that_computed_a_run_and_no_others(plan, run, others):
    expected = {f"made here/logs/{name.replace('RUN', run)}.log" for name in PARTS | others}
    assert set(plan.logs_of(run)) == expected
    assert len(plan.logs_of(run)) == len(expected)


def test_a_network_from_a_file_was_trained_by_no_job(tmp_path):
    model = keras_files.write(tmp_path / "mine.keras", keras_files.small())
    text = f"runs: {{file: {{network: {{kind: file, model: '{model}'}}}}}}"
    found = read_plan(yaml.safe_load(text), SCHEMA).logs_of("file")
    names = {path.removeprefix("results/logs/").replace("file", "RUN") for path in found}
    assert names == {f"{name}.log" for name in (
        *PARTS, "dump_activations/RUN-known", "measure_given/RUN")}  # fmt: skip


def test_datasets_are_told_by_their_names_and_own_ones_have_none(plan, tmp_path):
    assert plan.named_sources() == {"dataset": "mnist-sample", "unseen_dataset": None}
    for source, name in (("fashion-mnist", "fashion-mnist"), ({"path": "x"}, None)):
        config = plan.config | {"unseen_dataset": source}
        told = dataclasses.replace(plan, config=config).named_sources()
        assert told == {"dataset": "mnist-sample", "unseen_dataset": {"name": name}}
    own = dataclasses.replace(plan, config=plan.config | {"dataset": {"path": "x"}})
    assert own.named_sources()["dataset"] is None


@pytest.mark.parametrize(
    ("run", "fits"), [("own", False), ("all-fitted", True), ("all-taught", False)]
)
def test_unseen_samples_are_fitted_on_where_the_config_says_so_and_there_are_any(plan, run, fits):
    assert plan.fits_unseen(run) == fits


@pytest.mark.parametrize(
    ("shape", "times", "megabytes"),
    [((28, 28, 1), 1, 0), ((8, 8, 1), 1, 0), ((28, 56, 2), 4, 92), ((64, 64, 3), 768 / 49, 450),
     ((224, 224, 3), 192, 610)],
)  # fmt: skip
def test_larger_images_take_more_memory(plan, shape, times, megabytes):
    wide = dataclasses.replace(plan, images=dataclasses.replace(plan.images, shape=shape))
    assert workload.breadth(wide) == pytest.approx(times)
    assert workload.wide_megabytes(wide) == megabytes


@pytest.mark.parametrize(
    ("shape", "label", "megabytes"),
    [((28, 28, 1), {0: 5000}, 52), ((28, 28, 1), {0: 1000}, 13), ((64, 64, 3), {0: 5000}, 806)],
)
def test_arrays_take_the_memory_of_a_row_group(plan, shape, label, megabytes):
    counts = {"train": label, "test": {}}
    images = dataclasses.replace(plan.images, shape=shape, counts=counts)
    assert workload.group_megabytes(dataclasses.replace(plan, images=images)) == megabytes


def test_what_is_not_read_in_pieces_takes_memory_for_each_image(plan, tmp_path):
    own = {name: {"path": str(tmp_path / name)} for name in ("own.npz", "own.csv", "pictures")}
    for name in ("own.npz", "own.csv"):
        (tmp_path / name).touch()
    (tmp_path / "pictures" / "cat").mkdir(parents=True)
    told = {
        name: dataclasses.replace(plan, config=plan.config | {"dataset": source})
        for name, source in own.items()
    }
    assert workload.images_read_whole(plan, None) == 5000  # which have a name
    assert workload.images_read_whole(told["own.csv"], None) == 5000
    assert workload.images_read_whole(told["own.npz"], None) == 0
    assert workload.images_read_whole(told["pictures"], None) == 0
    assert workload.group_megabytes(told["own.npz"]) == 52
    assert workload.group_megabytes(told["pictures"]) == 0


def test_the_workload_by_hand(plan):
    # Two digits taught, 30 images each to train and 20 to test; two unseen, 20 each.
    assert workload.images(plan, "own") == 2 * (30 + 20) + 2 * 20
    assert workload.images(plan, "plain") == 3 * (30 + 20)
    assert workload.images(plan, None) == 5000  # of the sample of MNIST
    # 45 epochs are three times the usual 15; of four replicates three networks each.
    assert workload.images_trained_on(plan, "own") == 3 * 140
    assert workload.images_of_replicates(plan, "own") == 3 * 4 * 3 * 140
    assert not workload.is_large(plan, "own")


def test_all_images_of_a_digit_are_as_many_as_there_are(plan):
    settings = {**plan.run("own"), "per_digit": "all", "digits": [1], "unseen": []}
    there = plan.images.counts["train"][1]
    assert workload.images_asked(plan, settings) == there + 20
    settings["per_digit"] = there + 1
    assert workload.images_asked(plan, settings) == there + 20


def test_an_atlas_has_its_files_and_the_work_of_its_largest_pair():
    config = {
        "runs": {"own": {}},
        "atlas": {"replicates": 2},
        "defaults": {"per_digit": 10, "test_per_digit": 5},
    }
    plan = read_plan(config, SCHEMA)
    files = plan.atlas_files()
    assert len(plan.atlas) == 45
    assert {"results/atlas/pairs/1v7.parquet", "results/site/atlas.html"} < set(files)
    assert "results/atlas/figures/layers.txt" in files
    assert not [file for file in files if file.endswith("layers.html")]
    assert set(files) < set(plan.listed())
    # 2 digits with 10 + 5 images, 8 unseen with 5; two replicates.
    assert workload.images_of_pair(plan, "") == 70
    assert workload.images_of_replicated_pair(plan, "") == 140


def test_a_config_that_is_not_right_has_no_plan():
    with pytest.raises(CheminsError, match="digits"):
        read_plan({"runs": {"a": {"digits": [1, 11]}}}, SCHEMA)


def test_what_measures_very_many_images_has_few_of_them_in_memory():
    assert workload.measured(80_000) == 80_000
    assert workload.measured(1_000_000) == 80_000 + 23_000


def test_a_long_runs_tables_are_its_shards():
    config = {
        "part_size": 1024,
        "defaults": {"per_digit": 400, "test_per_digit": 10},
        "runs": {"long": {"digits": [1, 3, 7], "unseen": [4]}, "short": {"digits": [1, 7]}},
    }
    plan = read_plan(config, SCHEMA)
    assert (plan.shards.has("long"), plan.shards.has("short")) == (True, False)
    start = "results/runs/long/clusters/network"
    files = plan.shards.tables("long", "clusters", "network", "known")
    assert files == [f"{start}/known/000.parquet", f"{start}/known/001.parquet"]
    found = of_run(plan, "long", "results")
    assert {f"clusters/network/{name}.parquet" for name in ("known/001", "unseen/000")} < found
    assert {"fitted/pixels/points.parquet", "fitted/network/clusters.parquet"} < found
    assert {"paths/known/001.parquet", "flows/unseen/000.parquet", "paths.parquet"} < found
    assert not found & {"clusters/network/known.parquet", "embeddings/pixels/unseen.parquet"}
    paths = plan.shards.tables("long", "paths", WHOLE, "known")
    assert paths == [f"results/runs/long/paths/known/00{number}.parquet" for number in (0, 1)]
    assert not [file for file in plan.files("short") if "/paths/" in file or "/flows/" in file]
    short = "results/runs/short/clusters/network/known.parquet"
    assert plan.shards.tables("short", "clusters", "network", "known") == [short]
    assert not [file for file in plan.files("short") if "/fitted/" in file]
    assert workload.images_of_shard(plan, "long") == 1024
    logs = {f"results/logs/{name}.log" for name in ("dump_activations_shard/long-known-001",
            "fit_clusters/long-pixels", "fit_embeddings/long-network")}  # fmt: skip
    assert logs < set(plan.logs_of("long"))
    assert {"long-known-001", "long-unseen-000-pixels"} < plan.job_names()
