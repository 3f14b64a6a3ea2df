import pytest

from chemins.leftovers import leftovers, removed_runs

FILES = [
    "runs/a/paths.parquet",
    "runs/a-known/paths.parquet",
    "runs/b.c/paths.parquet",
    "site/a.html",
    "site/b.c.html",
    "site/index.html",
    "logs/train_model/a.log",
    "logs/train_model/a-known.log",
    "logs/dump_pixels/b.c-unseen.log",
    "benchmarks/train_model/a.tsv",
    "logs/fetch_dataset.log",
]


@pytest.fixture
def results(tmp_path):
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("runs", "gone"),
    [
        (["a", "a-known", "b.c"], []),
        (
            ["a-known", "b.c"],
            ["benchmarks/train_model/a.tsv", "logs/train_model/a.log", "runs/a", "site/a.html"],
        ),
        (["a", "a-known"], ["logs/dump_pixels/b.c-unseen.log", "runs/b.c", "site/b.c.html"]),
    ],
)
def test_what_is_left_of_removed_runs(results, runs, gone):
    assert [str(path.relative_to(results)) for path in leftovers(results, runs)] == gone
    assert removed_runs(results, runs) == sorted({"a", "a-known", "b.c"} - set(runs))


def test_no_results_no_leftovers(tmp_path):
    assert leftovers(tmp_path / "none", ["a"]) == []
