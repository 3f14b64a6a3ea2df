"""What the configuration of a .keras file may name: an allowlist, so that nothing else is loaded.

Keras looks up every class and function that a configuration names, calls them, and lets some of
them read files, fetch addresses or run code. Errors are CheminsErrors whose texts go on after the
file's name.
"""

from collections.abc import Iterator

from chemins.base.errors import CheminsError
from chemins.networks.keras_files.file import brief
from chemins.networks.keras_files.names import CLASSES, FUNCTIONS, VERSION, WORDS

LAMBDAS = ("Lambda", "__lambda__")
# Written for what is no object of Keras, with no module.
VALUES = ("__keras_tensor__", "__tensor__", "__numpy__", "__bytes__", "__slice__", "__ellipsis__")
DTYPES = ("bool", "bfloat16", *(f"float{bits}" for bits in (16, 32, 64)))
DTYPES += tuple(f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64))
FUNCTION_MODULES = ("builtins", "keras.activations", "keras.losses", "keras.metrics")
ALLOWED = {module: frozenset(names.split()) for module, names in CLASSES.items()}
ALLOWED_FUNCTIONS = frozenset(FUNCTIONS.split())
ALLOWED_WORDS = {kind: frozenset(names.split()) for kind, names in WORDS.items()}
DEPTH = 200  # of dicts and lists in each other; a model in a model takes six


def check_allowed(document) -> None:
    """Raise CheminsError for anything in a model's configuration that is not on the list.

    What the model itself was compiled with is left out, for it is not loaded: losses of one's own
    do no harm.
    """
    for node in dicts({**document, "compile_config": None}):
        if "class_name" in node:
            check_object(node)
        for key, value in node.items():
            check_word(node, key, value)


def dicts(document) -> Iterator[dict]:
    """Every dict in a JSON document, in its order; not recursive: a file decides how deep it is."""
    rest = [(document, 0)]
    while rest:
        node, depth = rest.pop()
        if depth > DEPTH:
            raise CheminsError(
                f"has a configuration in which more than {DEPTH} dicts and lists lie in each other"
            )
        if isinstance(node, dict):
            yield node
            node = list(node.values())
        rest += [(child, depth + 1) for child in reversed(node) if isinstance(child, dict | list)]


def check_object(node) -> None:
    name, module = node["class_name"], node.get("module")
    if not isinstance(name, str) or not isinstance(module, str | None):
        raise CheminsError(f"has a configuration with no name where a class's is: {brief(name)!r}")
    if name in LAMBDAS:
        refuse_lambda(node)
    if name in VALUES and module is None:
        check_configured_value(node)
    elif name == "function":
        check_function(node, module)
    elif name not in ALLOWED.get(module, ()):
        refuse_object(module, name)
    elif node.get("registered_name") not in (None, name):
        refuse_object(module, node["registered_name"])


def check_configured_value(node) -> None:
    config = node.get("config")
    dtype = config.get("dtype", "float32") if isinstance(config, dict) else "float32"
    if dtype not in DTYPES:
        raise CheminsError(f"has values of type {brief(dtype)!r}; allowed: numbers")


def check_function(node, module) -> None:
    name = node.get("config")
    if module not in FUNCTION_MODULES or not isinstance(name, str) or name not in ALLOWED_FUNCTIONS:
        refuse_object(module, name)


def check_word(node, key, value) -> None:
    """Text that stands for an object, such as "relu"; and an activation that is a lambda."""
    kind = key.rpartition("_")[2]
    if kind not in ALLOWED_WORDS:
        return
    if isinstance(value, str) and value not in ALLOWED_WORDS[kind]:
        refuse_object(f"keras.{kind}s", value)
    if isinstance(value, dict) and "class_name" not in value:
        refuse_lambda(node)


def refuse_lambda(node) -> None:
    config = node.get("config")
    inner = config.get("name") if isinstance(config, dict) else None
    raise CheminsError(
        f"holds a lambda ({brief(node.get('name') or inner or 'a function', 60)}): code in a file "
        "is not run; put a layer of Keras in its place"
    )


def refuse_object(module, name) -> None:
    if str(module).split(".")[0] in ("keras", "builtins") and ">" not in str(name):
        raise CheminsError(
            f"names {brief(f'{module}.{name}')!r}, which is not among what a network may consist "
            f"of; allowed: layers, operations, activations and the like of Keras {VERSION} that "
            "read no file and run no code"
        )
    raise CheminsError(
        f"needs code that is not in the file, {brief(name)!r}; allowed: Keras's own layers and "
        "functions"
    )
