"""A network that can be asked for every layer's answer, whatever computes it.

A session has what KerasSession and OnnxSession have; each framework is loaded when it is needed.
"""


def load_session(path, settings, what) -> object:
    """The network in a file. settings: of the rule, whose `network` says what it is given and of
    what kind it is; without one it is a Keras model. what: begins messages."""
    network = settings.get("network", {})
    if network.get("kind") == "onnx":
        from chemins.networks.onnx_files import session as session
    else:
        from chemins.networks import keras_session as session
    return session.load_session(path, network, what)
