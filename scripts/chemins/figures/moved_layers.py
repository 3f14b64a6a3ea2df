"""What the figures on moved activations tell, printed and for a browser."""

from chemins.base.language import said


def kinds_of(layers) -> list[str]:
    """The kinds of moves that any layer has, in order. layers: layer -> list of MoveShares."""
    every = [[found.kind for found in shares] for shares in layers.values()]
    return max(every, key=len, default=[])


def telling(layers) -> str:
    """What the marks are, or why there are none."""
    if not layers:
        return said("moves_none")
    found = [each for shares in layers.values() for each in shares]
    count = max(len(each.replicates) for each in found)
    own = said("moves_own") if any(each.own is not None for each in found) else ""
    dots = said("moves_dots", count=count) if count else ""
    return said("between").join(part for part in (said("moves_steps"), own, dots) if part)
