"""Earlier epochs of a network whose activations another program wrote: folders beside them.

docs/networks.md has the format. `describe_epochs` reads the files' schemas, while planning;
`read_epoch` reads an epoch and checks every value, in the job that looks at it.
"""

from pathlib import Path

import numpy as np

from chemins.base.errors import CheminsError, listed
from chemins.base.folders import is_visible
from chemins.networks import outputs
from chemins.networks.external_activations import check_answers, layer_batches

EPOCHS = "epochs"  # the folder, within that of the activations
MOST = 100  # as many as the config's `training.snapshots` can ask for


def describe_epochs(folder, layers, rows, what) -> Path | None:
    """The folder of epochs in a folder of activations, all files in it checked; None without one.

    layers: the hidden ones. rows: of samples.parquet. what: begins the message of a CheminsError.
    """
    place = Path(folder, EPOCHS)
    if not place.is_dir():
        return None
    for epoch in epoch_folders(place, what).values():
        for layer in (*layers, "output"):
            check_answers(epoch / f"{layer}.parquet", "activation", rows, what)
    return place


def epoch_folders(place, what) -> dict[int, Path]:
    """Epoch -> its folder, ascending. place: the folder that has them."""
    found = {}
    for path in sorted(path for path in Path(place).iterdir() if is_visible(path.name)):
        if not (path.is_dir() and path.name.isascii() and path.name.isdigit()):
            raise CheminsError(
                f"{what}: {place} has {path.name!r}; allowed: folders named by the number of an "
                "epoch, as 0 (untrained), 1, 2, 10"
            )
        other = found.setdefault(int(path.name), path)
        if other is not path:
            raise CheminsError(
                f"{what}: {place} has the epoch {int(path.name)} twice, as {other.name} and "
                f"{path.name}; each can be there once"
            )
    if not 2 <= len(found) <= MOST:
        raise CheminsError(
            f"{what}: {place} has {len(found)} epochs; needed: 2 to {MOST}, the last of which is "
            "that of the folder's own files; leave out some, or the folder epochs"
        )
    return dict(sorted(found.items()))


def read_epoch(folder, like, sample_id, kept, what) -> dict[str, np.ndarray]:
    """layer -> (m, width) float32 answers of an epoch, of some samples.

    like: layer -> (m, width) those of the last one, `output` among them. sample_id: (n,) of all
    samples of the files. kept: (n,) bool, those that are wanted, in the order of `like`.
    Raises CheminsError for what external_activations refuses, another width, and an output that is
    none.
    """
    order = np.argsort(sample_id)
    ids, wanted = sample_id[order], kept[order]
    rows, found = np.searchsorted(ids[wanted], sample_id[kept]), {}
    for layer, last in like.items():
        values = read_wanted(folder, layer, ids, wanted, what)
        if values.shape[1] != last.shape[1]:
            raise CheminsError(
                f"{what}: {folder / f'{layer}.parquet'} has {values.shape[1]} values a sample, the "
                f"folder's own {layer}.parquet {last.shape[1]}; needed: as many at every epoch"
            )
        found[layer] = values[rows]
    outputs.check_output(found["output"], like["output"].shape[1], f"{what}: {folder}")
    return found


def read_wanted(folder, layer, ids, wanted, what) -> np.ndarray:
    """(m, width) float32 answers of a layer to some of the samples, (n,) bool of ascending ids."""
    parts, start = [], 0
    for _, values in layer_batches(folder, layer, "activation", {"sample_id": ids}, what):
        parts.append(values[wanted[start : start + len(values)]])
        start += len(values)
    return np.concatenate(parts)


def check_last(answers, last, folder, what) -> None:
    """Raise CheminsError unless the last epoch's answers are those of the folder itself.

    answers, last: layer -> (n, width).
    """
    other = [layer for layer in last if not np.array_equal(answers[layer], last[layer])]
    if other:
        raise CheminsError(
            f"{what}: {folder}, the last epoch, has other values of {listed(other)} than the "
            "folder's own files; needed: the same, copied"
        )
