"""Models of Keras, as tests build and save them."""

import pytest

from chemins.base.errors import CheminsError
from chemins.networks.keras_files.config import read_network

WHAT = "run a, network.model: mine"


def sequential(keras, *layers, shape=(28, 28, 1)):
    return keras.Sequential([keras.layers.Input(shape), *layers])


def read(model, path):
    """What is read of a model's file while planning."""
    model.save(path)
    return read_network(path, WHAT)


def refusal(model, path):
    """What is told of a model that is refused."""
    with pytest.raises(CheminsError) as error:
        read(model, path)
    assert str(error.value).startswith(f"{WHAT} ")
    return str(error.value)
