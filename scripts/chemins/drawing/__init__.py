"""The printed figures: matplotlib, no browser, the same bytes every time."""

from chemins.imports import in_a_bare_folder

with in_a_bare_folder():
    import matplotlib  # noqa: F401
