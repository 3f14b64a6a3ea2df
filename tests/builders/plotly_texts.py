"""What an interactive figure's page tells."""

import json
import re


def figure_of(content):
    """The figure in a page, without what the page tells of it."""
    figure, _ = re.findall(r"<script[^>]*>(.*?)</script>", content, flags=re.S)
    figure = json.loads(figure)
    del figure["layout"]["meta"]
    return figure


def check_text(content, hostile):
    """Names that hold `hostile` are told, as nothing but text and plotly's markup that is meant."""
    told = [text for text in texts_of(figure_of(content)) if hostile in text]
    assert told
    for text in told:
        assert "<" not in re.sub(r"</?(b|br|sup|extra)>", "", text)


def texts_of(value):
    """All texts in a JSON value."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return [text for part in parts for text in texts_of(part)]
    return [value] if isinstance(value, str) else []
