"""Measures of the epochs of a training that never was, for tests of what is told of them.

Whether something holds from an epoch on is said by `ONSETS`; every other number is another one at
each epoch, in each layer, network and replicate.
"""

import itertools

from builders.made_answers import LAYERS, made_answers, measured_as, replicated, value
from chemins.answers.learning import learning_answers
from chemins.answers.learning_table import LearningTable
from chemins.measures.vocabulary import row

EPOCHS = [0, 1, 2, 4, 8, 15]
HIDDEN, NETWORK = LAYERS[1:-1], LAYERS[1:]
NEVER = 99
RUN = {"digits": [2, 8], "unseen": [5], "answers": {"mark": 0.85, "margin": 0.005}}
# (measure, layer, digit, toward) -> in the run's own network, then in each of its replicates, the
# epoch from which on a share is high enough.
ONSETS = {
    ("told_apart", "hidden_1", 2, 8): [4, 2, 2, 2, 4, 4, 4, 4, 8, 8, 8],
    ("told_apart", "hidden_2", 2, 8): [NEVER, 15, *[NEVER] * 9],
    ("told_apart", "output", 2, 8): [1, 0, 1, 1, 1, 2, 2, 2, NEVER, NEVER, NEVER],
    ("right", "", -1, 2): [0, *[0] * 10],
    ("right", "", -1, 8): [8, *[8] * 9, 15],
    ("on_main_path", "", -1, 2): [2, 1, *[4] * 8, NEVER],
    ("on_main_path", "", -1, 8): [NEVER] * 11,
    ("predicted", "", 5, 2): [NEVER] * 11,
    ("predicted", "", 5, 8): [2, 1, 1, *[4] * 7, 15],
}
OF_LAYERS = ("ami", "probe")
OF_NETWORK = ("accuracy", "on_final_path", "distinct_paths")


def shares(onset, replicate, epochs=EPOCHS):
    """Epoch -> a share that is high enough from one epoch on, to the end; each another one."""
    step = 1e-4 * (replicate + 1)
    return {e: (0.9 if e >= onset else 0.3) + step + e * 1e-6 for e in epochs}


def other_keys():
    yield from itertools.product(OF_LAYERS, NETWORK)
    yield from itertools.product(["committed"], HIDDEN)
    yield from itertools.product(OF_NETWORK, [""])


def learning_rows(replicates=10, epochs=EPOCHS, onsets=ONSETS):
    """Rows of tables.LEARNING, of which no image is known."""
    rows = []
    for (measure, layer, digit, toward), epochs_from in onsets.items():
        for replicate, onset in enumerate(epochs_from[: replicates + 1]):
            for epoch, share in shares(onset, replicate, epochs).items():
                entry = row(measure, share, layer, digit, toward) | {"epoch": epoch}
                rows += measured_as("trained", replicate, entry)
    for (measure, layer), epoch in itertools.product(other_keys(), epochs):
        of = f"epoch {epoch}"
        found = [value(measure, layer, f"own, {of}")]
        found += replicated(measure, layer, of, count=replicates) if replicates else []
        for replicate, number in enumerate(found):
            entry = row(measure, number, layer) | {"epoch": epoch}
            rows += measured_as("trained", replicate, entry)
    return rows


def made_learning(replicates=10, rows=None, run=RUN):
    """The answers about them."""
    found = LearningTable(learning_rows(replicates) if rows is None else rows)
    return learning_answers(found, run, NETWORK, HIDDEN)


def answers_with_learning(replicates=10, **changed):
    """The answers of a run of which epochs were kept."""
    return made_answers(replicates) | {"learning": made_learning(replicates) | changed}


CLASSES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
EARLY, LATE, APART = (0, 1), (4, 9), {(3, 5): NEVER, (7, 9): [*[1] * 6, *[NEVER] * 5]}


def answers_with_ten_classes():
    """All are told apart, and told rightly, from epoch 4 on, but for a few."""
    onsets = {}
    for layer, pair in ((a, b) for a in ("hidden_1", "hidden_2", "output") for b in
                        itertools.combinations(CLASSES, 2)):  # fmt: skip
        onset = {EARLY: 1, LATE: 15}.get(pair, APART.get(pair, 4))
        if layer == "hidden_1" and 0 in pair:
            onset = NEVER
        onsets["told_apart", layer, *pair] = onset if isinstance(onset, list) else [onset] * 11
    for digit in CLASSES:
        onsets["right", "", -1, digit] = [{1: 0, 8: 8}.get(digit, 4)] * 11
        onsets["on_main_path", "", -1, digit] = [NEVER if digit > 6 else 4] * 11
    run = {"digits": CLASSES, "unseen": [], "answers": RUN["answers"]}
    found = made_learning(rows=learning_rows(10, onsets=onsets), run=run)
    return made_answers(10) | {"learning": found}


def answers_that_settled():
    """Answers of a run whose loss still falls, and whose hidden layers' clusters have settled."""
    found = answers_with_learning()
    for entry in found["learning"]["settled"]["layers"]:
        entry |= {
            "verdict": "settled",
            "change": {"own": 0.7, "mean": 0.02, "low": 0, "high": 0.04},
        }
    return found
