"""answers.tex: each number under its name, in tables that LaTeX takes."""

import copy
import re

import pytest

from builders.latex_files import is_balanced, macros_of, rows_of, typeset_by_pdflatex
from builders.made_answers import ANSWERS, interval, made_answers, value
from chemins.base.formatting import layers_called
from chemins.papers.answers_latex import latex

NAMED = {2: "T-shirt_50 % & co", 5: "[Ångström]", 8: "靴 #1"}
MACROS = macros_of(latex("a_run", ANSWERS))


def shares(*key, **where):
    return [f"{100 * min(1, max(0, each)):.1f}" for each in interval(*key, **where)]


def decimals(*key, **where):
    return [f"{each:.2f}".replace("-", "$-$") for each in interval(*key, **where)]


def of(name):
    return [MACROS[name + end] for end in ("", "Low", "High")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ChemPurityPixels", shares("purity", "pixels")),
        ("ChemPurityHiddenOne", shares("purity", "hidden_1")),
        ("ChemProbeHiddenTwo", shares("probe", "hidden_2")),
        ("ChemAmiHiddenTwo", decimals("ami", "hidden_2")),
        ("ChemAmiChosenOutput", decimals("ami_chosen", "output")),
        ("ChemAccuracyReplicates", shares("accuracy")),
        ("ChemConfidenceFive", decimals("confidence", digit=5)),
        ("ChemAtypicalFive", shares("atypical", digit=5)),
        ("ChemAurocPathFive", decimals("auroc_path", digit=5)),
        ("ChemAurocSoftmaxFive", decimals("auroc_max_softmax", digit=5)),
        ("ChemAurocEnergyFive", decimals("auroc_energy", digit=5)),
    ],
)
def test_a_number_and_its_interval_are_those_of_the_replicates(name, expected):
    assert of(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ChemRun", r"a\_run"),
        ("ChemAccuracy", "85.0"),
        ("ChemAccuracyTrain", "100.0"),
        ("ChemImagesTrain", "40"),
        ("ChemImagesTest", "20"),
        ("ChemImagesUnseen", "10"),
        ("ChemClasses", "2"),
        ("ChemReplicates", "2"),
        ("ChemExceptions", "1"),
        ("ChemDistinctPaths", "6"),
        ("ChemMark", "85.0"),
        ("ChemKHiddenTwo", "4"),
        ("ChemSilhouetteHiddenTwo", "0.54"),
        ("ChemPurityHiddenTwoOwn", "94.0"),
        ("ChemAmiHiddenTwoOwn", "0.87"),
        ("ChemPurityChosenHiddenTwoOwn", "96.0"),
        ("ChemOnMainPathTwo", "70.0"),
        ("ChemOnMainPathTrainEight", "80.0"),
        ("ChemTakenForMostFiveOwn", {2: "10.0", 8: "90.0"}),
    ],
)
def test_what_is_counted_and_the_runs_own_numbers_have_their_names(name, expected):
    if isinstance(expected, dict):
        expected = expected[ANSWERS["unseen_digits"][0]["main"]["digit"]]
    assert MACROS[name] == expected


def test_what_the_last_layer_adds_is_in_points_and_has_a_sign():
    found = ANSWERS["last_layer"]["difference"]
    assert of("ChemLastLayerAdds") == [
        f"{100 * found[each]:+.2f}".replace("-", "$-$") for each in ("mean", "low", "high")
    ]


def test_without_replicates_numbers_are_the_runs_own():
    found = macros_of(latex("a", made_answers(0)))
    assert found["ChemPurityHiddenOne"] == "90.0"
    assert found["ChemAurocPathFive"] == f"{value('auroc_path', digit=5):.2f}"
    assert not [name for name in found if name.endswith(("Own", "Low"))]
    assert [name for name in found if "Replicates" in name] == ["ChemReplicates"]
    assert "ChemTableControls" not in found
    assert "over images" in found["ChemCaptionLayers"]
    assert "networks" not in found["ChemCaptionLayers"]


# --- tables ---------------------------------------------------------------------------------------


def test_the_table_of_layers_has_their_numbers():
    head, *rows = rows_of(MACROS["ChemTableLayers"])
    assert head == ["layer", "K", "silhouette", "purity", "AMI", "probe"]
    assert [row[:3] for row in rows] == [
        ["pixels", "6", "0.56"], ["hidden 1", "2", "0.52"], ["hidden 2", "4", "0.54"],
        ["output", "3", "0.53"],
    ]  # fmt: skip
    mean, low, high = shares("purity", "hidden_2")
    assert rows[2][3] == rf"{mean}\,\% [{low}, {high}]"
    mean, low, high = decimals("ami", "hidden_2")
    assert rows[2][4] == f"{mean} [{low}, {high}]"
    assert r"at K = 2, the number of classes" in MACROS["ChemCaptionLayers"]
    assert r"over 2 networks with 95\,\% intervals" in MACROS["ChemCaptionLayers"]


def test_the_table_of_controls_has_each_network_in_its_column():
    head, *rows = rows_of(MACROS["ChemTableControls"])
    assert head[1:4] == ["AMI", "untrained", "shuffled labels"]
    for column, network in enumerate(("trained", "untrained", "shuffled"), start=1):
        mean, low, high = decimals("ami", "hidden_1", network=network)
        assert rows[0][column] == f"{mean} [{low}, {high}]"
    (first,) = (entry for entry in ANSWERS["layers"] if entry["layer"] == "hidden_1")
    for column, control in ((4, "pixels"), (5, "untrained")):
        gained = f"{first['gains'][control]['mean']:.2f}".replace("-", "$-$")
        assert rows[0][column].split(" ")[0] == gained


def test_the_tables_of_paths_and_of_the_unseen():
    _, *rows = rows_of(MACROS["ChemTablePaths"])
    assert rows == [
        ["2", r"0 $\to$ 3", r"100.0\,\%", r"70.0\,\%"],
        ["8", r"1 $\to$ 2", r"80.0\,\%", r"60.0\,\%"],
    ]
    (row,) = rows_of(MACROS["ChemTableUnseen"])[1:]
    main = ANSWERS["unseen_digits"][0]["main"]["digit"]
    assert row[:2] == ["5", str(main)]
    assert row[5].split(" ")[0] == decimals("auroc_path", digit=5)[0]
    assert row[6].split(" ")[0] == decimals("auroc_max_softmax", digit=5)[0]


def test_a_run_without_unseen_images_has_no_table_of_them():
    found = macros_of(latex("a", ANSWERS | {"unseen": [], "unseen_digits": []}))
    assert "ChemTableUnseen" not in found
    assert "ChemCaptionUnseen" not in found


# --- names ----------------------------------------------------------------------------------------


def with_names():
    names = {str(label): name for label, name in NAMED.items()}
    return copy.deepcopy(ANSWERS) | {"names": names}


def test_classes_and_layers_of_any_name():
    with layers_called({"hidden_1": "/block_1/Relu%", "hidden_2": "/block-1/Relu"}):
        text = latex("50 %_", with_names())
    found = macros_of(text)
    assert is_balanced(text)
    assert "ChemAmiBlockOneRelu" in found
    assert "ChemAmiBlockOneReluAgain" in found
    assert found["ChemOnMainPathTShirtFiveZeroCo"] == "70.0"
    assert rows_of(found["ChemTableLayers"])[2][0] == r"/block\_1/Relu\%"
    assert rows_of(found["ChemTablePaths"])[1][0] == r"T-shirt\_50 \% \& co"
    assert rows_of(found["ChemTableUnseen"])[1][0] == "{[}Ångström]"
    assert "compile with LuaLaTeX or XeLaTeX: 靴" in text


@pytest.mark.parametrize("replicates", [0, 1, 2])
def test_every_macro_is_defined_once_and_everything_closes(replicates):
    text = latex("a", made_answers(replicates))
    found = macros_of(text)
    assert is_balanced(text)
    assert all(is_balanced(body) for body in found.values())
    assert all(re.fullmatch("Chem[A-Za-z]+", name) for name in found)
    assert not re.search("nan|None|inf\\b", text)
    for name, body in found.items():
        if name.startswith("ChemTable"):
            assert len(rows_of(body)) > 1
    assert "LuaLaTeX" not in text


@pytest.mark.parametrize("replicates", [0, 1, 2])
def test_pdflatex_takes_it(tmp_path, replicates):
    answers = made_answers(replicates)
    answers["names"] = {str(label): name.replace("靴", "ž") for label, name in NAMED.items()}
    (tmp_path / "answers.tex").write_text(latex("a_run%", answers), encoding="utf-8")
    body = "\n\n".join(rf"\{name}" for name in macros_of((tmp_path / "answers.tex").read_text()))
    done = typeset_by_pdflatex(tmp_path, body, "\\input{answers}\n")
    assert done.returncode == 0, done.stdout[-2000:]
