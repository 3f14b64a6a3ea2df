"""The index of more runs than cards and their flows can be made of: a table that is searched, with
cards on demand. docs/scaling.md says what it leaves out."""

import json
from dataclasses import dataclass

from chemins.answers.verdicts import ADDS, NOTHING, depth_of_runs
from chemins.base.formatting import layers_called, typeset
from chemins.base.templates import render
from chemins.pages.comparison_cards import comparison_card
from chemins.pages.index_page import (
    COLUMNS,
    cells,
    differing_settings,
    found_by,
    sort_values,
    words,
)
from chemins.pages.thumbnails import zipped
from chemins.text.class_names import names_of
from chemins.text.headlines import QUESTIONS, headlines

MOST_SETTINGS = 6  # of those that differ, those that have a column
DIGITS = 6  # of a number by which runs are sorted
# Settings that a column of every index tells.
TOLD = ("digits", "classes", "unseen", "seed", "network.kind", "network.hidden")


@dataclass(frozen=True)
class Row:
    """What the page tells of a run. cells, values: column -> its text, and what it is sorted by.
    last_layer: of its answers. shown: what its network calls its layers."""

    cells: dict
    values: dict
    words: list
    headlines: list
    guesses: bool
    last_layer: dict
    shown: dict


def row_of(run, settings, answers) -> Row:
    """settings: the run's. answers: its answers, of which nothing else is kept."""
    with layers_called(answers.get("shown", {})):
        return Row(
            cells=cells(run, settings, answers),
            values={key: rounded(v) for key, v in sort_values(run, settings, answers).items()},
            words=found_by(settings, answers),
            headlines=[typeset(headline) for headline in headlines(answers)],
            guesses=bool(answers.get("warning")),
            last_layer=answers["last_layer"],
            shown=answers.get("shown", {}),
        )


def rounded(value) -> object:
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def many_index(settings, rows, comparisons=()) -> str:
    """The index. settings: as of the rule build_index. rows: run -> its Row. comparisons:
    comparison.json of each two networks that are compared."""
    names, dataset = names_of(settings), settings["dataset"]
    titles = {key: title.format(**words(names)) for key, title in COLUMNS.items()}
    columns = {key: column(rows, key, title) for key, title in titles.items()}
    columns |= columns_of_settings(settings["runs"], names)
    shown = {run: {"shown": row.shown} for run, row in rows.items()}
    told = {
        "columns": columns,
        "words": [row.words for row in rows.values()],
        "guesses": [int(row.guesses) for row in rows.values()],
        "questions": QUESTIONS,
        "headlines": [row.headlines for row in rows.values()],
    }
    return render(
        "many.html",
        atlas=settings.get("atlas", False),
        dataset=dataset if isinstance(dataset, str) else dataset["path"],
        names=names,
        last_layers=depths({run: {"last_layer": row.last_layer} for run, row in rows.items()}),
        columns=columns,
        runs=[*rows],
        comparisons=[comparison_card(found, shown) for found in comparisons],
        packed=zipped(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()),
    )


def column(rows, key, title) -> dict:
    """Its title, texts, and what runs are sorted by, where that is another thing."""
    texts = [str(row.cells[key]) for row in rows.values()]
    values = [row.values[key] for row in rows.values()]
    return {"title": title, "texts": texts, "values": None if values == texts else values}


def columns_of_settings(runs, names) -> dict[str, dict]:
    """A column for each of the settings that differ, of the first ones that no other column has."""
    differing = differing_settings(runs, names)
    keys = sorted({key for own in differing.values() for key in own} - {*TOLD})
    found = {}
    for key in keys[:MOST_SETTINGS]:
        texts = [own.get(key, "–") for own in differing.values()]
        found[key] = {"title": key, "texts": texts, "values": numbers(texts)}
    return found


def numbers(texts) -> list | None:
    """Texts as numbers, where all of them are."""
    try:
        return [float(text) for text in texts]
    except ValueError:
        return None


def depths(last_layers) -> str:
    """As depth_sentence, with numbers of runs instead of their names; "" where nothing is known."""
    found = [entry["together"] for entry in depth_of_runs(last_layers)]
    if not found:
        return ""
    adds, nothing = found.count(ADDS), found.count(NOTHING)
    return (
        f"That the last hidden layer adds accuracy holds for {adds:,} of {len(found):,} runs, that "
        f"it adds nothing to speak of for {nothing:,} (corrected for {len(found):,} runs after "
        "Holm); of the others it cannot be told."
    )
