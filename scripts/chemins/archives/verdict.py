"""What results that were made once more say of the first ones, in a sentence.

Tables and JSON files say whether they decide alike and how far their numbers are from each other.
Where a run's numbers differ at all, its figures, pages, texts and network have other bytes, since
they are drawn, written or rounded from them: that is told, and no disagreement. Where none of its
numbers does, it is one.
"""

from chemins.base.formatting import percent
from chemins.jobs.shelves import whose
from chemins.results.comparison import JSON, OTHER, TABLE, compare
from chemins.results.layout import NAMES

SHOWN = 10  # files named, of however many


def verdict(first, second, limits) -> tuple[str, bool]:
    """A text of a few lines, and whether the two results folders agree. limits: of comparison."""
    found = compare(first, second, limits)
    told = [one for one in found.differences if one.name != NAMES.manifest or one.counts]
    if not told:
        return f"all {len(found.identical)} results are the same to the byte.", True
    moved = runs_with_other_numbers(told)
    against = [one for one in told if one.counts and not follows(one, moved)]
    if against:
        lines = [f"{len(against)} results do not agree:", *named(against)]
        return "\n".join(lines), False
    return "\n".join([agreement(told, len(found.identical)), *named(told)]), True


def agreement(told, identical) -> str:
    alike = min(one.decisions for one in told)
    decisions = "the same decisions" if alike == 1 else f"{percent(alike, 2)} of decisions alike"
    largest = max(one.numbers for one in told)
    files = len({one.name for one in told})
    return (
        f"{decisions}, largest difference {largest:.1g} "
        f"({identical} results are the same to the byte, {files} are not):"
    )


def runs_with_other_numbers(told) -> set[str]:
    """As `whose` has them; "" for what runs share, if there is any."""
    moved = {whose(one.name) for one in told if one.kind in (TABLE, JSON)}
    return moved | ({""} if moved else set())


def follows(one, moved) -> bool:
    """Whether a file differs because numbers do that it shows or is rounded from."""
    return one.kind == OTHER and whose(one.name) in moved


def named(told) -> list[str]:
    """A line each, of as many as are shown."""
    lines = [f"  {one.name}: {one.text}" for one in told[:SHOWN]]
    return lines + [f"  and {len(told) - SHOWN} more"] * (len(told) > SHOWN)
