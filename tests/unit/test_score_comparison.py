import io

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from chemins.answers.measure_table import MeasureTable, Values, mean_of
from chemins.answers.score_comparison import PATH, compared, pooled_auroc, scores_of
from chemins.base.errors import CheminsError
from chemins.measures.vocabulary import row
from chemins.results import tables
from chemins.statistics.uncertainty import t_interval
from chemins.text.score_tables import score_tables
from compare_scores import compare_scores

DENSE = {"kind": "dense", "hidden": [8], "pool": "mean"}
OF_NONE = {"images": 0, "influence": None}
RUN = {"unseen": [3, 4], "network": DENSE}
# replicate -> digit -> AUROC, of the path score and of the neighbours in the pixels; the others'
# is 0.5.
PATHS = {1: {3: 0.9, 4: 0.6}, 2: {3: 0.8, 4: 0.7}}
PIXELS = {1: {3: 0.8, 4: 0.5}, 2: {3: 0.6, 4: 0.65}}
IMAGES = {3: 10, 4: 30}


def rows(replicates=(1, 2)):
    found = []
    for replicate in replicates:
        entries = [row("images", n, digit=digit) for digit, n in IMAGES.items()]
        for name, layer in scores_of(DENSE):
            by_digit = {PATH: PATHS, ("neighbours", "pixels"): PIXELS}.get((name, layer))
            for digit in IMAGES:
                value = by_digit[replicate][digit] if by_digit else 0.5
                entries.append(row(f"auroc_{name}", value, layer, digit))
        found += [
            {"network": "trained", "replicate": replicate, **OF_NONE, **entry} for entry in entries
        ]
    return found


def test_scores_are_of_the_network_or_of_each_layer():
    assert scores_of(DENSE) == [
        PATH, ("max_softmax", ""), ("energy", ""),
        ("neighbours", "pixels"), ("neighbours", "hidden_1"),
        ("mahalanobis", "pixels"), ("mahalanobis", "hidden_1"),
    ]  # fmt: skip


def test_digits_count_by_their_images():
    found = pooled_auroc(MeasureTable(rows()), [3, 4], PATH)
    assert found == pytest.approx({1: (9 + 18) / 40, 2: (8 + 21) / 40})


def test_it_is_the_auroc_of_all_images_together():
    stream = np.random.default_rng(0)
    known, unseen = stream.normal(1, size=30), {3: stream.normal(size=5), 4: stream.normal(size=20)}

    def auroc(others):
        truth = np.repeat([1, 0], [len(known), len(others)])
        return roc_auc_score(truth, np.concatenate([known, others]))

    told = [
        {"network": "trained", "replicate": 1, **OF_NONE, **entry}
        for digit, own in unseen.items()
        for entry in (
            row("images", len(own), digit=digit), row("auroc_path", auroc(own), digit=digit)
        )
    ]  # fmt: skip
    found = pooled_auroc(MeasureTable(told), [3, 4], PATH)
    assert found == pytest.approx({1: auroc(np.concatenate(list(unseen.values())))})


def test_what_images_add_to_the_mean_is_weighted_as_it_is():
    first, second = Values("auroc_path"), Values("auroc_path")
    of = {"replicate": 3, "images": 5}
    first.add({**of, "value": 0.5, "influence": [0.25, -0.25]})
    second.add({**of, "value": 1.0, "influence": [0.5, 0.0]})
    found = mean_of([first, second], [{3: 3}, {3: 1}])
    assert found == {3: 0.625}
    assert found.influences[3].tolist() == [0.3125, -0.1875]
    assert found.images == {3: 10}
    second.influences.clear()
    assert mean_of([first, second], [{3: 3}, {3: 1}]).influences == {}


def test_how_far_ahead_paths_are_is_paired_by_replicate():
    found = compared(MeasureTable(rows()), RUN)
    paths, pixels = [27 / 40, 29 / 40], [23 / 40, 25.5 / 40]
    assert found[PATH]["auroc"]["mean"] == pytest.approx(np.mean(paths))
    mean, low, high = t_interval(np.subtract(paths, pixels))
    expected = {"mean": mean, "low": low, "high": high}
    assert found["neighbours", "pixels"]["ahead"] == pytest.approx(expected)


def test_the_tables_name_the_best_other_score():
    text = score_tables({"a": compared(MeasureTable(rows()), RUN)})
    assert "| path score | 0.7000 | 0.7000 |" in text
    ahead = compared(MeasureTable(rows()), RUN)["neighbours", "pixels"]["ahead"]
    told = f"{ahead['mean']:+.4f} [{ahead['low']:+.4f}, {ahead['high']:+.4f}]"
    assert f"| a | nearest neighbours in pixels | {told} |" in text


def test_one_replicate_has_no_interval():
    text = score_tables({"a": compared(MeasureTable(rows([1])), RUN)})
    assert "| a | nearest neighbours in pixels | +0.1000 |" in text


def test_runs_with_other_layers_share_a_table():
    deeper = {"unseen": [3, 4], "network": {**DENSE, "hidden": [8, 8]}}
    more = [{**entry, "layer": "hidden_2"} for entry in rows() if entry["layer"] == "hidden_1"]
    text = score_tables(
        {
            "a": compared(MeasureTable(rows()), RUN),
            "b": compared(MeasureTable(rows() + more), deeper),
        }
    )
    assert "| score | a | b | mean |" in text
    assert "| nearest neighbours in hidden 2 | – | 0.5000 | 0.5000 |" in text


def test_the_script_tells_every_run(tmp_path):
    tables.write_rows(tmp_path / "a.parquet", tables.MEASURES, rows())
    said = io.StringIO()
    compare_scores({"a": RUN}, [tmp_path / "a.parquet"], said)
    assert said.getvalue() == score_tables({"a": compared(MeasureTable(rows()), RUN)}) + "\n"


def test_runs_without_unseen_digits_or_replicates_have_nothing_to_compare():
    with pytest.raises(CheminsError, match="unseen digits and replicates"):
        compare_scores({}, [])
