"""How large the texts, marks and panels of a printed figure are: by its width.

Texts and marks grow with the cube root of the width: a figure for one column of a paper has
somewhat smaller ones than one for a page, a poster larger ones.
"""

USUAL = 180  # millimetres: the width that all sizes are told for
SMALLEST = 5.5  # points of any text
PANEL = 36  # millimetres of width that a panel has at least
LEAST = 25  # where there are so many of them that they would be higher than a page
PAGE = 225  # millimetres of height that a page has for them


def scale(width) -> float:
    """How much larger texts and marks are than in a figure of the usual width.

    width: millimetres.
    """
    return (width / USUAL) ** (1 / 3)


def height_scale(width) -> float:
    """As scale, for what would be flat in a figure wider than usual."""
    return scale(width) ** (2 if width > USUAL else 1)


def sized(points, width) -> float:
    """The size of a text that has so many points in a figure of the usual width."""
    return max(SMALLEST, points * scale(width))


def panels(count, width, high=PANEL) -> tuple[int, int]:
    """(rows, columns) for so many panels, one a layer, rows as even as can be.

    width: in millimetres, for all of them. high: of a panel, likewise in a figure of the usual
    width.
    """
    by_size = scale(width)
    columns = fitting(width, PANEL * by_size)
    most = fitting(width, LEAST * by_size)
    while columns < most and -(-count // columns) * high * by_size > PAGE:
        columns += 1
    rows = -(-count // columns)
    return rows, -(-count // rows)


def fitting(width, least) -> int:
    """How many panels of at least so many millimetres stand side by side."""
    return max(1, int(width / least + 1e-9))
