"""Configs in a line of YAML, and what a dataset for them has."""

import yaml

from builders.project import ROOT
from chemins.data.datasets import Description, describe_dataset
from chemins.planning.config import check_dataset, load_schema, read_config

SCHEMA = load_schema(ROOT / "config/schema.yaml")

# 50 training and 20 test images of each of 0 to 3; fewer 4s to test, no 5; a 6 only to test.
SMALL = Description(
    "small",
    (8, 12, 1),
    {"train": dict.fromkeys(range(6), 50), "test": dict.fromkeys([0, 1, 2, 3, 6], 20) | {4: 10}},
)


def checked(text, description=None):
    """The config that this YAML means, all checks done."""
    config = read_config(yaml.safe_load(text), SCHEMA)
    check_dataset(config, description or describe_dataset(config["dataset"]))
    return config


def run_with(text):
    """A config whose one run is called `a` and has these keys, written in YAML's flow style."""
    return f"runs: {{a: {{{text}}}}}"
