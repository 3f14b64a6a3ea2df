import pytest

from builders.made_answers import made_measured
from chemins.answers.k_choice import k_support
from chemins.answers.measure_table import MeasureTable
from chemins.measures.vocabulary import row
from chemins.text.k_text import k_sentence, k_short, k_table

OWN = {"network": "trained", "replicate": 0, "images": 0, "influence": None}


def support(gap=3, last=0.5, index=4, resampled=((2, 17), (5, 1), (3, 2)), images=90):
    gaps = [0.25, 0.375, 0.5, last]
    rows = [row("gap", value, "hidden_1", toward=k) for k, value in enumerate(gaps, start=1)]
    rows += [row("k_resampled", count, "hidden_1", toward=k) for k, count in resampled]
    rows += [row("k_gap", gap, "hidden_1"), row("k_images", images, "hidden_1")]
    rows += [row("k_calinski_harabasz", index, "hidden_1")]
    return k_support(MeasureTable([OWN | entry for entry in rows]), "hidden_1")


def test_what_the_measures_say_of_a_layers_k():
    assert support() == {
        "gap": 3,
        "gap_open": False,
        "calinski_harabasz": 4,
        "resampled": [
            {"k": 2, "samples": 17}, {"k": 3, "samples": 2}, {"k": 5, "samples": 1}
        ],
        "images": 90,
    }  # fmt: skip
    assert support(last=0.625)["gap_open"]
    assert support(resampled=[(6, 10), (4, 10)])["resampled"][0]["k"] == 4


def test_of_a_k_that_is_given_there_is_nothing_to_say():
    found = k_support(MeasureTable([OWN | row("ami", 0.5, "hidden_1")]), "hidden_1")
    assert found is None
    assert k_sentence({"hidden_1": 2}, {"hidden_1": found}) == ""
    assert k_table({"layers": [{"layer": "hidden_1", "k": 2, "k_evidence": found}]}) == ""


@pytest.mark.parametrize(
    ("k", "changes", "short"),
    [
        (2, {}, "gap 3, CH 4, 17 of 20"),
        (3, {}, "gap 3, CH 4, 2 of 20"),
        (9, {}, "gap 3, CH 4, 0 of 20"),
        (2, {"gap": 10, "last": 0.625}, "gap ≥ 10, CH 4, 17 of 20"),
    ],
)
def test_beside_a_curve(k, changes, short):
    assert k_short(k, support(**changes)) == short


def test_a_sentence_about_all_layers():
    supports = {
        "hidden_1": support(),
        "output": support(gap=10, last=0.625, index=6),
        "pixels": None,
    }
    assert k_sentence({"hidden_1": 2, "output": 5, "pixels": 4}, supports) == (
        "K of hidden 1: silhouette 2, gap 3, Calinski–Harabasz 4, the same K in 17 of 20 bootstrap "
        "samples; output: silhouette 5, gap 10 or more, Calinski–Harabasz 6, the same K in 1 of 20 "
        "bootstrap samples."
    )


def test_the_table_has_each_layers_own_numbers():
    layers = ["pixels", "hidden_1", "output"]
    measured = made_measured(layers, [1, 7], [])
    entries = [
        {"layer": layer, "k": 2 + number, "k_evidence": k_support(measured, layer)}
        for number, layer in enumerate(layers)
    ]
    text = k_table({"layers": entries})
    assert "drawn anew 20 times, with replacement, from 1,234 " in text
    assert text.splitlines()[-3:] == [
        "| pixels | 2 | 10 or more | 5 | 6 in 11, 2 in 9 |",
        "| hidden 1 | 3 | 9 | 6 | 7 in 12, 2 in 8 |",
        "| output | 4 | 8 | 7 | 8 in 13, 2 in 7 |",
    ]
