"""Build the page that leads to all runs."""

from pathlib import Path

from chemins.base.files import read_json, write_text
from chemins.base.formatting import layers_called
from chemins.clusters.paths import stages
from chemins.clusters.stages import read_stages
from chemins.jobs import job
from chemins.pages.fates import fates_of, shared_fates
from chemins.pages.index_page import index_page
from chemins.pages.many_index import many_index, row_of
from chemins.pages.small_flow import small_flow
from chemins.results import tables
from chemins.text.class_names import names_of


def build_index(
    settings, answers, paths, sample_measures, dataset, page, comparisons=(), many=False
) -> None:
    """settings: as of the rule. answers, paths, sample_measures: a file of each of its runs, the
    first two in the run's folder. dataset: its table. page: file to write. comparisons:
    comparison.json of each two networks that are compared. many: whether
    there are more runs than cards."""
    of_runs = zip(answers, paths, sample_measures, strict=True)
    files = {Path(first).parent.name: (first, *others) for first, *others in of_runs}
    files = {run: files[run] for run in settings["runs"]}
    pairs = [read_json(file) for file in comparisons]
    if many:
        write_text(page, index_of_many(settings, files, pairs))
        return
    told = {run: read_json(file) for run, (file, *_) in files.items()}
    found = {
        run: read_images(told[run], settings["palette"], *of_run[1:])
        for run, of_run in files.items()
    }
    flows = {run: flow for run, (flow, _) in found.items()}
    fates = {run: of_run for run, (_, of_run) in found.items()}
    shared = shared_fates(fates, names_of(settings), dataset)
    write_text(page, index_page(settings, told, flows, shared, pairs))


def index_of_many(settings, files, comparisons) -> str:
    """files: run -> its answers, and others that are not read. One run's answers are in memory at a
    time."""
    rows = {
        run: row_of(run, settings["runs"][run], read_json(file))
        for run, (file, *_) in files.items()
    }
    return many_index(settings, rows, comparisons)


def read_images(answers, palette, paths, sample_measures) -> tuple:
    """A run's small flow, and its images' fates. paths, sample_measures: its tables."""
    layers = [entry["layer"] for entry in answers["layers"]]
    hidden = layers[1:-1]
    passed = read_stages(paths, layers, hidden)
    columns = tables.read_columns(paths, tables.paths_schema(layers))
    measured = tables.read_columns(sample_measures, tables.SAMPLE_MEASURES, ["committed"])
    with layers_called(answers.get("shown", {})):
        flow = small_flow(columns, stages(passed), names_of(answers), palette, answers["unseen"])
        return flow, fates_of(columns, measured["committed"], passed, hidden)


if "snakemake" in globals():
    job.run(build_index, snakemake)
