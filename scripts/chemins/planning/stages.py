"""What a config says of the stages of paths: which hidden layers they are, or who is to choose."""

import numpy as np

from chemins.base.errors import CheminsError, listed
from chemins.clusters.stages import ALL, AUTO, MOST
from chemins.networks.layer_names import GIVEN, hidden_layers


def asked_stages(run) -> list | str | None:
    """The hidden layers that are stages; AUTO where their clusters are to tell; None for all.

    run: its settings, with the layers of a network from elsewhere.
    """
    hidden, asked = list(hidden_layers(run["network"])), run.get("stages", AUTO)
    if asked == AUTO and len(hidden) > MOST and run["network"]["kind"] in GIVEN:
        return AUTO
    if isinstance(asked, list):
        asked = [called(run["network"]).get(name, name) for name in asked]
    stages = named_stages(hidden, asked)
    return None if stages == hidden else stages


def called(network) -> dict[str, str]:
    """What a network from elsewhere calls its layers, as it is shown or in the file -> their names
    here."""
    known = (network.get("tensors", {}), network.get("shown", {}))
    return {name: layer for names in known for layer, name in names.items()}


def named_stages(hidden, asked) -> list:
    """asked: of the config, where the clusters are not to tell; layers by their names here."""
    if asked == ALL or (asked == AUTO and len(hidden) <= MOST):
        return hidden
    if asked == AUTO:
        places = np.linspace(0, len(hidden) - 1, MOST).round().astype(int)
        return [hidden[place] for place in places.tolist()]
    if isinstance(asked, dict):
        return hidden[::-1][:: asked["every"]][::-1]
    return [layer for layer in hidden if layer in asked]


def check_stages(runs) -> None:
    """Raise CheminsError for a stage that is no hidden layer of its run. runs: name -> settings, as
    of asked_stages."""
    for name, run in runs.items():
        asked, network = run.get("stages", AUTO), run["network"]
        hidden, others = hidden_layers(network), called(network)
        for layer in asked if isinstance(asked, list) else ():
            if layer not in hidden and layer not in others:
                raise CheminsError(
                    f"run {name}, stages: {layer!r} is no hidden layer of its network; allowed: "
                    f"{listed(network.get('shown', {}).values() or hidden)}"
                )
