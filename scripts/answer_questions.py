"""Answer the three questions for one run, in numbers and in words."""

from chemins.answers.learning import learning_answers
from chemins.answers.learning_table import read_learning
from chemins.answers.measure_table import read_measures
from chemins.answers.run_answers import answer
from chemins.base.files import read_json, write_json, write_text
from chemins.base.formatting import layers_called
from chemins.base.language import language_of, speaking
from chemins.clusters.stages import read_stages
from chemins.jobs import job
from chemins.networks.network_input import from_settings
from chemins.networks.network_input import told as input_text
from chemins.papers.answers_latex import latex as numbers_in_latex
from chemins.results import tables
from chemins.text.answers_markdown import markdown


def answer_questions(
    settings,
    run,
    paths,
    clusters,
    scores,
    model_scores,
    measures,
    answers,
    text,
    latex,
    twin=None,
    learning=(),
) -> None:
    """clusters, scores: tables of the known samples' clusters, of both parts. measures: tables of
    the run's and its replicates'. answers, text, latex: files to write. twin: of a network from
    elsewhere that is at hand, why it has no untrained twin, if it has none. learning: tables of
    measures while the run's network, and its replicates, learn, if they are looked at then."""
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
        about = read_json(twin)
        found["no_twin"] = about["missing"]
        found |= {"twin_weights": about["weights"]} if "weights" in about else {}
    found |= told_network(settings, read_json(model_scores))
    if learning:
        own, hidden = [layer for layer in layers if layer != "pixels"], settings["hidden"]
        found["learning"] = learning_answers(read_learning(learning), settings, own, hidden)
    write_json(answers, found)
    with layers_called(settings.get("shown", {})), speaking(language_of(settings)):
        write_text(text, markdown(run, found))
        write_text(latex, numbers_in_latex(run, found))


def told_network(settings, scores) -> dict:
    """What answers tell of a network from elsewhere: `shown`, what it calls its layers; `given`,
    how its images are prepared; `engine`, what computed its answers. Of others, and of what is
    not known, nothing."""
    told = {"shown": settings.get("shown"), "engine": scores.get("engine")}
    if "input" in settings:
        told["given"] = input_text(from_settings(settings["input"]))
    return {key: value for key, value in told.items() if value}


if "snakemake" in globals():
    job.run(answer_questions, snakemake)
