"""What captions of maps and clusterings say of a run, beside what is seen."""

from chemins.base.language import numeral, said
from chemins.text.k_text import k_sentence
from chemins.text.map_text import quality_sentence

LIMIT = 70_000  # images that are drawn one by one; of no more all are
POINTS = 400_000  # on all maps of a figure together
METHODS = {"clustering": "k-means", "umap": "UMAP"}


def on_maps(count, layers) -> int:
    """How many of so many images a figure's maps show. layers: all of the run's."""
    return count if count <= LIMIT else min(LIMIT, POINTS // len(layers))


def about_maps(by_layer, counts, limits) -> str:
    """by_layer: layer -> role -> MapQuality. counts: role -> how many images there are of it.
    limits: of `clustering` and `umap` how many images they saw, where these are a sample."""
    return joined(
        sample_sentence("umap", limits),
        shown_sentence(sum(counts.values()), by_layer),
        quality_sentence(by_layer, counts),
    )


def about_clustering(chosen, evidence, limits) -> str:
    """chosen, evidence: as k_sentence takes them. limits: as about_maps."""
    return joined(sample_sentence("clustering", limits), k_sentence(chosen, evidence))


def sample_sentence(method, limits) -> str:
    """That a method saw a sample of what it is fitted on; "" where it did not."""
    if method not in limits:
        return ""
    return said("saw_sample", method=METHODS[method], count=numeral(f"{limits[method]:,}"))


def shown_sentence(images, layers) -> str:
    """How many of so many images maps show; "" where all are."""
    count = on_maps(images, layers)
    if count == images:
        return ""
    return said("shown_sample", count=numeral(f"{count:,}"), images=numeral(f"{images:,}"))


def joined(*told) -> str:
    """Those of some sentences that say something, one after another."""
    return " ".join(filter(None, told))
