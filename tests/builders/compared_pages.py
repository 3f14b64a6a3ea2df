"""A page of two networks beside the pages of their runs: of finished results, and a second run made
of the first by hand."""

import json
import shutil

import numpy as np

from build_comparison import build_comparison
from builders.made_compared import told
from chemins.answers.network_comparison import fate_answers, image_counts
from chemins.base.files import write_json
from chemins.jobs.made import read_record
from chemins.measures.two_networks import fates, matched_flows, shared, travelled
from chemins.results import compared_tables, tables
from chemins.results.layout import Layout

LAYERS = ["pixels", "hidden_1", "hidden_2", "output"]
HIDDEN = LAYERS[1:-1]
OTHER = "other way #2"


def add_other_run(results, run):
    """A run on the images of another that predicts every third of them otherwise, has its clusters
    of the first hidden layer turned about, and every seventh image in the second's other one."""
    layout = Layout(str(results))
    shutil.copytree(results / "runs" / run, results / "runs" / OTHER)
    shutil.copy(layout.run(run).page, layout.run(OTHER).page)
    schema = tables.paths_schema(LAYERS)
    paths = tables.read_columns(layout.run(run).paths, schema)
    images = np.arange(len(paths["label"]))
    paths["prediction"] = np.where(images % 3, paths["prediction"], 8 - paths["prediction"])
    most = {layer: int(paths[layer].max()) for layer in HIDDEN}
    paths["hidden_1"] = most["hidden_1"] - paths["hidden_1"]
    other = (paths["hidden_2"] + 1) % (most["hidden_2"] + 1)
    paths["hidden_2"] = np.where(images % 7, paths["hidden_2"], other)
    tables.write(layout.run(OTHER).paths, schema, paths)


def compare(results, run, networks=("trained", "untrained")):
    """Build the page of a run and the other one; CKA is made up: a value of its own a cell."""
    layout = Layout(str(results))
    pair = layout.comparison(run, OTHER)
    sides = [read_travelled(layout.run(name)) for name in (run, OTHER)]
    first, second, role = shared(*sides)
    flows, agreements = matched_flows(first, second, role)
    tables.write(pair.flows, compared_tables.MATCHED_FLOWS, flows)
    columns = fates(first, second, role)
    tables.write(pair.fates, compared_tables.FATES, columns)
    answers = told(agreements, networks, fate_answers(columns))
    most_alike = {"first": {"hidden_2": {"layer": "hidden_2", "as_alike": []}}}
    layers = {"first": LAYERS, "second": LAYERS}
    own = {"first": run, "second": OTHER, "layers": layers, "most_alike": most_alike}
    own["images"] = image_counts(role, dict(zip(("first", "second"), sides, strict=True)))
    write_json(pair.answers, answers | own | {"similarity": made_up(networks)})
    record = read_record(layout.run(run).record("build_page"))
    made_with = json.loads(record.made_with["settings"])
    own = {key: made_with[key] for key in ("digits", "layers", "hidden")}
    settings = {"first": own, "second": own, "palette": made_with["figures"]["palette"]}
    inputs = {
        **{name: getattr(pair, name) for name in ("answers", "flows", "fates")},
        "first_paths": layout.run(run).paths,
        "second_paths": layout.run(OTHER).paths,
        "dataset": next((results / "data").glob("*.parquet")),
        "figures": [layout.run(run).figure("flow", "png")],
    }
    build_comparison(settings, run, OTHER, inputs, pair.page)
    return pair


def read_travelled(files):
    paths = tables.read_columns(files.paths, tables.paths_schema(LAYERS))
    measured = tables.read_columns(files.sample_measures, tables.SAMPLE_MEASURES, ["committed"])
    return travelled(paths, LAYERS, HIDDEN, measured["committed"])


def made_up(networks):
    return [
        {"first_layer": LAYERS[i], "second_layer": LAYERS[j], "difference": None}
        | {name: number(name, i, j) if name in networks else None
           for name in ("trained", "untrained")}
        for i in range(4)
        for j in range(4)
    ]  # fmt: skip


def number(network, i, j):
    value = 0.05 + (4 * i + j) / 20 - (0.04 if network == "untrained" else 0)
    return {"value": value, "low": value - 0.02, "high": value + 0.01, "cka": value + 0.03}
