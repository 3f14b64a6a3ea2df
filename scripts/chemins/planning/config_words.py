"""What is said of a configuration: the place of a value, the value, what is allowed there."""

from chemins.data import addresses

OF_KERAS = ("keras", "h5")
WRITING_ONNX = ("pytorch", "torch", "torchscript", "pt", "pth", "jax", "flax", "tensorflow", "tf")
LONGEST = 200  # characters of a value that a message shows


def quoted(value) -> str:
    """A value as YAML or Python would write it, shortened to what a message has room for."""
    try:
        text = repr(value)
    except ValueError:  # Python prints no number of more than 4,300 digits
        return "a number of thousands of digits"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def place_of(path) -> str:
    """`run 1v7, network.hidden[0]: ` for ("runs", "1v7", "network", "hidden", 0)."""
    parts = list(path)
    run = f"run {name_of(parts[1])}" if len(parts) > 1 and parts[0] == "runs" else ""
    key = ""
    for part in parts[2:] if run else parts:
        key += f"[{part}]" if isinstance(part, int) else f"{'.' if key else ''}{name_of(part)}"
    place = ", ".join(filter(None, [run, key]))
    return f"{place}: " if place else ""


def name_of(key) -> str:
    """A key as it is, where a line has room for it."""
    text = str(key)
    return text if text.isprintable() and len(text) <= LONGEST else quoted(text)


def schema_message(error) -> str:
    """One line for a schema violation: where, which value, what is allowed.

    error: jsonschema's.
    """
    error = innermost(error)
    place = place_of(error.absolute_path)
    if error.validator == "additionalProperties":
        unknown = sorted(set(error.instance) - set(error.schema["properties"]), key=str)
        known = ", ".join(error.schema["properties"])
        return f"{place}unknown key {quoted(unknown[0])}; the keys here are {known}"
    if error.validator == "required":
        return f"{place}{error.message.replace(' is a required property', ' is missing')}"
    value = quoted(error.instance)
    if place.startswith("mirrors"):
        value = addresses.without_secrets(value)  # which may hold a password
    return f"{place}{value} is not allowed; {allowed_text(error.schema)}{advice(error)}"


def advice(error) -> str:
    """What is to be written instead of a value, as words, where that is known; else ""."""
    if [*error.absolute_path][-2:] == ["network", "kind"]:
        return framework_text(error.instance)
    return as_list(error)


def framework_text(kind) -> str:
    """How a network of a framework is given, where `kind` is the name of one; else ""."""
    known = kind.casefold() if isinstance(kind, str) else ""
    if known in OF_KERAS:
        return ". Keras saves its networks as .keras files, kind: file (docs/networks.md)"
    if known in WRITING_ONNX:
        return ". Write the network as ONNX, kind: onnx (docs/networks.md)"
    return ""


def as_list(error) -> str:
    """Of a single value where a list is wanted, the list that it may mean, as words; else ""."""
    node, value = error.schema, error.instance
    if node.get("type") != "array" or isinstance(value, bool | list):
        return ""
    kinds = {"integer": int, "number": int | float, "string": str}
    kind = kinds.get(node.get("items", {}).get("type"))
    times = node.get("minItems", 1)
    if kind is None or not isinstance(value, kind) or (times > 1 and node.get("uniqueItems")):
        return ""
    return f", such as {quoted([value] * times)}"


def innermost(error) -> object:
    """Of a mapping or list that fits none of several kinds, what is wrong inside."""
    inside = [e for e in error.context if e.validator not in ("type", "enum", "const")]
    inside += [e for e in error.context if e.path]
    return innermost(inside[0]) if inside and isinstance(error.instance, dict | list) else error


def allowed_text(node) -> str:
    """What a schema node allows, in words."""
    if "anyOf" in node:
        return "allowed: " + ", or ".join(kind_text(option) for option in node["anyOf"])
    return "allowed: " + kind_text(node)


def kind_text(node) -> str:
    if "const" in node:
        return repr(node["const"])
    if "enum" in node:
        return " | ".join(str(value) for value in node["enum"])
    kind = {"array": "a list", "object": "a mapping", "string": "text"}.get(
        node["type"], f"{'an' if node['type'] == 'integer' else 'a'} {node['type']}"
    )
    limits = {
        "minimum": "at least {}",
        "maximum": "at most {}",
        "minItems": "at least {} values",
        "maxItems": "at most {} values",
        "minProperties": "at least {} entry",
        "minLength": "at least {} character",
        "pattern": "matching {}",
    }
    words = [kind, *(text.format(node[key]) for key, text in limits.items() if key in node)]
    words += ["no value twice"] if node.get("uniqueItems") else []
    words += [f"with {' and '.join(node['required'])}"] if "required" in node else []
    return ", ".join(words)
