"""The networks that measures are taken of, by the names they have in the tables."""

TRAINED = "trained"  # the run's own kind
UNTRAINED = "untrained"  # the same initial weights, no training
SHUFFLED = "shuffled"  # taught permuted labels
SHORTER = "shorter"  # without the last hidden layer

CONTROLS = (UNTRAINED, SHUFFLED)  # what a layer is compared with, beside the pixels
