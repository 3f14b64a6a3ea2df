"""A wrong config stops the workflow before any job, with one message and no traceback."""

import pytest

pytestmark = pytest.mark.slow

WRONG = {
    "unknown key": ('runs={"1v7": {"digitz": [1, 7]}}', ["run 1v7", "digitz", "digits"]),
    "both taught and unseen": ('runs={"1v7": {"unseen": [7]}}', ["run 1v7", "unseen", "7"]),
    "a digit the dataset lacks": ('runs={"1v7": {"digits": [1, 12]}}', ["run 1v7", "12", "label"]),
    "no such run": ('only=["2v7"]', ["only", "2v7", "1v7"]),
    "no such network": (
        'runs={"1v7": {"network": {"kind": "file", "model": "mine.keras"}}}',
        ["run 1v7", "network.model", "mine.keras is no file"],
    ),
    "unreadable dataset": ('dataset={"path": "nowhere.npz"}', ["nowhere.npz"]),
}


@pytest.mark.parametrize(("setting", "fragments"), WRONG.values(), ids=WRONG)
def test_wrong_config(project, setting, fragments):
    process = project.forked("--config", setting)
    assert process.returncode != 0
    assert "Traceback" not in process.stderr
    message = process.stderr[process.stderr.index("chemins: the config is not right") :]
    assert len(message.strip().splitlines()) == 3
    for fragment in fragments:
        assert fragment in message
    assert not (project.folder / "results").exists()


def test_a_job_that_fails_says_why_and_where_its_log_is(project):
    (project.folder / "results/data").mkdir(parents=True)
    process = project.snakemake(
        "--config", "dataset=mnist", 'mirrors=["file:///no/such/folder"]', 'only=["1v7"]'
    )
    assert process.returncode != 0
    assert "chemins: train-images-idx3-ubyte.gz could not be had from any mirror" in process.stderr
    assert "file:///no/such/folder/train-images-idx3-ubyte.gz: no such file" in process.stderr
    log = "results/logs/download_mnist/train-images-idx3-ubyte.log"
    assert f"(the whole story: {log})" in process.stderr
    assert "CheminsError" in (project.folder / log).read_text()
    assert list((project.folder / "results/data").rglob("*ubyte*")) == []
