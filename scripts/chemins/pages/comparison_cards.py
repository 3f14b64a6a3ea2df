"""What the index says of each two networks that are compared, in a few words."""

from chemins.base.formatting import typeset
from chemins.measures.vocabulary import TRAINED
from chemins.text.class_names import DIGITS
from chemins.text.comparison_text import SIDES, Compared, number

COUNTED = {
    "predicted_differently": "predicted differently",
    "path_changed": "on their class's main path in one network only",
}


def comparison_card(found, answers) -> dict:
    """found: comparison.json. answers: of both runs, run -> answers."""
    shown = {side: answers[found[side]].get("shown", {}) for side in SIDES}
    return {
        "runs": [found[side] for side in SIDES],
        "alike": alike_text(Compared(found, {}, shown, DIGITS)),
        "differ": [differ_text(found, name, words) for name, words in COUNTED.items()],
    }


def alike_text(told) -> str:
    """`hidden 1 of a and conv 1 of b (CKA 0.96 [0.95, 0.97])`: the hidden layers most alike."""
    layers = [
        f"{told.layer(side, layer)} of {told.runs[side]}"
        for side, layer in zip(SIDES, told.closest, strict=True)
    ]
    found = told.alike(*told.closest)[TRAINED]
    return typeset(" and ".join(layers) + (f" (CKA {number(found)})" if found else ""))


def differ_text(found, name, words) -> str:
    """`3 of 200 test images predicted differently`"""
    share = found["fates"]["roles"]["test"][name]
    return f"{share['count']:,} of {share['images']:,} test images {words}"
