"""A network of many layers: not all are in its paths, and not all of its maps on the screen."""

import re

import numpy as np
import pytest

from builders.deep_run import deep_run
from builders.made_explored import explored_page
from chemins.base.files import write_text
from chemins.clusters.paths import count_flows, stage_pairs

pytestmark = pytest.mark.slow

STAGES = [f"relu_{place}" for place in range(0, 13, 2)]


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    run = deep_run(13, stages=STAGES)
    flows = count_flows(run.paths, stage_pairs(STAGES, run.layers))
    flows = {name: np.array(column) for name, column in flows.items()}
    html = explored_page(deep_run(13, stages=STAGES, flows=flows))
    made = tmp_path_factory.mktemp("deep") / "site/deep.html"
    # Its figures were never drawn; a page whose pictures are missing would say so.
    write_text(made, re.sub(r"<img [^>]*>", "", html))
    return made.as_uri()


def test_the_flow_of_the_paths_offers_the_one_of_all_layers(opened, file):
    page = opened(file, width=1366, height=768)
    titles = page.locator("#flow .stage-title")
    assert titles.count() == len(STAGES) + 2
    assert page.get_by_label("the 7 layers of the paths").is_checked()
    every = page.get_by_label("all 15 layers")
    assert every.is_visible()
    every.check()
    assert titles.count() == 15 + 2


def test_maps_stand_in_a_row_three_at_a_time(opened, file):
    page = opened(file, width=1366, height=768)
    row = page.locator(".embeddings").bounding_box()
    assert row["width"] == page.locator(".maps").bounding_box()["width"]
    boxes = [one.bounding_box() for one in page.locator(".embedding").all()]
    seen = [box for box in boxes if box["x"] + box["width"] <= row["x"] + row["width"] + 1]
    assert len(boxes) == 15
    assert len(seen) == 3
