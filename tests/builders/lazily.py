"""Modules that load a framework, for tests that import them when they run."""


def keras_training():
    from chemins.networks import keras_training

    return keras_training
