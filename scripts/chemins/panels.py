"""How the panels of a figure, one a layer, are arranged."""

WIDEST = 5


def grid(count):
    """(rows, columns) for so many panels: at most WIDEST columns, rows as even as can be."""
    rows = -(-count // WIDEST)
    return rows, -(-count // rows)
