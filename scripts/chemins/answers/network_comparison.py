"""What a comparison of two networks says, in numbers: comparison.json."""

import numpy as np

from chemins.measures.similarity import SAME, differences, likeness_interval
from chemins.measures.two_networks import MIXED, number_of, share_of
from chemins.measures.vocabulary import TRAINED, UNTRAINED
from chemins.statistics.paired import difference_interval, mcnemar_exact

SURE = 0.05  # adjusted p-values up to it are told as differences
ROLES = ("train", "test", "unseen", MIXED)
NETWORKS = (TRAINED, UNTRAINED)
NOT_AT_HAND = "its activations are at hand, but not the network"  # as texts know it


def image_counts(role, sides) -> dict[str, int]:
    """How many images each run has, and both of each role. role: (n,), of the shared ones. sides:
    `first` and `second` -> Travelled."""
    found = {name: int((role == name).sum()) for name in ROLES}
    return found | {side: len(one.paths["label"]) for side, one in sides.items()}


def cluster_counts(one) -> dict[str, int]:
    """layer -> K, the chosen one. one: Travelled, of a whole run."""
    return {layer: len(np.unique(one.paths[layer])) for layer in one.layers}


def seed_answers(same_paths, replicates) -> dict | None:
    """How many images have the same path in both networks, at K = number of classes, beside how
    many have in two replicates; None where either run has only one of these.

    same_paths: of two_networks.same_paths. replicates: `first` and `second` -> each replicate's
    mean over the others.
    """
    if not all(replicates.values()):
        return None
    told = {
        side: {
            "mean": float(np.mean(values)),
            "least": min(values),
            "most": max(values),
            "networks": len(values),
        }
        for side, values in replicates.items()
    }
    return {"same_paths": same_paths, "replicates": told}


# --- layers -------------------------------------------------------------------------------------


def similarity_rows(found, label) -> list[dict]:
    """Rows of compared_tables.SIMILARITY. found: network -> as of similarity.likenesses, of the
    same images. label: (n,) of these."""
    rows = []
    for network, pairs in found.items():
        for (first, second), alike in pairs.items():
            low, high = likeness_interval(alike, label)
            layers = {"first_layer": first, "second_layer": second, "images": len(label)}
            values = {"cka": alike.cka, "debiased": alike.debiased, "low": low, "high": high}
            rows.append({"network": network, **layers, **values})
    return rows


def layer_pairs(rows, found, label) -> list[dict]:
    """Each pair of layers: how alike they are, trained and untrained, and the difference, with
    p-values that hold for all pairs together. rows: of similarity_rows."""
    by_layers = {}
    for row in rows:
        number = told_number(row)
        by_layers.setdefault((row["first_layer"], row["second_layer"]), {})[row["network"]] = number
    beyond = beyond_untrained(found, label)
    return [
        {
            "first_layer": layers[0],
            "second_layer": layers[1],
            **{network: numbers.get(network) for network in NETWORKS},
            "difference": beyond.get(layers),
        }
        for layers, numbers in by_layers.items()
    ]


def told_number(row) -> dict | None:
    """None where a layer answers the same to all images."""
    if np.isnan(row["debiased"]):
        return None
    return number_of(row["debiased"], row["low"], row["high"]) | {"cka": row["cka"]}


def beyond_untrained(found, label) -> dict[tuple, dict]:
    """Pair of layers -> how much more alike they are than before training, where there is a twin of
    both networks, and something depends on these."""
    untrained = found.get(UNTRAINED, {})
    pairs = {
        layers: (alike, untrained[layers])
        for layers, alike in found[TRAINED].items()
        if layers in untrained
        and layers != ("pixels", "pixels")
        and not np.isnan([alike.debiased, untrained[layers].debiased]).any()
    }
    return dict(zip(pairs, differences(pairs.values(), label), strict=True))


def same_start(found, layers) -> bool:
    """Whether both twins answer the same, layer by layer: runs of one kind, digits and seed begin
    with the same weights. layers: `first` and `second` -> all of them."""
    pairs = found.get(UNTRAINED)
    if not pairs or layers["first"] != layers["second"]:
        return False
    return all(pairs[layer, layer].debiased > SAME for layer in layers["first"])


def most_alike(found, label) -> dict[str, dict]:
    """Of each network, layer -> {"layer": the other network's that is most like it, "as_alike":
    those that may be as much, as far as these images tell}. Pixels are nobody's layer."""
    pairs = {
        layers: alike
        for layers, alike in found[TRAINED].items()
        if "pixels" not in layers and not np.isnan(alike.debiased)
    }
    of_first, of_second = {}, {}
    for (first, second), alike in pairs.items():
        of_first.setdefault(first, {})[second] = alike
        of_second.setdefault(second, {})[first] = alike
    return {
        name: {layer: best_of(others, label) for layer, others in side.items()}
        for name, side in (("first", of_first), ("second", of_second))
    }


def best_of(others, label) -> dict:
    """others: layer -> Likeness."""
    best = max(others, key=lambda layer: others[layer].debiased)
    rest = [layer for layer in others if layer != best]
    found = differences([(others[best], others[layer]) for layer in rest], label)
    as_alike = [
        layer for layer, entry in zip(rest, found, strict=True) if entry["p_adjusted"] > SURE
    ]
    return {"layer": best, "as_alike": as_alike}


# --- images -------------------------------------------------------------------------------------


def fate_answers(fates) -> dict:
    """fates: columns of compared_tables.FATES."""
    role, changed = fates["role"], fates["changed"]
    predicted, strayed = (np.isin(changed, (kind, "both")) for kind in ("prediction", "path"))
    of_roles = {
        name: {
            "predicted_differently": share_of(predicted[role == name]),
            # Of a class that neither was taught there is no main path.
            "path_changed": None if name == "unseen" else share_of(strayed[role == name]),
        }
        for name in ROLES
        if (role == name).any()
    }
    return {"roles": of_roles, "accuracy": accuracy(fates)}


def accuracy(fates) -> dict:
    """How often both networks are right about the test images."""
    test = fates["role"] == "test"
    first, second = (
        (fates[f"{name}_prediction"] == fates["label"])[test] for name in ("first", "second")
    )
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    value = (only_second - only_first) / len(first)
    limits = difference_interval(only_first, only_second, len(first))
    return {
        "first": share_of(first),
        "second": share_of(second),
        "only_first": only_first,
        "only_second": only_second,
        "difference": number_of(value, *limits),
        "p": mcnemar_exact(only_first, only_second),
    }
