"""The index: every run at a glance, and the numbers by which two of them are compared."""

from pathlib import Path

from chemins.answers.verdicts import depth_of_runs, usual
from chemins.base.errors import listed
from chemins.base.formatting import layers_called, percent, typeset
from chemins.base.templates import render
from chemins.figures.palette import label_color
from chemins.measures.vocabulary import SHUFFLED, UNTRAINED
from chemins.pages.answer_plots import answer_plots
from chemins.pages.comparison_cards import comparison_card
from chemins.pages.html_text import to_html
from chemins.pages.run_numbers import compared
from chemins.planning.class_labels import EQUALS
from chemins.text.answers_markdown import sentences
from chemins.text.class_names import DIGITS, names_of
from chemins.text.estimates_text import best_known, is_decided, prediction_as, predictions
from chemins.text.headlines import QUESTIONS, headlines
from chemins.text.verdicts_text import depth_sentence, separation_short

# What runs are sorted by: a column each in the table.
COLUMNS = {
    "name": "Run",
    "digits": "{Many}",
    "network": "Network",
    "seed": "Seed",
    "train": "Training images",
    "accuracy": "Accuracy",
    "paths": "Paths",
    "exceptions": "Exceptions",
    "clusters": "K",
    "pixels": "AMI, pixels",
    "hidden": "AMI, last hidden layer",
    "apart": "Told apart from",
    "unseen": "Unseen {many} taken for",
}
KEYS = (
    ("dot", "a replicate"),
    ("mean", "their mean, 95\u00a0% interval"),
    ("own", "the run's own network"),
    (UNTRAINED, "untrained"),
    (SHUFFLED, "taught shuffled labels"),
    ("line", "the mark"),
)
LARGEST = 3  # shares that a bar tells one by one; the others it adds up


def index_page(settings, answers, flows, fates, comparisons=()) -> str | None:
    """The index. settings: as of the rule build_index. answers: run -> its answers. flows: run ->
    its small flow. fates: as shared_fates gives them. comparisons: comparison.json of each two
    networks that are compared."""
    dataset, runs, names = settings["dataset"], settings["runs"], names_of(settings)
    differing = differing_settings(runs, names)
    return render(
        "index.html",
        atlas=settings.get("atlas", False),
        dataset=dataset if isinstance(dataset, str) else dataset["path"],
        columns={key: title.format(**words(names)) for key, title in COLUMNS.items()},
        names=names,
        last_layers=depth_sentence(depth_of_runs({run: answers[run] for run in runs})),
        keys=KEYS,
        runs=[
            own_words(answers, run, run_entry, runs[run], settings["palette"])
            | {"flow": flows[run]}
            for run in runs
        ],
        data=[own_words(answers, run, run_data, runs[run], differing[run]) for run in runs],
        fates=fates,
        comparisons=[comparison_card(told, answers) for told in comparisons],
    )


def own_words(answers, run, function, settings, other) -> dict:
    """What a function says of a run, whose layers are called as its network calls them."""
    with layers_called(answers[run].get("shown", {})):
        return function(run, settings, answers[run], other)


def run_entry(run, settings, answers, palette) -> dict:
    """What the index shows of a run. settings: the run's; palette: the config's."""
    names = names_of(answers)
    return {
        "name": run,
        "digits": names.taught(answers["digits"]),
        "unseen": listed(map(names.name, answers["unseen"])) if answers["unseen"] else "",
        "network": network_text(settings["network"]),
        "accuracy": typeset(percent(answers["accuracy"]["test"])),
        "guesses": bool(answers.get("warning")),
        "paths": path_count(answers),
        "exceptions": len(answers["paths"]["exceptions"]),
        "said": said(answers),
        "destinations": [
            destination_bars(found, palette, names) for found in answers["unseen_digits"]
        ],
        "answers": [to_html(sentence) for sentence in sentences(answers)],
        "cells": cells(run, settings, answers),
    }


def said(answers) -> list[dict]:
    """Each answer's question, headline and plot, as on the run's page."""
    told = zip(QUESTIONS, headlines(answers), answer_plots(answers), strict=True)
    return [
        {"question": question, "headline": typeset(headline), "plot": plot}
        for question, headline, plot in told
    ]


def network_text(network) -> str:
    return f"{network['kind']} {comma_list(network_parts(network))}"


def network_parts(network) -> list:
    """What tells a network from others of its kind: its sizes, or where it comes from."""
    source = network.get("model") or network.get("path")
    return [Path(source).name] if source else network["hidden"]


def comma_list(values) -> str:
    return ", ".join(map(str, values)) or "none"


def path_count(answers) -> int:
    """How many distinct paths test images take through the hidden layers."""
    return int(answers["paths"]["measures"]["distinct_paths_chosen"]["own"])


def destination_bars(found, palette, names) -> dict:
    """Where the images of an unseen digit go: two bars, by prediction and by path."""
    predicted = [(e["digit"], e["number"]["own"]) for e in predictions(found)]
    travels = [(e["value"], e["share"]) for e in found["travels_as"]]
    return {
        "images": names.images(found["digit"]),
        "bars": [
            ("predicted as", bar(predicted, palette, names)),
            ("travels as", bar(travels, palette, names)),
        ],
    }


def bar(shares, palette, names) -> list[dict]:
    """The segments of a bar, the largest first, small ones added up. shares: (value, share)."""
    segments = [segment(value, share, palette, names) for value, share in shares[:LARGEST]]
    others = sum(share for _, share in shares[LARGEST:])
    return segments + ([segment("others", others, palette, names)] if others else [])


def segment(value, share, palette, names) -> dict:
    """value: a label with its colour, or -1 or text for what has none."""
    color = label_color(value, palette) if value not in (-1, "others") else None
    name = "none" if value == -1 else names.name(value)
    return {
        "name": name,
        "width": f"{100 * share:.1f}",
        "share": typeset(percent(share)),
        "color": color,
    }


def cells(run, settings, answers) -> dict:
    """column -> what the table shows of a run in it."""
    values = sort_values(run, settings, answers)
    return values | {
        "train": f"{values['train']:,}",
        "accuracy": percent(values["accuracy"], 1),
        "paths": f"{values['paths']:,}",
        "exceptions": f"{values['exceptions']:,}",
        "clusters": ", ".join(str(entry["k"]) for entry in answers["layers"]),
        "pixels": f"{values['pixels']:.2f}",
        "hidden": f"{values['hidden']:.2f}",
        "apart": separation_short(answers["separation"]),
        "unseen": values["unseen"] or "–",
    }


def sort_values(run, settings, answers) -> dict:
    """column -> what a run is sorted by; None comes last."""
    layers, names = answers["layers"], names_of(answers)
    return {
        "name": run,
        "digits": comma_list(map(names.name, answers["digits"])),
        "network": network_text(settings["network"]),
        "seed": settings["seed"],
        "train": answers["samples"]["train"],
        "accuracy": answers["accuracy"]["test"],
        "paths": path_count(answers),
        "exceptions": len(answers["paths"]["exceptions"]),
        "clusters": sum(entry["k"] for entry in layers),
        "pixels": best_known(layers[0]["ami"]),
        "hidden": best_known(layers[-2]["ami"]),
        "apart": usual_place(answers["separation"]),
        "unseen": "; ".join(taken_for(e, names) for e in answers["unseen_digits"]) or None,
    }


def usual_place(found) -> int | None:
    """Which of the hidden layers, from 0 on, most networks tell the classes apart from; None for
    none. found: `separation` of the answers."""
    place = found["outcomes"].index(usual(found))
    return place if found["outcomes"][place]["layer"] else None


def taken_for(found, names) -> str:
    """`4 → 7 (97 %)`: what most of an unseen digit's images are taken for; `3 → 1 (51 %) or 7
    (49 %)` where it cannot be told which."""
    main = found["main"]
    classes = [main["digit"]] if is_decided(found) else [main["digit"], main["next"]]
    shares = [f"{names.name(c)} ({percent(best_known(prediction_as(found, c)))})" for c in classes]
    return f"{names.name(found['digit'])} → {' or '.join(shares)}"


# --- what the scripts need -------------------------------------------------------------------


def run_data(run, settings, answers, differing) -> dict:
    """What sorting, filtering and comparing need of a run."""
    return {
        "name": run,
        "words": found_by(settings, answers),
        "sort": sort_values(run, settings, answers),
        "groups": compared(answers, [("distinct", path_count(answers))], differing),
    }


def found_by(settings, answers) -> list[str]:
    """What a filter finds a run by, besides its name."""
    network, names = settings["network"], names_of(answers)
    words = [names.many, *searched(answers["digits"], names)]
    words += ["unseen", *searched(answers["unseen"], names)] if answers["unseen"] else []
    words += [network["kind"], *network_parts(network)]
    return [str(word).lower() for word in words]


def searched(labels, names) -> list:
    """What a filter finds classes by."""
    called = " ".join(names.name(label) for label in labels) if names.are_words else ""
    return [*labels, *called.split()]


def words(names) -> dict[str, str]:
    """What the columns' titles call the classes."""
    return {"many": names.many, "Many": names.many.capitalize()}


def differing_settings(runs, names=DIGITS) -> dict[str, dict]:
    """run -> key -> text, of the settings that are not the same in all runs."""
    flat = {run: flattened(called(settings, names)) for run, settings in runs.items()}
    keys = sorted({key for settings in flat.values() for key in settings})
    differ = [key for key in keys if len({settings.get(key) for settings in flat.values()}) > 1]
    return {run: {key: found[key] for key in differ if key in found} for run, found in flat.items()}


def called(settings, names) -> dict:
    """A run's settings with its classes by their names."""
    if names == DIGITS:
        return settings
    named = {
        "classes": [names.name(label) for label in settings["digits"]],
        "unseen": [names.name(label) for label in settings["unseen"]],
        "per_class": settings["per_digit"],
        "test_per_class": settings["test_per_digit"],
    }
    others = {key: value for key, value in settings.items() if key not in EQUALS.values()}
    return {**others, **named}


def flattened(settings, above="") -> dict[str, str]:
    """`network.kind` -> text, for all settings of a run."""
    flat = {}
    for key, value in settings.items():
        if isinstance(value, dict):
            flat |= flattened(value, f"{above}{key}.")
        else:
            flat[above + key] = comma_list(value) if isinstance(value, list) else str(value)
    return flat
