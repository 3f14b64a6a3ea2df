"""A run's HTML page."""

import json
import os
import re
from pathlib import Path

from jinja2.utils import markupsafe
from markdown_it import MarkdownIt

from chemins.base.formatting import percent
from chemins.base.templates import inside_script, render
from chemins.measures.vocabulary import CONTROLS
from chemins.text.answers_markdown import markdown, sentences
from chemins.text.captions import TITLES, told_of, unmoved
from chemins.text.claims import QUESTIONS, in_condition
from chemins.text.class_names import names_of
from chemins.text.estimates_text import was_moved
from chemins.text.k_text import k_sentence
from chemins.text.map_text import quality_lines, quality_sentence, roles_text


def run_page(answers, figures, page, fit_on, explorer) -> str:
    """The page of one run.

    figures: its figure files. page: where the page will lie. fit_on: of the run's clustering.
    explorer: header, columns and sprites, as the module of that name makes them; and maps, layer ->
    role -> MapQuality.
    """
    header, maps = explorer["header"], explorer["maps"]
    found = {
        "embeddings": quality_sentence(maps, answers["samples"]),
        "clustering": k_sentence(
            {entry["layer"]: entry["k"] for entry in answers["layers"]},
            {entry["layer"]: entry["k_evidence"] for entry in answers["layers"]},
        ),
        "interventions": unmoved(left_unmoved(answers)),
    }
    run, names, controls = header["run"], names_of(answers), moved_controls(answers)
    return render(
        "run.html",
        run=run,
        named=names.are_words,
        digits=names.taught(answers["digits"]),
        unseen=[names.name(label) for label in answers["unseen"]],
        accuracy=percent(answers["accuracy"]["test"]),
        answers=answer_cards(answers, header["claims"]),
        claims=header["claims"],
        numbers=sections(markdown(run, answers).split("\n", 1)[1]),
        figures=[
            figure_entry(name, told_of(name, fit_on, found, names, controls), figures, page)
            for name in TITLES
            if any(Path(path).stem == name for path in figures)
        ],
        tables=os.path.relpath(Path(figures[0]).parents[1], Path(page).parent),
        count=header["count"],
        example=example_of(names.name(answers["digits"][-1]), answers["digits"][-1]),
        layers=[{**layer, "map": quality_lines(maps[layer["name"]])} for layer in header["layers"]],
        map_roles=roles_text(maps),
        trusted=header["trusted"],
        header=inside_script(json.dumps(header, ensure_ascii=False, allow_nan=False)),
        columns=explorer["columns"],
        sprites=explorer["sprites"],
    )


def example_of(name, label) -> str:
    """What a class is called in an example of a condition: by its name, if that is one word."""
    return name if in_condition(name) == name else str(label)


def left_unmoved(answers) -> list[str]:
    """The hidden layers that the figure of moves has not."""
    hidden = [entry for entry in answers["layers"] if entry["layer"] not in ("pixels", "output")]
    left = [entry["layer"] for entry in hidden if not was_moved(entry)]
    return left if len(left) < len(hidden) else []


def moved_controls(answers) -> list[str]:
    """The networks that the figure of moves has beside the run's own: those with replicates."""
    found = [entry["controls"] for entry in answers["layers"]]
    return [
        network
        for network in CONTROLS
        if any((of[network]["moved"] or {"mean": None})["mean"] is not None for of in found)
    ]


def sections(text) -> list[dict]:
    """The parts of a Markdown text that begin with `## `: title, and the rest as HTML. What comes
    before the first has no title."""
    first, *others = re.split("^## ", text, flags=re.MULTILINE)
    parts = [("", first), *(part.split("\n", 1) for part in others)]
    return [{"title": title, "html": to_html(body)} for title, body in parts]


def answer_cards(answers, claims) -> list[dict]:
    """Each answer's text, and the claims that bear it, by what leads them in."""
    cards = []
    for text, about in zip(sentences(answers), QUESTIONS, strict=True):
        groups = {}
        for claim in claims:
            if claim["about"] == about:
                groups.setdefault(claim["lead"], []).append(claim)
        cards.append({"text": to_html(text), "groups": groups})
    return cards


def figure_entry(name, caption, figures, page) -> dict:
    """Title, caption and the relative links of one figure."""
    links = {
        Path(path).suffix[1:]: os.path.relpath(path, Path(page).parent)
        for path in figures
        if Path(path).stem == name
    }
    return {"name": name, "title": TITLES[name], "caption": caption, "links": links}


def to_html(text) -> markupsafe.Markup:
    """Markdown as HTML; HTML inside it stays text."""
    renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
    return markupsafe.Markup(renderer.render(text))
