"""The page of the bill: what each rule cost, the dearest first, and what to ask for next time."""

import math

from chemins.base.errors import listed
from chemins.base.formatting import percent
from chemins.base.templates import render

# What a request should hold beside the largest peak that was seen. The two Snakemake processes that
# lead a job on a cluster count too, and are in no benchmark.
HEADROOM = 1.25
LEADERS_MB = 250
LEAST_MB = 500
FULL = 0.9  # share of a request above which the next job may not fit
HOUR = 3600
NAMED = 5  # of the files that were left out


def bill_page(columns, unread=(), unread_logs=()) -> str:
    """The page.

    columns: of the table of the bill, rows as name -> values. unread, unread_logs: names of the
    benchmark files and of Snakemake's logs that were left out.
    """
    names = list(columns)
    rules = [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    rules.sort(key=lambda rule: (-cost(rule), rule["rule"]))
    total = sum(map(cost, rules))
    return render(
        "bill.html",
        facts=facts(rules, total),
        rules=[rule_entry(rule, total or 1, cost(rules[0]) or 1) for rule in rules],
        uncounted=[rule["rule"] for rule in rules if rule["core_seconds"] is None],
        waiting_known=any(rule["waiting_seconds"] is not None for rule in rules),
        unread=(len(unread), first_files(unread)),
        unread_logs=(len(unread_logs), first_files(unread_logs)),
        listed=listed,
    )


def first_files(files) -> str:
    """The first of some files in words: `a, b and 3 more`."""
    more = [f"{len(files) - NAMED} more"] if len(files) > NAMED else []
    return listed([*files[:NAMED], *more])


def cost(rule) -> float:
    """Core-seconds; wall time where the number of cores is not known."""
    return rule["wall_seconds"] if rule["core_seconds"] is None else rule["core_seconds"]


def facts(rules, total) -> list[tuple]:
    """The whole folder's numbers, each with what it is."""
    waiting = [rule["waiting_seconds"] for rule in rules if rule["waiting_seconds"] is not None]
    peak = max((rule["peak_mb"] or 0 for rule in rules), default=0)
    return [
        (core_hours(total), "core-hours held"),
        (core_hours(sum(rule["cpu_seconds"] for rule in rules)), "CPU-hours used, at least"),
        (f"{sum(rule['jobs'] for rule in rules):,}", "jobs"),
        (f"{peak:,.0f} MB", "the largest peak of memory"),
        (duration(sum(waiting)) if waiting else "not known", "waited for a node, all jobs"),
    ]


def core_hours(seconds) -> str:
    return f"{seconds / HOUR:,.1f}" if seconds >= 10 * HOUR else f"{seconds / HOUR:.2f}"


def rule_entry(rule, total, dearest) -> dict:
    """What the page tells of a rule. total, dearest: cost of all rules, of the first."""
    return {
        "rule": rule["rule"],
        "jobs": f"{rule['jobs']:,}",
        "bar": bar_width(cost(rule) / dearest),
        "cost": duration(cost(rule)),
        "share": percent(cost(rule) / total),
        "wall": duration(rule["wall_seconds"]),
        "longest": duration(rule["longest_seconds"]),
        "cpu": duration(rule["cpu_seconds"]),
        "waiting": duration(rule["waiting_seconds"]),
        "memory": request(rule["memory_used"], memory_text(rule), memory_advice(rule)),
        "time": request(rule["time_used"], time_text(rule), time_advice(rule)),
    }


def request(used, text, advice) -> dict:
    """A request: how much of it was used as a bar, in words, and what to ask for instead."""
    return {
        "bar": None if used is None else bar_width(min(used, 1)),
        "full": used is not None and used > FULL,
        "text": text,
        "advice": advice,
    }


def bar_width(share) -> str:
    return f"{100 * share:.1f}"


def memory_text(rule) -> str:
    used = "not seen" if rule["peak_mb"] is None else f"used at most {rule['peak_mb']:,.0f} MB"
    return used if rule["asked_mb"] is None else f"asks {rule['asked_mb']:,.0f} MB, {used}"


def time_text(rule) -> str:
    used = f"took at most {duration(rule['longest_seconds'])}"
    return (
        used if rule["asked_seconds"] is None else f"asks {duration(rule['asked_seconds'])}, {used}"
    )


def memory_advice(rule) -> str:
    """What to ask for, where that is another amount; "" where it is not or is not known."""
    if rule["memory_used"] is None:
        return ""
    needed = rule["peak_mb"] * HEADROOM + LEADERS_MB
    enough = max(LEAST_MB, 100 * math.ceil(needed / 100))
    return advice(rule["memory_used"], rule["asked_mb"], enough, f"{enough:,} MB")


def time_advice(rule) -> str:
    if rule["time_used"] is None:
        return ""
    # Another node may be half as fast; a request below five minutes gains nothing.
    minutes = max(5, 5 * math.ceil(2 * rule["longest_seconds"] / 300))
    return advice(rule["time_used"], rule["asked_seconds"], 60 * minutes, f"{minutes:,} min")


def advice(used, asked, enough, text) -> str:
    """used: the largest share of a request. asked, enough: the request, and what would do."""
    if used > FULL:
        return f"nearly full: ask for {text}" if enough > asked else "nearly full"
    return f"{text} would do" if enough <= 0.75 * asked else ""


def duration(seconds) -> str:
    """`0.4 s`, `12 s`, `3.5 min`, `2.1 h`; `–` for None."""
    if seconds is None:
        return "–"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    if minutes < 99.5:
        return f"{minutes:.1f} min".replace(".0 ", " ")
    return f"{minutes / 60:,.1f} h".replace(".0 ", " ")
