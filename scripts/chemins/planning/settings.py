"""The settings that each rule uses of a run, or of a part of it, no more and no fewer, as canonical
JSON.

Snakemake compares this text between runs of the workflow: a key that is missing here would not
be noticed when it changes, one too many would make work run again for nothing.
"""

import json
from collections.abc import Callable

import numpy as np

from chemins.clusters.fitted_count import USUAL_LIMIT
from chemins.networks.layer_names import GIVEN, all_layers, hidden_layers, network_layers
from chemins.planning.stages import asked_stages


def rule_settings(rule, run, **common) -> str:
    """The settings of one rule for one run, as JSON text.

    run: all of the run's settings. common: what the rule uses of the rest of the config.
    """
    return canonical_json({**RULES[rule](with_own_seed(run)), **common})


def settings_of_both(rule, first, second, **common) -> str:
    """As rule_settings, of a rule that compares two runs: what it uses of each."""
    both = {"first": first, "second": second}
    told = {side: RULES[rule](with_own_seed(run)) for side, run in both.items()}
    return canonical_json({**told, **common})


def with_own_seed(run) -> dict:
    """The run's settings with the seed that its rules use: of the config's `seed` and the run's
    digits, and of nothing else.

    Runs that teach other digits so have other weights and other images, and no other run, name or
    unseen digit changes them; runs that teach the same digits otherwise are compared on the same
    images. The streams are independent (numpy.random.SeedSequence).
    """
    return run | {"seed": own_seed(run["seed"], run["digits"])}


def own_seed(seed, digits) -> int:
    """Of 32 bits. digits: ascending, none below 0."""
    return int(np.random.SeedSequence([seed, *digits]).generate_state(1)[0])


def canonical_json(value) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def look(rule, figures) -> dict:
    """The config's `figures` as a rule is told them: of what was added later nothing where it is as
    it was before, or where the rule has no use for it."""
    left = {
        key for key, (usual, rules) in LOOKS.items() if figures[key] == usual or rule not in rules
    }
    return {key: value for key, value in figures.items() if key not in left}


def spoken(figures) -> dict:
    """What a rule that draws nothing, but writes texts for papers, is told of the config's
    `figures`: the language, where it is not the one that it was before there was another."""
    usual, _ = LOOKS["language"]
    return {} if figures["language"] == usual else {"language": figures["language"]}


def sampling(run) -> dict:
    return {key: run[key] for key in ("digits", "per_digit", "test_per_digit", "seed")}


def unseen_sampling(run) -> dict:
    return {key: run[key] for key in ("unseen", "test_per_digit", "seed")}


def training(run) -> dict:
    network = {key: run["network"][key] for key in ("kind", "hidden")}
    told = {key: run[key] for key in ("digits", "seed")}
    return told | {"training": alone(run["training"]), "network": network}


def alone(training) -> dict:
    """A config's `training` without what looks at it: networks are trained the same."""
    return {key: value for key, value in training.items() if key != "snapshots"}


def following(run) -> dict:
    """What a network is trained by once more, and looked at in between."""
    told = training(run) | {"training": run["training"], "pool": dumping(run)["pool"]}
    return told | following_given(run)


def following_given(run) -> dict:
    """What a network is looked at by at each epoch."""
    told = {key: run[key] for key in ("digits", "seed", "umap")} | stages_told(run)
    told |= {"hidden": hidden_layers(run["network"]), "layers": network_layers(run["network"])}
    return told | {key: run["clustering"][key] for key in ("n_init", "fit_on")}


def following_replicates(run) -> dict:
    told = replicating(run) | {"training": run["training"], "unseen": run["unseen"]}
    return told | {"clustering": {"n_init": run["clustering"]["n_init"]}}


def dumping(run) -> dict:
    layers = network_layers(run["network"])
    # A dense network has nothing to pool.
    if "model" in run["network"]:
        found = {"layers": layers, "pool": run["network"]["pool"], "classes": len(run["digits"])}
        return found | asked_network(run)
    return {"layers": layers, "pool": run["network"]["pool"] if "conv_1" in layers else None}


def asked_network(run) -> dict:
    """What a job that asks a network from a file is told of it, where this is more than its file
    says: `network`."""
    network = run["network"]
    keys = [key for key in ("input", "tensors") if key in network]
    if network["kind"] == "onnx":
        classes = len(run["digits"])
        return {"network": {"kind": "onnx", "classes": classes, **{k: network[k] for k in keys}}}
    return {"network": {"kind": "file", **{k: network[k] for k in keys}}} if keys else {}


def copying(run) -> dict:
    return {"layers": network_layers(run["network"]), "digits": run["digits"]}


def scoring(run) -> dict[str, list]:
    return {"digits": run["digits"]}


def nothing(run) -> dict:
    return {}


def effective_clustering(clustering) -> dict:
    """Without the range of K where K is given."""
    unused = () if clustering["k"] == "silhouette" else ("k_min", "k_max")
    return {key: value for key, value in clustering.items() if key not in unused}


def clustering(layers_of) -> Callable:
    return lambda run: {
        "layers": layers_of(run),
        "clustering": effective_clustering(run["clustering"]),
        "classes": len(run["digits"]),
        "seed": run["seed"],
    }


def embedding(layers_of) -> Callable:
    return lambda run: {
        "layers": layers_of(run),
        "umap": run["umap"],
        "fit_on": run["clustering"]["fit_on"],
        "seed": run["seed"],
    }


def rating(run) -> dict:
    """Of the settings of UMAP, what an embedding is compared by."""
    return {
        "layers": all_layers(run["network"]),
        "metric": run["umap"]["metric"],
        "fit_limit": run["umap"]["fit_limit"],
        "fit_on": run["clustering"]["fit_on"],
        "seed": run["seed"],
    }


def pixels_only(run) -> list[str]:
    return ["pixels"]


def layers_of_network(run) -> tuple:
    return network_layers(run["network"])


def layers_of_parts(run) -> list:
    return [pixels_only(run), layers_of_network(run)]


def layer_names(run) -> dict[str, tuple]:
    return {"hidden": hidden_layers(run["network"]), "layers": all_layers(run["network"])}


def joining(run) -> dict:
    return layer_names(run) | stages_told(run) | {"digits": run["digits"]}


def stages_told(run) -> dict:
    """Which hidden layers are stages of paths, where not all of them are."""
    stages = asked_stages(run)
    return {} if stages is None else {"stages": stages}


def reading(run) -> dict:
    return layer_names(run) | own_names(run) | {key: run[key] for key in ("digits", "unseen")}


def own_names(run) -> dict:
    """What a network from elsewhere calls its layers, where these have other names here."""
    return {key: run["network"][key] for key in ("shown",) if key in run["network"]}


def answering(run) -> dict:
    given = {key: run["network"][key] for key in ("input",) if key in run["network"]}
    fitting = {key: run["clustering"][key] for key in ("fit_on", "fit_limit")}
    return reading(run) | given | {"answers": run["answers"], "clustering": fitting}


def measuring(run) -> dict:
    common = {"fit_on": run["clustering"]["fit_on"], "ks": tried_ks(run["clustering"])}
    limit = run["clustering"]["fit_limit"]
    common |= {} if limit == USUAL_LIMIT else {"fit_limit": limit}
    return layer_names(run) | common | {key: run[key] for key in ("digits", "seed")}


def moving(run) -> dict:
    asked = {"hidden": hidden_layers(run["network"]), "pool": dumping(run)["pool"]}
    return asked | asked_network(run) | {key: run[key] for key in ("digits", "seed")}


def measuring_given(run) -> dict:
    """Of a network from elsewhere: what its twin is clustered by, as its own layers are."""
    return moving(run) | clustering(layers_of_network)(run)


def tried_ks(clustering) -> list | None:
    """The smallest and the largest K that the silhouette chooses from; None where K is given."""
    return [clustering["k_min"], clustering["k_max"]] if clustering["k"] == "silhouette" else None


def replicating(run) -> dict:
    clustering = effective_clustering(run["clustering"])
    for key in ("fit_on", "fit_limit"):  # replicates are fitted on all their own training images
        del clustering[key]
    keys = ("digits", "per_digit", "test_per_digit", "seed", "replicates")
    network = dict(run["network"])
    if network["kind"] == "dense":
        network["pool"] = "mean"  # a dense network has nothing to pool
    told = {key: run[key] for key in keys} | stages_told(run)
    told |= {"training": alone(run["training"])}
    return told | {"clustering": clustering, "network": network}


def charting(run) -> dict:
    """What an atlas's networks of one pair depend on: K is the number of classes."""
    keys = ("digits", "unseen", "per_digit", "test_per_digit", "seed", "replicates")
    clustering = {key: run["clustering"][key] for key in ("k", "n_init")}
    told = {key: run[key] for key in keys} | {"training": alone(run["training"])}
    return told | {"clustering": clustering, "network": run["network"]}


def telling_methods(run) -> dict:
    """What a run was made with, as far as its answers do not tell it."""
    kind = run["network"]["kind"]
    trained, sent_through = kind not in GIVEN, kind != "activations"
    asked = [("kind", True), ("hidden", trained), ("pool", sent_through and kind != "dense")]
    told = {"network": {key: run["network"][key] for key, told in asked if told}}
    told |= {"training": alone(run["training"])} if trained else {}
    keys = ("per_digit", "test_per_digit") if sent_through else ()
    told |= {key: run[key] for key in (*keys, "seed", "umap")}
    return told | {"clustering": effective_clustering(run["clustering"])}


def drawing_of_training(run) -> dict:
    return {key: run[key] for key in ("digits", "unseen")} | {"fit_on": run["clustering"]["fit_on"]}


def drawing_of_interventions(run) -> dict:
    return drawing_of_training(run) | own_names(run) | {"hidden": layer_names(run)["hidden"]}


def drawing_of_learning(run) -> dict:
    trained = run["network"]["kind"] not in GIVEN  # of others there are no replicates
    return drawing(run) | {"replicates": run["replicates"] if trained else 0}


def drawing(run) -> dict:
    return reading(run) | {"fit_on": run["clustering"]["fit_on"]}


def drawing_twin(run) -> dict:
    """What a network is before it is trained, and what it is asked then."""
    asked = dumping(run) | {"classes": len(run["digits"]), "seed": run["seed"]}
    if run["network"]["kind"] in GIVEN:
        return asked
    return asked | {"network": training(run)["network"]}


def telling_of_two(run) -> dict:
    """Of each of two runs that are compared."""
    return layer_names(run) | own_names(run) | {"digits": run["digits"]}


RULES = {
    "chart_pair": charting,
    "select_known": sampling,
    "select_unseen": unseen_sampling,
    "train_model": training,
    "dump_activations": dumping,
    "copy_activations": copying,
    "score_network": scoring,
    "dump_pixels": nothing,
    "cluster_pixels": clustering(pixels_only),
    "cluster_network": clustering(layers_of_network),
    "cluster_unseen": nothing,
    "place_in_clusters": nothing,
    "embed_pixels": embedding(pixels_only),
    "embed_network": embedding(layers_of_network),
    "embed_unseen": embedding(layers_of_parts),
    "rate_embeddings": rating,
    "join_paths": joining,
    "measure_run": measuring,
    "move_activations": moving,
    "measure_given": measuring_given,
    "train_replicates": replicating,
    "follow_learning": following,
    "follow_given": following_given,
    "follow_replicates": following_replicates,
    "answer_questions": answering,
    "draw_figures": drawing,
    "draw_interventions": drawing_of_interventions,
    "draw_learning": drawing_of_learning,
    "draw_training": drawing_of_training,
    "build_page": drawing,
    "write_methods": telling_methods,
    "ask_untrained": drawing_twin,
    "compare_networks": layer_names,
    "draw_comparison": telling_of_two,
    "build_comparison": telling_of_two,
}
# Those that tell or show classes: they are told what these are called.
TELLING = {"answer_questions", "draw_figures", "draw_interventions", "draw_training", "build_page"}
TELLING |= {"draw_learning", "draw_comparison", "build_comparison"}
DRAWING = {"draw_figures", "draw_interventions", "draw_training", "draw_learning"}
DRAWING |= {"draw_comparison"}
# Of the config's `figures`, what was added later: what it is unless it is set, and for which rules.
LOOKS = {
    "title": (True, DRAWING | {"draw_atlas"}),
    "prototypes": (False, {"draw_figures"}),
    "language": ("en", DRAWING),
}
