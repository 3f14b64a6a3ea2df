"""The figures of the atlas: their names, titles and captions."""

from chemins.answers import SEPARATED
from chemins.phrases import listed, percent

TITLES = {
    "destinations": "Where each digit goes that a network was not taught",
    "layers": "From which layer a pair of digits is told apart",
    "similarity": "Which digits are alike to the networks",
}
