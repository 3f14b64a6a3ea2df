"""What is said of a network that has not learnt what it can. answers: what answers.json holds."""

from chemins.base.formatting import percent
from chemins.networks.convergence import MOST, PATIENCE
from chemins.text.estimates_text import best_known, format_share
from chemins.text.verdicts_text import points


def convergence_remark(answers) -> str:
    """Empty of a network that has converged, or was trained elsewhere."""
    training = answers["training"]
    if training is None or training["converged"]:
        return ""
    epochs = training["epochs"]
    lead = f"**Not converged:** after {epochs} epoch{'' if epochs == 1 else 's'}"
    if training["fall"] is None:
        told = f"{lead} nothing is known of how the training loss goes on"
    else:
        told = (
            f"{lead} the training loss still falls, by {percent(training['fall'])} in the last "
            f"{PATIENCE}"
        )
    goes_on = "" if epochs == MOST else "; `epochs: converged` trains on"
    return (
        f"{told}{pixels_text(answers)}.{longer_text(training['longer'])} What is said of the "
        f"layers is of networks trained so far{goes_on}."
    )


def longer_text(longer) -> str:
    """What one network reached that was trained on."""
    if longer is None:
        return ""
    epochs = longer["epochs"]
    how = f"for {epochs} epochs" if epochs == MOST else f"until it stands still, {epochs} epochs"
    return (
        f" One of the replicates, trained {how}, is right on {format_share(longer['accuracy'])} of "
        f"{longer['images']:,} test images, {points(longer['difference'])} points."
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
    return (
        ", and a linear classifier of the pixels is right on more of the test images "
        f"({percent(best_known(probe), 1)} against {percent(best_known(accuracy), 1)})"
    )
