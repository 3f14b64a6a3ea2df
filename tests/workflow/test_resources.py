"""What jobs ask for grows with the images of their run."""

import json

import pytest

pytestmark = pytest.mark.slow

RUNS = {
    "small": {"digits": [1, 7]},
    "long": {"digits": [1, 7], "training": {"epochs": 1500}},
    "large": {"per_digit": "all", "test_per_digit": "all", "digits": list(range(10))},
}


@pytest.fixture
def planned(project):
    return asked(project, RUNS)


def asked(project, runs):
    """(rule, run) -> what its job asks for, of a call on two cores."""
    config = {"dataset": "mnist", "only": list(runs), "runs": runs}
    (project.folder / "runs.json").write_text(json.dumps(config))
    jobs = project.planned("--configfile", "runs.json")
    return {(job["rule"], job["wildcards"].get("run")): job["resources"] for job in jobs}


def test_memory_and_time_grow_with_images_and_training_with_epochs(planned):
    for rule in ("train_model", "cluster_layers", "embed_layers", "draw_figures"):
        small, large = planned[rule, "small"], planned[rule, "large"]
        assert small["mem_mb"] < large["mem_mb"]
        assert small["runtime"] < large["runtime"]
    # 1,000 MB, 20 more for each of 70 thousand images, and 300 for Snakemake.
    assert planned["train_model", "large"]["mem_mb"] == 2700
    # 2 minutes; 2 more a thousand of 400 images, for a hundred times the epochs; 10 to start.
    assert planned["train_model", "long"]["runtime"] == 2 + 80 + 10


def test_two_large_runs_share_the_cores_that_one_has_alone(project, planned):
    assert planned["measure_run", "large"]["_cores"] == 2
    assert planned["measure_run", "small"]["_cores"] == 1
    two = asked(project, {**RUNS, "larger": {**RUNS["large"], "unseen": [], "seed": 7}})
    for run in ("large", "larger"):
        assert two["measure_run", run]["_cores"] == two["cluster_layers", run]["_cores"] == 1
