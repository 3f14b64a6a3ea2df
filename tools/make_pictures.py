"""Make the pictures of README.md and docs/ that come from results of config/config.yaml.

    python tools/make_pictures.py results docs/pictures

The atlas's and the residual network's are of other configs; they are made by hand.
"""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
RUNS = ("1v7", "all-digits")  # whose results are needed
FIGURES = {"flow-1v7.png": ("1v7", "flow"), "interventions-1v7.png": ("1v7", "interventions")}


@dataclass(frozen=True)
class Screen:
    """A page of the site in a window: which, opened how, with what of it (CSS) at the top."""

    run: str
    fragment: str
    top: str
    width: int
    height: int


SCREENS = {
    "explorer-all-digits.png": Screen("all-digits", "select=exception:yes", "body", 1366, 768),
    "epochs-all-digits.png": Screen("all-digits", "epoch=5", "body", 1366, 768),
    "explorer-1v7.png": Screen("1v7", "select=label:4 prediction:7&pin=2401", ".maps", 1366, 900),
}


def make_pictures(results, folder, runs=RUNS) -> None:
    """Write these runs' pictures into a folder. results: of these at least."""
    for name, (run, figure) in FIGURES.items():
        if run in runs:
            shutil.copyfile(Path(results) / f"runs/{run}/figures/{figure}.png", Path(folder) / name)
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        sys.exit("Pictures of pages need Chromium (Debian: apt-get install chromium).")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # root needs it, as in containers
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        for name, screen in SCREENS.items():
            if screen.run in runs:
                photograph(browser, Path(results) / "site", screen, Path(folder) / name)
        browser.close()


def photograph(browser, site, screen, path) -> None:
    page = browser.new_page(
        viewport={"width": screen.width, "height": screen.height}, reduced_motion="reduce"
    )
    page.goto(f"{(site / screen.run).resolve().as_uri()}.html#{screen.fragment}")
    # A function: the page's policy lets nobody evaluate a text again and again.
    page.wait_for_function("() => document.documentElement.dataset.images === 'yes'")
    page.evaluate("at => document.querySelector(at).scrollIntoView()", screen.top)
    page.screenshot(path=path)
    page.close()


if __name__ == "__main__":
    make_pictures(*sys.argv[1:])
