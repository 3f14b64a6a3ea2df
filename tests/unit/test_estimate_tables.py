import pytest

from builders.made_answers import interval, made_support, value
from builders.told import LAYERS, NAMES, TOLD, cell, gain, number, own_value, share
from chemins.text.estimate_tables import (
    affinity_table,
    atypical_text,
    class_share,
    commitment_table,
    control_tables,
    detector_cell,
    detector_tables,
    difference_table,
    move_table,
    path_table,
    stability_notes,
)
from chemins.text.estimates_text import (
    difference_sentence,
    gain_sentence,
    move_sentence,
)


def test_without_replicates_there_are_no_controls():
    support = made_support(LAYERS, [1, 7], [4], replicates=0)
    assert gain_sentence(support, "hidden_1") == ""
    assert control_tables(support, 2) == ""


def test_without_replicates_unseen_digits_have_intervals_over_images():
    support = made_support(LAYERS, [1, 7], [4], replicates=0)
    for entry, own_share, images in zip(
        support["unseen_digits"][0]["predicted"],
        (0.5, 0.25),
        ((0.299, 0.701), (0.112, 0.469)),
        strict=True,
    ):
        entry["number"] |= {"own": own_share, "low": images[0], "high": images[1]}
    table = affinity_table(support)
    assert "95 % interval over images" in table
    assert table.splitlines()[-1] == (
        "| 4 | predicted | 1s: 50.0 % [29.9, 70.1], 7s: 25.0 % [11.2, 46.9] |  |"
    )
    entropy = value("entropy", "output", "own", 4)
    assert table.splitlines()[-2].endswith(f"| {entropy:.2f} |")


def own_percent(measure, layer="", *of):
    return f"{100 * value(measure, layer, 'own', *of):.1f} %"


def tables_of(text):
    """Every table of a Markdown text: a list of rows, the head first, as lists of cells."""
    found = []
    for block in text.split("\n\n"):
        rows = [line[2:-2].split(" | ") for line in block.split("\n") if line[:2] == "| "]
        found += [rows] if rows else []
    return found


@pytest.mark.parametrize(
    ("which", "measure", "gains"), [(0, "ami", "gains"), (1, "ami_chosen", "gains_chosen")]
)
def test_the_table_of_controls(which, measure, gains):
    head, *rows = tables_of(control_tables(TOLD, 2))[which]
    assert head == [
        "layer", "this network", "trained", "untrained", "shuffled labels", "gain over pixels",
        "gain over untrained",
    ]  # fmt: skip
    nothing = ["–"] * 4
    assert rows[0] == ["pixels", own_value(measure, "pixels"), cell(measure, "pixels"), *nothing]
    for layer, row in zip(LAYERS[1:], rows[1:], strict=True):
        controls = [cell(measure, layer, control) for control in ("untrained", "shuffled")]
        gained = [gain(TOLD, layer, over, gains) for over in ("pixels", "untrained")]
        own_ = own_value(measure, layer)
        assert row == [layer.replace("_", " "), own_, cell(measure, layer), *controls, *gained]


def test_each_table_of_controls_stands_under_its_k():
    text = control_tables(TOLD, 2)
    places = [text.index(own_value(m, "hidden_1") + " | ") for m in ("ami", "ami_chosen")]
    assert text.index("At K = 2, the number of classes:") < places[0]
    assert places[0] < text.index("At the K of the highest silhouette") < places[1]


def test_the_table_of_probes():
    head, *rows = tables_of(control_tables(TOLD, 2))[2]
    assert head == ["layer", "probe: trained", "untrained", "neighbours: trained", "untrained"]
    assert rows[0] == ["pixels", share("probe", "pixels"), "–", share("neighbours", "pixels"), "–"]
    for layer, row in zip(LAYERS[1:], rows[1:], strict=True):
        assert row == [
            layer.replace("_", " "),
            share("probe", layer),
            share("probe", layer, "untrained"),
            share("neighbours", layer),
            share("neighbours", layer, "untrained"),
        ]


def test_the_table_of_commitment():
    ((head, *rows),) = tables_of(commitment_table(TOLD, 2))
    assert head == [
        "layer", "committed, K = 2", "replicates", "committed, chosen K",
        "classes that clusters stand for", "prediction depth reached", "replicates",
    ]  # fmt: skip
    for layer, row in zip(LAYERS, rows, strict=False):
        committed = ["–"] * 3
        if layer.startswith("hidden"):
            committed = [own_percent("committed", layer), share("committed", layer)]
            committed.append(own_percent("committed_chosen", layer))
        depth = [own_percent("depth", layer), share("depth", layer)]
        reach = own_percent("reach_chosen", layer)
        assert row == [layer.replace("_", " "), *committed, reach, *depth]
    never = [
        f"{100 - 100 * value(measure, layer):.1f} %"
        for measure, layer in [("committed", "hidden_2"), ("committed_chosen", "hidden_2"),
                               ("depth", "output")]
    ]  # fmt: skip
    assert rows[4] == ["never", never[0], "", never[1], "", never[2], ""]


def test_the_table_of_paths():
    ((head, *rows),) = tables_of(path_table(TOLD, 2))
    assert head == ["paths", "this network, chosen K", "this network, K = 2", "replicates, K = 2"]
    counted = [("distinct paths", "distinct_paths", 0, 1),
               ("their effective number, exp of the entropy", "effective_paths", 1, 1),
               ("their entropy, nats", "path_entropy", 2, 2)]  # fmt: skip
    for row, (text, name, one, several) in zip(rows, counted, strict=False):
        own_ = [f"{value(name + end):.{one}f}" for end in ("_chosen", "")]
        numbers = [f"{number:.{several}f}" for number in interval(name)]
        assert row == [text, *own_, f"{numbers[0]} [{numbers[1]}, {numbers[2]}]"]
    shares = [("weighted path purity", "path_purity"),
              ("decision alignment", "alignment")]  # fmt: skip
    for row, (text, name) in zip(rows[3:], shares, strict=False):
        assert row == [text, own_percent(name + "_chosen"), own_percent(name), share(name)]
    noise = [
        [text, "–", "–", share(name)]
        for text, name in (
            ("same prediction under noise (σ = 0.1)", "noise_predictions"),
            ("same path under noise", "noise_agreement"),
        )
    ]
    agreement = f"{100 * value('replicate_agreement', '', 'trained'):.1f} %"
    assert rows[5:] == [
        *noise, ["same path in another replicate, clusters matched", "–", "–", agreement]
    ]  # fmt: skip


def test_the_table_of_where_unseen_digits_go():
    ((head, *rows),) = tables_of(affinity_table(TOLD))
    assert head == ["digit", "layer", "in clusters of: this network (replicates)", "entropy, bits"]
    by_place = {(row[0], row[1]): row[2:] for row in rows}
    for digit in (3, 4):
        for layer, name in zip(LAYERS, NAMES, strict=True):
            goes, entropy = by_place[str(digit), name]
            assert entropy == cell("entropy", layer, "trained", digit)
            assert goes == going("affinity", layer, digit)
        goes, *nothing = by_place[str(digit), "predicted"]
        assert goes == going("predicted", "", digit)
        assert "".join(nothing).strip() == ""


def going(measure, layer, digit):
    """`7s: 93.3 % (63.5 % [59.6, 67.3]), 1s: …`, the most frequent in replicates first."""
    order = sorted([1, 7], key=lambda c: -value(measure, layer, "trained", digit, c))
    return ", ".join(
        f"{c}s: {own_percent(measure, layer, digit, c)} "
        f"({share(measure, layer, 'trained', digit, c)})"
        for c in order
    )


def test_the_table_of_detectors():
    ((head, *rows),) = tables_of(detector_tables(TOLD))
    assert head == ["detector", "3s", "4s"]
    names = {"path score": ("path", ""), "largest softmax": ("max_softmax", ""),
             "energy": ("energy", "")}  # fmt: skip
    for text, name in (("nearest neighbours", "neighbours"), ("Mahalanobis", "mahalanobis")):
        for layer, shown in zip(LAYERS[:-1], NAMES, strict=False):
            names[f"{text} in {shown}"] = name, layer
    assert [row[0] for row in rows] == list(names)
    for text, *cells in rows:
        name, layer = names[text]
        for digit, told in zip((3, 4), cells, strict=True):
            fpr = value(f"fpr95_{name}", layer, "trained", digit)
            auroc = cell(f"auroc_{name}", layer, "trained", digit)
            assert told.replace("*", "") == f"{auroc} / {fpr:.2f}"


def test_the_best_auroc_of_each_digit_is_bold():
    ((_, *rows),) = tables_of(detector_tables(TOLD))
    for column in (1, 2):
        bold = [row[column] for row in rows if row[column].startswith("**")]
        assert len(bold) == 1
        assert float(bold[0][2:6]) == max(float(row[column].strip("*")[:4]) for row in rows)


def test_the_chosen_k_has_a_table_where_it_was_measured():
    support = made_support(LAYERS, [1, 7], [])
    assert "highest silhouette" in control_tables(support, 2)
    for found in support["layers"]:
        found["ami_chosen"] = number(0.5)
    assert "highest silhouette" not in control_tables(support, 2)


def test_one_pair_of_classes_is_told():
    one = made_support(LAYERS, [1, 7], [])
    of = ("js_distance", "", "trained", 1, 7)
    assert difference_sentence(one) == (
        f"The classes' paths lie {cell(*of)} apart (Jensen–Shannon distance, 0 to 1), the clusters "
        f"of the raw pixels {cell('js_distance', 'pixels', 'trained', 1, 7)}, the paths of an "
        f"untrained network {cell('js_distance', '', 'untrained', 1, 7)} and of one taught "
        f"shuffled labels {cell('js_distance', '', 'shuffled', 1, 7)}."
    )
    ((head, row),) = tables_of(difference_table(one))
    numbers = {"this network": own_value("js_distance", "", 1, 7), "trained": cell(*of)}
    numbers["untrained"] = cell("js_distance", "", "untrained", 1, 7)
    numbers["shuffled labels"] = cell("js_distance", "", "shuffled", 1, 7)
    numbers["raw pixels"] = cell("js_distance", "pixels", "trained", 1, 7)
    for name in ("p", "adjusted p"):
        numbers[name] = f"{value({'p': 'js_p'}.get(name, 'js_p_adjusted'), digit=1, toward=7):.3f}"
    assert dict(zip(head, row, strict=True)) == {"classes": "1 and 7", **numbers}


def test_without_replicates_distances_are_this_networks():
    alone = made_support(LAYERS, [1, 7], [], replicates=0)
    assert difference_sentence(alone) == (
        f"The classes' paths lie {own_value('js_distance', '', 1, 7)} apart (Jensen–Shannon "
        "distance, 0 to 1), the clusters of the raw pixels "
        f"{own_value('js_distance', 'pixels', 1, 7)}."
    )


def test_several_pairs_of_classes_are_counted():
    several = made_support(LAYERS, [1, 3, 7], [])
    pairs = several["paths"]["differences"]
    pairs[0] |= {"p_adjusted": 0.05, "distance": number(0.1, 0.6, 0.5, 0.7)}
    pairs[1] |= {"p_adjusted": 0.051, "distance": number(0.3, 0.2, 0.15, 0.25), "p": 0.01}
    pairs[2] |= {"p_adjusted": 0.01, "distance": number(0.2, 0.9, 0.8, 1.0)}
    sentence = difference_sentence(several)
    mean = cell("js_mean")
    assert f"The paths of two classes lie {mean} apart in the mean of the 3 pairs" in sentence
    assert f"an untrained network {cell('js_mean', '', 'untrained')} and of" in sentence
    assert "range from 0.20 [0.15, 0.25] (1 and 7) to 0.90 [0.80, 1.00] (3 and 7). " in sentence
    assert sentence.endswith(
        " In this network 1 of the 3 pairs differs no more than chance would have it."
    )
    pairs[0]["p_adjusted"] = 0.2
    assert " 2 of the 3 pairs differ no more than chance" in difference_sentence(several)
    for pair in pairs:
        pair["p_adjusted"] = min(pair["p_adjusted"], 0.05)
    assert difference_sentence(several).endswith(" to 0.90 [0.80, 1.00] (3 and 7).")
    ((_, *rows),) = tables_of(difference_table(several))
    assert rows[0][:3] == ["1 and 7", "0.30", "0.20 [0.15, 0.25]"]
    assert rows[0][-2:] == ["0.010", "0.050"]
    assert [row[0] for row in rows] == ["1 and 7", "1 and 3", "3 and 7"]


def test_a_table_of_many_pairs_has_the_most_alike():
    support = made_support(LAYERS, list(range(6)), [])
    text = difference_table(support)
    assert "the 10 most alike of 15 pairs" in text
    assert len(text.splitlines()) == 2 + 2 + 10


def test_the_best_detector_of_a_digit_is_bold():
    entry = {"auroc": number(0.5, 0.9, 0.8, 1.0), "fpr95": number(0.5, 0.25, 0.2, 0.3)}
    assert detector_cell(entry, best=True, roomy=True) == "**0.90 [0.80, 1.00]** / 0.25"
    assert detector_cell(entry, best=False, roomy=False) == "0.90 / 0.25"


def test_the_text_says_how_small_p_can_get():
    support = made_support(LAYERS, [1, 7], [4])
    support["smallest_p"] = [{"digit": 7, "p": 1 / 51}]
    text = atypical_text(support["unseen_digits"], support["smallest_p"])
    assert "p cannot be smaller than 0.020 among the 7s" in text
    atypical = share("atypical", "", "trained", 4)
    assert f"{atypical} of the 4s have p ≤ 0.05" in text


def test_without_calibration_images_there_are_no_p_values_to_tell():
    support = made_support(LAYERS, [1, 7], [4])
    assert "no test image was left" in atypical_text(support["unseen_digits"], [])


def test_clusters_that_are_not_to_be_trusted_are_named():
    support = made_support(LAYERS, [1, 7], [])
    mark = 0.6
    told = stability_notes(support).splitlines()
    for layer, shown in zip(LAYERS, NAMES, strict=True):
        for cluster in range(3):
            stability = value("stability", layer, "own", -1, cluster)
            line = (
                f"- {shown}, cluster {cluster}: not to be trusted, its stability is "
                f"{stability:.2f} (mean best Jaccard overlap in 50 bootstrap resamples)."
            )
            assert (line in told) == (stability < mark)
    for layer in support["layers"]:
        layer["stability"] = [{**entry, "trusted": True} for entry in layer["stability"]]
    assert stability_notes(support) == ""


def test_an_interval_that_touches_zero_is_still_shown():
    assert class_share(7, number(0.0, 0.0, 0.0, 0.0)) == "7s: 0.0 % (0.0 % [0.0, 0.0])"


def test_the_table_of_moves_has_the_hidden_layers_beside_their_controls():
    ((head, *rows),) = tables_of(move_table(TOLD))
    assert head == [
        "layer", "to another cluster", "to its class", "part of the step needed", "random step",
        "covariance step", "within the cluster", "all but the step", "untrained",
        "shuffled labels",
    ]  # fmt: skip
    for layer, row in zip(LAYERS[1:-1], rows, strict=True):
        shares = [share(f"moved{end}", layer) for end in ("", "_to")]
        others = [
            share(f"moved_{name}", layer) for name in ("random", "covariance", "within", "rest")
        ]
        controls = [share("moved", layer, network) for network in ("untrained", "shuffled")]
        told = [*shares, cell("fraction", layer), *others, *controls]
        assert row == [layer.replace("_", " "), *told]


def test_without_replicates_the_run_s_own_moves_are_told():
    own = made_support(LAYERS, [1, 7], [], 0)
    ((_, *rows),) = tables_of(move_table(own))
    assert rows[0][1:3] == [own_percent("moved", "hidden_1"), own_percent("moved_to", "hidden_1")]
    assert rows[0][3] == own_value("fraction", "hidden_1")
    assert rows[0][-2:] == ["–", "–"]
    assert f"{own_percent('moved', 'hidden_2')} in hidden 2" in move_sentence(own)


def test_where_nothing_was_moved_nothing_is_told():
    given = {"layers": [entry | {"moves": {"moved": None}} for entry in TOLD["layers"]]}
    assert move_sentence(given) == move_table(given) == ""
