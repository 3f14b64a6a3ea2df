"""A real run's page: where its points are on the screen, and what is selected."""

import csv
import io

import duckdb
import numpy as np

LAYER = "hidden_1"


def samples_of(results):
    """sample_id -> the row of the table of paths."""
    rows = duckdb.sql(f"from '{results}/runs/tiny/paths.parquet'")
    return {row[0]: dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()}


def coordinates(results, layer):
    """sample_id -> (x, y) of an embedding."""
    found = duckdb.sql(
        f"select sample_id, x, y from '{results}/runs/tiny/embeddings/*/*.parquet' "
        f"where layer = '{layer}'"
    )
    return {row[0]: row[1:] for row in found.fetchall()}


def on_screen(results, layer, box):
    """sample_id -> the pixel where a point is seen: the whole in the middle, x and y alike."""
    places = coordinates(results, layer)
    points = np.array(list(places.values()))
    low, high = points.min(axis=0), points.max(axis=0)
    side = 0.92 * min(box["width"], box["height"])
    away = (points - (low + high) / 2) / (high - low).max() * [1, -1] * side
    pixels = away + np.array([box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])
    return dict(zip(places, pixels, strict=True))


def panel(page, layer):
    """The canvas of a layer's embedding that takes the pointer."""
    title = layer.replace("_", " ")
    canvas = page.locator(f'.embedding[aria-label="UMAP of {title}"] canvas.over')
    canvas.scroll_into_view_if_needed()
    return canvas


def exported(page):
    """The rows of the CSV that the page gives."""
    with page.expect_download() as download:
        page.locator("#csv").click()
    text = download.value.path().read_text()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def selected(page):
    return {int(row["sample_id"]) for row in exported(page)}
