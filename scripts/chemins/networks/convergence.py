"""Whether a network has learnt what it can: when its training loss no longer falls."""

CONVERGED = "converged"  # in the place of a number of epochs: as many as it takes
MOST = 500  # epochs, where it takes more
PATIENCE = 5  # epochs in which the loss is to fall
GAIN = 0.01  # by this share of itself at least
AFFORDABLE = 1000  # training images up to which one replicate is trained on, for 500 epochs at most


def most_epochs(training) -> int:
    """The epochs that a network trains for, or, until it has converged, at most.

    training: the config's `training`.
    """
    return MOST if training["epochs"] == CONVERGED else training["epochs"]


def is_done(training, losses) -> bool:
    """Whether training ends before its last epoch. losses: of the epochs so far."""
    return training["epochs"] == CONVERGED and has_converged(losses)


def has_converged(losses) -> bool:
    """Whether the lowest loss of the last PATIENCE epochs is not GAIN below the lowest before.

    losses: of each epoch, on the training images; of so few that there are none before, False.
    """
    if len(losses) <= PATIENCE:
        return False
    before, lately = min(losses[:-PATIENCE]), min(losses[-PATIENCE:])
    return lately >= (1 - GAIN) * before


def can_go_on(run, images) -> bool:
    """Whether it is told what a network would reach if it were trained on until it has converged:
    where that takes seconds, and so not of convolutions.

    run: its settings. images: the number of training images.
    """
    few = images <= AFFORDABLE and run["network"]["kind"] == "dense"
    return few and run["training"]["epochs"] != CONVERGED


def convergence(losses) -> dict:
    """{"epochs", "converged", "fall"}: how many there were, whether that was enough, and by which
    share of itself the loss fell in the last PATIENCE (None of fewer). losses: of each epoch."""
    known = len(losses) > PATIENCE and losses[-PATIENCE - 1] > 0
    return {
        "epochs": len(losses),
        "converged": has_converged(losses),
        "fall": 1 - losses[-1] / losses[-PATIENCE - 1] if known else None,
    }
