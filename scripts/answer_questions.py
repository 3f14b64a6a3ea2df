"""Answer the three questions for one run, in numbers and in words."""

import json

from chemins.answers.measured import read_measured
from chemins.answers.run_answers import answer
from chemins.base.files import read_json, write_json, write_text
from chemins.results import tables
from chemins.text.answers_markdown import markdown


def answer_questions(settings, run, paths, clusters, scores, model_scores, measures, answers, text):
    """clusters, scores: tables of the known samples' clusters, of both parts. measures: tables of
    the run's and its replicates'. answers, text: files to write."""
    layers = settings["layers"]
    columns = tables.read_columns(paths, tables.paths_schema(layers))
    at_classes = tables.read_layers(clusters, tables.CLUSTERS, layers, ["cluster"], basis="classes")
    found = answer(
        columns,
        {layer: found["cluster"] for layer, found in at_classes.items()},
        tables.read_layers(scores, tables.CLUSTER_SCORES, layers),
        read_json(model_scores),
        read_measured(measures),
        settings,
        layers,
        settings["hidden"],
    )
    write_json(answers, found)
    write_text(text, markdown(run, found))


if "snakemake" in globals():
    from chemins.jobs.making import making

    with making(snakemake):
        answer_questions(
            settings=json.loads(snakemake.params.settings),
            run=snakemake.wildcards.run,
            paths=snakemake.input.paths,
            clusters=snakemake.input.clusters,
            scores=snakemake.input.scores,
            model_scores=snakemake.input.model_scores,
            measures=snakemake.input.measures,
            answers=snakemake.output.answers,
            text=snakemake.output.text,
        )
