import pytest

from chemins.answers.trust import is_unstable, stability_text


@pytest.mark.parametrize(
    ("stability", "text"),
    [
        (1.0, "stability 1.00"),
        (0.6, "stability 0.60"),
        (0.5999, "unstable: 0.59 ?"),  # rounding takes no cluster over the line
        (0.424, "unstable: 0.42 ?"),
        (0.0, "unstable: 0.00 ?"),
    ],
)
def test_a_stability_in_words(stability, text):
    assert stability_text(stability) == text
    assert is_unstable(stability) == ("unstable" in text)


def test_what_has_no_stability_is_not_unstable():
    assert not is_unstable(None)
