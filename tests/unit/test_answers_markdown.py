"""A run's answers as a whole text: its tables, notes and order."""

import json
import re

import numpy as np

from builders import made_answers
from builders.grouped_answers import ANSWERS, GROUPS, changed, exceptional, made
from builders.made_answers import value
from chemins.text.answers_markdown import markdown

TOLD = made_answers.ANSWERS


def test_paths_through_some_of_the_hidden_layers_are_told_so():
    """In hidden 2 alone the three classes' samples are apart too."""
    found = made(stages=["hidden_2"])
    assert found["paths"]["stages"] == ["hidden_2"]
    assert "stages" not in made()["paths"]
    assert [entry["main_path"] for entry in found["paths"]["classes"]] == [[0], [1], [2]]
    text = markdown("three", found)
    assert "distinct paths through 1 of the 2 hidden layers (4 with" in text
    assert "## Main paths\n\nThrough hidden 2.\n\n|" in text
    assert "Through" not in markdown("three", made())


def row_of(text, *first):
    """The cells of the first table's row that begins so."""
    start = f"| {' | '.join(first)} | "
    line = next(line for line in text.splitlines() if line.startswith(start))
    return line.removeprefix(start).removesuffix(" |").split(" | ")


def test_the_table_of_layers():
    """Purity and AMI at the chosen K, then at K = number of classes; train / test each."""
    text = markdown("2v8", TOLD).split("## ")[0]
    head = "| layer | chosen K | silhouette | purity train / test | AMI train / test |"
    assert f"{head} at K = 2: purity train / test | AMI train / test |" in text
    assert row_of(text, "pixels", "6") == [
        "0.56", "0.780 / 0.770", "0.360 / 0.330", "0.760 / 0.750", "0.340 / 0.310"
    ]  # fmt: skip
    assert row_of(text, "hidden 2", "4") == [
        "0.54", "0.970 / 0.960", "0.840 / 0.820", "0.950 / 0.940", "0.890 / 0.870"
    ]  # fmt: skip


def test_the_tables_of_main_paths_exceptions_and_unseen_digits():
    text = markdown("2v8", TOLD)
    assert row_of(text, "2", "0 → 3") == ["100 %", "70 %"]
    assert row_of(text, "8", "1 → 2") == ["80 %", "60 %"]
    head = "| image | role | digit | travels as | predicted | probability | path |"
    assert head in text
    assert row_of(text, "4321", "test") == ["8", "2", "8", "0.75", "0 → 3"]
    atypical = f"{100 * value('atypical', '', 'own', 5):.1f} %"
    assert row_of(text, "5", *["100 % cluster 1 (8s)"] * 4) == [
        "8: 90 % (0.66), 2: 10 % (0.50)", atypical
    ]  # fmt: skip


# --- the whole text ---------------------------------------------------------------------------


def table_rows(text):
    """Every table of a Markdown text, as lists of cells."""
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        yield [line.strip("|").split("|") for line in block.splitlines()]


def test_tables_are_whole():
    text = markdown("a", changed("paths", "exceptions", value=[exceptional(7, 1)] * 60))
    found = list(table_rows(text))
    # Layers, what speaks for K; controls at both Ks, probes; commitment; moves; main paths;
    # measures of paths, differences; exceptions (cut to 50); unseen digits, affinities, detectors.
    # A head and a line above each.
    assert [len(rows) - 2 for rows in found] == [4, 4, 4, 4, 4, 5, 2, 3, 8, 3, 50, 1, 5, 9]
    for rows in found:
        assert len({len(row) for row in rows}) == 1
    assert "the first 50 of 60" in text


def test_title_and_order():
    lines = markdown("1v7", ANSWERS).splitlines()
    assert lines[0] == "# 1v7: digits 1, 7 and 10"
    assert [line[:2] for line in lines[2:5]] == ["1.", "2.", "3."]
    assert "| 7 | 1 → 1 | 100 % | 95 % |" in lines
    assert "| 68 | test | 7 | 1 | 1 | 0.75 | 0 → 0 |" not in lines
    # 30 training images, 20 ones and 19 sevens come before it.
    assert "| 69 | test | 7 | 1 | 1 | 0.75 | 0 → 0 |" in lines


def test_notes_are_told():
    text = markdown("a", changed("layers", 1, "note", value="the largest K tried"))
    assert "- hidden 1, K = 3: the largest K tried." in text.splitlines()


def test_the_order_of_shares_survives_json():
    """The largest share first, not the lowest digit, nor the digit that sorts first as text."""
    read = json.loads(json.dumps(ANSWERS, sort_keys=True))
    text = markdown("a", read)
    assert text == markdown("a", ANSWERS)
    places = "50 % cluster 1 (7s), 30 % cluster 0 (1s), 20 % cluster 2 (10s)"
    predicted = "7: 50 % (0.50), 1: 30 % (0.50), 10: 20 % (0.50)"
    atypical = f"{100 * value('atypical', '', 'own', 4):.1f} %"
    cells = ["4", "100 % cluster 1 (7s)", *[places] * 3, predicted, atypical]
    row = f"| {' | '.join(cells)} |"
    assert row in text.splitlines()
    names = "pixels | hidden 1 | hidden 2 | output"
    assert f"| digit | {names} | predicted as (mean probability) | atypical |" in text.splitlines()


def test_each_prediction_has_its_own_mean_probability():
    groups = [group for group in GROUPS if group[1] != "unseen"]
    groups.append((6, "unseen", 4, (1, 1, 1, 1), 7, 0.75))
    groups += [(2, "unseen", 4, (0, 0, 0, 0), 1, 0.5), (2, "unseen", 4, (0, 0, 0, 0), 1, 1.0)]
    answers = made([*groups, (1, "unseen", 4, (2, 2, 2, 2), 10, 0.25)])
    assert "| 7: 55 % (0.75), 1: 36 % (0.75), 10: 9 % (0.25) |" in markdown("a", answers)


def test_a_cluster_of_unseen_images_alone_has_no_majority_to_tell():
    """With fit_on: all, a cluster may hold no training image."""
    groups = [group for group in GROUPS if group[1] != "unseen"]
    groups.append((5, "unseen", 4, (1, 3, 3, 3), 7, 0.5))
    assert "None" not in markdown("a", made(groups))


def test_a_layer_of_one_cluster_has_no_silhouette():
    answers = made(silhouette=np.nan)
    assert not re.search(r"\bnan\b", markdown("a", answers), re.IGNORECASE)


def test_silhouettes_of_a_sample_are_told_as_such():
    text = markdown("1v7", made(error=0.0123))
    assert "| 3 | 0.50 ± 0.012 |" in text
    assert "are those of a random sample of the training images" in text
    assert "random sample" not in markdown("1v7", made())


def test_answers_are_json_even_without_a_silhouette():
    json.dumps(made(silhouette=np.nan), allow_nan=False)


def test_clusters_of_a_sample_are_told_as_such():
    text = markdown("1v7", made() | {"fitted": {"count": 2345, "of": 67890}})
    assert "fitted on a random sample of 2,345 of 67,890 images" in text
    assert "random sample" not in markdown("1v7", made())


def test_images_of_whom_only_some_were_asked_are_told_as_such():
    asked = {"test": {"count": 1234, "of": 56789}, "unseen": {"count": 987, "of": 65432}}
    text = markdown("1v7", made() | {"asked": asked})
    assert "are of a random sample of 1,234 of 56,789 test images" in text
    assert "scores of unseen images are of a random sample of 987 of 65,432," in text
