"""Numbers of made answers as texts write them, from the same values by another way."""

from builders.made_answers import interval, made_support, value

LAYERS = ["pixels", "hidden_1", "hidden_2", "output"]
NAMES = ["pixels", "hidden 1", "hidden 2", "output"]


def number(own=None, mean=None, low=None, high=None):
    return {"own": own, "mean": mean, "low": low, "high": high}


def cell(measure, layer="", network="trained", *of):
    """`0.86 [0.84, 0.88]`, of replicates."""
    return "{:.2f} [{:.2f}, {:.2f}]".format(*interval(measure, layer, network, *of))


def share(measure, layer="", network="trained", *of):
    """`86.1 % [84.0, 88.2]`, of replicates; cut at 0 and 100."""
    mean, low, high = (100 * number for number in interval(measure, layer, network, *of))
    return f"{mean:.1f} % [{max(0, low):.1f}, {min(100, high):.1f}]"


def own_value(measure, layer="", *of):
    return f"{value(measure, layer, 'own', *of):.2f}"


def gain(support, layer, over, at="gains"):
    """The numbers that tests of support hold to their names."""
    found = next(entry for entry in support["layers"] if entry["layer"] == layer)[at][over]
    return "{mean:.2f} [{low:.2f}, {high:.2f}]".format(**found)


TOLD = made_support(LAYERS, [1, 7], [3, 4])
