"""Do the clusters decide? A sample is moved from its cluster to another; what does the rest say?

A layer's clusters agree with the network's decisions as soon as both follow the image. Whether the
network decides by what separates the clusters is another question, and has another test: add the
step between two clusters' centers to a sample's activation, let the rest of the network answer, and
see whether the prediction changes, and to what the other cluster stands for. Steps of the same
length that lead elsewhere are the controls.

After activation patching and causal mediation in networks (Vig et al. 2020, NeurIPS 33; Geiger et
al. 2021, NeurIPS 34), with centers of clusters as what is patched in.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from chemins.measures.signatures import means
from chemins.measures.vocabulary import row
from chemins.statistics.influence import at

MOVES = 2000  # that a layer is asked about at most
VALUES = 50_000_000  # of the answers of the samples that are moved, which are in memory together
COVARIANCE_ROWS = 4096  # train samples, the first, that a covariance is made of
HALVINGS = 7  # of the step: a flip's place is known to 1/128


@dataclass(frozen=True)
class HiddenLayer:
    """A layer's clusters, and what the network made of the samples; row i is sample i."""

    signature: object  # (n, width) float32, of the layer: an array, or signatures.Stored
    cluster: np.ndarray  # (n,) int
    prediction: np.ndarray  # (n,) int: classes, from 0
    stands_for: dict  # cluster -> class, or None
    train: np.ndarray  # (n,) bool: of these centers and directions are made
    test: np.ndarray  # (n,) bool: these are moved


def hidden_layer(signature, clustered, samples) -> HiddenLayer:
    """A HiddenLayer of samples that were measured.

    signature: as of HiddenLayer. clustered: findings.Clustered. samples:
    findings.Samples.
    """
    places = {label: place for place, label in enumerate(samples.digits)}
    return HiddenLayer(
        signature=signature,
        cluster=clustered.cluster,
        prediction=samples.probabilities.argmax(axis=1),
        stands_for={c: places.get(label) for c, label in clustered.majorities().items()},
        train=samples.of("train"),
        test=samples.of("test"),
    )


@dataclass(frozen=True)
class Moves:
    """Which samples are moved where; row i is one move."""

    sample: np.ndarray  # (m,) row of the sample
    source: np.ndarray  # (m,) its cluster
    target: np.ndarray  # (m,) the other cluster
    stands_for: np.ndarray  # (m,) the class that the other cluster stands for


def moves_of(layer, most, stream) -> Moves:
    """Every move from a cluster that stands for a sample's prediction to one for another class; of
    more than `most` a random choice. layer: HiddenLayer."""
    known = {c: to for c, to in sorted(layer.stands_for.items()) if to is not None}
    targets, classes = np.array([*known.items()], np.int64).reshape(-1, 2).T
    own = np.array([known.get(c, -1) for c in layer.cluster.tolist()])
    rows = np.flatnonzero(layer.test & (own == layer.prediction))
    moved, place = np.nonzero(classes != layer.prediction[rows, np.newaxis])
    row = rows[moved]
    table = np.column_stack([row, layer.cluster[row], targets[place], classes[place]])
    if len(table) > most:
        table = table[np.sort(stream.choice(len(table), most, replace=False))]
    return Moves(*table.T)


@dataclass(frozen=True)
class Trial:
    """Moves that a network is asked about. halves: networks.halves.Halves, of the network at this
    layer. answers: a function from (m,) rows of samples to (m, …) float32, the layer's answers."""

    layer: HiddenLayer
    halves: object
    answers: object
    moves: Moves
    stream: np.random.Generator  # of what is drawn for the controls

    @cached_property
    def own(self) -> np.ndarray:
        """(m, …) the layer's answers to the samples that are moved."""
        return self.answers(self.moves.sample)

    @cached_property
    def step(self) -> np.ndarray:
        """(m, width) float64: from the center of a move's own cluster to that of the other."""
        return steps(self.layer, self.moves)

    def after(self, shift, start=None) -> np.ndarray:
        """(m,) predictions once the signatures of answers are shifted so."""
        answers = self.own if start is None else start
        return self.halves.predictions(answers, shift.astype(np.float32))

    def changes(self, shift, start=None) -> np.ndarray:
        """(m,) bool: which of those are not the predictions before."""
        return self.after(shift, start) != self.layer.prediction[self.moves.sample]

    @cached_property
    def moved(self) -> np.ndarray:
        """(m,) predictions once the step is added."""
        return self.after(self.step)

    @cached_property
    def changed(self) -> np.ndarray:
        """(m,) bool: which predictions the step changes."""
        return self.moved != self.layer.prediction[self.moves.sample]


def trial(layer, halves, answers, seed, most=MOVES) -> Trial | None:
    """All that can be moved, or a random choice of `most` moves; None where nothing can be. layer:
    HiddenLayer. seed: of what is drawn."""
    stream = np.random.default_rng(seed)
    moves = moves_of(layer, max(1, min(most, VALUES // halves.size)), stream)
    return Trial(layer, halves, answers, moves, stream) if len(moves.sample) else None


def moved(found) -> dict:
    """`moved` of `interventions` alone."""
    return {} if found is None else {"moved": found.changed}


def interventions(found) -> dict:
    """measure -> (m,) bool of the moves of a Trial, or a number in [0, 1]; nothing without one.

    `moved`: predictions that change when the step to the other cluster is added; `moved_to`: to the
    class that the other cluster stands for; `fraction`, a number: the median, over those that
    change, if any, of the smallest part of the step that does it. The controls are predictions that
    change: `moved_random`, by a step of the same length in a random direction; `moved_covariance`,
    in one drawn with the covariance of the train samples' signatures; `moved_within`, in that from
    one train sample of the own cluster to another; `moved_rest`: everything but what lies along the
    step becomes that of a train sample of the other cluster.
    """
    if found is None:
        return {}
    layer, moves, step = found.layer, found.moves, found.step
    values = {
        **moved(found),
        "moved_to": found.moved == moves.stands_for,
        "fraction": smallest_fraction(found),
    }
    for name, direction in DIRECTIONS.items():
        other = as_long(direction(layer, moves, found.stream), step)
        values[name] = found.changes(other)
    others = partners(layer, moves.target, found.stream)
    along = projected(layer.signature[moves.sample] - layer.signature[others], step)
    values["moved_rest"] = found.changes(along, found.answers(others))
    return {name: values[name] for name in MEASURES if not np.isnan(values[name]).any()}


def move_rows(found, values, layer, suffix="") -> list[dict]:
    """Rows of tables.MEASURES, of what `interventions` or `moved` say of a Trial: the shares of its
    moves. A sample counts as often as it is moved."""
    rows = []
    for name, value in values.items():
        terms = move_terms(found, value) if np.ndim(value) else None
        rows.append(row(name + suffix, np.mean(value), layer, terms=terms))
    return rows


def move_terms(found, hit) -> np.ndarray:
    """(n,) of the samples, as statistics.influence has them, of the share of moves that hit."""
    sample, share = found.moves.sample, np.mean(hit)
    moved = np.bincount(sample, minlength=len(found.layer.cluster)) > 0
    beyond = np.bincount(sample, hit - share, len(moved))
    return at(moved, share + beyond[moved] * moved.sum() / len(sample))


def steps(layer, moves) -> np.ndarray:
    """(m, width) float64, between the means of the clusters' train samples' signatures."""
    clusters = np.unique([moves.source, moves.target])
    members = [layer.train & (layer.cluster == c) for c in clusters]
    centers = dict(zip(clusters, means(layer.signature, members), strict=True))
    pairs = zip(moves.source, moves.target, strict=True)
    return np.array([centers[target] - centers[source] for source, target in pairs])


def smallest_fraction(found) -> float:
    """The median, over the moves that change the prediction, of the smallest part of the step that
    does; NaN without any. By bisection: of several places where it changes, one is found."""
    changed = found.changed
    if not changed.any():
        return np.nan
    own, step = found.own[changed], found.step[changed]
    before = found.layer.prediction[found.moves.sample[changed]]
    low, high = np.zeros(len(step)), np.ones(len(step))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        beyond = found.after(middle[:, np.newaxis] * step, own) != before
        high, low = np.where(beyond, middle, high), np.where(beyond, low, middle)
    return np.median(high)


# --- directions -------------------------------------------------------------------------------


def random_direction(layer, moves, stream) -> np.ndarray:
    """(m, width): in any direction alike."""
    return stream.standard_normal((len(moves.sample), layer.signature.shape[1]))


def covariant_direction(layer, moves, stream) -> np.ndarray:
    """(m, width): normal, with the covariance of the train samples' signatures."""
    taught = layer.signature[np.flatnonzero(layer.train)[:COVARIANCE_ROWS]].astype(np.float64)
    centred = taught - means(layer.signature, [layer.train])[0]
    return stream.standard_normal((len(moves.sample), len(centred))) @ centred


def within_direction(layer, moves, stream) -> np.ndarray:
    """(m, width): from one train sample of the move's own cluster to another."""
    first, second = (partners(layer, moves.source, stream) for _ in range(2))
    return layer.signature[second].astype(np.float64) - layer.signature[first]


DIRECTIONS = {
    "moved_random": random_direction,
    "moved_covariance": covariant_direction,
    "moved_within": within_direction,
}
MEASURES = ("moved", "moved_to", "fraction", *DIRECTIONS, "moved_rest")


def partners(layer, wanted, stream) -> np.ndarray:
    """(m,) rows: for each wanted cluster any of its train samples."""
    members = {c: np.flatnonzero(layer.train & (layer.cluster == c)) for c in np.unique(wanted)}
    return np.array([stream.choice(members[c]) for c in wanted])


def as_long(direction, step) -> np.ndarray:
    """(m, width) directions with the lengths of the steps; nothing where there is no direction."""
    length = np.linalg.norm(direction, axis=1, keepdims=True)
    wanted = np.linalg.norm(step, axis=1, keepdims=True)
    return direction * np.divide(wanted, length, out=np.zeros_like(length), where=length > 0)


def projected(vectors, step) -> np.ndarray:
    """(m, width): what of each vector lies along its step."""
    squared = np.square(step).sum(axis=1, keepdims=True)
    share = np.sum(vectors * step, axis=1, keepdims=True)
    return step * np.divide(share, squared, out=np.zeros_like(share), where=squared > 0)
