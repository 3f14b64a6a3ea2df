"""No page breaks its own policy, and what slips into one is neither run nor fetched."""

import http.server
import json
import re
import threading

import pytest
from plotly.offline import get_plotlyjs

from builders.browser import PATIENCE, READY
from builders.figures import every_figure
from builders.made_atlas import ABOUT, whole
from builders.made_bill import ROW
from builders.made_compared import SETTINGS, comparison
from builders.made_run import small_run, write_dataset
from chemins.base.files import write_text
from chemins.base.templates import digest
from chemins.figures import interactive
from chemins.pages.atlas_page import atlas_page
from chemins.pages.bill_page import bill_page
from chemins.pages.compare_page import compare_page
from chemins.text.captions import LEARNING

pytestmark = pytest.mark.slow

DRAWN = "() => document.documentElement.dataset.ready === 'yes'"
LOADED = "() => document.readyState === 'complete'"
LOOK = {"width": 180, "dpi": 60, "palette": []}
FIGURES = ["flow", "flow-all-layers", "embeddings", "clustering", "exceptions", "interventions"]
FIGURES += ["training"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Pages of made data where a results folder has them: a folder with an accent and a space."""
    results = tmp_path_factory.mktemp("made") / "un été"
    write_text(results / "site/plotly.min.js", get_plotlyjs())
    atlas = atlas_page(whole(), ABOUT, [], "atlas/atlas.parquet", "site/atlas.html")
    write_text(results / "site/atlas.html", atlas)
    dataset = write_dataset(results / "data/dataset.parquet", 200, (3, 2, 1))
    pair = results / "site/comparisons/a/b.html"
    figures = [str(results / "comparisons/a/b/figures/similarity.png")]
    page = compare_page(SETTINGS, comparison(), dataset, (3, 2, 1), figures, str(pair))
    write_text(pair, page)
    bill = bill_page({name: [value] for name, value in ROW.items()})
    write_text(results / "benchmarks/summary.html", bill)
    for name in FIGURES:
        figure = every_figure(small_run(), LOOK)[name][1]()
        interactive.save_html(figure, results / f"runs/small/figures/{name}.html", name, "small")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(interactive, "MANY_POINTS", 10)
        figure = interactive.embeddings_page(small_run(), [])
    interactive.save_html(figure, results / "runs/small/figures/many.html", "many", "small")
    return results


@pytest.fixture(scope="module")
def results(tiny):
    return tiny.folder / "results"


# `opened` asks in the end that the console stayed empty, to which violations are written.


@pytest.mark.parametrize(("name", "pictures"), [("index", 0), ("tiny", len([*FIGURES, *LEARNING]))])
def test_a_page_of_a_run_keeps_to_its_policy(opened, results, name, pictures):
    page = opened((results / f"site/{name}.html").as_uri(), ready=LOADED)
    # Those in a closed part of the page, or below, are loaded when they are seen.
    page.evaluate(
        "document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })"
    )
    assert page.locator("img").count() == pictures
    page.wait_for_function("() => [...document.images].every((image) => image.complete)")
    assert page.evaluate("[...document.images].every((image) => image.naturalWidth > 0)")


def test_atlas_and_bill_keep_to_their_policy(opened, made):
    atlas = opened((made / "site/atlas.html").as_uri(), ready=LOADED)
    color = "getComputedStyle(document.querySelector('.matrix td[style]')).backgroundColor"
    assert atlas.evaluate(color).startswith("rgb(")
    atlas.get_by_role("button", name="bits", exact=True).first.click()
    assert atlas.locator("th[aria-sort]").count() == 1
    bill = opened((made / "benchmarks/summary.html").as_uri(), ready=LOADED)
    assert bill.locator(".bar i").first.bounding_box()["width"] > 10


@pytest.mark.parametrize("name", [*FIGURES, "many"])
def test_an_interactive_figure_keeps_to_its_policy(opened, made, name):
    page = opened((made / f"runs/small/figures/{name}.html").as_uri(), ready=DRAWN, above=3)
    assert "WebGL is not supported" not in page.locator("main").text_content()
    assert page.locator(".main-svg").first.bounding_box()["height"] > 200
    assert page.locator(".gl-canvas").count() == (3 if name == "many" else 0)
    page.locator(".plotly").first.hover()
    with page.expect_download() as download:
        page.locator("[data-title^=Download]").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


def test_a_figure_away_from_plotly_says_what_it_needs(chromium, made, tmp_path):
    source = made / "runs/small/figures/flow.html"
    alone = tmp_path / "flow.html"
    alone.write_bytes(source.read_bytes())
    page = chromium.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    page.goto(alone.as_uri())
    page.get_by_text("plotly.min.js, which is not there: it works where it was made").wait_for()
    page.close()


# What runs marks the page and asks the server; the others ask it at once. Its value is nothing: an
# address that is a script would put the value in the page's place, and end the request.
RUN = "top.owned = 1; new Image().src = '{server}/ran'; void 0"
INJECTED = {
    "an inline script": f"<script>{RUN}</script>",
    "a script beside the page": "<script src='owned.js'></script>",
    "a script of a site": "<script src='{server}/owned.js'></script>",
    "a script in its address": f'<script src="data:text/javascript,{RUN}"></script>',
    "a module": f'<script type="module">{RUN}</script>',
    "a module in its address": f'<script type="module" src="data:text/javascript,{RUN}"></script>',
    "a module of an import map": '<script type="importmap">{"imports": {"a": '
    f'"data:text/javascript,{RUN}"}}}}</script><script type="module">import "a";</script>',
    "a handler": f'<img src="data:," onerror="{RUN}">',
    "an address that is a script": f'<a id="bait" href="javascript:{RUN}">a</a>',
    "a picture": "<img src='{server}/picture.png'>",
    "a style sheet": "<link rel='stylesheet' href='{server}/style.css'>",
    "a picture of a style": "<p style='background: url({server}/picture.png)'>a</p>",
    "a font": "<style>@font-face { font-family: a; src: url({server}/font) } "
    "p { font-family: a }</style><p>a</p>",
    "a frame": "<iframe src='{server}/frame.html'></iframe>",
    "a frame with a page in it": f'<iframe srcdoc="<script>{RUN}</script>"></iframe>',
    "an object": "<object data='{server}/object'></object>",
    "a plugin": "<embed src='{server}/embed'>",
    "a film": "<video autoplay src='{server}/film.mp4'></video>",
    "a form": "<form id='bait' action='{server}/form'><button>a</button></form>",
    "another base": "<base href='{server}/'><script src='owned.js'></script>",
}
PLACES = {
    "run": ("site/tiny.html", LOADED),
    "index": ("site/index.html", LOADED),
    "atlas": ("site/atlas.html", LOADED),
    "comparison": ("site/comparisons/a/b.html", LOADED),
    "bill": ("benchmarks/summary.html", LOADED),
    "figure": ("runs/small/figures/flow.html", DRAWN),
    "figure with WebGL": ("runs/small/figures/many.html", DRAWN),
}


class Listener(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        self.server.heard.set()
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript")
        self.end_headers()
        self.wfile.write(b"top.owned = 1")

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener) as running:
        running.asked, running.heard = [], threading.Event()
        threading.Thread(target=running.serve_forever).start()
        yield running
        running.shutdown()


def open_with_clicks(page, page_file):
    page.set_default_timeout(1000 * PATIENCE)
    page.goto(page_file.as_uri())
    for bait in page.locator("#bait, #bait button").all():
        bait.dispatch_event("click")


def address_of(server):
    return f"http://127.0.0.1:{server.server_port}"


def inject(source, target, text, server):
    """A copy of a page with something at the start of its body, and a script beside it."""
    content = source.read_text(encoding="utf-8")
    head, body, rest = content.partition("<body")
    tag, end, rest = rest.partition(">")
    write_text(target, head + body + tag + end + text.replace("{server}", server) + rest)
    write_text(target.with_name("owned.js"), RUN.replace("{server}", server))


@pytest.mark.parametrize("place", PLACES)
def test_what_slips_into_a_page_is_neither_run_nor_fetched(
    chromium, server, results, made, tmp_path, place
):
    path, ready = PLACES[place]
    source = next(folder / path for folder in (made, results) if (folder / path).exists())
    write_text(tmp_path / "site/plotly.min.js", get_plotlyjs())
    inject(source, tmp_path / path, "".join(INJECTED.values()), address_of(server))
    page, said = chromium.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    open_with_clicks(page, tmp_path / path)
    page.wait_for_function(ready)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert page.evaluate("window.owned") is None
    assert page.url == (tmp_path / path).as_uri()
    assert server.asked == []
    page.close()
    # One each, but for the style attribute, which the page may have: what it loads it may not.
    assert len([text for text in said if "Content Security Policy" in text]) >= len(INJECTED) - 1


def scripts_with_digests(page_file, server):
    """Scripts that ask for themselves with a digest: of what the page allows, of what they are."""
    run = RUN.replace("{server}", server)
    allowed = re.findall(r"&#39;(sha256-[^&]*)&#39;", page_file.read_text(encoding="utf-8"))
    for digests in (*allowed, digest(run).strip("'"), f"{allowed[0]} {digest(run)[1:-1]}"):
        for kind in ("text/javascript", "module"):
            address = f'src="data:text/javascript,{run}"'
            yield f'<script type="{kind}" integrity="{digests}" {address}></script>'


def test_a_script_in_an_address_needs_a_digest_that_is_its_own_and_allowed(
    chromium, server, results, tmp_path
):
    source, copy = results / "site/tiny.html", tmp_path / "site/tiny.html"
    attacks = list(scripts_with_digests(source, address_of(server)))
    assert len(attacks) > 40
    inject(source, copy, "".join(attacks), address_of(server))
    page = chromium.new_page()
    open_with_clicks(page, copy)
    page.wait_for_function(READY)
    assert page.evaluate("window.owned") is None
    assert server.asked == []
    page.close()


def test_an_import_map_before_the_pages_own_is_not_followed(chromium, results, tmp_path):
    content = (results / "site/tiny.html").read_text(encoding="utf-8")
    head, own, rest = content.partition('<script type="importmap">')
    names = json.loads(rest.partition("</script>")[0])["imports"]
    other = json.dumps({"imports": dict.fromkeys(names, f"data:text/javascript,{RUN}")})
    write_text(tmp_path / "site/tiny.html", f"{head}{own}{other}</script>{own}{rest}")
    page = chromium.new_page()
    open_with_clicks(page, tmp_path / "site/tiny.html")
    page.wait_for_function(READY)
    assert page.evaluate("window.owned") is None
    page.close()


@pytest.mark.parametrize("what", INJECTED)
def test_without_a_policy_it_would_be(chromium, server, tmp_path, what):
    """What the test above injects does harm."""
    bare = tmp_path / "bare.html"
    write_text(bare, "<!DOCTYPE html><body></body>")
    inject(bare, tmp_path / "page.html", INJECTED[what], address_of(server))
    page = chromium.new_page()
    open_with_clicks(page, tmp_path / "page.html")
    assert server.heard.wait(PATIENCE)
    page.close()
