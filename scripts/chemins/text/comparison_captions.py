"""The captions of the figures of two networks' comparison."""

from chemins.base.language import said, whole
from chemins.text.comparison_text import alike_text, share


def alike_caption(compared) -> str:
    """Of how alike the layers are; plain text. compared: as text/comparison_text.py has it."""
    lacking = any(about["missing"] for about in compared.found["untrained"].values())
    caption = said(
        "caption_alike",
        title=said("title_alike"),
        images=whole(compared.found["images"]["test"]),
        control="" if lacking else said("caption_control"),
        **compared.runs,
    )
    return f"{caption}\n"


def matched_caption(compared) -> str:
    """As alike_caption, of the flow from cluster to cluster."""
    first, second = compared.closest
    found = compared.clusters(first, second)
    caption = said(
        "caption_matched",
        title=said("title_matched"),
        layer=compared.the_layer("first", first),
        other=compared.the_layer("second", second),
        one=compared.names.one,
        share=share(found["matched"]),
        ami=alike_text(found["ami"]["value"]),
        **compared.runs,
    )
    return f"{caption}\n"
