"""The measures of a run, looked up: its own network's, and intervals over its replicates."""

import numpy as np

from chemins import tables
from chemins.controls import TRAINED
from chemins.uncertainty import t_interval


class Measured:
    """The tables of measures of one run.

    Missing values are None: a run may have no replicates, no unseen digits, no logits.
    """

    def __init__(self, paths):
        self.own_values, self.replicated = {}, {}
        for path in paths:
            columns = tables.read_columns(path, tables.MEASURES)
            for row in zip(*(column.tolist() for column in columns.values()), strict=True):
                network, replicate, layer, digit, toward, measure, value = row
                key = (network, measure, layer, digit, toward)
                if replicate == 0:
                    self.own_values[key] = value
                else:
                    self.replicated.setdefault(key, {})[replicate] = value

    def own(self, measure, layer="", digit=-1, toward=-1):
        return self.own_values.get((TRAINED, measure, layer, digit, toward))

    def values(self, measure, layer="", digit=-1, toward=-1, network=TRAINED):
        """replicate -> value."""
        return self.replicated.get((network, measure, layer, digit, toward), {})

    def interval(self, *args, **kwargs):
        """As values, {"mean", "low", "high"}: Student's 95 % interval, None for one replicate."""
        return interval(list(self.values(*args, **kwargs).values()))

    def difference(self, first, second):
        """The interval of the paired differences of two `values`: the replicates are the same."""
        return interval([first[r] - second[r] for r in sorted(first.keys() & second.keys())])


def interval(values):
    if not values:
        return None
    mean, low, high = (None if np.isnan(v) else float(v) for v in t_interval(values))
    return {"mean": mean, "low": low, "high": high}
