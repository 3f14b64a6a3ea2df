"""The measures of a run, looked up: its own network's, and intervals over networks and images."""

import numpy as np

from chemins.measures.vocabulary import KINDS, SHARES, TRAINED
from chemins.results import tables
from chemins.statistics.uncertainty import (
    crossed_variance,
    in_bits,
    information_interval,
    mean_interval,
    share_interval,
    t_interval,
)

BOUNDED = {"share": share_interval, "ami": information_interval}


class Values(dict):
    """A measure's values: replicate -> value, and what images add to them.

    images: replicate -> how many images it was tested on that none before was. influences:
    replicate -> (groups,) float; empty of what is no measure of images.
    """

    def __init__(self, measure) -> None:
        super().__init__()
        self.measure, self.images, self.influences = measure, {}, {}

    def add(self, row) -> None:
        """row: of tables.MEASURES."""
        self[row["replicate"]] = row["value"]
        if row["influence"] is not None:
            self.images[row["replicate"]] = row["images"]
            self.influences[row["replicate"]] = np.asarray(row["influence"], float)

    def minus(self, others) -> "Values":
        """The differences in those replicates that both have."""
        found = Values("information" if self.kind == "ami" else "")
        for replicate in sorted(self.keys() & others.keys()):
            found[replicate] = self[replicate] - others[replicate]
            if replicate in self.influences and replicate in others.influences:
                found.images[replicate] = self.images[replicate]
                found.influences[replicate] = (
                    self.influences[replicate] - others.influences[replicate]
                )
        return found

    @property
    def kind(self) -> str:
        return kind_of(self.measure)

    @property
    def distinct_images(self) -> int:
        return sum(self.images.values())

    def mean_and_limits(self) -> tuple[float, float, float]:
        """As the function of this name."""
        if len(self.influences) < len(self):
            return t_interval(list(self.values()))
        influences = np.array([self.influences[replicate] for replicate in self])
        images = np.array([self.images[replicate] for replicate in self])
        return mean_and_limits(list(self.values()), influences, images, self.kind)


def kind_of(measure) -> str:
    """`share`, or as of vocabulary.KINDS, or `mean`."""
    name = measure.removesuffix("_chosen")
    return "share" if name in SHARES else KINDS.get(name, "mean")


def mean_and_limits(values, influences, images, kind) -> tuple[float, float, float]:
    """(mean, low, high), the 95 % interval: over networks and images; of what is no measure of
    images, over networks.

    values: R floats. influences: (R, groups) float, or None of no measure of images. images: (R,)
    int, how many each was tested on that none before was, or None of a mean over several measures.
    """
    mean, low, high = t_interval(values)
    if influences is None:
        return mean, low, high
    variance, df = crossed_variance(values, influences)
    if images is not None:
        different = int(images.sum())
        df = min(df, different - 1)
        if kind in BOUNDED:
            tests = len(values) * int(images.max())
            return mean, *BOUNDED[kind](mean, variance, df, different, tests)
        if variance == 0:  # as if one image were elsewhere
            variance = (in_bits(1 / different) if kind == "information" else 1 / different) ** 2
    return mean, *mean_interval(mean, variance, df)


def mean_of(several, weights) -> Values:
    """The weighted mean of some Values of one measure, in each replicate. weights: of each Values,
    replicate -> weight."""
    found = Values(several[0].measure)
    for replicate in several[0]:
        shares = np.array([weight[replicate] for weight in weights])
        shares = shares / shares.sum()
        found[replicate] = float(shares @ [values[replicate] for values in several])
        if all(replicate in values.influences for values in several):
            found.images[replicate] = sum(values.images[replicate] for values in several)
            found.influences[replicate] = shares @ [v.influences[replicate] for v in several]
    return found


class MeasureTable:
    """The measures of one run. rows: of tables.MEASURES; replicate 0 is the run's own network.

    Missing values are None: a run may have no replicates, no unseen digits, no logits.
    """

    def __init__(self, rows) -> None:
        self.own_values, self.own_samples, self.replicated = {}, {}, {}
        for row in rows:
            key = tuple(row[name] for name in ("network", "measure", "layer", "digit", "toward"))
            of = self.own_samples if row["replicate"] == 0 else self.replicated
            of.setdefault(key, Values(row["measure"])).add(row)
            if row["replicate"] == 0:
                self.own_values[key] = row["value"]

    def own(self, measure, layer="", digit=-1, toward=-1, network=TRAINED) -> float | None:
        return self.own_values.get((network, measure, layer, digit, toward))

    def own_limits(self, *args, **kwargs) -> dict[str, float | None]:
        """As own, {"low", "high"}: the 95 % interval of that value over images; None of what is no
        measure of images."""
        return limits_over_images(self.own_alone(*args, **kwargs))

    def own_alone(self, measure, layer="", digit=-1, toward=-1, network=TRAINED) -> Values:
        """As values, of the run's own network, or of its own twin: by the replicate 0."""
        return self.own_samples.get((network, measure, layer, digit, toward), Values(measure))

    def own_toward(self, measure, layer="", digit=-1) -> dict[int, float]:
        """toward -> value."""
        sought = (TRAINED, measure, layer, digit)
        return {key[4]: value for key, value in self.own_values.items() if key[:4] == sought}

    def values(self, measure, layer="", digit=-1, toward=-1, network=TRAINED) -> Values:
        """replicate -> value."""
        return self.replicated.get((network, measure, layer, digit, toward), Values(measure))

    def interval(self, *args, **kwargs) -> dict[str, float] | None:
        """As values, {"mean", "low", "high"}: 95 % interval, None for one replicate."""
        return interval(self.values(*args, **kwargs))

    def difference(self, first, second) -> dict | None:
        """The interval of the paired differences of two `values`: the replicates are the same."""
        return interval(first.minus(second))


def limits_over_images(values) -> dict[str, float | None]:
    """{"low", "high"} of one network's value. values: Values."""
    limits = values.mean_and_limits()[1:] if values.influences else (None, None)
    return dict(zip(("low", "high"), limits, strict=True))


def read_measures(paths) -> MeasureTable:
    """From tables of measures: those of a run's own network, and of its replicates."""
    return MeasureTable([row for path in paths for row in rows_of(path, tables.MEASURES)])


def rows_of(path, schema) -> list[dict]:
    """A table's rows. schema: of tables, with measures."""
    columns = tables.read_columns(path, schema)
    lists = [columns[name].tolist() for name in schema.columns]
    return [dict(zip(schema.columns, row, strict=True)) for row in zip(*lists, strict=True)]


def interval(values) -> dict[str, float] | None:
    """values: Values."""
    if not values:
        return None
    mean, low, high = values.mean_and_limits()
    if len(values) == 1 or np.isnan(low):
        low = high = None
    return {"mean": mean, "low": low, "high": high}
