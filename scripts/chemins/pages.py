"""The HTML pages: each run's, and the index that leads to them."""

import os
from pathlib import Path

import jinja2
from markdown_it import MarkdownIt

from chemins.captions import TITLES, captions
from chemins.phrases import percent, shown
from chemins.wording import digit_list, markdown, sentences

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


def index_page(dataset, answers):
    """The index. dataset: the config's. answers: run -> its answers."""
    name = dataset if isinstance(dataset, str) else dataset["path"]
    entries = [index_entry(run, found) for run, found in answers.items()]
    return render("index.html", dataset=name, runs=entries)


def index_entry(run, answers):
    hidden = [e for e in answers["layers"] if e["layer"] not in ("pixels", "output")]
    return {
        "name": run,
        "digits": digit_list(answers["digits"]),
        "unseen": answers["unseen"],
        "accuracy": percent(answers["accuracy"]["test"]),
        "layers": [
            (shown(e["layer"]), e["k"], e["classes"]["test"]["ami"])
            for e in [answers["layers"][0], *hidden]
        ],
        "paths": answers["paths"]["distinct_hidden"],
        "exceptions": len(answers["paths"]["exceptions"]),
        "answers": [to_html(sentence) for sentence in sentences(answers)],
    }


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
