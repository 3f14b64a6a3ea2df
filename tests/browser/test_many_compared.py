"""The page of two networks that shows a sample of very many images, in a real browser."""

import numpy as np
import pytest
from PIL import Image

from builders.made_compared import SETTINGS
from builders.made_numerous import COUNT, SHAPE, numerous
from builders.made_run import write_dataset
from chemins.base.files import write_text
from chemins.pages import compared_sample
from chemins.pages.compare_page import compare_page

pytestmark = pytest.mark.slow

DRAWN = "() => document.documentElement.dataset.ready === 'yes'"
CUT = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder, found = tmp_path_factory.mktemp("numerous"), numerous()
    dataset = write_dataset(folder / "dataset.parquet", 2 * COUNT + 10, SHAPE)
    file, figure = folder / "a/page.html", folder / "a/similarity.png"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compared_sample, "LIMIT", 900)
        html = compare_page(SETTINGS, found, dataset, SHAPE, [str(figure)], str(file))
    write_text(file, html)
    Image.new("L", (2, 2)).save(figure)
    return found, file


def text(page, place):
    return " ".join(page.locator(place).first.text_content().split())


@pytest.mark.parametrize("width", [1366, 390])
def test_counts_are_of_all_and_pictures_of_those_shown(opened, made, width):
    found, file = made
    fates, (first, second) = found.fates, (run.clusters for run in found.runs)
    page = opened(f"{file.as_uri()}#kind=all", ready=DRAWN, width=width, height=800)
    assert page.evaluate(CUT) == 0
    assert " 900 of the images are shown, drawn evenly path by path" in text(page, ".lead")
    chips = page.locator(".labels button").all_inner_texts()
    assert [chip.split()[-1] for chip in chips] == [
        f"{np.sum(fates['label'] == label):,}" for label in (1, 4, 7)
    ]
    assert "4,000 images of 4,000 that both networks have: all images; 900 of them" in text(
        page, ".shown"
    )

    # A cluster of the flow, as the images that are shown tell it and as the tables do.
    page.locator("[data-node='0 0']").click()
    chosen = first["hidden_1"] == 0
    assert text(page, ".shown").startswith(f"{chosen.sum():,} images of 4,000 that")
    changed = page.locator(".kinds button .count").first.text_content()
    assert changed == f"{np.sum(chosen & (fates['changed'] != '')):,}"
    page.locator("#flow details summary").click()
    rows = page.locator("#flow details tbody tr").all_inner_texts()
    told = {tuple(row.split("\t")[:2]): row.split("\t")[3] for row in rows}
    for a in range(3):
        for b in range(3):
            count = np.sum((first["hidden_1"] == a) & (second["dense_1"] == b))
            assert told[f"cluster {a}", f"cluster {b}"] == f"{count:,}"
