"""At which epochs a network is looked at while it learns."""

from itertools import count

import numpy as np

from chemins.networks.convergence import most_epochs


def kept_epochs(training) -> list[int]:
    """The epochs after which a network is looked at, ascending, 0 before the first and the last one
    among them; where training may end earlier, those up to then and the last count.

    training: the config's `training`, with `snapshots`, how many there are at most. They are spaced
    geometrically, since most happens at first: the distinct roundings of so many numbers from 1 to
    the last epoch that there are as many as wanted; where no number gives so many, the most below.
    """
    last, wanted = most_epochs(training), training["snapshots"] - 1
    if last <= wanted:
        return [*range(last + 1)]
    found = [last]
    for tried in count(1):
        epochs = np.unique(np.rint(np.geomspace(last, 1, tried))).astype(int).tolist()
        if len(epochs) > wanted:
            return [0, *found]
        if len(epochs) > len(found):
            found = epochs
