"""The error that a person is meant to read."""


class CheminsError(Exception):
    """Something that whoever runs chemins can mend; its text says what and how."""
