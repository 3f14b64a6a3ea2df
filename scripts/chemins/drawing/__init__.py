"""The printed figures: matplotlib, no browser, the same bytes every time."""
