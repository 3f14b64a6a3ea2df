from chemins.answers.measure_table import MeasureTable
from chemins.answers.move_shares import move_shares
from chemins.measures.vocabulary import MOVES
from chemins.statistics.uncertainty import t_interval


def rows_of(shares, network, measure, layer):
    return [
        {"network": network, "measure": measure, "layer": layer, "digit": -1, "toward": -1,
         "replicate": replicate, "value": value, "images": 0, "influence": None}
        for replicate, value in shares.items()
    ]  # fmt: skip


def test_each_kind_has_its_own_numbers():
    rows = []
    for place, (measure, network) in enumerate(MOVES):
        for layer, first in (("hidden_1", 0.1), ("hidden_2", 0.5)):
            shares = {r: first + place / 100 + r / 1000 for r in range(3)}
            if network != "trained":
                del shares[0]
            rows += rows_of(shares, network, measure, layer)
    found = move_shares(MeasureTable(rows[::-1]), "hidden_2")
    assert [share.kind for share in found] == list(MOVES.values())
    for place, ((_, network), share) in enumerate(zip(MOVES, found, strict=True)):
        base = 0.5 + place / 100
        assert share.own == (base if network == "trained" else None)
        assert share.replicates == [base + 0.001, base + 0.002]
        assert share.interval["mean"] == t_interval(share.replicates)[0]


def test_what_was_not_moved_is_left_out():
    rows = rows_of({0: 0.25}, "trained", "moved", "hidden_1")
    (only,) = move_shares(MeasureTable(rows), "hidden_1")
    assert (only.kind, only.own, only.replicates) == ("to another cluster", 0.25, [])
    assert only.interval is None
    assert move_shares(MeasureTable(rows), "hidden_2") == []
