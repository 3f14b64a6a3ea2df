"""The names that the table of measures has, of networks and of scores, and its rows."""

TRAINED = "trained"  # the run's own kind
UNTRAINED = "untrained"  # the same initial weights, no training
SHUFFLED = "shuffled"  # taught permuted labels
SHORTER = "shorter"  # without the last hidden layer
LONGER = "longer"  # the first replicate, trained until its loss no longer falls

CONTROLS = (UNTRAINED, SHUFFLED)  # what a layer is compared with, beside the pixels

# Scores that are higher for what is known than for what was never taught, and what texts call them.
OOD_SCORES = {
    "path": "path score",
    "max_softmax": "largest softmax",
    "energy": "energy",
    "neighbours": "nearest neighbours",
    "mahalanobis": "Mahalanobis",
}
LAYER_SCORES = ("neighbours", "mahalanobis")  # there is one of each layer

# Samples of each role whose neighbours and scores are asked for at most: a few minutes of a core.
ASKED = {"train": 60_000, "test": 20_000, "unseen": 20_000}

# Clusters are at K = number of classes, or at the K that was chosen: basis -> what the names of
# measures on it end in.
SUFFIXES = {"classes": "", "chosen": "_chosen"}


# Kinds of moves of activations, by measure and network, and what texts call them; the first two go
# to another cluster, the others are controls.
MOVES = {
    ("moved", TRAINED): "to another cluster",
    ("moved_to", TRAINED): "to its class",
    ("moved_random", TRAINED): "random step",
    ("moved_covariance", TRAINED): "covariance step",
    ("moved_within", TRAINED): "within the cluster",
    ("moved_rest", TRAINED): "all but the step",
    ("moved", UNTRAINED): "untrained",
    ("moved", SHUFFLED): "shuffled labels",
}


# Measures of images, without what their names may end in: those that are shares of images, and
# what others are.
SHARES = ("accuracy", "purity", "probe", "neighbours", "committed", "depth", "path_purity")
SHARES += ("most_taken", "alignment", "noise_agreement", "affinity", "predicted", "atypical")
SHARES += ("noise_predictions", "noise_agreement_centred")
SHARES += tuple(dict.fromkeys(measure for measure, _ in MOVES))
SHARES += tuple(f"auroc_{score}" for score in OOD_SCORES)
SHARES += ("purity_mixture",)
# Of what a network tells while it learns: beside those above.
SHARES += ("right", "purity_frozen", "matched", "told_apart", "on_final_path", "on_main_path")
KINDS = {"ami": "ami", "ami_mixture": "ami", "ami_frozen": "ami"}
KINDS |= dict.fromkeys(("entropy", "path_entropy", "effective_paths"), "information")


def row(measure, value, layer="", digit=-1, toward=-1, terms=None) -> dict:
    """One row of tables.MEASURES, without network and replicate, before `influence.summed`.

    layer: "" where the measure is the whole network's. digit: an unseen digit, or -1. toward: the
    class, or cluster, that the measure is about, or -1. terms: (n,) float of all samples, as
    statistics.influence has them, NaN for those that do not count; None of what is no measure of
    images.
    """
    return {
        "layer": layer,
        "digit": digit,
        "toward": toward,
        "measure": measure,
        "value": float(value),
        "terms": terms,
    }
