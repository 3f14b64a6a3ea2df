"""The finished runs of a results folder, opened by nothing but what lies in it."""

import json
from pathlib import Path

from chemins.base.errors import CheminsError
from chemins.figures.run_results import read_run
from chemins.jobs.made import read_record
from chemins.results.layout import RUNS, Layout, is_data


def find_runs(results) -> list[str]:
    """The names of a results folder's finished runs: those that have a page."""
    layout = Layout(str(results))
    folders = Path(results, RUNS).glob("*")
    return sorted(run.name for run in folders if Path(layout.run(run.name).page).is_file())


def open_run(results, name) -> tuple:
    """A run of a results folder and the path of its dataset's table.

    What it was made with is told by the record of the job that drew its figures.
    """
    files = Layout(str(results)).run(name)
    record = read_record(files.record("draw_figures"))
    if record is None:
        raise CheminsError(
            f"{results} does not say what the figures of the run {name} were made with; run again"
        )
    settings = json.loads(record.made_with["settings"])
    del settings["figures"]
    dataset = find_dataset(results, record)
    unseen = files.of_parts("embeddings", "unseen") if settings["unseen"] else []
    read = {
        "dataset": dataset,
        "paths": files.paths,
        "flows": files.flows,
        "measures": files.measures,
        "scores": files.of_parts("scores"),
        "known": files.of_parts("embeddings", "known"),
        "unseen": unseen,
        "embedding_measures": files.embedding_measures,
    }
    return read_run(name, settings, read), dataset


def find_dataset(results, record) -> Path:
    """The table of images that a run was made from, whatever others there are.

    record: of the job that drew its figures from them.
    """
    for name, identity in record.inputs.items():
        made = read_record(Path(results, name))
        if made is not None and made.identity == identity:
            found = [Path(results, file) for file in made.outputs if is_data(file)]
            if found and found[0].is_file():
                return found[0]
    raise CheminsError(f"{results} has no images of this run; run again to make them")
