"""Ask a network's untrained twin about the run's test images: what training is compared with."""

from chemins.data.images import image_shape, stream_images
from chemins.jobs import job
from chemins.networks.answer_tables import check_twin, write_answers
from chemins.networks.no_twin import NoTwin
from chemins.networks.sessions import load_session
from chemins.results import tables
from chemins.results.compared_tables import MISSING, WEIGHTS


def ask_untrained(settings, run, dataset, samples, untrained, model=None) -> None:
    """samples: the run's known ones. untrained: file to write; without any row where there is no
    twin, which its metadata says. model: the file of a network from elsewhere; of one that is
    trained here, None: its own initial weights are drawn again."""
    rows = tables.read_columns(samples, tables.SAMPLES)
    test = {name: column[rows["role"] == "test"] for name, column in rows.items()}
    layers = settings["layers"]
    try:
        twin = twin_of(settings, run, dataset, model)

        def batches(most):
            for batch in stream_images(dataset, test, most):
                yield batch, twin.inputs(batch["pixels"])

        about = {WEIGHTS: twin.twin_weights}
        columns = dict(zip(layers, layers, strict=True))
        write_answers(twin, columns, settings["pool"], batches, untrained, check_twin, about)
    except NoTwin as reason:
        print(f"The network has no untrained twin: {reason}.")
        nobody = {name: column[:0] for name, column in test.items()}
        tables.write(untrained, tables.ACTIVATIONS, nobody, {MISSING: str(reason)})


def twin_of(settings, run, dataset, model) -> object:
    """A session (networks/sessions.py). Raises NoTwin."""
    if model:
        network = load_session(model, settings, f"run {run}, network.model: {model}")
        return network.untrained_twin(settings["seed"])
    # TensorFlow, which prints while it is imported: after the log.
    from chemins.networks import classifiers, keras_session

    classifiers.prepare()
    drawn = classifiers.build(
        **settings["network"],
        shape=image_shape(dataset),
        classes=settings["classes"],
        seed=settings["seed"],
    )
    return keras_session.KerasSession(drawn, raw=False)


if "snakemake" in globals():
    job.run(ask_untrained, snakemake)
