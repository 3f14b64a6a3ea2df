"""What is told of a network from a file beside its untrained twin: numbers by their names, and of
other networks nothing else than before."""

import pytest

from builders.made_answers import made_answers
from builders.made_twin import answers_with_twin, number
from builders.told import LAYERS, NAMES
from chemins.text.answers_markdown import layer_sentence, markdown
from chemins.text.estimate_tables import difference_table, move_table, path_table
from chemins.text.estimates_text import controls_text, mixture_sentence
from chemins.text.twin_text import no_twin_sentence, twin_sentence, twin_tables

REASON = "its initialisers draw nothing at random"


def cell(*name):
    return "{own:.2f} [{low:.2f}, {high:.2f}]".format(**number(*name))


def share(*name):
    own, low, high = (100 * number(*name)[key] for key in ("own", "low", "high"))
    return f"{own:.1f} % [{low:.1f}, {high:.1f}]"


@pytest.fixture
def given():
    return answers_with_twin()


def rows(text, start):
    """The cells of the first table whose head begins so."""
    lines = text.split(f"| {start} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [line.strip("| ").split(" | ") for line in lines]


@pytest.mark.parametrize("layer", ["hidden_1", "hidden_2"])
def test_gains_are_told_over_pixels_and_over_the_twin(given, layer):
    assert twin_sentence(given, layer) == (
        f"That AMI is a gain of {cell('gains', 'pixels', layer)} over raw pixels and of "
        f"{cell('gains', 'untrained', layer)} over an untrained network "
        f"({cell('twin', 'ami', layer)}), its twin: the same architecture with initial weights "
        "drawn anew, once, on the same images. What another draw of them would change is in no "
        "interval."
    )
    assert twin_sentence(given, "hidden_1") in markdown("mine", given)
    assert "there is one network" in layer_sentence(given)


def test_the_mixtures_gain_has_its_interval(given):
    assert mixture_sentence(given, "hidden_1") == (
        "That is with k-means; with a Gaussian mixture the gain over raw pixels is "
        f"{cell('gains_mixture', 'pixels', 'hidden_1')} (AMI {cell('ami_mixture', 'hidden_1')} "
        f"against {cell('ami_mixture', 'pixels')})."
    )


def test_a_network_without_a_twin_says_why(given):
    given["no_twin"] = REASON
    text = markdown("mine", given)
    assert f"could not be compared with an untrained twin: {REASON}." in text
    assert no_twin_sentence(given) in text
    assert twin_sentence(given, "hidden_1") == twin_tables(given, 2) == ""
    assert "Beside the controls" not in text


@pytest.mark.parametrize("replicates", [0, 2])
def test_of_other_networks_nothing_is_told(replicates):
    answers = made_answers(replicates)
    assert twin_tables(answers, 2) == ""
    assert twin_sentence(answers, "hidden_1") == no_twin_sentence(answers) == ""
    assert "twin" not in markdown("mine", answers)


@pytest.mark.parametrize(("place", "ends"), [(0, ""), (1, "_chosen")])
def test_agreement_stands_beside_the_twins(given, place, ends):
    text = twin_tables(given, 2).split("| layer | this network |")[place + 1]
    found = rows(f"| layer | this network |{text}", "layer | this network")
    expected = [
        [
            name,
            cell(f"ami{ends}", layer),
            cell("twin", f"ami{ends}", layer),
            *(
                cell(f"gains{ends}", over, layer) if layer != "pixels" else "–"
                for over in ("pixels", "untrained")
            ),
        ]
        for layer, name in zip(LAYERS, NAMES, strict=True)
    ]
    assert found == expected


def test_probe_and_neighbours_stand_beside_the_twins(given):
    found = rows(twin_tables(given, 2), "layer | probe: this network")
    names = [("probe",), ("twin", "probe"), ("neighbours",), ("twin", "neighbours")]
    assert found == [
        [name, *(share(*of, layer) for of in names)]
        for layer, name in zip(LAYERS, NAMES, strict=True)
    ]


def test_it_is_said_that_there_is_one_network_and_what_intervals_are_over(given):
    text = twin_tables(given, 2)
    assert "one network, and one twin: 95 % intervals are over images" in text


def test_noise_has_intervals_and_there_are_no_replicates(given):
    text = path_table(given, 2)
    assert "with 95 % intervals over them" in text
    found = {cells[0]: cells[1:] for cells in rows(text, "paths")}
    assert found["same prediction under noise (σ = 0.1)"] == [
        share("noise_predictions_chosen"), share("noise_predictions")
    ]  # fmt: skip
    assert found["same path under noise"] == [
        share("noise_agreement_chosen"), share("noise_agreement")
    ]  # fmt: skip
    assert not [name for name in found if "replicate" in name]


def test_moves_and_distances_of_the_twin_are_told(given):
    found = rows(move_table(given), "layer")
    assert [cells[-2] for cells in found] == [share("twin", "moved", h) for h in LAYERS[1:-1]]
    assert rows(difference_table(given), "classes")[0][3] == cell("twin", "js_distance")
    controls = given["paths"]["differences"][0]["controls"]
    told = f"the paths of an untrained network {cell('twin', 'js_distance')}"
    assert controls_text(controls).endswith(told)


def test_weights_that_were_shuffled_are_called_so(given):
    shuffled = "weights of the same moments, its own shuffled within each tensor"
    for text in (twin_sentence(given, "hidden_1"), twin_tables(given, 2)):
        assert shuffled not in text
        assert "initial weights drawn anew" in text
    told = given | {"twin_weights": "shuffled"}
    for text in (twin_sentence(told, "hidden_1"), twin_tables(told, 2)):
        assert shuffled in text
        assert "initial" not in text


def test_how_a_network_was_asked_is_told_where_it_is_known(given):
    note = "The network is given pixels from 0 to 7. Its answers are computed by engine 9."
    assert note not in markdown("mine", given)
    told = given | {"given": "pixels from 0 to 7", "engine": "engine 9"}
    assert markdown("mine", told).replace(f"\n\n{note}", "") == markdown("mine", given)
