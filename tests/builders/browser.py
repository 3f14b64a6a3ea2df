"""A real Chromium, and pages in it that are watched: what they say, and where they look."""

import shutil
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

from builders.machine import not_installed

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 120  # seconds that a page may take on a busy machine
# What is waited for is a function: the pages' policy lets nobody evaluate a text again and again.
READY = "() => document.documentElement.dataset.images === 'yes'"


@contextmanager
def chromium():
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        not_installed("no Chromium is installed (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"]  # for root, as in containers
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@contextmanager
def watched(browser):
    """A function that makes pages, and the list of folders that they may read.

    In the end nothing was written to the console, no request left the folders.
    """
    contexts, said, asked, folders = [], [], [], []

    def new_page(width, height):
        context = browser.new_context(viewport={"width": width, "height": height})
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        return page

    yield new_page, folders
    for context in contexts:
        context.close()
    # A processor that does a GPU's work says how slow it is.
    assert [text for text in said if "GL Driver Message" not in text] == []
    places = [urlsplit(unquote(url)) for url in asked]
    outside = [
        p for p in places if p.scheme in ("file", "http", "https") and not within(p, folders)
    ]
    assert outside == []


def within(place, folders):
    local = place.scheme == "file" or place.hostname == "127.0.0.1"
    return local and any(place.path.startswith(folder) for folder in folders)


def unfold(page):
    """Open everything that is folded."""
    page.evaluate(
        "() => document.querySelectorAll('details').forEach((part) => (part.open = true))"
    )


def violations(page):
    """What axe-core, which the package for playwright brings, finds on a page: rule and places."""
    package = find_spec("axe_playwright_python")
    assert package, "axe-playwright-python is missing: make sets up what is in requirements.lock"
    page.evaluate((Path(package.origin).parent / "axe.min.js").read_text(encoding="utf-8"))
    return page.evaluate("""async () => (await axe.run(document)).violations.map(
        ({id, nodes}) => [id, nodes.map(({target}) => target.join(" "))])""")
