"""Draw a results folder's RO-Crate as a graph of kinds, with one run as the example.

python tools/draw_crate.py results docs/pictures/crate.svg 1v7
"""

import json
import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path

WIDTH, HEIGHT = 1090, 405
BOX, LINE = 260, 19  # a box's width, a line's height
SHOWN = 4  # names of many
INK, RIM, FILL, ACCENT = "#222222", "#8a8f98", "#f6f7f9", "#0b5394"


@dataclass(frozen=True)
class Box:
    """Where it stands, its type, and what it says."""

    x: int
    y: int
    kind: str
    lines: list

    @property
    def height(self):
        return LINE * (len(self.lines) + 1) + 16

    def at(self, right, down):
        """A point of it: shares of its width and height."""
        return self.x + right * BOX, self.y + down * self.height


def draw_crate(results, path, run):
    graph = {
        one["@id"]: one
        for one in json.loads(Path(results, "ro-crate-metadata.json").read_text())["@graph"]
    }
    Path(path).write_text(picture(*boxes(graph, f"#run-{run}")), encoding="utf-8")


def boxes(graph, action):
    """The boxes, and the arrows between them with their names."""
    made = graph[action]
    given = referred(graph, made["object"])
    settings = [one for one in given if one["@type"] == "PropertyValue"]
    data = [one for one in given if one["@type"] == "File"]
    files = referred(graph, made["result"])
    tool = graph[made["instrument"]["@id"]]
    packages = referred(graph, tool["softwareRequirements"])
    root = graph["./"]
    left, middle, right = 20, 395, 810
    whole = Box(left, 20, "Dataset", ["./", f"datePublished {root['datePublished']}"])
    action = Box(middle, 170, "CreateAction", [made["name"]])
    software = Box(middle, 20, "SoftwareApplication", [f"chemins {tool['softwareVersion']}"])
    needs = Box(right, 20, f"SoftwareApplication × {len(packages)}", versions(packages))
    table = Box(left, 170, "File", [data[0]["@id"]])
    values = Box(left, 255, f"PropertyValue × {len(settings)}", told(settings))
    results = Box(right, 185, f"File × {len(files)}", [*named(files), "each with its sha256"])
    arrows = [
        ("mentions", whole.at(0.8, 1), action.at(0.1, 0)),
        ("instrument", action.at(0.5, 0), software.at(0.5, 1)),
        ("softwareRequirements", software.at(1, 0.5), needs.at(0, 0.3)),
        ("object", action.at(0, 0.5), table.at(1, 0.5)),
        ("object", action.at(0, 0.85), values.at(1, 0.3)),
        ("result", action.at(1, 0.5), results.at(0, 0.3)),
    ]
    return [whole, action, software, needs, table, values, results], arrows


def referred(graph, references):
    found = references if isinstance(references, list) else [references]
    return [graph[one["@id"]] for one in found]


def versions(packages):
    return some([f"{one['name']} {one['softwareVersion']}" for one in packages])


def told(settings):
    return some([f"{one['name']} {one['value']}" for one in settings])


def named(files):
    """By their names in the run's folder; its page lies elsewhere."""
    return some(["/".join(one["@id"].split("/")[2:]) or one["@id"] for one in files])


def some(texts):
    step = max(1, len(texts) // SHOWN)
    return [*texts[::step][:SHOWN], "…"]


def picture(boxes, arrows):
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" font-family="DejaVu Sans, Arial, sans-serif">',
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" '
        f'markerHeight="8" orient="auto"><path d="M0 0 10 5 0 10z" fill="{RIM}"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *(arrow for one in arrows for arrow in drawn_arrow(*one)),
        *(part for one in boxes for part in drawn_box(one)),
        "</svg>\n",
    ]
    return "\n".join(parts)


def drawn_arrow(name, start, end):
    (x1, y1), (x2, y2) = start, end
    yield (
        f'<path d="M{x1:g} {y1:g} {x2:g} {y2:g}" stroke="{RIM}" stroke-width="1.5" fill="none" '
        'marker-end="url(#tip)"/>'
    )
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    yield (
        f'<text x="{x:g}" y="{y - 5:g}" text-anchor="middle" font-size="11" fill="{ACCENT}" '
        f'stroke="#ffffff" stroke-width="4" paint-order="stroke">{name}</text>'
    )


def drawn_box(box):
    yield (
        f'<rect x="{box.x}" y="{box.y}" width="{BOX}" height="{box.height}" rx="6" '
        f'fill="{FILL}" stroke="{RIM}"/>'
    )
    texts = [(box.kind, 'font-weight="bold"'), *((line, "") for line in box.lines)]
    for row, (text, style) in enumerate(texts):
        y = box.y + 22 + row * LINE
        place = f'x="{box.x + 12}" y="{y}" font-size="13" fill="{INK}"'
        yield f"<text {place} {style}>{escape(text)}</text>"


if __name__ == "__main__":
    draw_crate(*sys.argv[1:])
