"""docs/pictures/rules.svg is of the rules that there are (`make rulegraph`)."""

import importlib.util
import shutil
from xml.etree import ElementTree

import pytest

from builders.machine import not_installed
from builders.project import ROOT

pytestmark = pytest.mark.slow
SVG = "{http://www.w3.org/2000/svg}"
PICTURE = ROOT / "docs/pictures/rules.svg"
REDRAWN = "`make rulegraph` draws it anew"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("tool", ROOT / "tools/draw_rules.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def drawn(text):
    """The names and the arrows in a picture."""
    groups = list(ElementTree.fromstring(text).iter(f"{SVG}g"))
    nodes, edges = (
        [one.findtext(f"{SVG}title") for one in groups if one.get("class") == kind]
        for kind in ("node", "edge")
    )
    return nodes, [tuple(edge.split("->")) for edge in edges]


def reached(edges):
    """All pairs of which the first leads to the second, over others too."""
    found = set(edges)
    while more := {(a, d) for a, b in found for c, d in found if b == c} - found:
        found |= more
    return found


def test_the_picture_has_the_rules_and_their_ways(tool, project):
    names, edges = tool.rule_graph(project.folder)
    assert {"select_samples", "build_page", "chart_pair"} <= set(names)
    nodes, arrows = drawn(PICTURE.read_text())
    assert sorted(nodes) == names, REDRAWN
    assert reached(arrows) == reached(edges), REDRAWN
    assert len(arrows) < len(edges)
    assert PICTURE.stat().st_size < 200_000


def test_a_graph_is_drawn_the_same_each_time(tool):
    if not shutil.which("dot"):
        not_installed("no Graphviz is installed (Debian: apt-get install graphviz)")
    edges = [("a", "b"), ("b", "c"), ("a", "c")]
    text = tool.picture(["a", "b", "c", "d"], edges)
    nodes, arrows = drawn(text)
    assert (sorted(nodes), sorted(arrows)) == (["a", "b", "c", "d"], [("a", "b"), ("b", "c")])
    assert text == tool.picture(["a", "b", "c", "d"], edges)
    assert "prefers-color-scheme: dark" in text
