"""Tell which score notices unseen digits best in each run."""

from chemins.answers.measure_table import read_measures
from chemins.answers.score_comparison import compared
from chemins.base.errors import CheminsError
from chemins.jobs import job
from chemins.text.class_names import names_of
from chemins.text.score_tables import score_tables


def compare_scores(settings, measures, terminal=None) -> None:
    """settings: run -> its settings. measures: of each run, in the same order, the table of its
    replicates. terminal: where the person is told; None for standard output."""
    if not settings:
        raise CheminsError("No run that is to be made has both unseen digits and replicates.")
    runs = zip(settings.items(), measures, strict=True)
    found = {name: compared(read_measures([path]), run) for (name, run), path in runs}
    names = names_of(next(iter(settings.values())))  # all runs are of one dataset
    print(score_tables(found, names), file=terminal)


if "snakemake" in globals():
    job.run(compare_scores, snakemake)
