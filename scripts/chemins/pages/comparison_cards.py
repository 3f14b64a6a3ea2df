"""What the index says of each two networks that are compared, in a few words."""

from chemins.base.formatting import layer_text, layers_called, typeset
from chemins.measures.vocabulary import TRAINED


def most_alike(told) -> dict | None:
    """The entry of `similarity` with the two hidden layers that are most alike; None where no two
    have a number. told: comparison.json."""
    hidden = {side: layers[1:-1] for side, layers in told["layers"].items()}
    entries = [
        entry
        for entry in told["similarity"]
        if entry["first_layer"] in hidden["first"]
        and entry["second_layer"] in hidden["second"]
        and entry[TRAINED]
    ]
    return max(entries, key=lambda entry: entry[TRAINED]["value"], default=None)


def comparison_card(told, answers) -> dict:
    """told: comparison.json. answers: of both runs, run -> answers."""
    return {
        "runs": [told["first"], told["second"]],
        "images": f"{shared_images(told):,}",
        "alike": alike_text(told, answers),
        "differ": [differ_text(told, *counted) for counted in COUNTED],
    }


COUNTED = (
    ("predicted_differently", "predicted differently"),
    ("path_changed", "on their class's main path in one network only"),
)


def shared_images(told) -> int:
    """How many images both runs have."""
    return sum(count for name, count in told["images"].items() if name not in ("first", "second"))


def alike_text(told, answers) -> str:
    """`hidden 1 of a and conv 1 of b: CKA 0.96 [0.95, 0.97]`"""
    entry = most_alike(told)
    if entry is None:
        return "no two hidden layers can be compared"
    number = entry[TRAINED]
    layers = [
        f"{called(entry[f'{side}_layer'], answers[told[side]])} of {told[side]}"
        for side in ("first", "second")
    ]
    shown = "{value:.2f} [{low:.2f}, {high:.2f}]".format(**number)
    return typeset(f"{' and '.join(layers)}, CKA {shown}")


def called(layer, answers) -> str:
    with layers_called(answers.get("shown", {})):
        return layer_text(layer)


def differ_text(told, name, words) -> str:
    """`3 of 200 test images are predicted differently`"""
    share = told["fates"]["roles"]["test"][name]
    return f"{share['count']:,} of {share['images']:,} test images {words}"
