"""A run's HTML page, and how a page is made from a template."""

import os
from pathlib import Path

import jinja2
from markdown_it import MarkdownIt

from chemins.captions import TITLES, captions
from chemins.phrases import percent
from chemins.wording import digit_list, markdown

TEMPLATES = Path(__file__).resolve().parents[2] / "site"


def run_page(run, answers, figures, page, fit_on):
    """The page of one run. figures: its figure files; page: where the page will lie; fit_on: of
    the run's clustering."""
    return render(
        "run.html",
        run=run,
        digits=digit_list(answers["digits"]),
        unseen=answers["unseen"],
        accuracy=percent(answers["accuracy"]["test"]),
        text=to_html(markdown(run, answers).split("\n", 1)[1]),
        figures=[figure_entry(name, captions(fit_on)[name], figures, page) for name in TITLES],
        tables=os.path.relpath(Path(figures[0]).parents[1], Path(page).parent),
    )


def figure_entry(name, caption, figures, page):
    """Title, caption and the relative links of one figure."""
    links = {
        Path(path).suffix[1:]: os.path.relpath(path, Path(page).parent)
        for path in figures
        if Path(path).stem == name
    }
    return {"name": name, "title": TITLES[name], "caption": caption, "links": links}


def to_html(text):
    """Markdown as HTML; HTML inside it stays text."""
    renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
    return jinja2.utils.markupsafe.Markup(renderer.render(text))


def render(template, **values):
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(**values)
