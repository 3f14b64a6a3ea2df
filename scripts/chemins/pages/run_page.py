"""A run's HTML page."""

import json
import os
import re
from pathlib import Path

from jinja2.utils import markupsafe

from chemins.base.errors import listed
from chemins.base.formatting import percent, typeset
from chemins.base.templates import inside_script, render
from chemins.measures.vocabulary import CONTROLS
from chemins.pages.answer_plots import answer_plots
from chemins.pages.html_text import explained, term_id, to_html, with_links
from chemins.pages.page_sample import drawn_sentence
from chemins.text.answers_markdown import markdown, sentences
from chemins.text.captions import TITLES, mark_sentence, told_of, unmoved
from chemins.text.claims import QUESTIONS
from chemins.text.class_names import names_of
from chemins.text.estimates_text import was_moved
from chemins.text.found_text import about_clustering, about_maps
from chemins.text.glossary import TERMS
from chemins.text.headlines import QUESTIONS as ASKED
from chemins.text.headlines import headline_conditions, headlines
from chemins.text.links import in_condition, in_page, place_of
from chemins.text.map_text import quality_lines, roles_text

LEAD = re.compile(r"^\*\*[^*]*\?\*\* ")  # the question that a text begins with
RESERVATIONS = ("**Beware:**", "**Not converged:**", "**Still forming:**")


def run_page(answers, figures, page, fit_on, explorer) -> str:
    """The page of one run.

    figures: its figure files. page: where the page will lie. fit_on: of the run's clustering.
    explorer: header, columns and sprites, as the module of that name makes them; near and learning,
    what pages/neighbours.py and pages/learning.py pack, if it is told; maps, layer -> role ->
    MapQuality; and limits, of the samples that were fitted on, if these were not all.
    """
    header, maps, limits = explorer["header"], explorer["maps"], explorer.get("limits", {})
    found = {
        "embeddings": about_maps(maps, answers["samples"], limits),
        "clustering": about_clustering(
            {entry["layer"]: entry["k"] for entry in answers["layers"]},
            {entry["layer"]: entry["k_evidence"] for entry in answers["layers"]},
            limits,
        ),
        "interventions": unmoved(left_unmoved(answers)),
    }
    if "learning" in answers:
        found["learning-classes"] = mark_sentence(answers["learning"]["mark"])
    run, names, controls = header["run"], names_of(answers), moved_controls(answers)
    numbers = sections(markdown(run, answers).split("\n", 1)[1])
    cards = answer_cards(answers, header["claims"], {part["place"] for part in numbers})
    return render(
        "run.html",
        run=run,
        named=names.are_words,
        digits=names.taught(answers["digits"]),
        unseen=listed(map(names.name, answers["unseen"])) if answers["unseen"] else "",
        accuracy=typeset(percent(answers["accuracy"]["test"])),
        answers=cards,
        claims=header["claims"],
        terms=explanations(cards),
        numbers=numbers,
        figures=[
            figure_entry(name, told_of(name, fit_on, found, names, controls), figures, page)
            for name in TITLES
            if any(Path(path).stem == name for path in figures)
        ],
        tables=os.path.relpath(Path(figures[0]).parents[1], Path(page).parent),
        count=header["count"],
        drawn=drawn_sentence(header),
        example=example_of(names.name(answers["digits"][-1]), answers["digits"][-1]),
        layers=[{**layer, "map": quality_lines(maps[layer["name"]])} for layer in header["layers"]],
        map_roles=roles_text(maps),
        trusted=header["trusted"],
        header=inside_script(json.dumps(header, ensure_ascii=False, allow_nan=False)),
        columns=explorer["columns"],
        near=explorer.get("near", ""),
        epochs=header.get("learning", {}).get("epochs", []),
        learning=explorer.get("learning", ""),
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
    return [
        {"title": title, "place": place_of(title), "html": to_html(body)} for title, body in parts
    ]


def answer_cards(answers, claims, places) -> list[dict]:
    """Each answer's question, headline and plot; its whole text, the claims that bear it, by what
    leads them in, and whether it has something to beware of. places: ids that links may lead to."""
    link = in_page(names_of(answers), places)
    told = zip(
        ASKED, told_headlines(answers), answer_plots(answers), sentences(answers, link), QUESTIONS,
        strict=True,
    )  # fmt: skip
    return [
        answer_card(question, headline, plot, text, [c for c in claims if c["about"] == about])
        for question, headline, plot, text, about in told
    ]


def told_headlines(answers) -> list[markupsafe.Markup]:
    """The headlines as HTML, in which a count of images selects them."""
    links = headline_conditions(answers)
    return [with_links(markupsafe.escape(typeset(text)), links) for text in headlines(answers)]


def answer_card(question, headline, plot, text, claims) -> dict:
    groups, known = {}, set()
    for claim in claims:
        groups.setdefault(claim["lead"], []).append(claim)
    return {
        "question": question,
        "headline": explained(headline, known),
        "plot": plot,
        "text": explained(to_html(LEAD.sub("", text)), known),
        "beware": any(sign in text for sign in RESERVATIONS),
        "groups": groups,
        "terms": known,
    }


def explanations(cards) -> list[dict]:
    """The terms that the answers use, each once."""
    used = set().union(*(card["terms"] for card in cards))
    return [
        {"id": term_id(t), "term": t, "line": line} for t, (_, line) in TERMS.items() if t in used
    ]


def figure_entry(name, caption, figures, page) -> dict:
    """Title, caption and the relative links of one figure."""
    links = {
        Path(path).suffix[1:]: os.path.relpath(path, Path(page).parent)
        for path in figures
        if Path(path).stem == name
    }
    return {"name": name, "title": TITLES[name], "caption": typeset(caption), "links": links}
