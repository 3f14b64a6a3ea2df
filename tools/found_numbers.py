"""Compare the numbers of docs/found.md and docs/atlas.md with results, or write them anew.

    python tools/found_numbers.py            compare; each number that differs is named
    python tools/found_numbers.py --write    put what the results say in their places

In a page a number stands in bold, and behind its statement in a comment where it comes from, in
the same order: `<!-- 1v7 layers.hidden_1.moves.moved; … -->`. A place is a run, with its results
folder before it where that is not `results` (`results-converged/1v7`), and the way to the number in
the run's answers.json: keys, and in a list the layer, the digit, the classes (`1-7`) or the score
(`neighbours-pixels`) that an entry is of. `results-atlas/atlas` is the atlas of that folder.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from chemins.base.formatting import percent  # noqa: E402
from chemins.results.layout import Layout  # noqa: E402
from chemins.text.estimates_text import format_best, format_number  # noqa: E402
from chemins.text.verdicts_text import points  # noqa: E402

PAGES = (ROOT / "docs/found.md", ROOT / "docs/atlas.md")
PARTS = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|<!-- (?P<places>.*?) -->", re.DOTALL)
DIGIT = re.compile(r"\d")


def numbers_of(text) -> list[tuple[re.Match, str]]:
    """(the bold number, its place) of a page. Raises ValueError where they are not as many."""
    found, waiting = [], []
    for match in PARTS.finditer(text):
        if match["bold"]:
            waiting += [match] if DIGIT.search(match["bold"]) else []
            continue
        places = [place.strip() for place in match["places"].split(";")]
        if len(places) != len(waiting):
            told = ", ".join(number["bold"] for number in waiting)
            raise ValueError(f"{len(waiting)} numbers ({told}), but {len(places)} places: {places}")
        found += zip(waiting, places, strict=True)
        waiting = []
    if waiting:
        raise ValueError(f"no place for {waiting[0]['bold']}")
    return found


def value_at(answers, keys):
    """What is in answers at the end of a way of keys."""
    for key in keys:
        answers = entry_of(answers, key) if isinstance(answers, list) else answers[key]
    return answers


def entry_of(entries, key) -> dict:
    """The one entry of a list that has this name."""
    (found,) = (entry for entry in entries if name_of(entry) == key)
    return found


def name_of(entry) -> str:
    if "detector" in entry:
        return "-".join(filter(None, (entry["detector"], entry["layer"])))
    if "classes" in entry:
        return "-".join(map(str, entry["classes"]))
    return str(entry.get("layer", entry.get("digit")))


def told(value, as_written) -> str:
    """A number of answers.json, or a list of pairs, in the form that the page has it in."""
    if isinstance(value, list):
        return ", ".join(pair.replace("v", " | ") for pair in value) or "0"
    if not isinstance(value, dict):
        if "%" in as_written:
            return percent(value, 1)
        return f"{value:.2f}" if isinstance(value, float) else f"{value:,}"
    number = {"own": None, **value}
    if "point" in as_written:
        return points(number) + " points"
    return format_best(number) if "%" in as_written else format_number(number)


def looked_up(place, folder) -> object:
    """folder: where the results folders are."""
    where, way = place.split(" ", 1)
    results, _, run = where.rpartition("/")
    layout = Layout(results or "results")
    path = layout.atlas_answers if run == "atlas" else layout.run(run).answers
    return value_at(json.loads((Path(folder) / path).read_text()), way.split("."))


def rewritten(text, folder) -> tuple[str, list[str]]:
    """The page with the numbers of the results, and a line for each that differed."""
    differing, parts, end = [], [], 0
    for match, place in numbers_of(text):
        number = told(looked_up(place, folder), match["bold"])
        parts += [text[end : match.start()], f"**{number}**"]
        end = match.end()
        if number != match["bold"]:
            differing.append(f"{place}: the page says {match['bold']}, the results {number}")
    return "".join([*parts, text[end:]]), differing


def main(arguments) -> int:
    wrong = 0
    for page in PAGES:
        text, differing = rewritten(page.read_text(encoding="utf-8"), ROOT)
        if "--write" in arguments:
            page.write_text(text, encoding="utf-8")
            continue
        same = f"{page.name}: {len(numbers_of(text))} numbers are those of the results"
        print("\n".join(differing) or same)
        wrong += len(differing)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
