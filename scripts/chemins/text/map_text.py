"""How far embeddings are to be trusted, in words."""

from chemins.base.errors import listed
from chemins.base.formatting import layer_text

MEASURES = ("trustworthiness", "continuity")


def quality_digits(value) -> str:
    """`0.97`; no 1.00 of what is not."""
    return f"{min(value, 0.99) if value < 1 else value:.2f}"


def quality_lines(qualities) -> list[str]:
    """`trustworthiness 0.97 · 0.95`, `continuity …`: a number a role, in their order; [] without.

    qualities: role -> MapQuality.
    """
    return [
        f"{measure} " + " · ".join(quality_digits(getattr(q, measure)) for q in qualities.values())
        for measure in MEASURES
        if qualities
    ]


def roles_text(by_layer) -> str:
    """`train · test`: whose numbers quality_lines has, in their order."""
    return " · ".join(next(iter(by_layer.values()), {}))


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
    return f"For {roles_text(by_layer)} images: {'; '.join(told)}.{sample_text(by_layer, counts)}"


def sample_text(by_layer, counts) -> str:
    """Of which roles the numbers are those of a sample."""
    first = next(iter(by_layer.values()))
    drawn = [f"{q.images:,} {role}" for role, q in first.items() if q.images < counts[role]]
    return f" They are those of {listed(drawn)} images drawn at random." if drawn else ""
