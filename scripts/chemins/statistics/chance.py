"""Whether a given network's answers are hardly better than guesses: then it was fed wrongly.

A network that was trained and answers no better than chance most often sees images on another
scale than it was trained on, or has its classes in another order.
"""

from chemins.statistics.uncertainty import wilson_interval

SLIGHT = 0.2  # kappas up to this are "slight" agreement: Landis & Koch 1977, Biometrics 33:159


def chance_warning(accuracy, counts, images="test images") -> str:
    """A warning that a network's accuracy is near or below chance; "" if it is neither.

    accuracy: the share of images, 0 to 1, whose class is told rightly. counts: the images of each
    class, at least one in all. images: which they are, in words. Chance is what always naming the
    largest class gets (the no-information rate: Kuhn 2008, Journal of Statistical Software 28(5)).
    The accuracy is near it if its 95 % Wilson interval holds chance, or if the share of what
    guessing leaves that is told rightly, (accuracy − chance) / (1 − chance), is at most SLIGHT;
    below it if the interval is. With one class nothing can be guessed wrongly, and there is no
    warning.
    """
    total, chance = sum(counts), max(counts) / sum(counts)
    low, high = wilson_interval(round(accuracy * total), total)
    if chance == 1 or min(low - chance, accuracy - chance - SLIGHT * (1 - chance)) > 0:
        return ""
    near = "worse than" if high < chance else "hardly better than"
    return (
        f"the network gets {100 * accuracy:.0f} % of {total} {images} right, {near} guessing, "
        f"which gets {100 * chance:.0f} %. Compare how its input is scaled with how it was "
        "trained (of a network that is asked here, `network.input: {mean, std}` says it; "
        "docs/networks.md), and the order of its classes with the run's classes (ascending, by "
        "label)"
    )
