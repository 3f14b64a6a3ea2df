"""How a run's paths formed while its network learnt, as figures need it."""

from dataclasses import dataclass
from itertools import combinations, pairwise
from types import MappingProxyType

import numpy as np

from chemins.clusters.paths import LABEL, PREDICTION, count_flows, stages
from chemins.figures.flow_layout import Layout, lay_out, order_of
from chemins.text.class_names import DIGITS, ClassNames

SHOWN = 4  # epochs at which flows are drawn
PARTS = ("right", "path")  # of what is told of a class


@dataclass(frozen=True)
class Course:
    """A number at each kept epoch, NaN where it was not measured."""

    value: np.ndarray  # (epochs,) float64: the mean over the replicates, without any the own one
    low: np.ndarray  # (epochs,) float64: its interval
    high: np.ndarray
    own: np.ndarray  # (epochs,) float64: of the run's own network


@dataclass(frozen=True)
class ClassCourse:
    """How a class was learnt. since: as `from` of answers.kept_from, from which kept epoch on the
    share stays at or above the mark."""

    right: Course  # the share of its test images that are predicted as it
    right_since: dict
    on_path: Course  # the share of them that are on its main path
    path_since: dict

    def part(self, name) -> tuple[Course, dict]:
        """name: of PARTS."""
        if name == "right":
            return self.right, self.right_since
        return self.on_path, self.path_since


@dataclass(frozen=True)
class Learnt:
    """What the figures of a run's learning are drawn from."""

    name: str
    digits: list
    unseen: list
    stages: list  # the hidden layers that paths go through
    epochs: list  # kept, ascending
    layers: dict  # layer -> Course of the AMI of its clusters with the classes
    accuracy: Course
    on_final_path: Course
    classes: dict  # class -> ClassCourse
    mark: float
    replicates: int
    paths: dict  # columns of the table of paths at all kept epochs
    names: ClassNames = DIGITS
    # As of a finished run; beside the nodes of these flows there is neither.
    stability = prototypes = MappingProxyType({})

    @property
    def has_intervals(self) -> bool:
        """Whether it is told how sure the epochs are from which on classes are learnt: there are
        networks enough."""
        return any(
            found.part(part)[1]["verdict"] for found in self.classes.values() for part in PARTS
        )


def placed(epochs) -> np.ndarray:
    """Where epochs are on an axis: at log(1 + epoch), a true scale on which 0 has a place and the
    first epochs, of which most are kept, have room."""
    return np.log1p(np.asarray(epochs, float))


def roomy(places, widths) -> set[int]:
    """Which of the texts beside an axis have room, of the first ones as many as may be, and the
    last. places: their middles, ascending; widths: with what is free around, in the same unit."""
    last = len(places) - 1
    kept = [0]
    for one in range(1, last):
        if all(clear(places, widths, *pair) for pair in ((kept[-1], one), (one, last))):
            kept.append(one)
    return {*kept, last}


def clear(places, widths, one, other) -> bool:
    return places[other] - places[one] >= (widths[one] + widths[other]) / 2


def course(numbers) -> Course:
    """numbers: one a kept epoch, as in answers.json, or None."""
    found = [number or {} for number in numbers]
    means = [one.get("own") if one.get("mean") is None else one["mean"] for one in found]
    ends = [[one.get(end) for one in found] for end in ("low", "high", "own")]
    return Course(*(np.array(values, float) for values in (means, *ends)))


def shown_epochs(run) -> list:
    """The epochs at which flows are drawn: the first and the last one kept, and those between that
    leave the largest change from one to the next smallest. A change is the share of images whose
    clusters or prediction are others."""
    if len(run.epochs) <= SHOWN:
        return list(run.epochs)
    steps = paths_at(run)
    first, *between, last = run.epochs
    changed = {
        pair: float(np.mean((steps[pair[0]] != steps[pair[1]]).any(axis=1)))
        for pair in combinations(run.epochs, 2)
    }
    chains = [(first, *chosen, last) for chosen in combinations(between, SHOWN - 2)]
    return list(min(chains, key=lambda chain: changes(chain, changed)))


def changes(chain, changed) -> list[float]:
    """From each epoch to the next, the largest first."""
    return sorted((changed[pair] for pair in pairwise(chain)), reverse=True)


def paths_at(run) -> dict[int, np.ndarray]:
    """epoch -> (images, stages) int: clusters and prediction of each image, in the same order."""
    steps = np.column_stack([run.paths[stage] for stage in (*run.stages, PREDICTION)])
    return {epoch: steps[run.paths["epoch"] == epoch] for epoch in run.epochs}


def flows_at(run, epochs) -> dict[int, Layout]:
    """epoch -> its flow; in all of them the nodes stand as at the last, with those that only others
    have."""
    chain = stages(run.stages)
    flows = {epoch: flows_of(run, epoch, chain) for epoch in epochs}
    orders = order_of(lay_out(flows[epochs[-1]], chain))
    for stage in chain:
        shown = np.isin(run.paths["epoch"], epochs)
        others = np.setdiff1d(run.paths[stage][shown], orders[stage]).tolist()
        orders[stage] += others
    for stage in (LABEL, PREDICTION):
        orders[stage].sort()
    return {epoch: lay_out(flows[epoch], chain, orders) for epoch in epochs}


def flows_of(run, epoch, chain) -> dict[str, np.ndarray]:
    """Columns of tables.FLOWS at one epoch."""
    rows = run.paths["epoch"] == epoch
    paths = {name: column[rows] for name, column in run.paths.items()}
    counted = count_flows(paths, list(pairwise(chain)))
    return {name: np.array(column) for name, column in counted.items()}


def shares_at(run, epoch) -> tuple[float, float]:
    """Of its own network's images of taught classes at an epoch: how many are predicted right, and
    how many are on the path that they have at the last epoch."""
    last, here = (run.paths["epoch"] == one for one in (run.epochs[-1], epoch))
    known = run.paths["role"][here] != "unseen"
    right = run.paths["prediction"][here] == run.paths["label"][here]
    steps = [run.paths[stage][here] == run.paths[stage][last] for stage in run.stages]
    return float(right[known].mean()), float(np.all(steps, axis=0)[known].mean())
