"""Ribbons are seen on the page: each label's have pixels that stand out from the paper."""

import pytest

pytestmark = pytest.mark.slow

# Of what is drawn of the flow: the highest contrast with the page (WCAG 2) of a pixel.
HIGHEST = """() => {
  const drawn = document.querySelector("#flow canvas.base");
  const paper = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [drawn.width, drawn.height];
  const context = copy.getContext("2d");
  context.fillStyle = `rgb(${paper})`;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(drawn, 0, 0);
  const {data} = context.getImageData(0, 0, copy.width, copy.height);
  const light = (parts) => parts.map((part) => part / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4))
    .reduce((sum, share, i) => sum + share * [0.2126, 0.7152, 0.0722][i], 0);
  const page = light(paper);
  let highest = 1;
  for (let k = 0; k < data.length; k += 4) {
    const [low, high] = [light([data[k], data[k + 1], data[k + 2]]), page].sort((a, b) => a - b);
    highest = Math.max(highest, (high + 0.05) / (low + 0.05));
  }
  return highest;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_label_has_ribbons_that_stand_out(opened, tiny, scheme):
    page = opened((tiny.folder / "results/site/tiny.html").as_uri())
    page.emulate_media(color_scheme=scheme)
    chips = page.locator("#labels .chip")
    for chosen in range(chips.count()):
        for place in range(chips.count()):
            chips.nth(place).locator("input").set_checked(place == chosen)
        assert page.evaluate(HIGHEST) >= 2.95, chips.nth(chosen).text_content()
