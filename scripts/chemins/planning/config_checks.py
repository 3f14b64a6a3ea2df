"""What a configuration may not say, beyond what its schema has: names, kinds, the dataset's counts.

Each of these raises a CheminsError that names the run, the key, the value and what is allowed.
"""

import re
from datetime import date

from chemins.base.errors import CheminsError, listed
from chemins.base.imports import without
from chemins.data.named import NAMED
from chemins.planning.config_words import quoted, schema_message
from chemins.results.layout import PAGES

# It compiles a grammar while it is imported, for over a second, for a format that no key has.
with without("rfc3987_syntax"):
    import jsonschema

RUN_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,58}[A-Za-z0-9_-])?")
# Names that Windows keeps for devices, whatever stands behind a dot.
PORTS = [f"{port}{number}" for port in ("com", "lpt") for number in range(10)]
NEEDED_KEYS = {"file": ("model",), "onnx": ("model",), "activations": ("path", "layers")}
KINDS_OF_KEYS = {
    "model": ("file", "onnx"),
    "path": ("activations",),
    "layers": ("activations", "file", "onnx"),
    "input": ("file", "onnx"),
}
POOLS_OF_SEQUENCES = ("first", "tokens")
MOST_LISTED = 30  # runs that a message names
DEVICES = {"con", "prn", "aux", "nul", *PORTS}


# --- names ------------------------------------------------------------------------------------


def check_run_names(runs) -> None:
    """Each run's name can be that of a folder and of a page, on any disk."""
    folders = {}
    for name in runs if isinstance(runs, dict) else {}:
        if not isinstance(name, str):
            raise CheminsError(
                f"runs: YAML reads a run's name as {quoted(name)}, which is no text; "
                "put the name in quotes"
            )
        check_run_name(name)
        other = folders.setdefault(name.casefold(), name)
        if other != name:
            raise CheminsError(
                f"runs: {other!r} and {name!r} would share a folder where file names ignore case; "
                "rename one of them"
            )


def check_run_name(name) -> None:
    if not RUN_NAME.fullmatch(name):
        raise CheminsError(
            f"runs: {quoted(name)} is no safe name for a folder and a page; use letters, digits, "
            "'-', '_' and '.', a letter or a digit first, no '.' last, at most 60 of them"
        )
    if name.casefold() in PAGES:
        raise CheminsError(f"runs: {name!r} is the name of another page; rename the run")
    if name.casefold().split(".")[0] in DEVICES:
        raise CheminsError(
            f"runs: {name!r} is the name of a device on Windows, where no folder can have it; "
            "rename the run"
        )


def check_schema(config, schema) -> None:
    validator = jsonschema.Draft202012Validator(schema)
    error = next(iter(sorted(validator.iter_errors(config), key=depth_first)), None)
    if error is not None:
        raise CheminsError(schema_message(error))


def depth_first(error) -> list[str]:
    return [str(part) for part in error.absolute_path]


# --- what the schema cannot say ---------------------------------------------------------------


def check_dataset_dir(config) -> None:
    dataset = config["dataset"]
    if config["dataset_dir"] and not (isinstance(dataset, str) and dataset in NAMED):
        raise CheminsError(
            f"dataset_dir: {quoted(config['dataset_dir'])} would be left unread, since the dataset "
            f"is {quoted(dataset)}; allowed with `dataset: mnist` and others that are downloaded "
            f"({', '.join(NAMED)}) only (your own images are `dataset: {{path: FILE_OR_FOLDER}}`)"
        )


def check_date(config) -> None:
    """The day of publication is one of the calendar: the schema lets February have 31 days."""
    try:
        date.fromisoformat(config["date_published"] or "2000-01-01")
    except ValueError:
        day = quoted(config["date_published"])
        raise CheminsError(
            f"date_published: there is no day {day}; needed: such as '2026-11-21'"
        ) from None


def check_compare(config) -> None:
    """Each comparison is of two runs that there are, and there is no other of the same two."""
    seen = set()
    for first, second in config["compare"]:
        place = f"compare, [{first}, {second}]"
        for name in (first, second):
            if name not in config["runs"]:
                raise CheminsError(
                    f"{place}: there is no run {quoted(name)}; the config's runs are "
                    f"{some_of(config['runs'])}"
                )
        if first == second:
            raise CheminsError(f"{place}: is one run; allowed: two different ones")
        if {first, second} in seen:
            raise CheminsError(f"{place}: these two are compared already; allowed: once")
        seen.add(frozenset((first, second)))


def some_of(runs) -> str:
    """The names of runs, for a message: not all of very many."""
    there = [*runs]
    return listed(there if len(there) <= MOST_LISTED else [*there[:MOST_LISTED], "others"])


def check_run(name, run) -> None:
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


def check_network(name, network) -> None:
    """Each kind has the keys that only a given network has: these and no others."""
    kind = network["kind"]
    needed = NEEDED_KEYS.get(kind, ())
    for key in needed:
        if key not in network:
            raise CheminsError(f"run {name}, network.{key}: is missing; kind {kind} needs it")
    for key, kinds in KINDS_OF_KEYS.items():
        if key in network and kind not in kinds:
            raise CheminsError(
                f"run {name}, network.{key}: {quoted(network[key])} says nothing to kind {kind}; "
                f"allowed: {' or '.join(f'kind: {one}' for one in kinds)}"
            )
    if network.get("pool") in POOLS_OF_SEQUENCES and kind not in KINDS_OF_KEYS["model"]:
        raise CheminsError(
            f"run {name}, network.pool: {network['pool']!r} is of sequences, which a network of "
            f"kind {kind} has none of; allowed: mean, max, flatten"
        )


# --- what the dataset has ---------------------------------------------------------------------


def check_labels(name, run, description) -> None:
    otherwise = "; or leave the run out with `only:`"
    for key in ("digits", "unseen"):
        split = "train" if key == "digits" else "test"
        for digit in run[key]:
            if digit not in description.counts[split]:
                raise CheminsError(
                    f"run {name}, {key}: the dataset {description.name} has no label {digit} "
                    f"among its {split} images; it has {listed(description.counts[split])}"
                    f"{otherwise}"
                )
            if digit not in description.counts["test"]:
                raise CheminsError(
                    f"run {name}, {key}: the dataset {description.name} has no test image "
                    f"with label {digit}; it has {listed(description.counts['test'])}"
                    f"{otherwise}"
                )


def check_counts(place, run, description) -> None:
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


def training_samples(run, description) -> int:
    """How many images a run is fitted on."""
    counts = description.counts["train"]
    return sum(counts[d] if run["per_digit"] == "all" else run["per_digit"] for d in run["digits"])


def check_fitted(name, run, rows) -> None:
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


def check_images(place, run, description) -> None:
    """As check_counts."""
    height, width, _ = description.shape
    if run["network"]["kind"] == "cnn" and min(height, width) < 10:
        raise CheminsError(
            f"{place}, network.kind: cnn needs images of at least 10 × 10 pixels; "
            f"{description.name} has {height} × {width}"
        )
