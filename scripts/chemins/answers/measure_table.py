"""The measures of a run, looked up: its own network's, and intervals over its replicates."""

import numpy as np

from chemins.measures.uncertainty import t_interval
from chemins.measures.vocabulary import TRAINED
from chemins.results import tables


class MeasureTable:
    """The measures of one run. rows: of tables.MEASURES; replicate 0 is the run's own network.

    Missing values are None: a run may have no replicates, no unseen digits, no logits.
    """

    def __init__(self, rows) -> None:
        self.own_values, self.replicated = {}, {}
        for row in rows:
            key = tuple(row[name] for name in ("network", "measure", "layer", "digit", "toward"))
            if row["replicate"] == 0:
                self.own_values[key] = row["value"]
            else:
                self.replicated.setdefault(key, {})[row["replicate"]] = row["value"]

    def own(self, measure, layer="", digit=-1, toward=-1) -> float | None:
        return self.own_values.get((TRAINED, measure, layer, digit, toward))

    def own_toward(self, measure, layer="", digit=-1) -> dict[int, float]:
        """toward -> value."""
        sought = (TRAINED, measure, layer, digit)
        return {key[4]: value for key, value in self.own_values.items() if key[:4] == sought}

    def values(self, measure, layer="", digit=-1, toward=-1, network=TRAINED) -> dict[int, float]:
        """replicate -> value."""
        return self.replicated.get((network, measure, layer, digit, toward), {})

    def interval(self, *args, **kwargs) -> dict[str, float] | None:
        """As values, {"mean", "low", "high"}: Student's 95 % interval, None for one replicate."""
        return interval(list(self.values(*args, **kwargs).values()))

    def difference(self, first, second) -> dict | None:
        """The interval of the paired differences of two `values`: the replicates are the same."""
        return interval([first[r] - second[r] for r in sorted(first.keys() & second.keys())])


def read_measures(paths) -> MeasureTable:
    """From tables of measures: those of a run's own network, and of its replicates."""
    rows = []
    for path in paths:
        columns = tables.read_columns(path, tables.MEASURES)
        lists = [columns[name].tolist() for name in tables.MEASURES.columns]
        rows += [
            dict(zip(tables.MEASURES.columns, row, strict=True)) for row in zip(*lists, strict=True)
        ]
    return MeasureTable(rows)


def interval(values) -> dict[str, float] | None:
    if not values:
        return None
    mean, low, high = (None if np.isnan(v) else float(v) for v in t_interval(values))
    return {"mean": mean, "low": low, "high": high}
