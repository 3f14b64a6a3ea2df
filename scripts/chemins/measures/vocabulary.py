"""The names that the table of measures has, of networks and of scores."""

TRAINED = "trained"  # the run's own kind
UNTRAINED = "untrained"  # the same initial weights, no training
SHUFFLED = "shuffled"  # taught permuted labels
SHORTER = "shorter"  # without the last hidden layer

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
