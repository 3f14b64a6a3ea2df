"""How many images there are to work on, by which jobs ask for memory and time."""

import math
from pathlib import Path

from chemins.data.datasets import is_pictures, is_read_whole
from chemins.networks.convergence import most_epochs
from chemins.planning.plan import Plan
from chemins.planning.shards import drawn_samples
from chemins.results.tables import ROW_GROUP

LARGE = 10_000  # training samples of a run; above, its heavy jobs use several cores
USUAL_EPOCHS = 15
MNIST_VALUES = 28 * 28
WIDE = 40  # megabytes for each 1,024 values
WIDEST = 2**14  # values, above which fewer images are asked about at once
SHOWN = 70_000  # images up to which all are drawn one by one, on pages and maps
MEASURED = 80_000  # images of which all are in memory while a run is measured
NETWORKS = 3  # that are trained for a replicate: the network itself and two controls


def is_large(plan: Plan, run) -> bool:
    if run in plan.dumps:
        return plan.dumps[run].train > LARGE
    settings = plan.run(run)
    per_digit = settings["per_digit"]
    return per_digit == "all" or per_digit * len(settings["digits"]) > LARGE


def images(plan: Plan, run) -> int:
    """How many images a run uses; without a run, all there are."""
    if run is None:
        return sum(sum(counts.values()) for counts in plan.images.counts.values())
    if run in plan.dumps:
        return plan.dumps[run].samples
    return images_asked(plan, plan.run(run))


def images_read_whole(plan: Plan, run) -> int:
    """As images, of datasets that are in memory as a whole when they are read, if there are any."""
    return images(plan, None) if any(map(is_read_whole, plan.sources.values())) else 0


def images_asked(plan: Plan, settings) -> int:
    """As images. settings: a run's, or a pair's of the atlas."""
    return sum(drawn_samples(settings, plan.images.counts).values())


def images_of_shard(plan: Plan, run) -> int:
    """As images, of one shard of a run that has its tables in such."""
    return max(one.end - one.start for each in plan.shards.of(run).values() for one in each)


def images_clustered(plan: Plan, run) -> int:
    """As images, of those that k-means is fitted on, which are in memory at once."""
    return min(images(plan, run), plan.run(run)["clustering"]["fit_limit"])


def images_embedded(plan: Plan, run) -> int:
    """As images_clustered, of UMAP."""
    return min(images(plan, run), plan.run(run)["umap"]["fit_limit"])


def images_shown(plan: Plan, run) -> float:
    """As images, for pages and figures, which of very many show some: of the others little is kept
    in memory."""
    count = images(plan, run)
    return min(count, SHOWN) + max(0, count - SHOWN) / 10


def images_measured(plan: Plan, run) -> float:
    """As images, for what measures a run: of more than MEASURED even samples are in memory, and of
    each of the others a few numbers."""
    return measured(images(plan, run))


def measured(count) -> float:
    return min(count, MEASURED) + max(0, count - MEASURED) / 40


def breadth(plan: Plan) -> float:
    """How many times the values of an MNIST image an image of the dataset has; at least 1."""
    return max(1.0, math.prod(plan.images.shape) / MNIST_VALUES)


def wide_megabytes(plan: Plan) -> int:
    """What a convolution's job takes more for images that are wider than MNIST's: measured with
    64 × 64 in colour, 450; of larger ones fewer are in memory at once."""
    values = math.prod(plan.images.shape)
    return math.ceil(max(0, min(values, WIDEST) - MNIST_VALUES) * WIDE / 1024)


def group_megabytes(plan: Plan) -> int:
    """What it takes to write a row group of images, which are one piece: measured with up to
    128 × 128 in colour, 16 bytes a value; pictures are written in smaller ones."""
    if all(map(is_pictures, plan.sources.values())):
        return 0
    return math.ceil(16e-6 * min(ROW_GROUP, images(plan, None)) * math.prod(plan.images.shape))


def megabytes_of_network(plan: Plan, run) -> float:
    """The size of a run's network, of one that was trained elsewhere and is at hand."""
    if not plan.is_given(run):
        return 0
    files = [plan.model(run), *plan.weights(run)]
    return sum(Path(file).stat().st_size for file in files) / 2**20


def images_trained_on(plan: Plan, run) -> float:
    """As images, for training: as many more as there are more epochs than usual."""
    return images(plan, run) * more_epochs(plan.run(run))


def images_of_replicates(plan: Plan, run) -> float:
    """As images, for training replicates, which are taught a sample of very many."""
    taught = measured(images(plan, run)) * more_epochs(plan.run(run))
    return NETWORKS * plan.run(run)["replicates"] * taught


def images_of_pair(plan: Plan, run) -> int:
    """As images, for the networks of the largest pair of the atlas."""
    return max(images_asked(plan, pair) for pair in plan.atlas.values())


def images_of_compared(plan: Plan, run) -> int:
    """As images measured, of the two runs with most that are compared."""
    return max(sum(images_measured(plan, one) for one in pair) for pair in plan.comparisons.all)


def images_of_replicated_pair(plan: Plan, run) -> int:
    """As images, for training and measuring all networks of a pair."""
    pair = next(iter(plan.atlas.values()))
    return pair["replicates"] * more_epochs(pair) * images_of_pair(plan, run)


def more_epochs(settings) -> float:
    return max(1, most_epochs(settings["training"]) / USUAL_EPOCHS)
