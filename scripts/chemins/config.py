"""The configuration: checked against the schema and the dataset, then worked out run by run.

Everything a person can get wrong in it raises a CheminsError that names the run, the key, the
value and what is allowed.
"""

import copy
import math
from pathlib import Path

import yaml

from chemins.addresses import shown
from chemins.datasets import Description
from chemins.errors import CheminsError
from chemins.imports import without
from chemins.phrases import listed

# It compiles a grammar while it is imported, for over a second, for a format that no key has.
with without("rfc3987_syntax"):
    import jsonschema


def load_schema(path):
    """The JSON Schema (draft 2020-12) of the configuration, as a dict."""
    return yaml.safe_load(Path(path).read_text(encoding="utf-8"))


def read_config(raw, schema):
    """A configuration with every default filled in and every run complete.

    raw: the dict that YAML gave. Returns a new dict with the keys of the schema; `runs` maps each
    name to all of its settings. Raises CheminsError for what the schema refuses; check_dataset
    does the rest, once the dataset is known.
    """
    config = numbers_from_text(copy.deepcopy(raw), schema, schema)
    check_run_names(config.get("runs"))
    check_schema(config, schema)
    config = with_defaults(config, schema, schema)
    check_dataset_dir(config)
    runs = {}
    for name, own in config["runs"].items():
        merged = merged_keys(config["defaults"], own)
        runs[name] = canonical_run(with_defaults(merged, schema["$defs"]["run"], schema))
        check_run(name, runs[name])
    for name in config["only"]:
        if name not in runs:
            raise CheminsError(
                f"only: there is no run {name!r}; the config's runs are {listed(runs)}"
            )
    return {**config, "runs": runs}


def selected_runs(config):
    """The runs to make, by name: those of `only`, or all, or, where there is an atlas, none."""
    everything = [] if "atlas" in config else config["runs"]
    return {n: run for n, run in config["runs"].items() if n in (config["only"] or everything)}


def check_dataset(config, description: Description):
    """Raise CheminsError where a run asks for what the dataset does not have."""
    for name, run in selected_runs(config).items():
        check_labels(name, run, description)
        if run["network"]["kind"] == "activations":
            continue  # its samples are chosen elsewhere
        check_counts(f"run {name}", run, description)
        check_fitted(name, run, training_samples(run, description))
        check_images(f"run {name}", run, description)


# --- the schema -----------------------------------------------------------------------------


def resolve(node, schema):
    """A schema node with its local reference, if any, laid under it."""
    if "$ref" not in node:
        return node
    return {**schema["$defs"][node["$ref"].rsplit("/", 1)[1]], **node}


def numbers_from_text(value, node, schema):
    """YAML reads 1e-4 as text: numeric text becomes a number where the schema asks for one."""
    node = resolve(node, schema)
    if isinstance(value, dict):
        children = node.get("properties", {})
        other = node.get("additionalProperties")
        other = other if isinstance(other, dict) else {}
        return {k: numbers_from_text(v, children.get(k, other), schema) for k, v in value.items()}
    if isinstance(value, list):
        return [numbers_from_text(v, node.get("items", {}), schema) for v in value]
    kinds = {option.get("type") for option in [node, *node.get("anyOf", [])]}
    if kinds & {"number", "integer"} and isinstance(value, str | float):
        return number_or_text(value)
    return value


def number_or_text(value):
    """Text or a float as a finite number, whole ones as int; as text if it is none."""
    try:
        number = float(value)
    except ValueError:
        return value
    if not math.isfinite(number):
        return str(value)
    return int(number) if number.is_integer() else number


def check_run_names(runs):
    folders = {}
    for name in runs if isinstance(runs, dict) else {}:
        if not isinstance(name, str):
            raise CheminsError(
                f"runs: YAML reads a run's name as {name!r}, which is no text; "
                "put the name in quotes"
            )
        other = folders.setdefault(name.casefold(), name)
        if other != name:
            raise CheminsError(
                f"runs: {other!r} and {name!r} would share a folder where file names ignore case; "
                "rename one of them"
            )


def check_schema(config, schema):
    validator = jsonschema.Draft202012Validator(schema)
    error = next(iter(sorted(validator.iter_errors(config), key=depth_first)), None)
    if error is not None:
        raise CheminsError(schema_message(error, schema))


def depth_first(error):
    return [str(part) for part in error.absolute_path]


def schema_message(error, schema):
    """One line for a schema violation: where, which value, what is allowed."""
    place = place_of(error.absolute_path)
    if error.validator == "additionalProperties":
        unknown = sorted(set(error.instance) - set(error.schema["properties"]), key=str)
        known = ", ".join(error.schema["properties"])
        return f"{place}unknown key {unknown[0]!r}; the keys here are {known}"
    if error.validator == "required":
        return f"{place}{error.message.replace(' is a required property', ' is missing')}"
    if error.validator == "pattern" and "propertyNames" in error.absolute_schema_path:
        return (
            f"runs: {error.instance!r} is no safe name for a folder and a page; use letters, "
            "digits, '-', '_' and '.', a letter or a digit first, at most 60 of them, not 'index' "
            "or 'atlas'"
        )
    value = repr(error.instance)
    if place.startswith("mirrors"):
        value = shown(value)  # which may hold a password
    return f"{place}{value} is not allowed; {allowed_text(error.schema)}"


def place_of(path):
    """`run 1v7, network.hidden[0]: ` for ("runs", "1v7", "network", "hidden", 0)."""
    parts = list(path)
    run = f"run {parts[1]}" if len(parts) > 1 and parts[0] == "runs" else ""
    key = ""
    for part in parts[2:] if run else parts:
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if key else str(part)
    place = ", ".join(filter(None, [run, key]))
    return f"{place}: " if place else ""


def allowed_text(node):
    """What a schema node allows, in words."""
    if "anyOf" in node:
        return "allowed: " + ", or ".join(kind_text(option) for option in node["anyOf"])
    return "allowed: " + kind_text(node)


def kind_text(node):
    if "const" in node:
        return repr(node["const"])
    if "enum" in node:
        return " | ".join(str(value) for value in node["enum"])
    kind = {"array": "a list", "object": "a mapping", "string": "text"}.get(
        node["type"], f"{'an' if node['type'] == 'integer' else 'a'} {node['type']}"
    )
    limits = {
        "minimum": "at least {}",
        "exclusiveMinimum": "above {}",
        "maximum": "at most {}",
        "minItems": "at least {} values",
        "maxItems": "at most {} values",
        "minProperties": "at least {} entry",
        "pattern": "matching {}",
    }
    words = [kind, *(text.format(node[key]) for key, text in limits.items() if key in node)]
    words += ["no value twice"] if node.get("uniqueItems") else []
    words += [f"with {' and '.join(node['required'])}"] if "required" in node else []
    return ", ".join(words)


def with_defaults(value, node, schema):
    """The value with the schema's defaults filled in, deeply; None of it shared."""
    node = resolve(node, schema)
    if not isinstance(value, dict) or "properties" not in node:
        return value
    filled = dict(value)
    for key, child in node["properties"].items():
        if key not in filled and "default" in child:
            filled[key] = copy.deepcopy(child["default"])
        # What `defaults` leaves out is filled in run by run, not here.
        if key in filled and "$ref" not in child:
            filled[key] = with_defaults(filled[key], child, schema)
    return filled


def merged_keys(below, above):
    """`above` laid over `below`, key by key."""
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(below.get(key), dict)
        merged[key] = merged_keys(below[key], value) if both else value
    return merged


def canonical_run(run):
    """Digits in ascending order, numbers as the schema means them: one spelling a meaning."""
    training = {**run["training"], "learning_rate": float(run["training"]["learning_rate"])}
    umap = {**run["umap"], "min_dist": float(run["umap"]["min_dist"])}
    lists = {"digits": sorted(run["digits"]), "unseen": sorted(run["unseen"])}
    clustering = {**run["clustering"], "k_max": widest_k(run)}
    network = own_keys(run["network"])
    own = {"network": network, "training": training, "clustering": clustering, "umap": umap}
    return {**run, **lists, **own}


def widest_k(run):
    """The largest K tried: with fewer than twice the number of classes, silhouettes would have too
    little to choose from."""
    k_max, classes = run["clustering"]["k_max"], len(run["digits"])
    enough_samples = run["per_digit"] == "all" or run["per_digit"] > 2
    return max(k_max, 2 * classes) if enough_samples else k_max


def own_keys(network):
    """Without the sizes of a network that is trained, where one is given."""
    foreign = {"file": ("hidden",), "activations": ("hidden", "pool")}.get(network["kind"], ())
    return {key: value for key, value in network.items() if key not in foreign}


# --- what the schema cannot say ---------------------------------------------------------------


def check_dataset_dir(config):
    if config["dataset_dir"] and config["dataset"] != "mnist":
        raise CheminsError(
            f"dataset_dir: {config['dataset_dir']!r} would be left unread, since the dataset is "
            f"{config['dataset']!r}; allowed with `dataset: mnist` only (your own images are "
            "`dataset: {path: FILE_OR_FOLDER}`)"
        )


def check_run(name, run):
    check_network(name, run["network"])
    both = sorted(set(run["digits"]) & set(run["unseen"]))
    if both:
        raise CheminsError(
            f"run {name}, unseen: {listed(both)} {'is' if len(both) == 1 else 'are'} in digits "
            "too; a digit is either taught or unseen"
        )
    clustering = run["clustering"]
    if clustering["k"] == "silhouette" and clustering["k_max"] < clustering["k_min"]:
        raise CheminsError(
            f"run {name}, clustering.k_max: {clustering['k_max']} is below "
            f"k_min = {clustering['k_min']}; allowed: at least k_min"
        )


def check_network(name, network):
    """Each kind has the keys that only a given network has: these and no others."""
    kind = network["kind"]
    needed = {"file": ["model"], "activations": ["path", "layers"]}.get(kind, [])
    allowed = [*needed, "layers"] if kind == "file" else needed
    for key in needed:
        if key not in network:
            raise CheminsError(f"run {name}, network.{key}: is missing; kind {kind} needs it")
    for key in ("model", "path", "layers"):
        if key in network and key not in allowed:
            raise CheminsError(
                f"run {name}, network.{key}: {network[key]!r} says nothing to kind {kind}; "
                f"allowed: {'kind: file' if key == 'model' else 'kind: activations'}"
                f"{' or kind: file' if key == 'layers' else ''}"
            )


def check_labels(name, run, description):
    for key in ("digits", "unseen"):
        split = "train" if key == "digits" else "test"
        for digit in run[key]:
            if digit not in description.counts[split]:
                raise CheminsError(
                    f"run {name}, {key}: the dataset {description.name} has no label {digit} "
                    f"among its {split} images; it has {listed(description.counts[split])}"
                )
            if digit not in description.counts["test"]:
                raise CheminsError(
                    f"run {name}, {key}: the dataset {description.name} has no test image "
                    f"with label {digit}; it has {listed(description.counts['test'])}"
                )


def check_counts(place, run, description):
    """place: which run it is, for the message."""
    wanted = [("per_digit", "train", run["digits"])]
    wanted += [("test_per_digit", "test", run["digits"] + run["unseen"])]
    for key, split, digits in wanted:
        for digit in digits:
            have = description.counts[split][digit]
            if run[key] != "all" and run[key] > have:
                raise CheminsError(
                    f"{place}, {key}: {run[key]} is more than the {have} {split} images with "
                    f"label {digit} in {description.name}; allowed: at most {have}, or all"
                )


def training_samples(run, description):
    """How many images a run is fitted on."""
    counts = description.counts["train"]
    return sum(counts[d] if run["per_digit"] == "all" else run["per_digit"] for d in run["digits"])


def check_fitted(name, run, rows):
    """rows: how many samples the run is fitted on."""
    key = "k_max" if run["clustering"]["k"] == "silhouette" else "k"
    value = run["clustering"][key]
    if value != "classes" and value >= rows:
        raise CheminsError(
            f"run {name}, clustering.{key}: {value} is not below the run's {rows} training "
            f"samples; allowed: at most {rows - 1}"
        )
    if run["umap"]["n_neighbors"] >= rows:
        raise CheminsError(
            f"run {name}, umap.n_neighbors: {run['umap']['n_neighbors']} is not below the run's "
            f"{rows} training samples; allowed: at most {rows - 1}"
        )


def check_images(place, run, description):
    """As check_counts."""
    height, width, _ = description.shape
    if run["network"]["kind"] == "cnn" and min(height, width) < 10:
        raise CheminsError(
            f"{place}, network.kind: cnn needs images of at least 10 × 10 pixels; "
            f"{description.name} has {height} × {width}"
        )
