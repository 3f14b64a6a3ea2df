"""How the paths of made runs formed, by hand: every number a value of its own."""

import numpy as np

from builders.deep_run import CLASSES
from chemins.figures.learnt import ClassCourse, Learnt, course
from chemins.text.class_names import ClassNames
from draw_learning import drawn_by

EPOCHS = [0, 1, 2, 3, 4, 6, 8, 11, 15]


def rising(start, end, pace, epochs):
    """(epochs,) from start towards end, half of the way in so many epochs."""
    return end - (end - start) * 0.5 ** (np.array(epochs) / pace)


def numbers(values, spread=0.03, own=0.01, replicates=True):
    """As in answers.json; own: how far the run's own network is off the mean."""
    ends = [(max(0.0, v - spread * (1.2 - v)), min(1.0, v + spread * (1.1 - v))) for v in values]
    return [
        {"own": min(1.0, v + own), "mean": v if replicates else None, "low": low, "high": high}
        for v, (low, high) in zip(values.tolist(), ends, strict=True)
    ]


def since(shares, mark, epochs, sure, never=0.0):
    """As `from` in answers.json, one kept epoch to either side; sure: whether that is known."""
    first = next((i for i in range(len(epochs)) if min(shares[i:]) >= mark), len(epochs))
    kept = [*epochs, None, None]
    low = epochs[max(0, first - 2)] + 1 if first > 1 else epochs[0]
    ends = {"low": low, "high": kept[first + 1]} if sure else {"low": None, "high": None}
    return {"median": kept[first], **ends, "never": never, "verdict": "open" if sure else None}


def learnt_run(digits=(1, 7), hidden=("hidden_1", "hidden_2"), unseen=(), **changes):
    """A run that learns one class after the other."""
    epochs, mark = changes.get("epochs", EPOCHS), changes.get("mark", 0.9)
    replicates = changes.get("replicates", 10) > 0
    layers = {
        layer: course(
            numbers(
                rising(0.5 - 0.3 * place / len(hidden), 0.7 + 0.25 * place / len(hidden),
                       1 + 0.4 * place, epochs),
                own=0.02 - 0.01 * place, replicates=replicates,
            )
        )
        for place, layer in enumerate((*hidden, "output"))
    }  # fmt: skip
    values = {
        "name": f"{'v'.join(map(str, digits))}" if len(digits) < 4 else "all-digits",
        "digits": list(digits),
        "unseen": list(unseen),
        "stages": list(hidden),
        "epochs": epochs,
        "layers": layers,
        "accuracy": course(numbers(rising(0.4, 0.98, 0.7, epochs), replicates=replicates)),
        "on_final_path": course(
            numbers(on_final(epochs), own=-0.015, replicates=replicates)
        ),
        "classes": {
            digit: made_class(place / max(1, len(digits) - 1), mark, epochs, replicates)
            for place, digit in enumerate(digits)
        },
        "mark": mark,
        "replicates": 10,
        "paths": made_paths(digits, unseen, hidden, epochs),
    }  # fmt: skip
    return Learnt(**{**values, **changes})


def on_final(epochs):
    found = rising(0.2, 0.99, 1.6, epochs)
    found[-1] = 1
    return found


def made_class(late, mark, epochs, replicates):
    """late: from 0 to 1."""
    right = rising(0.1 + 0.3 * late, 1 - 0.07 * late, 0.5 + 1.3 * late, epochs)
    path = rising(0.05, 0.99 - 0.16 * late, 0.8 + 1.5 * late, epochs)
    return ClassCourse(
        course(numbers(right, replicates=replicates)),
        since(right, mark, epochs, replicates),
        course(numbers(path, own=-0.02, replicates=replicates)),
        since(path, mark, epochs, replicates, never=0.3 * late),
    )


def made_paths(digits, unseen, hidden, epochs, each=30):
    """Images that find the cluster and prediction of their class at epochs of their own, one layer
    after the other; before that they are anywhere."""
    classes, stream = [*digits, *unseen], np.random.default_rng(len(digits))
    label = np.repeat(classes, each)
    count, home = len(label), {digit: place for place, digit in enumerate(digits)}
    role = np.where(np.isin(label, unseen), "unseen",
                    np.where(np.arange(count) % 2, "test", "train"))  # fmt: skip
    own = np.array([home.get(one, 0) for one in label.tolist()])
    ready = stream.exponential(1.5, size=count)
    lost = {stage: stream.integers(len(digits), size=count) for stage in (*hidden, "prediction")}
    lost["prediction"] = np.minimum(lost["prediction"], 1)
    parts = []
    for epoch in epochs:
        clusters = {
            stage: np.where(ready + place / 2 < epoch, own, other).astype(np.int32)
            for place, (stage, other) in enumerate(lost.items())
        }
        predicted = np.array(digits, np.int32)[clusters.pop("prediction")]
        part = {"epoch": np.full(count, epoch, np.int32),
                "sample_id": np.arange(count, dtype=np.int32) * 3, "role": role,
                "label": label.astype(np.int32), "prediction": predicted,
                "probability": stream.uniform(0.5, 1, count).astype(np.float32)}  # fmt: skip
        parts.append({**part, **clusters, "output": clusters[hidden[-1]]})
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


LETTERS = ClassNames({label: f"Letter {chr(97 + label)}" for label in range(26)})
NAMED = ClassNames(dict(enumerate(CLASSES)))
RUNS = {
    "two classes": learnt_run,
    "ten classes": lambda: learnt_run(tuple(range(10))),
    "convolutions": lambda: learnt_run(hidden=("conv_1", "conv_2", "hidden_1"), unseen=(4, 3)),
    "26 classes": lambda: learnt_run(tuple(range(26)), ("hidden_1",), names=LETTERS),
    "many layers": lambda: learnt_run(hidden=tuple(f"relu_{place}" for place in range(13))),
    "names": lambda: learnt_run((0, 1, 2, 3), unseen=(4,), names=NAMED),
    "alone": lambda: learnt_run(replicates=0, epochs=[0, 1, 2, 3, 5, 9, 16, 30, 55, 100, 180, 500]),
    "few epochs": lambda: learnt_run(epochs=[0, 1, 3]),
    "all epochs": lambda: learnt_run(epochs=list(range(2, 102))),
    "two epochs": lambda: learnt_run(epochs=[0, 1]),
}


def every_learning_figure(run, look):
    """As draw_learning.drawn_by."""
    return drawn_by(run, look)
