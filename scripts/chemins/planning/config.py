"""The configuration: checked against the schema and the dataset, then worked out run by run.

Everything a person can get wrong in it raises a CheminsError that names the run, the key, the
value and what is allowed.
"""

import copy
import math
from pathlib import Path

import yaml

from chemins.data.datasets import Description
from chemins.planning.class_labels import check_named, with_labels
from chemins.planning.config_checks import (
    check_compare,
    check_counts,
    check_dataset_dir,
    check_date,
    check_fitted,
    check_images,
    check_labels,
    check_run,
    check_run_names,
    check_schema,
    training_samples,
)
from chemins.planning.places import input_place, results_folder
from chemins.planning.selecting import named_runs
from chemins.planning.strict_yaml import NUMBER, check_extent

EXACT = 2**53  # whole floats below it are one integer each


def load_schema(path) -> dict:
    """The JSON Schema (draft 2020-12) of the configuration, as a dict."""
    return yaml.safe_load(Path(path).read_text(encoding="utf-8"))


def read_config(raw, schema, names=None) -> dict:
    """A configuration with every default filled in, every run complete and every path worked out.

    raw: the dict that YAML gave. names: label -> name, of the dataset, if it has any. Returns a new
    dict with the keys of the schema; `runs` maps each name to all of its settings, `class_names` is
    a mapping, or missing. Raises CheminsError for what the schema refuses and for paths that cannot
    be; check_dataset does the rest, once the dataset is known.
    """
    return with_runs(shared_config(raw, schema), schema, names)


def shared_config(raw, schema) -> dict:
    """As read_config, with what the runs say as it was given: all that the dataset is known by."""
    check_extent(raw)
    config = numbers_from_text(raw, schema, schema)
    check_run_names(config.get("runs") if isinstance(config, dict) else None)
    check_schema(config, schema)
    # An atlas's `classes` may stand for its `digits`: with_runs fills in what it leaves out.
    atlas = {"atlas": config["atlas"]} if "atlas" in config else {}
    shared = {key: value for key, value in config.items() if key != "atlas"}
    config = with_defaults(shared, schema, schema) | atlas
    check_dataset_dir(config)
    check_date(config)
    return {**config, **shared_paths(config)}


def with_runs(config, schema, names) -> dict:
    """config: of shared_config. names: as of read_config."""
    of_run = schema["$defs"]["run"]["properties"]
    usual = {key: child["default"] for key, child in of_run.items() if "default" in child}
    config = with_defaults(with_labels(config, names, usual), schema, schema)
    runs = {name: whole_run(name, own, config, schema) for name, own in config["runs"].items()}
    check_compare(config)
    return {**config, "runs": runs, "only": named_runs(config["only"], runs)}


def whole_run(name, own, config, schema) -> dict:
    """A run's own settings laid over the defaults."""
    merged = merged_keys(config["defaults"], own)
    run = canonical_run(with_defaults(merged, schema["$defs"]["run"], schema))
    check_run(name, run)
    network = run["network"]
    read = {
        key: input_place(network[key], f"run {name}, network.{key}")
        for key in ("model", "path")
        if key in network
    }
    return {**run, "network": {**network, **read}}


def shared_paths(config) -> dict:
    """The paths that all runs share, each in one spelling."""
    folder = config["dataset_dir"]
    sources = {
        key: {**source, "path": input_place(source["path"], f"{key}.path")}
        for key in ("dataset", "unseen_dataset")
        if isinstance(source := config[key], dict)
    }
    return {
        **sources,
        "dataset_dir": input_place(folder, "dataset_dir") if folder else "",
        "results_dir": results_folder(config["results_dir"]),
    }


def selected_runs(config) -> dict[str, dict]:
    """The runs to make, by name: those of `only`, or all, or, where there is an atlas, none."""
    return {} if "atlas" in config and not config["only"] else makeable_runs(config)


def makeable_runs(config) -> dict[str, dict]:
    """The runs whose files can be asked for, by name: those of `only`, or all."""
    asked = set(config["only"] or config["runs"])
    return {name: run for name, run in config["runs"].items() if name in asked}


def check_dataset(config, description: Description) -> None:
    """Raise CheminsError where a run asks for what the dataset does not have."""
    for name, run in selected_runs(config).items():
        check_labels(name, run, description)
        check_named(f"run {name}", [*run["digits"], *run["unseen"]], config)
        if run["network"]["kind"] == "activations":
            continue  # its samples are chosen elsewhere
        check_counts(f"run {name}", run, description)
        check_fitted(name, run, training_samples(run, description))
        check_images(f"run {name}", run, description)


# --- the schema -----------------------------------------------------------------------------


def resolve(node, schema) -> dict:
    """A schema node with its local reference, if any, laid under it."""
    if "$ref" not in node:
        return node
    return {**schema["$defs"][node["$ref"].rsplit("/", 1)[1]], **node}


def numbers_from_text(value, node, schema) -> object:
    """YAML reads 1e-4 as text: numeric text becomes a number where the schema asks for one."""
    node = resolve(node, schema)
    if isinstance(value, dict):
        node = mapping_kind(node)
        children = node.get("properties", {})
        other = node.get("additionalProperties")
        other = other if isinstance(other, dict) else {}
        return {k: numbers_from_text(v, children.get(k, other), schema) for k, v in value.items()}
    if isinstance(value, list):
        return [numbers_from_text(v, node.get("items", {}), schema) for v in value]
    kinds = {option.get("type") for option in [node, *node.get("anyOf", [])]}
    if "string" in kinds and isinstance(value, str):
        return value  # a class may be called 7
    if kinds & {"number", "integer"} and isinstance(value, str | float):
        return number_or_text(value)
    return value


def mapping_kind(node) -> dict:
    """Of a node that allows several kinds of values, the one that is a mapping; else itself."""
    return next((kind for kind in node.get("anyOf", []) if "properties" in kind), node)


def number_or_text(value) -> float | str:
    """Text or a float as a finite number, whole ones as int; as text if it is none."""
    if isinstance(value, str) and not NUMBER.fullmatch(value):
        return value
    number = float(value)
    if not math.isfinite(number):
        return str(value)
    return int(number) if number.is_integer() and abs(number) < EXACT else number


def with_defaults(value, node, schema) -> dict:
    """The value with the schema's defaults filled in, deeply; none of it shared."""
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


def merged_keys(below, above) -> dict:
    """`above` laid over `below`, key by key."""
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(below.get(key), dict)
        merged[key] = merged_keys(below[key], value) if both else value
    return merged


def canonical_run(run) -> dict:
    """Digits in ascending order, numbers as the schema means them: one spelling a meaning."""
    training = {**run["training"], "learning_rate": float(run["training"]["learning_rate"])}
    training = {key: value for key, value in training.items() if (key, value) != ("snapshots", 0)}
    umap = {**run["umap"], "min_dist": float(run["umap"]["min_dist"])}
    answers = {key: float(value) for key, value in run["answers"].items()}
    lists = {"digits": sorted(run["digits"]), "unseen": sorted(run["unseen"])}
    clustering = {**run["clustering"], "k_max": widest_k(run)}
    network = own_keys(run["network"])
    own = {"network": network, "training": training, "clustering": clustering, "umap": umap}
    own["answers"] = answers
    told = {key: value for key, value in run.items() if (key, value) != ("stages", "auto")}
    return {**told, **lists, **own}


def widest_k(run) -> int:
    """The largest K tried: with fewer than twice the number of classes, silhouettes would have too
    little to choose from."""
    k_max, classes = run["clustering"]["k_max"], len(run["digits"])
    enough_samples = run["per_digit"] == "all" or run["per_digit"] > 2
    return max(k_max, 2 * classes) if enough_samples else k_max


def own_keys(network) -> dict[str, str]:
    """Without the sizes of a network that is trained, where one is given; the mean over a
    sequence's tokens under one name."""
    foreign = {"file": ("hidden",), "onnx": ("hidden",), "activations": ("hidden", "pool")}
    found = {k: v for k, v in network.items() if k not in foreign.get(network["kind"], ())}
    if "model" in found and found["pool"] == "tokens":
        found["pool"] = "mean"
    return found
