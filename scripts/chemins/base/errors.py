"""The error that a person is meant to read, and how values are listed in it."""


class CheminsError(Exception):
    """Something that whoever runs chemins can mend; its text says what and how."""


def listed(values) -> str:
    """Values for a sentence: `a, b and c`; `none` if there are none."""
    texts = [str(value) for value in values]
    if len(texts) < 2:
        return texts[0] if texts else "none"
    return f"{', '.join(texts[:-1])} and {texts[-1]}"
