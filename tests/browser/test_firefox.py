"""A run's page in Firefox."""

import pytest

from builders.browser import READY
from builders.firefox import firefox
from builders.made_compared import SETTINGS, comparison
from builders.made_run import write_dataset
from chemins.base.files import write_text
from chemins.pages.compare_page import compare_page

pytestmark = pytest.mark.slow

# The first claim of the page that selects anything: where to click, how many it says.
CLAIM = """() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  const claim = document.querySelector(".claims a");
  claim.scrollIntoView({block: "center"});
  const {x, y, width, height} = claim.getClientRects()[0];
  return [x + width / 2, y + height / 2, claim.textContent];
}"""
SUMMARY = "() => document.querySelector('#summary').textContent"
IMAGES = """() => {
  const canvas = document.querySelector("#gallery canvas");
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value) => value > 0 && value < 255);
}"""


def test_a_page_opens_and_a_claim_selects_what_it_says(tiny, tmp_path):
    with firefox(tmp_path) as page:
        page.open((tiny.folder / "results/site/tiny.html").as_uri())
        page.wait_for(READY)
        assert page.value(IMAGES)
        x, y, text = page.value(CLAIM)
        page.click(x, y)
        page.wait_for("() => document.querySelector('.claims a').ariaCurrent === 'true'")
        count = text.partition(": ")[2].partition(" of ")[0]
        assert page.value(SUMMARY).startswith(f"{count} of ")
        assert page.said == []


def test_back_goes_to_what_a_saved_page_opened_with(tiny, tmp_path):
    text = (tiny.folder / "results/site/tiny.html").read_text(encoding="utf-8")
    saved = tmp_path / "saved.html"
    view = "select=correct%3Ayes&amp;zoom=hidden_1%3A2_300_400"
    saved.write_text(text.replace("<html lang", f'<html data-view="{view}" lang'), encoding="utf-8")
    with firefox(tmp_path) as page:
        page.open(saved.as_uri())
        page.wait_for(READY)
        before = page.value(SUMMARY)
        assert " selected: " in before
        page.value("() => document.querySelector('#clear').click() ?? 0")
        page.wait_for("() => location.hash.includes('zoom=')")
        assert "none selected" in page.value(SUMMARY)
        page.value("() => history.back() ?? 0")
        page.wait_for(f"() => ({SUMMARY})() === {before!r}")
        assert page.value("() => location.hash") == ""
        assert page.said == []


def test_epochs_go_by(tiny, tmp_path):
    with firefox(tmp_path) as page:
        page.open((tiny.folder / "results/site/tiny.html").as_uri() + "#epoch=0")
        page.wait_for(READY)
        page.wait_for("() => document.getElementById('epochs').dataset.shown === '0'")
        page.value("() => document.querySelector('.play').click() ?? 0")
        page.wait_for("() => document.getElementById('epochs').classList.contains('at-end')")
        page.wait_for("() => document.getElementById('epochs').dataset.shown === '2'")
        assert page.said == []


def test_a_page_of_two_networks_opens_and_a_cell_chooses_its_layers(tmp_path):
    dataset = write_dataset(tmp_path / "dataset.parquet", 200, (3, 2, 1))
    place = tmp_path / "site/comparisons/a/b.html"
    write_text(place, compare_page(SETTINGS, comparison(), dataset, (3, 2, 1), [], str(place)))
    with firefox(tmp_path) as page:
        page.open(place.as_uri())
        page.wait_for("() => document.documentElement.dataset.ready === 'yes'")
        title = "() => document.querySelector('#flow-title').textContent"
        assert page.value(title) == "From hidden 1 of a to dense 1 of b"
        page.value("() => document.querySelectorAll('#similarity td button')[1].click() ?? 0")
        assert page.value(title) == "From pixels of a to block/conv <1> of b"
        assert page.value("() => location.hash") == "#first=pixels&second=conv_1"
        page.value("() => document.querySelector('.ribbon').dispatchEvent("
                   "new MouseEvent('click', {bubbles: true})) && 0")  # fmt: skip
        assert "from=" in page.value("() => location.hash")
        assert page.value("() => document.querySelectorAll('.image').length") > 0
        assert page.value("() => document.querySelectorAll('.ribbon.off').length") > 0
        page.value("() => history.back() ?? 0")
        page.wait_for("() => !document.querySelector('.ribbon.off')")
        assert page.said == []
