"""The shape of a .keras file's configuration, as far as it is used: what is where, of which type.

Errors are CheminsErrors whose texts go on after the file's name.
"""

from chemins.base.errors import CheminsError
from chemins.base.imports import without
from chemins.networks.keras_files.file import brief

# It compiles a grammar while it is imported, for over a second, for a format that no key has.
with without("rfc3987_syntax"):
    import jsonschema

NAME = {"type": "string", "minLength": 1, "maxLength": 500}
COUNT = {"type": "integer", "minimum": 1}
SIZES = {"type": ["array", "null"], "maxItems": 8, "items": {"type": ["integer", "null"]}}
LAYER = {
    "type": "object",
    "required": ["module", "class_name", "config"],
    "properties": {
        "name": NAME,
        "config": {
            "type": "object",
            "properties": {
                "name": NAME,
                "units": COUNT,
                "filters": COUNT,
                "activation": {"type": ["string", "object", "null"]},
                "batch_shape": SIZES,
                "dims": SIZES,
                "data_format": {"enum": ["channels_last", "channels_first", None]},
            },
        },
        "inbound_nodes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["args", "kwargs"],
                "properties": {"args": {"type": "array"}, "kwargs": {"type": "object"}},
            },
        },
    },
}
MODEL = {
    "type": "object",
    "required": ["name", "layers"],
    "properties": {
        "name": NAME,
        "build_input_shape": SIZES,
        "input_layers": {"type": ["array", "object"]},
        "output_layers": {"type": ["array", "object"]},
        "layers": {"type": "array", "minItems": 1, "maxItems": 5000, "items": LAYER},
    },
}
FUNCTIONAL = {
    "required": ["input_layers", "output_layers"],
    "properties": {"layers": {"items": {"required": ["name", "inbound_nodes"]}}},
}
# How a schema's demand begins in a message; what it demands follows.
DEMANDS = {
    "type": "a value of type",
    "required": "the keys",
    "enum": "one of",
    "minItems": "entries, at least",
    "maxItems": "entries, at most",
    "minimum": "a number of at least",
    "minLength": "letters, at least",
    "maxLength": "letters, at most",
}
CHECKS = {
    "Sequential": jsonschema.Draft202012Validator(MODEL),
    "Functional": jsonschema.Draft202012Validator({"allOf": [MODEL, FUNCTIONAL]}),
}


def check_configuration(kind, config) -> None:
    """Raise CheminsError unless a model's configuration is like those that Keras writes.

    kind: "Sequential" or "Functional". The layers of models inside it are not looked at.
    """
    error = next(CHECKS[kind].iter_errors(config), None)
    if error is not None:
        place = ".".join(map(str, ["config", *error.absolute_path]))
        raise CheminsError(
            f"has a configuration that Keras does not write: {brief(place)} is "
            f"{brief(repr(error.instance), 60)}; needed: {DEMANDS[error.validator]} "
            f"{error.validator_value}"
        )
