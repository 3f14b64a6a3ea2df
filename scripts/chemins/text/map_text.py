"""How far embeddings are to be trusted, in words."""

from chemins.base.formatting import layer_text
from chemins.base.language import enumerated, numeral, said

MEASURES = ("trustworthiness", "continuity")


def quality_digits(value) -> str:
    """`0.97`; no 1.00 of what is not."""
    return numeral(f"{min(value, 0.99) if value < 1 else value:.2f}")


def quality_lines(qualities) -> list[str]:
    """`trustworthiness 0.97 · 0.95`, `continuity …`: a number a role, in their order; [] without.

    qualities: role -> MapQuality.
    """
    return [
        f"{said(measure)} "
        + " · ".join(quality_digits(getattr(q, measure)) for q in qualities.values())
        for measure in MEASURES
        if qualities
    ]


def roles_text(by_layer) -> str:
    """`train · test`: whose numbers quality_lines has, in their order."""
    return " · ".join(map(said, next(iter(by_layer.values()), {})))


def quality_sentence(by_layer, counts) -> str:
    """The numbers of every layer. by_layer: layer -> role -> MapQuality. counts: role -> how many
    images there are of it."""
    told = [
        f"{layer_text(layer)} {', '.join(quality_lines(qualities))}"
        for layer, qualities in by_layer.items()
        if qualities
    ]
    if not told:
        return ""
    found = {"told": said("between").join(told), "sample": sample_text(by_layer, counts)}
    return said("maps_quality", roles=roles_text(by_layer), **found)


def sample_text(by_layer, counts) -> str:
    """Of which roles the numbers are those of a sample."""
    first = next(iter(by_layer.values()))
    drawn = [
        said("maps_drawn", images=numeral(f"{q.images:,}"), role=said(role))
        for role, q in first.items()
        if q.images < counts[role]
    ]
    return said("maps_sample", drawn=enumerated(drawn)) if drawn else ""
