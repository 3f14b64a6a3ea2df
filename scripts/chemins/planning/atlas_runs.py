"""The pairs of digits that an atlas is made of, each with its settings."""

from itertools import combinations

from chemins.base.errors import CheminsError, listed
from chemins.networks.layer_names import GIVEN
from chemins.planning.class_labels import check_named
from chemins.planning.config import canonical_run, merged_keys, with_defaults
from chemins.planning.config_checks import check_counts, check_images


def atlas_runs(config, schema, description) -> dict[str, dict]:
    """Name of a pair, such as 0v1 -> settings, as of a run; empty without an atlas.

    config: as read_config returns it. Raises CheminsError for what the dataset does not have.
    """
    if "atlas" not in config:
        return {}
    kind = config["defaults"].get("network", {}).get("kind")
    if kind in GIVEN:
        raise CheminsError(
            f"atlas, defaults, network.kind: {kind!r} is a network from elsewhere; an atlas trains "
            "its own: allowed are dense | cnn"
        )
    digits = atlas_digits(config["atlas"], description)
    runs = {
        f"{first}v{second}": pair_run(config, schema, [first, second], digits)
        for first, second in combinations(digits, 2)
    }
    a_run = next(iter(runs.values()))
    check_named("the atlas", digits, config)
    check_counts("atlas, defaults", {**a_run, "digits": digits, "unseen": []}, description)
    check_images("atlas, defaults", a_run, description)
    return runs


def atlas_digits(atlas, description) -> list[int]:
    """The labels that pairs are made of, ascending."""
    there = sorted(set(description.counts["train"]) & set(description.counts["test"]))
    digits = there if atlas["digits"] == "all" else sorted(atlas["digits"])
    for digit in digits:
        if digit not in there:
            raise CheminsError(
                f"atlas, digits: the dataset {description.name} has no label {digit} among both "
                f"its train and its test images; it has {listed(there)}"
            )
    if len(digits) < 3:
        raise CheminsError(
            f"atlas: {description.name} has the labels {listed(digits)} only; allowed: at least "
            "three, two to teach and one to send unseen"
        )
    return digits


def pair_run(config, schema, pair, digits) -> dict:
    own = {
        "digits": pair,
        "unseen": [digit for digit in digits if digit not in pair],
        "replicates": config["atlas"]["replicates"],
        "clustering": {"k": "classes"},
    }
    merged = merged_keys(config["defaults"], own)
    return canonical_run(with_defaults(merged, schema["$defs"]["run"], schema))
