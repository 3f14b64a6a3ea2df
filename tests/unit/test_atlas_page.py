"""What the cells of an atlas say, and its page as a whole."""

import re

import numpy as np
import pytest

from builders.made_atlas import ABOUT, HIDDEN, SMALL, whole
from chemins.figures import atlas_cells
from chemins.pages.atlas_page import atlas_page


@pytest.fixture(scope="module")
def page():
    figures = [f"r/atlas/figures/{name}.svg" for name in ("destinations", "layers", "similarity")]
    return atlas_page(whole(), ABOUT, figures, "r/atlas/atlas.parquet", "r/site/atlas.html")


def test_a_share_is_told_of_the_class_that_gets_more():
    cell = atlas_cells.destination_cell((4, 9), 7, np.array([0.2, 0.1, 0.3]))
    assert cell.text == "4: 80 ± 10"
    assert cell.words == "7s, taught 4 and 9: 80.0 [70.0, 90.0] % taken for 4"
    other = atlas_cells.destination_cell((4, 9), 7, np.array([0.8, np.nan, np.nan]))
    assert other.text == "9: 80"


def test_pairs_come_from_the_most_decided_to_the_most_evenly_divided():
    assert atlas_cells.destination_matrix(SMALL).rows == [(0, 2), (0, 1), (1, 2)]


def test_layers_stand_above_the_diagonal_and_pixels_below():
    cells = atlas_cells.layer_matrix(whole(), HIDDEN, 0.95).cells
    assert cells[0][1].text == "hidden 1\n97.0 ± 0.0"
    assert cells[1][0].text == "* 99.0 ± 0.0"
    assert cells[2][0].text == "90.0 ± 0.0"
    assert cells[1][2].text == "no layer\n90.0 ± 0.0"
    assert cells[1][1].text == ""


def test_the_page_tells_what_the_numbers_say(page):
    text = re.sub(r"\s+", " ", page)
    assert "Of the 3 pairs, clusters tell apart 2 from hidden 1 on" in text
    assert "in 1 those of the pixels do. In no hidden layer: 1 | 2." in text
    assert "alike to the networks are 0 | 2 (0.60 [-0.04, 1.24]), 1 | 2 (0.60 [0.6" in text
    assert "Networks of 1 | 2 (1.00 [1.00, 1.00] bits)" in text
    assert "has an AUROC of 0.20 [0.20, 0.20]" in text


def test_the_page_has_every_pair_and_loads_nothing_from_elsewhere(page):
    assert re.findall(r'<details id="pair-(\w+)"', page) == ["0v1", "0v2", "1v2"]
    assert 'href="../atlas/atlas.parquet"' in page
    assert 'href="../atlas/figures/layers.svg"' in page
    assert "index.html" not in page
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
