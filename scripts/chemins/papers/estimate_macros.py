"""Numbers with their intervals as macros of LaTeX, and what is said of them in captions."""

from chemins.base.formatting import percent
from chemins.base.language import fixed, numeral, said
from chemins.papers.latex import number
from chemins.papers.macro_names import ENDS
from chemins.text.estimates_text import best_known, replicate_count


def estimate_macros(name, estimate, written) -> dict[str, str]:
    """Of a number, as of chemins.answers.estimates, what is known: the best there is, its limits,
    and the run's own beside a mean. written: a value -> LaTeX."""
    if estimate is None:
        return {}
    own = None if estimate["mean"] is None else estimate.get("own")
    values = (best_known(estimate), estimate["low"], estimate["high"], own)
    return {
        name + end: written(value)
        for end, value in zip(ENDS, values, strict=True)
        if value is not None
    }


def share(value) -> str:
    """In per cent; an interval's end beyond 0 or 100 is cut there."""
    return number(percent(min(1.0, max(0.0, value)), 1).removesuffix("%").rstrip())


def decimal(value) -> str:
    return number(fixed(value))


def points(value) -> str:
    """In percentage points, with a sign."""
    return number(numeral(f"{100 * value:+.2f}"))


def interval_text(answers) -> str:
    """What the numbers are means of, and their intervals over, as it ends a sentence."""
    count = replicate_count(answers)
    if count > 1:
        return said("latex_networks", count=count)
    return said("latex_replicate" if count else "latex_images")
