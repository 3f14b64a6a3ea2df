"""What the index says of two networks."""

from builders.made_compared import told
from chemins.pages.comparison_cards import comparison_card

ANSWERS = {"a": {}, "b": {"shown": {"dense_1": "fc<1>"}}}


def test_a_card_names_the_most_alike_hidden_layers_and_counts_what_differs():
    """Pixels and output, whose values are higher, are no hidden layers."""
    assert comparison_card(told([]), ANSWERS) == {
        "runs": ["a", "b"],
        "alike": "hidden 1 of a and fc<1> of b (CKA 0.50 [0.49, 0.52])",
        "differ": [
            "3 of 1,200 test images predicted differently",
            "17 of 1,200 test images on their class's main path in one network only",
        ],
    }


def test_layers_without_a_number_are_told_without_one():
    card = comparison_card(told([], networks=()), ANSWERS)
    assert card["alike"] == "hidden 1 of a and fc<1> of b"
