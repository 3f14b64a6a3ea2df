"""A run's replicates are looked at while they learn, as its own network is.

They are the networks of measures.replicates, with the same seeds and images, trained alone; each
has clusters of its own last epoch.
"""

import numpy as np

from chemins.measures.laboratory import Laboratory
from chemins.measures.replicates import (
    held_out_images,
    join_images,
    seed_of,
    training_images,
)
from chemins.measures.vocabulary import TRAINED
from chemins.measures.while_learning.following import (
    Looked,
    Movable,
    Watch,
    epoch_rows,
    freeze,
    placed,
)
from chemins.networks.snapshots import kept_epochs
from chemins.statistics.influence import groups_of


def follow_replicates(run, dataset, shape, count, progress) -> list:
    """Rows of tables.LEARNING of `count` replicates.

    run: its settings. dataset: columns of tables.DATASET. shape: of an image. progress: called with
    each replicate's number.
    """
    laboratory, rows = Laboratory(run, shape), []
    fresh = np.ones(len(dataset["label"]), bool)  # images that no replicate was measured on yet
    for replicate in range(1, count + 1):
        progress(replicate)
        seed = seed_of(run, replicate)
        images = replicate_images(dataset, run, seed)
        found = rows_of(laboratory, images, fresh[images.sample_id], seed)
        rows += [{"network": TRAINED, "replicate": replicate, **row} for row in found]
        fresh[images.sample_id[images.role != "train"]] = False
    return rows


def replicate_images(dataset, run, seed) -> object:
    """Images: train, test and, if any, unseen ones, as those of measures.replicates."""
    taught = training_images(dataset, run, seed)
    asked = {"test": run["digits"], "unseen": run["unseen"]}
    return join_images(
        taught,
        *(
            held_out_images(dataset, run, digits, role, taught, seed)
            for role, digits in asked.items()
            if digits
        ),
    )


def rows_of(laboratory, images, fresh, seed) -> list[dict]:
    """Rows of one replicate, as of epoch_rows. fresh: (n,) bool, of the images."""
    run, weights = laboratory.run, kept_weights(laboratory, images.only("train"), seed)
    looked = Looked(
        role=images.role,
        label=images.label,
        fitted=images.role == "train",
        digits=run["digits"],
        n_init=run["clustering"]["n_init"],
        seed=seed,
        groups=groups_of(images.sample_id),
        fresh=fresh,
    )
    end, whole = max(weights), laboratory.whole
    frozen = freeze(whole.ask(weights[end], images.pixels), looked)
    watch = Watch(looked, frozen)

    def moments():
        """Each epoch, the network with its weights."""
        for epoch in sorted(weights):
            answers = whole.ask(weights[epoch], images.pixels)
            yield epoch, answers, watch.at(answers, placed(answers, frozen), epoch == end)

    movable = Movable(laboratory.halves, whole.inputs(images.pixels))
    hidden, stages = laboratory.hidden, laboratory.stages
    return [*epoch_rows(moments(), frozen, movable, looked, hidden, stages)]


def kept_weights(laboratory, taught, seed) -> dict[int, list]:
    """Epoch -> weights after it, of the epochs that are kept. taught: Images."""
    trainer, start = laboratory.alone, laboratory.whole.initial(seed)
    epochs, kept = kept_epochs(laboratory.run["training"]), {0: start}

    def after(epoch):
        if epoch in epochs:
            kept[epoch] = trainer.weights_of(0)

    (end,) = laboratory.train(trainer, [start], taught, [taught.label], seed, after=after)
    return kept | {len(trainer.losses[0]): end}
