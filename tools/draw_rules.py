"""Draw the graph of rules, as Snakemake tells it of config/config.yaml and an atlas.

    python tools/draw_rules.py docs/pictures/rules.svg

Graphviz lays it out (Debian: apt-get install graphviz). An arrow that others lead around to the
same end is left out, as the inputs that all of a page's rules share would hide the rest.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ALSO = ("atlas={}",)  # what config.yaml has no example of; with an atlas, runs need naming
RUNS = ("1v7", "all-digits", "1v7-cnn")
LOOK = """digraph rules {
rankdir=TB; ranksep=0.3; nodesep=0.2; margin=0;
node [shape=box, style=rounded, fontname="DejaVu Sans", fontsize=12, height=0.35];
edge [arrowsize=0.7];
"""
STYLE = """<style>
svg { background: #fff } text { fill: #222; font-family: "DejaVu Sans", Arial, sans-serif }
.graph > polygon { fill: none; stroke: none } .node path { fill: #f6f7f9; stroke: #6b7280 }
.edge path { stroke: #6b7280 } .edge polygon { fill: #6b7280; stroke: #6b7280 }
@media (prefers-color-scheme: dark) {
  svg { background: #0d1117 } text { fill: #e6edf3 } .node path { fill: #21262d; stroke: #9aa4b2 }
  .edge path { stroke: #9aa4b2 } .edge polygon { fill: #9aa4b2; stroke: #9aa4b2 }
}
</style>
"""


def rule_graph(folder):
    """The names of the rules, and the pairs of those of which the second reads of the first, as
    Snakemake tells them of the project in a folder."""
    config = [*ALSO, f"only={list(RUNS)}"]
    command = [sys.executable, "-m", "snakemake", "--rulegraph", "dot", "--config", *config]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    names = dict(re.findall(r'^\s*(\d+)\[label = "(\w+)"', told, re.MULTILINE))
    edges = re.findall(r"^\s*(\d+) -> (\d+)$", told, re.MULTILINE)
    return sorted(names.values()), sorted((names[first], names[then]) for first, then in edges)


def picture(names, edges):
    """The SVG of a graph, without what Graphviz notes of itself."""
    lines = [*map(str, names), *(f"{first} -> {then}" for first, then in edges)]
    reduced = piped(["tred"], LOOK + ";\n".join(lines) + "}\n")
    drawn = re.sub(r"<!--.*?-->\n?", "", piped(["dot", "-Tsvg"], reduced), flags=re.DOTALL)
    return re.sub(r"(<svg[^>]*>\n)", lambda start: start[1] + STYLE, drawn, count=1)


def piped(command, text):
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(picture(*rule_graph(ROOT)), encoding="utf-8")
