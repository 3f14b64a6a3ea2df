import pytest

from builders.made_bill import ROW
from builders.made_page import Page
from chemins.pages.bill_page import bill_page, duration

UNKNOWN = dict.fromkeys(
    ("core_seconds", "waiting_seconds", "asked_mb", "memory_used", "asked_seconds", "time_used")
)


def page(*rows, **left_out):
    return Page(bill_page({name: [row[name] for row in rows] for name in ROW}, **left_out))


def test_the_bill_of_one_rule():
    text = page(ROW).text
    for fragment in (
        "2.00 core-hours held",
        "1.50 CPU-hours used, at least",
        "1,200 jobs",
        "90 s waited for a node, all jobs",
        "asks 2,000 MB, used at most 310 MB 700 MB would do",  # 310 · 1.25 + 250, rounded up
        "asks 60 min, took at most 2.5 min 5 min would do",
    ):
        assert fragment in text, fragment


def test_the_dearest_rule_comes_first():
    text = page(ROW, ROW | {"rule": "embed_layers", "core_seconds": 21600.0}).text
    assert text.index("embed_layers") < text.index("train_model")
    assert text.index("75 %") < text.index("25 %")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"peak_mb": 1900.0, "memory_used": 0.95}, "nearly full: ask for 2,700 MB"),
        ({"peak_mb": 1500.0, "memory_used": 0.75}, "used at most 1,500 MB asks 60 min"),
        # A smaller run's request was nearly full; the largest's would do for all.
        ({"peak_mb": 950.0, "memory_used": 0.95}, "used at most 950 MB nearly full asks 60 min"),
        ({"peak_mb": None, "memory_used": None}, "asks 2,000 MB, not seen asks 60 min"),
        ({"peak_mb": 20.0, "memory_used": 0.01}, "used at most 20 MB 500 MB would do"),
        ({"longest_seconds": 3500.0, "time_used": 0.97}, "nearly full: ask for 120 min"),
    ],
)  # fmt: skip
def test_advice(values, said):
    assert said in page(ROW | values).text


def test_what_is_not_known_is_said_to_be():
    text = page(ROW | UNKNOWN).text
    assert "not known waited for a node" in text
    assert "is not recorded for train_model, whose jobs count as one core" in text
    assert "It is known on a cluster only" in text
    assert "used at most 310 MB took at most" in text
    assert "would do 5 min" not in text
    assert "1.00 core-hours held" in text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "–"), (0.04, "0.0 s"), (9.96, "10 s"), (99, "99 s"), (120, "2 min"), (7200, "2 h")],
)
def test_durations(seconds, text):
    assert duration(seconds) == text


def test_files_that_were_left_out_are_counted_and_named():
    files = [f"train/{number}" for number in range(7)]
    text = page(ROW, unread=files, unread_logs=["a.log"]).text
    assert (
        "7 benchmark files (train/0, train/1, train/2, train/3, train/4 and 2 more), whose jobs "
        "are not in the bill; 1 of Snakemake’s own logs (a.log), so that waiting during those calls"
    ) in text
    assert "1 benchmark file (train/0), whose jobs are not in the bill. The same" in (
        page(ROW, unread=files[:1]).text
    )
    assert "Left out" not in page(ROW).text


def test_jobs_that_took_no_time_have_a_bill():
    row = ROW | {"wall_seconds": 0.0, "longest_seconds": 0.0, "core_seconds": 0.0}
    assert "0.00 core-hours held" in page(row).text
