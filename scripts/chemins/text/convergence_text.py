"""What is said of a network that has not learnt what it can. answers: what answers.json holds."""

from chemins.base.formatting import percent
from chemins.base.language import bare, plural, said, whole
from chemins.networks.convergence import MOST, PATIENCE
from chemins.text.estimates_text import best_known, format_share
from chemins.text.verdicts_text import points


def convergence_remark(answers) -> str:
    """Empty of a network that has converged, or was trained elsewhere."""
    training = answers["training"]
    if training is None or training["converged"]:
        return ""
    epochs = training["epochs"]
    lead = said(plural("after_epochs", epochs), epochs=bare(epochs))
    if training["fall"] is None:
        told = said("loss_unknown", lead=lead)
    else:
        fall = percent(training["fall"])
        told = said("loss_falls", lead=lead, fall=fall, patience=PATIENCE)
    return said(
        "trained_so_far",
        told=told,
        pixels=pixels_text(answers),
        longer=longer_text(training["longer"]),
        goes_on="" if epochs == MOST else said("trains_on"),
    )


def longer_text(longer) -> str:
    """What one network reached that was trained on."""
    if longer is None:
        return ""
    epochs = longer["epochs"]
    return said(
        "longer",
        how=said("longer_for" if epochs == MOST else "longer_until", epochs=bare(epochs)),
        share=format_share(longer["accuracy"]),
        images=whole(longer["images"]),
        points=points(longer["difference"]),
    )


def pixels_text(answers) -> str:
    """Whether a linear classifier of the pixels is right more often than the network, by more than
    the margin within which accuracies count as the same."""
    probe = answers["layers"][0]["probe"]
    accuracy = {"own": answers["accuracy"]["test"], "mean": None}
    if answers["last_layer"]["accuracy"]:
        accuracy["mean"] = answers["last_layer"]["accuracy"]["mean"]
    margin = answers["last_layer"]["margin"]
    if probe is None or best_known(probe) - best_known(accuracy) <= margin:
        return ""
    shares = (percent(best_known(number), 1) for number in (probe, accuracy))
    return said("pixels_better", **dict(zip(("pixels", "network"), shares, strict=True)))
