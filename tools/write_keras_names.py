"""Write scripts/chemins/networks/keras_files/names.py: of which names a .keras file may consist.

They are those of the installed Keras's own registry that compute and do nothing else.
"""

import json
import os
import re
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
from keras.src import activations, constraints, initializers, losses, metrics, regularizers
from keras.src.api_export import REGISTERED_NAMES_TO_OBJS, get_name_from_symbol
from keras.src.ops.operation import Operation

ROOT = Path(__file__).resolve().parents[1]
HEAD = '''"""The names of which a .keras file may consist: what computes, and does nothing else.

Generated from the registry of Keras by tools/write_keras_names.py; do not edit.
"""

# fmt: off
'''
# Modules of classes that a network's configuration names.
MODULES = ("layers", "initializers", "regularizers", "constraints", "dtype_policies", "quantizers")
# A model inside the model brings what it was compiled with.
MODULES += ("optimizers", "optimizers.schedules", "losses", "metrics")
SINGLE = ("keras.Sequential", "keras.models.Sequential", "keras.DTypePolicy")
SINGLE += ("keras.FloatDTypePolicy", "keras.random.SeedGenerator")
SINGLE += ("keras.src.models.functional.Functional",)
REFUSED = {
    # code that is not Keras's, or that the file brings
    *("Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer"),
    # vocabularies, which name files and addresses, and what stands on them
    *("StringLookup", "IntegerLookup", "TextVectorization", "Hashing", "HashedCrossing"),
    # layers that are bases of others
    *("Layer", "Wrapper"),
    # operations that call functions
    *("AssociativeScan", "Cond", "ForiLoop", "Map", "Scan", "Switch", "VectorizedMap"),
    *("WhileLoop", "JVP"),
}
WORDS = {
    "activation": activations,
    "initializer": initializers,
    "regularizer": regularizers,
    "constraint": constraints,
}


def classes():
    """module -> names of classes, the aliases among them."""
    found = {}
    for name, value in REGISTERED_NAMES_TO_OBJS.items():
        module = name.rpartition(".")[0]
        if isinstance(value, type) and module in {f"keras.{part}" for part in MODULES}:
            found.setdefault(module, set()).add(name.rpartition(".")[2])
    for module, _, name in (name.rpartition(".") for name in SINGLE):
        found.setdefault(module, set()).add(name)
    for operation in inherited(Operation):
        if is_plain(operation):
            found.setdefault(operation.__module__, set()).add(operation.__name__)
    return {module: sorted(names - REFUSED) for module, names in sorted(found.items())}


def is_plain(operation):
    """Whether Keras saves an operation, or a layer of its own networks, by where it stands."""
    places = ("keras.src.ops.", "keras.src.activations.", "keras.src.applications.")
    return get_name_from_symbol(operation) is None and operation.__module__.startswith(places)


def inherited(base):
    for child in base.__subclasses__():
        yield child
        yield from inherited(child)


def functions():
    """Functions that stand for an activation, a loss or a metric."""
    modules = (activations, losses, metrics)
    named = [pair for module in modules for pair in module.ALL_OBJECTS_DICT.items()]
    return sorted({name for name, value in named if name and not isinstance(value, type)})


def words():
    """The text that stands for an object, by what it stands for."""
    return {
        kind: sorted(name for name in module.ALL_OBJECTS_DICT if isinstance(name, str))
        for kind, module in WORDS.items()
    }


def module_text():
    """The text of names.py."""
    parts = [HEAD, f"VERSION = {json.dumps(keras.__version__)}\n"]
    parts += [table("CLASSES", classes()), table("WORDS", words())]
    parts += [f"FUNCTIONS = {names_text(functions())}\n"]
    return "".join(parts)


def table(name, rows):
    lines = [f"    {json.dumps(key)}: {names_text(names, 4)},\n" for key, names in rows.items()]
    return f"{name} = {{\n{''.join(lines)}}}\n"


def names_text(names, indent=0):
    """Names as one Python text, wrapped at 100 columns."""
    edge = " " * indent
    lines = re.findall(rf"(.{{1,{90 - indent}}})(?: |$)", " ".join(names))
    body = "".join(f'{edge}    "{line} "\n' for line in lines)
    return f"(\n{body}{edge})"


if __name__ == "__main__":
    text = module_text()
    (ROOT / "scripts/chemins/networks/keras_files/names.py").write_text(text, encoding="utf-8")
