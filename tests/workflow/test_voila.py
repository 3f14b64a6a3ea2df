"""The notebook on a small run: executed, served by Voilà, and used with a mouse in a browser."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from urllib.parse import urlsplit

import nbclient
import nbformat
import pyarrow.parquet as pq
import pytest

from builders.project import ROOT, copy_of

pytestmark = pytest.mark.slow

DEADLINE = 120  # seconds, for whatever is waited for
SELECTED = """
import json
views = explorer.views
rows = (views.run.paths["label"] == 1).nonzero()[0]
views.select(rows)
link = views.flow.data[0].link
json.dumps([views.run.name, sum(link.value[: len(link.value) // 2]), sum(link.value)])
"""

# In the browser: how many points of a panel are between two places.
INSIDE = """([panel, left, right]) => {
    const points = document.querySelectorAll(".scatterlayer")[panel].querySelectorAll(".point");
    const boxes = [...points].map(point => point.getBoundingClientRect());
    return boxes.filter(({x, width}) => left < x + width / 2 && x + width / 2 < right).length;
}"""
# What is selected: in each UMAP (-1: no selection), over the flow's stage pairs, and below it.
SHOWN = """() => {
    const [umaps, flow] = document.querySelectorAll(".js-plotly-plot");
    const value = flow.data[0].link.value;
    const title = [...document.querySelectorAll("b")].find(b => / images$/.test(b.textContent));
    return {
        umaps: umaps.data.map(trace => trace.selectedpoints ? trace.selectedpoints.length : -1),
        flow: [...value].slice(0, value.length / 2).reduce((sum, count) => sum + count, 0),
        text: title && title.textContent,
        pictures: document.querySelectorAll("img[src^='data:']").length,
    };
}"""


@pytest.fixture(scope="module")
def finished(tiny, tmp_path_factory):
    folder = copy_of(tiny, tmp_path_factory.mktemp("notebook") / "copy").folder
    shutil.rmtree(folder / "results/runs/tiny-cnn")
    (folder / "results/site/tiny-cnn.html").unlink()
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    shutil.copy(ROOT / "Makefile", folder)
    return folder


@pytest.fixture(scope="module")
def page(finished):
    """The address of the served notebook, with its token."""
    log = finished / "voila.log"
    # This environment instead of the copy's, which has no data files for Voilà. make takes no path
    # with a space in it for a target's name, so it gets a relative one.
    shutil.rmtree(finished / ".venv")
    (finished / ".venv").symlink_to(sys.prefix)
    command = ["make", "voila", "--assume-old=.venv/ready"]
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=finished,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
    try:
        yield address_in(log, process)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(DEADLINE)


def address_in(log, process):
    """The address that Voilà says it serves, as soon as it does."""
    end = time.monotonic() + DEADLINE
    while not (found := re.search(r"running at:\s+(http://\S+)\s", log.read_text())):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.1)
    return found[1]


def labels(folder, label):
    """How many of the run's images have this label, and how many it has."""
    table = pq.read_table(folder / "results/runs/tiny/paths.parquet")["label"].to_pylist()
    return table.count(label), len(table)


def test_the_notebook_runs_and_a_selection_is_seen_in_the_flow(finished):
    notebook = nbformat.read(finished / "notebooks/explore.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(SELECTED))
    client = nbclient.NotebookClient(
        notebook, timeout=DEADLINE, resources={"metadata": {"path": finished / "notebooks"}}
    )
    client.execute()
    shown, selected = (cell.outputs[0].data for cell in notebook.cells if cell.get("outputs"))
    assert "application/vnd.jupyter.widget-view+json" in shown
    ones, every = labels(finished, 1)
    stage_pairs = 3
    assert json.loads(selected["text/plain"].strip("'")) == [
        "tiny",
        stage_pairs * ones,
        stage_pairs * every,
    ]


def test_voila_serves_the_executed_notebook_on_this_computer_only(page):
    assert page.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(page, timeout=DEADLINE) as answer:
        text = answer.read().decode()
    assert "Explore a run" in text
    assert "application/vnd.jupyter.widget-view+json" in text
    assert "Traceback" not in text
    assert "sys.path" not in text  # code is not shown


def asked(page, path, token=True, **headers):
    """The status of Voilà's answer, and its text. headers: their `-` as `_`."""
    place = urlsplit(page)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=DEADLINE)
    query = f"?{place.query}" if token else ""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path + query, headers=named)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


KERNEL = "/api/kernels/00000000-0000-0000-0000-000000000000"
OWN = ["127.0.0.1", "localhost", "[::1]"]
FOREIGN = ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "8.8.8.8", "0.0.0.0"]


@pytest.mark.parametrize("path", ["/", KERNEL, f"{KERNEL}/channels", "/voila/files/voila.log"])
@pytest.mark.parametrize("host", FOREIGN)
def test_by_another_name_nothing_is_answered_whatever_the_token(page, host, path):
    status, text = asked(page, path, Host=f"{host}:{urlsplit(page).port}")
    assert status == 403
    assert "Explore a run" not in text


@pytest.mark.parametrize("host", OWN)
def test_by_its_own_names_it_answers(page, host):
    """No kernel has this number: only who may ask is told so."""
    assert asked(page, KERNEL, Host=f"{host}:{urlsplit(page).port}")[0] == 404


@pytest.mark.parametrize(("path", "status"), [("/", 302), (KERNEL, 403)])
def test_without_the_token_nothing_is_answered(page, path, status):
    found, text = asked(page, path, token=False)
    assert found == status
    assert "Explore a run" not in text


def test_pages_of_other_sites_get_no_answer_that_they_may_read(page):
    place = urlsplit(page)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=DEADLINE)
    connection.request("GET", f"{KERNEL}?{place.query}", headers={"Origin": "http://evil.example"})
    answer = connection.getresponse()
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
    socket = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    socket |= {"Sec_WebSocket_Key": "x3JJHMbDL1EzLkh9GBhXDw==", "Origin": "http://evil.example"}
    assert asked(page, f"{KERNEL}/channels", token=False, **socket)[0] == 403


@pytest.fixture
def tab(chromium, page):
    """The page in a browser, its figures drawn, with nothing from outside this computer."""
    tab = chromium.new_page(viewport={"width": 1400, "height": 1300})
    tab.set_default_timeout(1000 * DEADLINE)
    tab.errors = []
    tab.on("pageerror", lambda error: tab.errors.append(str(error)))
    origin = page.partition("?")[0]
    tab.route(lambda url: not url.startswith(origin), lambda route: route.abort())
    tab.goto(page)
    tab.wait_for_selector(".sankey-link")
    tab.wait_for_selector(".scatterlayer .point")
    yield tab
    tab.close()


def lasso(tab, panel, left, right):
    """Draw around a share of a panel's width with the mouse; how many points are inside."""
    box = tab.locator(".nsewdrag").nth(panel).bounding_box()
    corners = [(left, 0.01), (right, 0.01), (right, 0.99), (left, 0.99), (left, 0.02)]
    points = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in corners]
    inside = tab.evaluate(INSIDE, [panel, points[0][0], points[1][0]])
    tab.mouse.move(*points[0])
    tab.mouse.down()
    for point in points[1:]:
        tab.mouse.move(*point, steps=5)
    tab.mouse.up()
    return inside


def wait_for_selection(tab, count, every):
    """Until so many images are selected in each UMAP, in the flow, in words and as pictures."""
    wanted = {"umaps": [count if count < every else -1] * 4, "flow": count * 3}
    wanted |= {"text": f"{count} of {every} images", "pictures": min(count, 48)}
    end = time.monotonic() + DEADLINE
    while (shown := tab.evaluate(SHOWN)) != wanted:
        assert time.monotonic() < end, (shown, wanted)
        time.sleep(0.1)


def test_a_lasso_drawn_with_the_mouse_selects_everywhere(tab, finished):
    _, every = labels(finished, 1)
    wait_for_selection(tab, every, every)
    first = lasso(tab, 1, 0.01, 0.5)
    assert 0 < first < every
    wait_for_selection(tab, first, every)
    other = lasso(tab, 3, 0.4, 0.99)
    assert 0 < other < every
    assert other != first
    wait_for_selection(tab, other, every)
    tab.get_by_text("Clear selection", exact=True).last.click()
    wait_for_selection(tab, every, every)
    assert tab.errors == []
    # Figures fill their place, the UMAPs all of it.
    widths = [figure.bounding_box()["width"] for figure in tab.locator(".main-svg").all()]
    assert max(widths) > 1300
    assert min(widths) > 800
