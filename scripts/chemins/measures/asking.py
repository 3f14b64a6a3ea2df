"""Who is taught and who is asked of a layer.

What a layer is measured by is taught by some of the train samples: of more than the clustering's
limit by an even sample of them. What takes a look at thousands of others is asked of an even sample
too, of each role.
"""

from dataclasses import dataclass

import numpy as np

from chemins.clusters.fitted import evenly, is_fitted
from chemins.measures.passes import Ask, ask
from chemins.measures.path_score import class_rows, ordered, standard_rows
from chemins.measures.vocabulary import ASKED

VOTERS = 60_000  # train samples among which neighbours are looked for, each of all of them


@dataclass(frozen=True)
class Who:
    """Which samples are taught and which are asked what; all of them (n,) bool, of sample i."""

    taught: np.ndarray  # train samples that probe, mixture, planes and detectors are fitted on
    fitted: np.ndarray  # what clusters are fitted on
    voters: np.ndarray  # those of the taught that are looked for as neighbours
    voted: np.ndarray  # test samples whose neighbours vote
    probed: np.ndarray  # test samples that probe and mixture are asked about
    detected: np.ndarray  # test and unseen samples that the detectors score
    scored: np.ndarray  # those whose path is scored; what all are standardised by, where any is


def everyone(samples, known=True) -> Who:
    """All of a replicate's samples: nothing of it is about train samples alone.

    samples: findings.Samples. known: whether votes and probe of the test samples are wanted.
    """
    train, test, unseen = (samples.of(role) for role in ("train", "test", "unseen"))
    nobody, others = np.zeros(len(train), bool), ~train & unseen.any()
    asked = test if known else nobody
    scored = with_standard(others, samples.label, train)
    return Who(train, train, train, asked, asked, others, scored)


def evenly_asked(samples, fit_on, limit, seed) -> Who:
    """All samples of a run, or above the limits even samples of each role.

    samples: findings.Samples. fit_on, limit: of the config's `clustering`.
    """
    label, roles = samples.label, {role: samples.of(role) for role in ASKED}
    asked = {role: evenly(own, label, ASKED[role], seed) for role, own in roles.items()}
    taught = evenly(roles["train"], label, limit, seed)
    fitted = evenly(is_fitted(samples.role, fit_on), label, limit, seed)
    others = asked["test"] | asked["unseen"]
    return Who(
        taught=taught,
        fitted=taught if fit_on == "train" else fitted,
        voters=evenly(taught, label, VOTERS, seed),
        voted=asked["test"],
        probed=roles["test"],
        detected=others & roles["unseen"].any(),
        scored=with_standard(others | asked["train"], label, taught),
    )


def with_standard(asked, label, taught) -> np.ndarray:
    """(n,) bool: those whose path is scored, and what these are standardised by; nobody of none."""
    found = asked.copy()
    if asked.any():
        found[standard_rows(label, taught)] = True
    return found


@dataclass(frozen=True)
class Taught:
    """What of a layer is in memory: the samples that something is fitted on."""

    points: np.ndarray  # (taught, d) float32
    fitted: np.ndarray  # (fitted, d) float32, of those that clusters are fitted on
    near: np.ndarray  # (r, ·) float32, what the points of all class_rows were; none if not scored


def teach(points, who, label) -> Taught:
    """One pass over a layer. points: Points. who: Who. label: (n,) int."""
    near = np.zeros(len(label), bool)
    if who.scored.any():
        near[ordered(class_rows(label, who.taught))] = True
    both, raw = who.taught | who.fitted, []
    place = np.cumsum(both) - 1
    kept = np.empty((place[-1] + 1, points.width), np.float32)

    def keep(rows, found) -> None:
        own = both[rows]
        kept[place[rows[own]]] = found[own]
        raw.append(points.restored(found, near[rows]))

    ask(points, [Ask(np.ones(len(label), bool), keep)])
    if who.fitted is who.taught:
        return Taught(kept, kept, np.concatenate(raw))
    return Taught(kept[who.taught[both]], kept[who.fitted[both]], np.concatenate(raw))
