"""That a network has no untrained twin."""


class NoTwin(Exception):
    """Why a network has no untrained twin: a sentence's part, which begins with `its`."""
