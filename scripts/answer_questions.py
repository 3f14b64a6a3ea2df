"""Answer the three questions for one run, in numbers and in words."""

import json

from chemins.answers.measured import read_measured
from chemins.answers.run_answers import answer
from chemins.base.files import read_json, write_json, write_text
from chemins.results import tables
from chemins.text.answers_markdown import markdown


def answer_questions(settings, run, paths, classes, scores, model_scores, measures, answers, text):
    """classes, scores: tables of the clusters, one a layer. measures: tables of the run's and its
    replicates'. answers, text: files to write."""
    layers = settings["layers"]
    columns = tables.read_columns(paths, tables.paths_schema(layers))
    class_clusters = {
        layer: tables.read_columns(path, tables.CLASS_CLUSTERS, ["cluster"])["cluster"]
        for layer, path in zip(layers, classes, strict=True)
    }
    score_columns = {
        layer: tables.read_columns(path, tables.CLUSTER_SCORES)
        for layer, path in zip(layers, scores, strict=True)
    }
    found = answer(
        columns,
        class_clusters,
        score_columns,
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
            classes=snakemake.input.classes,
            scores=snakemake.input.scores,
            model_scores=snakemake.input.model_scores,
            measures=snakemake.input.measures,
            answers=snakemake.output.answers,
            text=snakemake.output.text,
        )
