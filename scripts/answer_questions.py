"""Answer the three questions for one run, in numbers and in words."""

from chemins.answers.measure_table import read_measures
from chemins.answers.run_answers import answer
from chemins.base.files import read_json, write_json, write_text
from chemins.clusters.stages import read_stages
from chemins.jobs import job
from chemins.results import tables
from chemins.text.answers_markdown import markdown


def answer_questions(
    settings, run, paths, clusters, scores, model_scores, measures, answers, text, twin=None
) -> None:
    """clusters, scores: tables of the known samples' clusters, of both parts. measures: tables of
    the run's and its replicates'. answers, text: files to write. twin: of a network from elsewhere
    that is at hand, why it has no untrained twin, if it has none."""
    layers = settings["layers"]
    columns = tables.read_columns(paths, tables.paths_schema(layers))
    at_classes = tables.read_layers(clusters, tables.CLUSTERS, layers, ["cluster"], basis="classes")
    found = answer(
        columns,
        {layer: found["cluster"] for layer, found in at_classes.items()},
        tables.read_layers(scores, tables.CLUSTER_SCORES, layers),
        read_json(model_scores),
        read_measures(measures),
        settings,
        layers,
        settings["hidden"],
        read_stages(paths, layers, settings["hidden"]),
    )
    if twin:
        found["no_twin"] = read_json(twin)["missing"]
    write_json(answers, found)
    write_text(text, markdown(run, found))


if "snakemake" in globals():
    job.run(answer_questions, snakemake)
