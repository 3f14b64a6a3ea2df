"""The HTML pages: each run's, and the index that leads to them."""

import os
from pathlib import Path

import jinja2
from markdown_it import MarkdownIt

from chemins.phrases import percent, shown
from chemins.wording import digit_list, markdown, sentences

TEMPLATES = Path(__file__).resolve().parents[2] / "site"
FIGURE_TITLES = {
    "flow": "Paths from label to prediction",
    "embeddings": "Every layer in two dimensions",
    "exceptions": "Images off their class's main path",
    "flow-all-layers": "Paths, with the pixels and the output",
    "clustering": "How many clusters each layer has",
    "training": "The training",
}
CAPTIONS = {
    "flow": "Each ribbon is a set of images of one digit, as wide as they are many. From left to "
    "right: what they are, which cluster they fall into in each hidden layer, what the network "
    "says. Beside a cluster: the share of its most frequent taught digit.",
    "embeddings": "UMAP of each layer's standardised activations, fitted on the training images. "
    "Test and unseen images lie at the weighted mean of their nearest training neighbours.",
    "exceptions": "Known images whose hidden clusters are another class's main path come first, "
    "then those on no class's main path; test images before training images (*).",
    "flow-all-layers": "The same paths with two more stages: the clusters of the raw pixels, as a "
    "control, and those of the softmax output.",
    "clustering": "Mean silhouette and inertia of k-means for every K tried, on the training "
    "images. Red: the K chosen, by the highest silhouette unless the config says otherwise.",
    "training": "Loss and accuracy after each epoch. The test images are only measured.",
}


def run_page(run, answers, figures, page):
    """The page of one run. figures: its figure files; page: where the page will lie."""
    return render(
        "run.html",
        run=run,
        digits=digit_list(answers["digits"]),
        unseen=answers["unseen"],
        accuracy=percent(answers["accuracy"]["test"]),
        text=to_html(markdown(run, answers).split("\n", 1)[1]),
        figures=[figure_entry(name, figures, page) for name in FIGURE_TITLES],
        tables=os.path.relpath(Path(figures[0]).parents[1], Path(page).parent),
    )


def figure_entry(name, figures, page):
    """Title, caption and the relative links of one figure."""
    links = {
        Path(path).suffix[1:]: os.path.relpath(path, Path(page).parent)
        for path in figures
        if Path(path).stem == name
    }
    return {"name": name, "title": FIGURE_TITLES[name], "caption": CAPTIONS[name], "links": links}


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
        "paths": answers["paths"]["distinct"],
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
