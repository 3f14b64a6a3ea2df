"""Names of LaTeX's macros: letters alone, and no two the same, whatever layers and classes are
called."""

from itertools import count

from chemins.papers.latex import word

PREFIX = "Chem"
ENDS = ("", "Low", "High", "Own")


def unique_words(called, otherwise, starts, taken) -> dict:
    """What of each layer or class stands in the names of its macros, in letters.

    called: of each, what it is called. otherwise: for what has no letters that a macro may have,
    before its number. starts: what such names begin with. taken: names that there are already.
    """
    known, found = set(taken), {}
    for place, (key, text) in enumerate(called.items(), start=1):
        first = word(text) or word(f"{otherwise} {place}")
        tried = (first + word("again") * times for times in count())
        found[key] = next(each for each in tried if not names_with(each, starts) & known)
        known |= names_with(found[key], starts)
    return found


def names_with(part, starts) -> set[str]:
    return {f"{PREFIX}{start}{part}{end}" for start in starts for end in ENDS}
