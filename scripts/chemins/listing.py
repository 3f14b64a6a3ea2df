"""Several values in a sentence: apart from other phrases, since every refusal uses it."""


def listed(values):
    """Values for a sentence: `a, b and c`; `none` if there are none."""
    texts = [str(value) for value in values]
    if len(texts) < 2:
        return texts[0] if texts else "none"
    return f"{', '.join(texts[:-1])} and {texts[-1]}"
