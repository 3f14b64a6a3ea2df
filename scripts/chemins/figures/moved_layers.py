"""What the figures on moved activations tell, printed and for a browser."""

EMPTY = (
    "no activation of this network could be moved: in no hidden layer does a cluster stand for "
    "another class than the prediction, with all of the layer's answer going on to the output"
)


def kinds_of(layers) -> list[str]:
    """The kinds of moves that any layer has, in order. layers: layer -> list of MoveShares."""
    every = [[found.kind for found in shares] for shares in layers.values()]
    return max(every, key=len, default=[])


def telling(layers) -> str:
    """What the marks are."""
    found = [each for shares in layers.values() for each in shares]
    count = max(len(each.replicates) for each in found)
    own = "red diamonds: this network" if any(each.own is not None for each in found) else ""
    dots = f"dots: {count} more networks; bars: their mean with its 95 % interval" if count else ""
    steps = "a test image's activation is moved, the rest of the network answers"
    return "; ".join(part for part in (steps, own, dots) if part)
