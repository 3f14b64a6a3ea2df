"""Networks that a run does not train: read and checked while planning, their layers named."""

import re
from dataclasses import replace
from pathlib import Path

from chemins.base.errors import CheminsError, listed
from chemins.networks.keras_files.config import read_network
from chemins.networks.keras_files.flat import shown_name
from chemins.networks.layer_names import called_layers, safe_names
from chemins.networks.network_input import fitted_input
from chemins.planning.config_checks import check_fitted

# Layers become files, columns of the table of paths, and names in the conditions of a run's page.
SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
TAKEN = ("pixels", "output", "sample_id", "role", "label", "prediction", "probability")
TAKEN += ("logits", "id", "correct", "travels", "exception", "path")
TAKEN_IN_A_FOLDER = (*TAKEN, "samples")


def with_given_networks(config, description) -> tuple[dict, dict]:
    """The config with every given network's hidden layers in its `network.layers`, and what else
    was read of its file, and what the folders of activations are like: run -> Dump.

    description: of the dataset. Raises CheminsError for a network that does not fit its run.
    """
    runs, dumps = {}, {}
    for name, run in config["runs"].items():
        kind, read = run["network"]["kind"], {}
        if kind == "file":
            read = file_network(name, run, description)
        if kind == "onnx":
            from chemins.planning.onnx_networks import onnx_network  # loads onnx

            read = onnx_network(name, run, description)
        if kind == "activations":
            check_names(name, run["network"]["layers"], TAKEN_IN_A_FOLDER)
            dumps[name] = described_dump(name, run)
        runs[name] = {**run, "network": {**run["network"], **read}}
    return {**config, "runs": runs}, dumps


def file_network(name, run, description) -> dict:
    """What the config's `network` of a run with a .keras file comes to have: its hidden layers, in
    the order of the network, those it names or all that are activations; and what it is given,
    where the config says that."""
    settings, what = run["network"], f"run {name}, network.model: {run['network']['model']}"
    network = read_network(settings["model"], what)
    shown = {layer: shown_name(layer) for layer in network.layers}
    names = dict(zip(shown, safe_names(shown.values(), TAKEN), strict=True))
    try:
        chosen = called_layers(settings.get("layers", network.hidden), shown, names)
    except KeyError as error:
        raise CheminsError(
            f"run {name}, network.layers: {error.args[0]!r} is no layer of {settings['model']} "
            f"that can be a stage of a path; allowed: {listed(shown.values())}"
        ) from None
    if not chosen:
        raise CheminsError(
            f"{what} has no hidden layer with an activation function; name some in network.layers: "
            f"{listed(shown.values())}"
        )
    read = {"layers": [names[layer] for layer in chosen]}
    if read["layers"] != chosen:
        read["tensors"] = {names[layer]: layer for layer in chosen}
        read["shown"] = {names[layer]: shown[layer] for layer in chosen}
    if "input" in settings:
        given = fitted_input(settings["input"], network.shape, description, what)
        read["input"] = given.settings()
    else:
        check_shape(network, description, what)
    check_class_number(network.classes, run, what)
    return read


def check_class_number(classes, run, what) -> None:
    """classes: how many a network tells apart; None where only its weights tell."""
    if classes not in (None, len(run["digits"])):
        raise CheminsError(
            f"{what} has {classes} classes, the run has {len(run['digits'])}, labels "
            f"{listed(run['digits'])}; needed: a class of the run (`classes:` or `digits:`) for "
            "each of the network, whose order is that of the labels, ascending"
        )


def check_names(run, layers, taken) -> None:
    """Raise CheminsError unless a run's layers can be names of files, and of nothing else."""
    seen = {}
    for layer in layers:
        if not SAFE.fullmatch(layer):
            raise CheminsError(
                f"run {run}, network.layers: {layer!r} is no safe name for a file; use letters, "
                "digits, '-' and '_', a letter or a digit first, at most 60 of them"
            )
        if layer.casefold() in taken:
            raise CheminsError(
                f"run {run}, network.layers: {layer!r} is the name of something else in the "
                f"results; rename the layer, or leave it out. Taken are {listed(taken)}"
            )
        other = seen.setdefault(layer.casefold(), layer)
        if other is not layer:
            raise CheminsError(
                f"run {run}, network.layers: {other!r} and {layer!r} would share a file where file "
                "names ignore case; rename one of them"
            )


def check_shape(network, description, what) -> None:
    height, width, channels = description.shape
    allowed = [(height * width * channels,), (height, width, channels)]
    allowed += [(height, width)] * (channels == 1)
    if network.shape not in allowed:
        raise CheminsError(
            f"{what} takes inputs of shape {network.shape}; the images of {description.name} can "
            f"be {listed(allowed)}"
        )


def described_dump(name, run) -> object:
    from chemins.networks import (
        external_activations,  # Arrow, for which other configs need not wait
        given_epochs,
    )

    folder, what = run["network"]["path"], f"run {name}, network.path"
    if not Path(folder).is_dir():
        raise CheminsError(f"{what}: {folder} is no folder; needed: one with samples.parquet")
    dump = external_activations.describe_dump(
        folder, run["network"]["layers"], run["digits"], run["unseen"], what
    )
    check_fitted(name, run, dump.train)
    layers = run["network"]["layers"]
    return replace(dump, epochs=given_epochs.describe_epochs(folder, layers, dump.samples, what))
