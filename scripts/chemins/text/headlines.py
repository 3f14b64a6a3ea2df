"""Each of the three answers as one plain sentence, for a run's page and its card on the index.

They tell the verdicts of chemins.answers.verdicts and no more: what the next seed would take back
is not in them. No brackets, no words that need a glossary but `cluster`, `path` and `control`.
"""

from chemins.answers.verdicts import FARTHER, FROM, LOST, distance_verdict, is_usual, usual
from chemins.base.errors import listed
from chemins.base.formatting import layer_text
from chemins.text.class_names import names_of
from chemins.text.estimates_text import best_known, is_decided, prediction_as, replicate_count

WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
LONGEST = 25  # words of a headline
QUESTIONS = (
    "From which layer on?",
    "Are the signatures different?",
    "Where does the unknown go?",
)


def headlines(answers) -> list[str]:
    """The answers to the three questions."""
    return [separation_headline(answers), distance_headline(answers), unseen_headline(answers)]


def count_word(count) -> str:
    """`ten`, `11`, `2,000`."""
    return WORDS[count] if count < len(WORDS) else f"{count:,}"


def of_them(count) -> str:
    """As count_word, before `of`."""
    return count_word(count) if count else "none"


# --- from which layer ---------------------------------------------------------------------------


def separation_headline(answers) -> str:
    found, entry = answers["separation"], usual(answers["separation"])
    many = is_usual(found)
    apart = apart_text(answers)
    said = {
        FROM: f"from {layer_text(entry['layer'] or '')} on, clusters {apart}",
        LOST: f"only before the last hidden layer do clusters {apart}",
    }.get(entry["outcome"], f"no hidden layer's clusters {apart}")
    if not found["replicates"]:
        pixels = "do, too" if found["pixels"] else "do not"
        return f"In this network, the only one, {said}; the raw pixels' {pixels}."
    none = entry["outcome"] not in (FROM, LOST)
    where = among(entry["networks"], found["networks"], "any" if none else "all")
    neither = none and not found["pixels"]
    pixels = "nor do the raw pixels'" if neither else pixels_text(found)
    sentence = f"{said}{',' if entry['outcome'] == LOST else ''} in {where}; {pixels}."
    return capital(sentence) if many else f"Networks differ: {sentence}"


def apart_text(answers) -> str:
    """`tell 1s from 7s`, `tell the ten digits apart`."""
    names, classes = names_of(answers), answers["digits"]
    if len(classes) == 2:
        return "tell {} from {}".format(*map(names.kind, classes))
    return f"tell the {count_word(len(classes))} {names.many} apart"


def among(count, total, every) -> str:
    """`all ten networks`, `any of ten networks`, `eight of ten networks`."""
    if total == 1:
        return "the one replicate"
    if count < total:
        return f"{of_them(count)} of {count_word(total)} networks"
    return f"{every} {'of ' if every == 'any' else ''}{count_word(total)} networks"


def pixels_text(found) -> str:
    """Of how many networks' images the pixels' clusters do. found: `separation` of the answers."""
    count, total = found["pixels"], found["networks"]
    return f"the raw pixels' do in {'all' if count == total > 1 else of_them(count)}"


def capital(text) -> str:
    return text[0].upper() + text[1:]


# --- signatures ---------------------------------------------------------------------------------


def distance_headline(answers) -> str:
    found = answers["paths"]["distance"]
    alone, paths = not replicate_count(answers), "two classes' paths lie"
    far = f"{best_known(found['distance']):.2f} of 1"
    others = "any control's" if more_than_pixels(found) else "the pixels' clusters"
    strays = f"{'' if alone else 'here '}{stray_text(answers)}"
    where = ", here" if alone else ""
    if distance_verdict(found) == FARTHER:
        return f"Yes{where}: {paths} farther apart than {others}, {far}; {strays}."
    perhaps = "a control's" if more_than_pixels(found) else "the pixels'"
    return f"Not clearly{where}: {paths} {far} apart, perhaps no farther than {perhaps}; {strays}."


def more_than_pixels(found) -> bool:
    return any(gain is not None for name, gain in found["gains"].items() if name != "pixels")


def stray_text(answers) -> str:
    """How many of the known images travel another class's main path."""
    travel = "travels" if len(answers["paths"]["exceptions"]) == 1 else "travel"
    return f"{stray_count(answers)} {travel} another class's path"


def stray_count(answers) -> str:
    count = len(answers["paths"]["exceptions"])
    known = sum(answers["samples"][role] for role in ("train", "test"))
    return f"{of_them(count)} of {known:,} images"


def headline_conditions(answers) -> dict[str, str]:
    """What headlines count -> the condition that these images meet, where there are any."""
    return {stray_count(answers): "exception:yes"} if answers["paths"]["exceptions"] else {}


# --- the unknown --------------------------------------------------------------------------------


def unseen_headline(answers) -> str:
    names, entries = names_of(answers), answers["unseen_digits"]
    if not entries:
        return f"No unseen {names.one} was sent through this network."
    start = "" if replicate_count(answers) else "In this network "
    groups = {}
    for entry in entries:
        groups.setdefault(fate(entry, names), []).append(f"the {names.images(entry['digit'])}")
    sure = [f"{listed(who)} are {how}" for how, who in groups.items() if how]
    unsure = [f"of {listed(who)} it cannot be told" for how, who in groups.items() if not how]
    told = capital(f"{start}{'; '.join([*sure, *unsure])}.")
    return told if len(told.split()) <= LONGEST else unseen_count(entries, names, start)


def fate(entry, names) -> str:
    """What an unseen digit's images are taken for; empty where it cannot be told."""
    if not is_decided(entry):
        return ""
    main = entry["main"]["digit"]
    low = prediction_as(entry, main)["low"]
    share = best_known(prediction_as(entry, main)) if low is None else low
    return f"{'mostly' if share > 0.5 else 'most often'} taken for {names.kind(main)}"


def unseen_count(entries, names, start) -> str:
    """As unseen_headline, where there is no room for each of them."""
    decided = sum(map(is_decided, entries))
    rest = "." if decided == len(entries) else "; of the others it cannot be told."
    return capital(
        f"{start}{of_them(decided)} of {count_word(len(entries))} unseen {names.many} are taken "
        f"for one class more often than for any other{rest}"
    )
