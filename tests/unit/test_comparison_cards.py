"""What the index says of two networks."""

from builders.made_compared import told
from chemins.pages.comparison_cards import comparison_card, most_alike

ANSWERS = {"a": {}, "b": {"shown": {"dense_1": "fc<1>"}}}


def test_a_card_names_the_most_alike_hidden_layers_and_counts_what_differs():
    assert comparison_card(told([]), ANSWERS) == {
        "runs": ["a", "b"],
        "images": "56",
        "alike": "hidden 1 of a and fc<1> of b, CKA 0.50 [0.49, 0.52]",
        "differ": [
            "3 of 1,200 test images predicted differently",
            "17 of 1,200 test images on their class's main path in one network only",
        ],
    }


def test_pixels_and_output_are_no_hidden_layers():
    entry = most_alike(told([]))
    assert (entry["first_layer"], entry["second_layer"]) == ("hidden_1", "dense_1")


def test_of_layers_without_a_number_none_is_the_most_alike():
    assert most_alike(told([], networks=())) is None
    card = comparison_card(told([], networks=()), ANSWERS)
    assert card["alike"] == "no two hidden layers can be compared"
