"""What was measured while networks learned, looked up: at each kept epoch, and as courses.

Where networks are trained until they converge, not all end with the same epoch. The epochs that are
told are the run's own network's: its last one stands for the end of each training, and of one that
has ended before an epoch, its end is what there is at that epoch.
"""

import numpy as np

from chemins.answers.measure_table import MeasureTable, rows_of
from chemins.measures.vocabulary import TRAINED
from chemins.results import tables
from chemins.statistics.uncertainty import image_covariances, shared_covariance


class Course(dict):
    """A measure's values: replicate -> (kept epoch of that network -> value), 0 the run's own
    network, epochs ascending.

    influences: epoch -> what each group of images adds to each replicate's value then, of those
    that have one: [(groups,) float].
    """

    def __init__(self) -> None:
        super().__init__()
        self.influences = {}

    def add(self, row) -> None:
        """row: of tables.LEARNING, none of an earlier epoch after it."""
        self.setdefault(row["replicate"], {})[row["epoch"]] = row["value"]
        of = self.influences.setdefault(row["epoch"], [])
        if row["replicate"] and row["influence"] is not None:
            of.append(np.asarray(row["influence"], float))

    def shared_errors(self) -> dict[int, float]:
        """epoch -> the standard error of all values at once, by the images that replicates share:
        what other images would move them all by. Where fewer than two were looked at, as at the
        end of a training that is longer than others, it is that of the epoch before."""
        found, known = {}, 0.0
        for epoch, influences in self.influences.items():
            if len(influences) > 1:
                shared = shared_covariance(image_covariances(np.array(influences)))
                known = float(np.sqrt(max(shared, 0.0)))
            found[epoch] = known
        return found


class LearningTable:
    """rows: of tables.LEARNING, replicate 0 is the run's own network.

    epochs: the kept ones of the run's own network, ascending. at: each of them -> MeasureTable.
    """

    def __init__(self, rows) -> None:
        kept, found = {}, {}
        for row in rows:
            replicate, epoch = row["replicate"], row["epoch"]
            found.setdefault((replicate, epoch), []).append(row)
            kept.setdefault(replicate, set()).add(epoch)
        self.epochs, self.courses = sorted(kept[0]), {}
        self.at = {
            epoch: MeasureTable(
                row
                for replicate, epochs in kept.items()
                for row in found[replicate, self.known_at(epoch, epochs)]
            )
            for epoch in self.epochs
        }
        for row in sorted(rows, key=lambda row: row["epoch"]):
            key = tuple(row[name] for name in ("network", "measure", "layer", "digit", "toward"))
            self.courses.setdefault(key, Course()).add(row)

    def known_at(self, epoch, kept) -> int:
        """The epoch of a training that stands for one of the run's own. kept: of that training."""
        if epoch == self.epochs[-1]:
            return max(kept)
        return max(other for other in kept if other <= epoch)

    @property
    def last(self) -> int:
        return self.epochs[-1]

    def course(self, measure, layer="", digit=-1, toward=-1) -> "Course":
        """Of the trained networks; empty of what was not measured."""
        return self.courses.get((TRAINED, measure, layer, digit, toward), Course())


def read_learning(paths) -> LearningTable:
    """From tables of tables.LEARNING: that of a run's own network, and that of its replicates."""
    return LearningTable([row for path in paths for row in rows_of(path, tables.LEARNING)])
