"""An index of many made runs."""

import base64
import gzip
import json
import re

from builders.made_answers import ANSWERS
from chemins.pages.many_index import many_index, row_of

SETTINGS = {
    "network": {"kind": "dense", "hidden": [32, 64]},
    "training": {"epochs": 15, "learning_rate": 0.001},
    "digits": [2, 8],
    "unseen": [5],
    "seed": 0,
}


def many_html(changes, answers=None, comparisons=()):
    """changes: run -> what of its settings is not as in SETTINGS. answers: run -> its own, if it
    has any."""
    runs = {run: SETTINGS | changed for run, changed in changes.items()}
    rows = {run: row_of(run, own, (answers or {}).get(run, ANSWERS)) for run, own in runs.items()}
    settings = {"dataset": "mnist-sample", "palette": (), "runs": runs}
    return many_index(settings, rows, comparisons)


def packed_in(html):
    """What the page's scripts read."""
    packed = re.search(r'id="packed">([^<]+)<', html)[1]
    return json.loads(gzip.decompress(base64.b64decode(packed)))
