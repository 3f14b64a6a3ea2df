"""The whole workflow on real images, its tables read with DuckDB instead of our own reader."""

import json
import re
from importlib.metadata import version

import duckdb
import numpy as np
import pytest
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix

from builders.latex_files import macros_of
from builders.project import copy_of
from chemins.results.manifest import CRATE

pytestmark = pytest.mark.slow

LAYERS = {
    "tiny": ["pixels", "hidden_1", "hidden_2", "output"],
    "tiny-cnn": ["pixels", "conv_1", "conv_2", "hidden_1", "output"],
}
TINY = ("--configfile", "tiny.yaml")


@pytest.fixture(scope="module")
def finished(tiny, tmp_path_factory):
    return copy_of(tiny, tmp_path_factory.mktemp("workflow") / "à côté")


def test_a_run_says_which_page_to_open(tiny):
    assert "results/site/index.html" in (tiny.folder / "stdout.txt").read_text()


def rows(project, query, **paths):
    """A query's rows; {name} in it stands for the file results/runs/PATH."""
    files = {name: f"'{project.folder}/results/runs/{path}'" for name, path in paths.items()}
    return duckdb.sql(query.format(**files)).fetchall()


def column(project, path, name, where="true"):
    """A column of a table as an array; of vectors, (n, width)."""
    query = f"select \"{name}\" from '{project.folder}/results/runs/{path}' where {where}"
    return np.array([row[0] for row in duckdb.sql(query).fetchall()])


def part(layer):
    return "pixels" if layer == "pixels" else "network"


def runs_and_layers():
    return [(run, layer) for run, layers in LAYERS.items() for layer in layers]


def test_a_second_call_has_nothing_to_do(finished):
    process = finished.forked(*TINY)
    assert process.returncode == 0
    assert "Nothing to be done" in process.stderr


def test_no_job_left_anything_beside_the_results(finished):
    left = list((finished.folder / "results").rglob(".*"))
    assert left == []
    names = {path.name for path in (finished.folder / "results").iterdir()}
    assert names == {"data", "runs", "site", "logs", "benchmarks", "made", "manifest.json", CRATE}


def test_the_bill_tells_what_each_rule_cost_and_had_asked_for(finished):
    folder = finished.folder / "results/benchmarks"
    bill = duckdb.sql(
        f"select rule, jobs, asked_mb, asked_seconds, core_seconds, wall_seconds, waiting_seconds "
        f"from '{folder}/summary.parquet'"
    ).fetchall()
    files = [path.relative_to(folder) for path in [*folder.glob("*.tsv"), *folder.glob("*/*.tsv")]]
    assert {row[0] for row in bill} == {path.parts[0].removesuffix(".tsv") for path in files}
    assert sum(row[1] for row in bill) == len(files)
    # One core each, and nobody knows for how long a job was ready here.
    assert all(row[4] == pytest.approx(row[5]) and row[6] is None for row in bill)
    requests = {row[0]: row[2:4] for row in bill}
    # 300 MB for Snakemake, 1,000 for TensorFlow, 20 for each thousand of 90 images; 13 minutes.
    assert requests["train_model"] == (1302, 13 * 60)
    assert requests["cluster_layers"] == (803, 13 * 60)
    assert "asks 1,302 MB, used at most" in (folder / "summary.html").read_text()


@pytest.mark.parametrize("run", LAYERS)
def test_train_and_test_are_disjoint_and_unseen_digits_are_not_taught(finished, run):
    both = rows(
        finished,
        "select count(*) from {s} a join {s} b using (sample_id) "
        "where a.role = 'train' and b.role = 'test'",
        s=f"{run}/samples/known.parquet",
    )
    assert both == [(0,)]
    roles = rows(finished, "select distinct label, role from {p}", p=f"{run}/paths.parquet")
    taught = {label for label, role in roles if role == "train"}
    assert taught == {label for label, role in roles if role == "test"}
    assert not taught & {label for label, role in roles if role == "unseen"}


@pytest.mark.parametrize("run", LAYERS)
def test_the_methods_tell_the_versions_that_made_it_and_cite_what_they_list(finished, run):
    folder = finished.folder / f"results/runs/{run}"
    text = (folder / "methods.md").read_text()
    packages = {"Keras": "keras", "TensorFlow": "tensorflow", "NumPy": "numpy"}
    packages |= {name: name for name in ("umap-learn", "scikit-learn")}
    for name, package in packages.items():
        assert f"{name} {version(package)}" in text
    assert "The versions of Python and Snakemake were not noted." in text
    listed = re.findall(r"^@\w+\{(\w+),$", (folder / "references.bib").read_text(), re.MULTILINE)
    assert sorted(set(re.findall(r"\[@(\w+)\]", text))) == listed
    latex = (folder / "methods.tex").read_text()
    assert sorted(set(re.findall(r"\\cite\{(\w+)\}", latex))) == listed
    macros = macros_of((folder / "answers.tex").read_text())
    assert {"ChemTableLayers", "ChemAmiHiddenOne", "ChemAccuracy"} <= macros.keys()


@pytest.mark.parametrize("run", LAYERS)
def test_every_flow_sums_to_its_samples(finished, run):
    sums = rows(
        finished,
        "select source_layer, target_layer, sum(count) from {f} group by all",
        f=f"{run}/flows.parquet",
    )
    samples = rows(finished, "select count(*) from {p}", p=f"{run}/paths.parquet")[0][0]
    stages = len(LAYERS[run]) - 2
    # Through the hidden layers, and the detour over pixels and output.
    assert len(sums) == (stages + 1) + 4
    assert {total for *_, total in sums} == {samples}


def test_a_flow_counts_the_paths_that_take_it(finished):
    flows = rows(
        finished,
        "select source, target, role, label, count from {f} "
        "where source_layer = 'hidden_1' and target_layer = 'hidden_2' order by all",
        f="tiny/flows.parquet",
    )
    counted = rows(
        finished,
        "select hidden_1, hidden_2, role, label, count(*) from {p} group by all order by all",
        p="tiny/paths.parquet",
    )
    assert flows == counted


@pytest.mark.parametrize("run", LAYERS)
def test_the_prediction_is_the_argmax_of_the_output(finished, run):
    path = f"{run}/activations/network/known.parquet"
    softmax = column(finished, path, "output")
    ids = column(finished, path, "sample_id")
    answers = json.loads((finished.folder / f"results/runs/{run}/answers.json").read_text())
    expected = dict(
        zip(ids.tolist(), np.array(answers["digits"])[softmax.argmax(axis=1)].tolist(), strict=True)
    )
    found = rows(
        finished,
        "select sample_id, prediction from {p} where role != 'unseen'",
        p=f"{run}/paths.parquet",
    )
    assert dict(found) == expected
    assert softmax.sum(axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("run", "group"), [("tiny", "known"), ("tiny", "unseen"), ("tiny-cnn", "known")]
)
def test_the_output_is_the_softmax_of_the_logits(finished, run, group):
    path = f"{run}/activations/network/{group}.parquet"
    exponential = np.exp(column(finished, path, "logits"))
    expected = exponential / exponential.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(column(finished, path, "output"), expected, atol=1e-6)


@pytest.mark.parametrize(("run", "layer"), runs_and_layers())
def test_k_is_the_argmax_of_the_silhouettes(finished, run, layer):
    k_max = {"tiny": 4, "tiny-cnn": 6}[run]  # as configured, or twice the number of classes
    scores = rows(
        finished,
        f"select k, silhouette, chosen from {{s}} where layer = '{layer}' "
        f"and k between 2 and {k_max}",
        s=f"{run}/scores/{part(layer)}.parquet",
    )
    best = max(scores, key=lambda row: (row[1], -row[0]))
    assert [row[0] for row in scores if row[2]] == [best[0]]
    used = rows(
        finished,
        f"select count(*), max(cluster) + 1 from {{c}} where layer = '{layer}' "
        "and basis = 'chosen'",
        c=f"{run}/centers/{part(layer)}.parquet",
    )
    assert used == [(best[0], best[0])]


def layers_of_groups():
    return [
        (run, layer, group)
        for run, layer in runs_and_layers()
        for group in (["known", "unseen"] if run == "tiny" else ["known"])
    ]


@pytest.mark.parametrize("basis", ["chosen", "classes"])
@pytest.mark.parametrize(("run", "layer", "group"), layers_of_groups())
def test_clusters_are_nearest_centers(finished, run, layer, group, basis):
    points = column(finished, f"{run}/activations/{part(layer)}/{group}.parquet", layer)
    mean, scale, components, axes = (
        column(finished, f"{run}/spaces/{part(layer)}.parquet", name, f"layer = '{layer}'")[0]
        for name in ("mean", "scale", "components", "axes")
    )
    points = (points - mean) / scale
    if components:
        points = points @ np.reshape(axes, (components, -1)).T
    of_basis = f"layer = '{layer}' and basis = '{basis}'"
    centers = column(finished, f"{run}/centers/{part(layer)}.parquet", "center", of_basis)
    distances = np.linalg.norm(points[:, np.newaxis] - centers, axis=2)
    clusters = f"{run}/clusters/{part(layer)}/{group}.parquet"
    assigned = column(finished, clusters, "cluster", of_basis)
    own = distances[np.arange(len(points)), assigned]
    np.testing.assert_allclose(own, distances.min(axis=1), rtol=1e-4, atol=1e-4)
    found = column(finished, clusters, "distance", of_basis)
    np.testing.assert_allclose(own, found, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("run", LAYERS)
def test_paths_are_clusters_at_the_chosen_k(finished, run):
    ((samples,),) = rows(finished, "select count(*) from {p}", p=f"{run}/paths.parquet")
    for layer in LAYERS[run]:
        found = rows(
            finished,
            f"select count(*), count(*) filter (cluster != {layer}) from {{p}} join {{c}} "
            f"using (sample_id) where layer = '{layer}' and basis = 'chosen'",
            p=f"{run}/paths.parquet",
            c=f"{run}/clusters/{part(layer)}/*.parquet",
        )
        assert found == [(samples, 0)]


def test_wide_layers_were_reduced(finished):
    width = column(finished, "tiny-cnn/activations/network/known.parquet", "conv_1").shape[1]
    assert width == 26 * 26 * 32
    components = dict(
        rows(finished, "select layer, components from {s}", s="tiny-cnn/spaces/network.parquet")
    )
    assert components["conv_1"] == 59  # one less than the 60 train samples
    assert components["hidden_1"] == 0


@pytest.mark.parametrize(("run", "layer"), runs_and_layers())
def test_every_sample_is_embedded(finished, run, layer):
    for group in ["known", "unseen"] if run == "tiny" else ["known"]:
        found = rows(
            finished,
            "select count(*), count(*) filter (isfinite(e.x) and isfinite(e.y)) "
            f"from {{s}} join {{e}} e using (sample_id) where layer = '{layer}'",
            s=f"{run}/samples/{group}.parquet",
            e=f"{run}/embeddings/{part(layer)}/{group}.parquet",
        )
        expected = rows(finished, "select count(*) from {s}", s=f"{run}/samples/{group}.parquet")[
            0
        ][0]
        assert found == [(expected, expected)]


@pytest.fixture(scope="module")
def more(tiny, tmp_path_factory):
    """A copy in which one more unseen digit was sent through the network, and measured."""
    project = copy_of(tiny, tmp_path_factory.mktemp("more") / "copy")
    config = (project.folder / "tiny.yaml").read_text().replace("unseen: [4]", "unseen: [4, 3]", 1)
    (project.folder / "more.yaml").write_text(config)
    process = project.snakemake(
        *("--configfile", "more.yaml", "--config", 'only=["tiny"]'),
        *("--until", "measure_run", "embed_unseen", "train_replicates"),
    )
    assert process.returncode == 0, process.stderr
    return project


def test_one_more_unseen_digit_touches_nothing_that_is_known(tiny, more):
    assert known_files(more) == known_files(tiny)
    samples = "results/runs/tiny/samples/unseen.parquet"
    assert (more.folder / samples).read_bytes() != (tiny.folder / samples).read_bytes()


def known_files(project):
    """Everything of run tiny that only depends on known samples: path -> bytes and time."""
    run = project.folder / "results/runs/tiny"
    parts = ["samples/known.parquet", "model.keras", "history.parquet", "scores.json"]
    parts += ["measures/replicates-known.parquet"]
    for places in ("spaces/*", "scores/*", "centers/*", "*/*/known.parquet"):
        found = [path.relative_to(run).as_posix() for path in run.glob(places)]
        assert len(found) in (2, 6)  # a file a part, or three kinds of them
        parts += found
    return {part: ((run / part).read_bytes(), (run / part).stat().st_mtime_ns) for part in parts}


def test_one_more_unseen_digit_moves_no_measure_of_known_samples(tiny, more):
    query = "select * from {m} where digit = -1 and measure != 'smallest_p' order by all"
    before, after = (
        rows(project, query, m="tiny/measures/own.parquet") for project in (tiny, more)
    )
    assert len(before) > 50
    assert after == before


def test_the_answers_numbers_are_those_of_the_tables(finished):
    """Means over replicates, taken by DuckDB."""
    answers = json.loads((finished.folder / "results/runs/tiny/answers.json").read_text())
    query = (
        "select network, layer, measure, avg(value) from {m} where replicate > 0 and digit = -1 "
        "group by all"
    )
    means = {
        (network, layer, measure): value
        for network, layer, measure, value in rows(
            finished, query, m="tiny/measures/replicates-known.parquet"
        )
    }
    assert [found["layer"] for found in answers["layers"]] == LAYERS["tiny"]
    for found in answers["layers"]:
        for measure in ("ami", "purity", "ami_chosen", "probe", "neighbours", "depth"):
            key = "trained", found["layer"], measure
            assert found[measure]["mean"] == pytest.approx(means[key])
        if found["layer"] != "pixels":
            for network in ("untrained", "shuffled"):
                expected = means[network, found["layer"], "ami"]
                assert found["controls"][network]["ami"]["mean"] == pytest.approx(expected)
    last = answers["last_layer"]
    assert last["accuracy"]["mean"] == pytest.approx(means["trained", "", "accuracy"])
    assert last["without_last"]["mean"] == pytest.approx(means["shorter", "", "accuracy"])


@pytest.mark.parametrize("run", LAYERS)
@pytest.mark.parametrize(("basis", "end"), [("classes", ""), ("chosen", "_chosen")])
def test_purity_and_ami_are_those_of_the_tables_of_clusters(finished, run, basis, end):
    """Of training and of test images, counted by scikit-learn."""
    answers = json.loads((finished.folder / f"results/runs/{run}/answers.json").read_text())
    for found in answers["layers"]:
        told = {"test": {name: found[name + end]["own"] for name in ("purity", "ami")}}
        told["train"] = {name: found["train"][name + end] for name in ("purity", "ami")}
        for role, expected in told.items():
            query = (
                "select label, cluster from {p} join {c} using (sample_id) "
                f"where role = '{role}' and basis = '{basis}' and layer = '{found['layer']}'"
            )
            files = {"p": f"{run}/paths.parquet"}
            files["c"] = f"{run}/clusters/{part(found['layer'])}/known.parquet"
            label, cluster = zip(*rows(finished, query, **files), strict=True)
            counts = contingency_matrix(label, cluster)
            assert expected["purity"] == pytest.approx(counts.max(axis=0).sum() / len(label))
            assert expected["ami"] == pytest.approx(adjusted_mutual_info_score(label, cluster))


@pytest.mark.parametrize("run", LAYERS)
def test_what_is_told_of_paths_and_predictions_is_in_the_table_of_paths(finished, run):
    answers = json.loads((finished.folder / f"results/runs/{run}/answers.json").read_text())
    paths = f"{run}/paths.parquet"
    hidden = ", ".join(LAYERS[run][1:-1])
    query = f"select count(*) from (select distinct {hidden} from {{p}} where role = 'test')"
    distinct = answers["paths"]["measures"]["distinct_paths_chosen"]["own"]
    assert rows(finished, query, p=paths) == [(distinct,)]
    right = "select avg((prediction = label)::int) from {p} where role = 'test'"
    assert rows(finished, right, p=paths) == [(pytest.approx(answers["accuracy"]["test"]),)]
    for found in answers["unseen_digits"]:
        for entry in found["predicted"]:
            query = (
                f"select avg((prediction = {entry['digit']})::int) from {{p}} "
                f"where label = {found['digit']}"
            )
            share = entry["number"]["own"]
            assert rows(finished, query, p=paths) == [(pytest.approx(share),)]
    for entry in answers["paths"]["classes"]:
        query = (
            f"select {hidden} from {{p}} where role = 'train' and label = {entry['digit']} "
            f"group by all order by count(*) desc, {hidden} limit 1"
        )
        assert rows(finished, query, p=paths) == [tuple(entry["main_path"])]


def test_figures_alone_and_without_formats_that_nobody_asked_for(finished, tmp_path):
    project = copy_of(finished, tmp_path / "copy")
    (project.folder / "figures.yaml").write_text("figures: {formats: [svg], width: 90}\n")
    # A flag of its own before the target, or it would be one of the loggers.
    only = ("--config", 'only=["tiny"]')
    jobs = project.jobs("--rerun-incomplete", "figures", *TINY, "figures.yaml", *only)
    assert {job["rule"] for job in jobs} == {
        "draw_figures",
        "draw_interventions",
        "draw_learning",
        "draw_training",
        "figures",
    }
    drawn = [path for job in jobs for path in job["output"]]
    assert {path.rsplit(".", 1)[1] for path in drawn} == {"svg", "png", "html", "txt"}
    for path in drawn:
        assert (project.folder / path).stat().st_size > 0
