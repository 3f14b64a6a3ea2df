"""What a run's answers say of how its paths formed: only of runs of which epochs were kept.

Numbers are those of chemins.answers.estimates at each kept epoch; epochs from which on something
holds are of chemins.answers.kept_from. Clusters are of each epoch, at K = number of classes.
"""

from itertools import combinations

from chemins.answers.estimates import estimate, main_support
from chemins.answers.kept_from import FORMING, SETTLED, kept_from
from chemins.answers.measure_table import interval, limits_over_images
from chemins.answers.verdicts import OPEN

AMI_MARGIN = 0.05  # a change of AMI that is none to speak of
MOST = 0.5


def learning_answers(learned, run, layers, hidden) -> dict:
    """The key `learning` of answers.json.

    learned: LearningTable. run: the run's settings. layers: of its network, hidden ones among them.
    """
    digits, mark = run["digits"], run["answers"]["mark"]
    margin = max(AMI_MARGIN, run["answers"]["margin"])
    return {
        "epochs": learned.epochs,
        "mark": mark,
        "layers": [
            {
                "layer": layer,
                "ami": over_epochs(learned, "ami", layer),
                "probe": over_epochs(learned, "probe", layer),
                "committed": over_epochs(learned, "committed", layer) if layer in hidden else None,
            }
            for layer in layers
        ],
        **{
            measure: over_epochs(learned, measure)
            for measure in ("accuracy", "on_final_path", "distinct_paths")
        },
        "pairs": [pair_answer(learned, layers, pair, mark) for pair in combinations(digits, 2)],
        "classes": [class_answer(learned, digit, mark) for digit in digits],
        "unseen": [unseen_answer(learned, digit, digits) for digit in run["unseen"]],
        "settled": settled(learned, layers, margin),
    }


def over_epochs(learned, *key, **where) -> list:
    """A measure's number at each kept epoch, None where it was not measured."""
    return [estimate(measured, *key, **where) for measured in learned.at.values()]


# --- from which epoch on --------------------------------------------------------------------------


def pair_answer(learned, layers, pair, mark) -> dict:
    """From when on each layer's clusters tell two classes apart."""
    first, second = pair
    return {
        "classes": [first, second],
        "layers": [
            {"layer": layer, "from": since(learned, mark, "told_apart", layer, first, second)}
            for layer in layers
        ],
    }


def class_answer(learned, digit, mark) -> dict:
    """The shares of a class's test images that are told rightly and that take its main path of the
    end, and from when on most do."""
    return {
        "digit": digit,
        "right": over_epochs(learned, "right", toward=digit),
        "on_main_path": over_epochs(learned, "on_main_path", toward=digit),
        "right_from": since(learned, mark, "right", toward=digit),
        "path_from": since(learned, mark, "on_main_path", toward=digit),
    }


def since(learned, mark, *key, **where) -> dict:
    return kept_from(learned.course(*key, **where), lambda share: share >= mark)


def unseen_answer(learned, unseen, digits) -> dict:
    """Where an unseen digit's images go at the end, with the lead of that class over the next, as
    of main_support, and from when on most of them do."""
    main = main_support(learned.at[learned.last], digits, unseen)
    course = learned.course("predicted", digit=unseen, toward=main["digit"])
    return {"digit": unseen, "main": main, "from": kept_from(course, lambda share: share > MOST)}


# --- whether it has settled -----------------------------------------------------------------------


def settled(learned, layers, margin) -> dict:
    """How much each layer's AMI changed since the last kept epoch that is not past the half of the
    training, and whether that is settled. margin: a change that is none to speak of."""
    earlier = [epoch for epoch in learned.epochs if 2 * epoch <= learned.last]
    half = max(earlier, default=learned.epochs[0])
    changes = {layer: change(learned, half, "ami", layer) for layer in layers}
    return {
        "since": half,
        "margin": margin,
        "layers": [
            {"layer": layer, "change": number, "verdict": settled_verdict(number, margin)}
            for layer, number in changes.items()
        ],
    }


def change(learned, half, *key) -> dict:
    """The number of the change of a measure until the end, paired within each network."""
    now, before = learned.at[learned.last], learned.at[half]
    own = now.own_alone(*key).minus(before.own_alone(*key))
    found = interval(now.values(*key).minus(before.values(*key)))
    return {"own": own[0], **(found or {"mean": None, **limits_over_images(own)})}


def settled_verdict(number, margin) -> str | None:
    """FORMING where the interval lies beyond the margin, SETTLED where it lies within, which is a
    test of equivalence (Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15:657),
    else OPEN; None without an interval."""
    low, high = number["low"], number["high"]
    if low is None:
        return None
    if low > margin or high < -margin:
        return FORMING
    return SETTLED if -margin <= low and high <= margin else OPEN
