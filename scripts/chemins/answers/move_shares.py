"""How many predictions each kind of move changes, layer by layer: what a figure shows."""

from dataclasses import dataclass

from chemins.measures.vocabulary import MOVES, TRAINED


@dataclass(frozen=True)
class MoveShares:
    """Of one kind of move in one layer, as shares of the predictions."""

    kind: str  # what texts call it
    own: float | None  # of the run's own network
    replicates: list  # of each replicate, in order
    interval: dict | None  # of the mean over them: "mean", "low", "high"


def move_shares(measured, layer) -> list[MoveShares]:
    """Every kind that was measured of a layer; none where nothing could be moved.

    measured: MeasureTable.
    """
    found = []
    for (measure, network), kind in MOVES.items():
        own = measured.own(measure, layer) if network == TRAINED else None
        values = measured.values(measure, layer, network=network)
        if own is not None or values:
            interval = measured.interval(measure, layer, network=network)
            replicates = [values[replicate] for replicate in sorted(values)]
            found.append(MoveShares(kind, own, replicates, interval))
    return found
