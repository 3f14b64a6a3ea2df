"""Write config/README.md, every key of the configuration, from config/schema.yaml."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from chemins.planning.config import load_schema, resolve  # noqa: E402
from chemins.planning.config_words import allowed_text  # noqa: E402
from chemins.text.markdown_table import table  # noqa: E402

HEAD = """# The configuration

Generated from `schema.yaml` with `make docs`; do not edit.

`config.yaml` is read first; files given with `--configfile` are laid over it, key by key
(`mnist.yaml` is one), and `--config key=value` over those. Keys that are not listed here are
refused. A run is its own keys over `defaults`, key by key; what neither gives has the default
below. Nothing runs before the whole configuration is found right.

"""


def readme(schema):
    """The text of config/README.md."""
    parts = [HEAD, keys(schema, schema)]
    run = schema["$defs"]["run"]
    parts += [
        "\n## Keys of a run, and of `defaults`\n\n",
        keys(run, schema),
        "\n## An example\n\n```yaml\nruns:\n  1v7:\n    unseen: [4, 3]\n"
        "  wide-3v5: {digits: [3, 5], per_digit: 200, network: {hidden: [128, 64]}}\n```\n",
    ]
    return "".join(parts)


def keys(node, schema, prefix=""):
    """The table of a node's keys."""
    return table(["key", "allowed", "default", "meaning"], rows(node, schema, prefix)) + "\n"


def rows(node, schema, prefix):
    """A row for each key that is described, the keys inside mappings after their mapping."""
    for key, child in node["properties"].items():
        name = f"{prefix}{key}"
        if "description" in resolve(child, schema):
            yield row(name, child, schema)
        for option in (child, *child.get("anyOf", ())):
            if "properties" in option:
                yield from rows(option, schema, f"{name}.")


def row(name, child, schema):
    reference = "$ref" in child
    allowed = "keys of a run" if reference else allowed_text(child).removeprefix("allowed: ")
    if name == "runs":
        allowed = "names, each with keys of a run"
    default = (
        "" if "default" not in child or child["default"] == {} else json.dumps(child["default"])
    )
    meaning = resolve(child, schema)["description"]
    return [f"`{name}`", escaped(allowed), f"`{default}`" if default else "", escaped(meaning)]


def escaped(text):
    return text.replace("|", "\\|").strip()


if __name__ == "__main__":
    text = readme(load_schema(ROOT / "config/schema.yaml"))
    (ROOT / "config/README.md").write_text(text, encoding="utf-8")
