"""Which score notices unseen digits best, over the replicates of several runs."""

from chemins.answers.measure_table import Values, interval, mean_of
from chemins.measures.vocabulary import LAYER_SCORES, OOD_SCORES
from chemins.networks.layer_names import hidden_layers

PATH = ("path", "")


def scores_of(network) -> list[tuple]:
    """(score, layer or "") of all scores of a run's networks, that of paths first.

    network: as in the run's settings.
    """
    layers = ("pixels", *hidden_layers(network))
    return [
        (name, layer)
        for name in OOD_SCORES
        for layer in (layers if name in LAYER_SCORES else ("",))
    ]


def pooled_auroc(measured, unseen, score) -> Values:
    """replicate -> AUROC with all unseen digits' images taken together.

    measured: a MeasureTable. unseen: the digits. score: (name, layer). An AUROC is a mean over all
    pairs of a known and an unseen image, so each digit's counts by its number of images.
    """
    name, layer = score
    by_digit = [measured.values(f"auroc_{name}", layer, digit) for digit in unseen]
    return mean_of(by_digit, [measured.values("images", digit=digit) for digit in unseen])


def compared(measured, run) -> dict[tuple, dict]:
    """score -> {"auroc", "ahead"}: intervals over replicates and images, of a score's AUROC and of
    how far that of paths is ahead of it, paired; low and high are None for one replicate.

    measured: a MeasureTable. run: the run's settings.
    """
    found = {s: pooled_auroc(measured, run["unseen"], s) for s in scores_of(run["network"])}
    return {
        score: {
            "auroc": interval(values),
            "ahead": measured.difference(found[PATH], values),
        }
        for score, values in found.items()
    }
