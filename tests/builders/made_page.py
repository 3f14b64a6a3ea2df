"""What pages are made of, pages made of it, and a page as a browser would find it."""

from html.parser import HTMLParser
from urllib.parse import unquote

from builders.made_answers import ANSWERS
from chemins.answers.map_quality import MapQuality
from chemins.pages.index_page import index_page
from chemins.pages.run_page import run_page

HOSTILE = ["<script>alert(1)<script>", 'a" onload="alert(1)', "a&amp;b", "{{ 7 * 7 }}", "50%41"]


class Page(HTMLParser):
    """What a browser would find: the tags, their attributes, the text outside the style."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.texts = [], [], []
        self.feed(html)
        self.close()
        self.text = " ".join(" ".join(self.texts).split())
        links = [value for name, value in self.attributes if name in ("href", "src")]
        self.links = [unquote(link) for link in links if not link.startswith(("#", "data:"))]

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        if self.tags[-1:] not in (["style"], ["script"]):
            self.texts.append(data)


FIGURES = ["flow", "embeddings", "exceptions", "flow-all-layers", "clustering", "interventions"]
FIGURES += ["training"]
FORMATS = ["svg", "pdf", "png", "html"]
SETTINGS = {"network": {"kind": "dense", "hidden": [32, 64]}, "seed": 0}


def figures_of(run):
    return [f"results/runs/{run}/figures/{n}.{f}" for n in FIGURES for f in FORMATS]


def explorer_of(run, **header):
    claim = {"about": "signatures", "lead": "Test images", "text": "8s, 1: 3 of 5", "count": 3}
    header = {
        "run": run,
        "count": 70,
        "trusted": 0.6,
        "layers": [{"name": "hidden_1", "title": "hidden 1", "hidden": True}],
        "claims": [claim | {"condition": "label:8 travels:8"}],
        **header,
    }
    maps = {layer["name"]: {"train": MapQuality(0.9375, 0.875, 40)} for layer in header["layers"]}
    return {"header": header, "columns": "H4sI", "sprites": ["AAAA", "BBBB"], "maps": maps}


def html_of(run, answers=ANSWERS, fit_on="train", figures=None, **header):
    figures = figures_of(run) if figures is None else figures
    page = f"results/site/{run}.html"
    return run_page(answers, figures, page, fit_on, explorer_of(run, **header))


# Of an index that is not looked at for its images.
FLOW = {"width": 320, "height": "110", "ribbons": [], "nodes": "M0 0h5v110h-5z", "names": []}
FATES = {"about": {}, "images": "", "rows": "", "sprites": []}


def index_html(*runs, dataset="mnist-sample", answers=ANSWERS, palette=(), **changes):
    of_runs = dict.fromkeys(runs, SETTINGS | changes)
    settings = {"dataset": dataset, "palette": palette, "runs": of_runs}
    return index_of_answers(settings, dict.fromkeys(runs, answers))


def index_of_answers(settings, answers, **images):
    """settings: as of the rule build_index. images: flows, fates, comparisons, if they matter."""
    flows, fates = images.get("flows"), images.get("fates", FATES)
    pairs = images.get("comparisons", ())
    return index_page(settings, answers, flows or dict.fromkeys(answers, FLOW), fates, pairs)
