"""Names of layers, as they are shown."""

import pytest

from chemins.base.formatting import layer_text, layers_called


@pytest.mark.parametrize(
    ("layer", "text"), [("hidden_1", "hidden 1"), ("pixels", "pixels"), ("relu-1_b", "relu-1 b")]
)
def test_a_layer_of_ours_has_its_name_in_words(layer, text):
    assert layer_text(layer) == text


def test_a_layer_from_elsewhere_has_the_name_that_its_network_gives_it():
    with layers_called({"a-1": "/a.1_x"}):
        assert (layer_text("a-1"), layer_text("hidden_1")) == ("/a.1_x", "hidden 1")
        with layers_called({}):
            assert layer_text("a-1") == "a-1"
        assert layer_text("a-1") == "/a.1_x"
    assert layer_text("a-1") == "a-1"


def test_names_are_forgotten_after_a_failure():
    with pytest.raises(ZeroDivisionError), layers_called({"a": "b"}):
        raise ZeroDivisionError
    assert layer_text("a") == "a"
