"""How a run was made, as paragraphs for the methods of a paper.

Works are cited as `[@key]`, which pandoc takes as it is. The versions are
those that the jobs noted which made the results, and not the ones that are installed by now.
"""

from dataclasses import dataclass

from chemins.base.errors import listed
from chemins.base.formatting import layer_text, percent
from chemins.networks.convergence import CONVERGED, GAIN, PATIENCE
from chemins.papers.not_done import joined, not_done
from chemins.text.class_names import ClassNames
from chemins.text.estimates_text import path_stages, replicate_count
from chemins.text.twin_text import has_twin, weights_text

# A dataset by name -> what it is called, and the work to cite.
DATASETS = {
    "mnist-sample": ("a sample of 5,000 images of MNIST", "lecun1998"),
    "mnist": ("MNIST", "lecun1998"),
    "fashion-mnist": ("Fashion-MNIST", "xiao2017"),
    "kmnist": ("Kuzushiji-MNIST", "clanuwat2018"),
    "emnist-letters": ("the letters of EMNIST", "cohen2017"),
    "cifar10": ("CIFAR-10", "krizhevsky2009"),
}
OPTIMIZERS = {"adam": "Adam", "sgd": "stochastic gradient descent", "rmsprop": "RMSprop"}
LOSSES = {
    "mean_squared_error": "the mean squared error",
    "categorical_crossentropy": "the categorical cross-entropy",
}
POOLED = {
    "mean": "the mean of each channel over the map",
    "tokens": "the mean of each channel over the map or sequence",
    "max": "the maximum of each channel over the map",
    "first": "the first token of a sequence, or the mean of each channel over a map",
    "flatten": "all values of the map",
}
METRICS = {
    "euclidean": "Euclidean", "manhattan": "Manhattan", "chebyshev": "Chebyshev", "cosine": "cosine"
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """settings: as of the rule. answers: what answers.json holds. versions: distribution -> its
    versions, in order, as the run's jobs noted them. names: of the classes."""

    settings: dict
    answers: dict
    versions: dict
    names: ClassNames

    def version(self, name, distribution) -> str:
        """`TensorFlow 2.21.0`: a package with the version that was used; without, where no job
        noted it, and with several where jobs had different ones."""
        found = self.versions.get(distribution)
        return f"{name} {listed(found)}" if found else name


def paragraphs(told) -> list[tuple[str, str]]:
    """(title, text) of each."""
    found = [
        ("Images and network", joined(images(told), network(told), unseen(told))),
        ("Clusters and paths", joined(signatures(told), clusters(told), choice(told), paths(told))),
        ("Maps", maps(told)),
        ("Measures", joined(measures(told), detectors(told))),
        ("Replicates, controls and intervals", joined(replicates(told), own_interval(told))),
        ("Software", software(told)),
        ("What was not done, or is not known", not_done(told)),
    ]
    return [(title, text) for title, text in found if text]


# --- images and network ---------------------------------------------------------------------------


def images(told) -> str:
    samples = told.answers["samples"]
    return (
        f"The network tells {told.names.taught(told.answers['digits'])} of "
        f"{dataset_text(told.settings['dataset'])} apart. {samples['train']:,} training images "
        f"and {samples['test']:,} test images {drawn_text(told)}."
    )


def dataset_text(dataset) -> str:
    """dataset: its name, or None of images of one's own."""
    if dataset is None:
        return "our own images"
    name, key = DATASETS[dataset]
    return f"{name} [@{key}]"


def drawn_text(told) -> str:
    """How many images of each class there are, as far as chemins drew them."""
    if told.settings["network"]["kind"] == "activations":
        return "came with the activations"
    train, test = (told.settings[key] for key in ("per_digit", "test_per_digit"))
    if train == test == "all":
        return "are all that there are"
    return (
        f"were drawn at random from its two splits ({many(train)} and {many(test)} of each class)"
    )


def many(count) -> str:
    return "all" if count == "all" else f"{count:,}"


def network(told) -> str:
    kind = told.settings["network"]["kind"]
    given = {"onnx": given_network, "file": given_network, "activations": given_activations}
    return given.get(kind, trained_network)(told)


def trained_network(told) -> str:
    settings = told.settings["training"]
    engines = (
        f"{told.version('Keras', 'keras')} [@chollet2015] and "
        f"{told.version('TensorFlow', 'tensorflow')} [@abadi2016]"
    )
    return (
        f"{architecture(told.settings['network'])} It was trained with {engines}: "
        f"{OPTIMIZERS[settings['optimizer']]} (learning rate {settings['learning_rate']:g}, "
        f"batches of {settings['batch_size']:,}) on {LOSSES[settings['loss']]}, "
        f"{epochs_text(settings, told.answers['training'])}."
    )


def architecture(network) -> str:
    sizes = listed([f"{size:,}" for size in network["hidden"]])
    layers = "layer" if len(network["hidden"]) == 1 else "layers"
    dense = f"{len(network['hidden'])} fully connected hidden {layers} of {sizes} neurons"
    first = (
        "two convolutions (32 and 64 channels, 3 × 3, each followed by 2 × 2 max pooling) and "
        if network["kind"] == "cnn"
        else ""
    )
    return f"It has {first}{dense}, with rectified linear units, and a softmax output."


def epochs_text(settings, training) -> str:
    epochs = training["epochs"]
    count = f"{epochs:,} epoch{'' if epochs == 1 else 's'}"
    if settings["epochs"] != CONVERGED:
        return f"for {count}"
    until = f"until the training loss had not fallen by {percent(GAIN)} in {PATIENCE} epochs"
    return f"{until}, which took {count}" if training["converged"] else f"for {count} at most"


def given_network(told) -> str:
    form = "an ONNX file" if told.settings["network"]["kind"] == "onnx" else "a Keras file"
    engine = told.answers.get("engine")
    by = (
        f"ONNX Runtime {engine.partition(' ')[2]} [@onnxruntime]"
        if engine
        else f"{told.version('Keras', 'keras')} [@chollet2015] and "
        f"{told.version('TensorFlow', 'tensorflow')} [@abadi2016]"
    )
    given = f" It was given {told.answers['given']}." if "given" in told.answers else ""
    return (
        f"It was trained before, and taken from {form} as it was; its answers were computed "
        f"by {by}.{given}"
    )


def given_activations(told) -> str:
    return "The activations were given as they were; the network itself was not at hand."


def unseen(told) -> str:
    classes, source = told.answers["unseen"], told.settings["unseen_dataset"]
    if not classes:
        return ""
    other = f" (of it, or of {dataset_text(source['name'])})" if source else ""
    return (
        f"{told.answers['samples']['unseen']:,} images of {told.names.taught(classes)}{other}, "
        "which it was never taught, were sent through it too."
    )


# --- clusters and maps ----------------------------------------------------------------------------


def signatures(told) -> str:
    pool = told.settings["network"].get("pool")
    maps = f" Of a map of many positions it is {POOLED[pool]}." if pool else ""
    return (
        "The signature of an image in a layer (the pixels, each hidden layer and the output) is "
        f"the layer's activations.{maps} Signatures were standardised by mean and standard "
        f"deviation of {fitted_text(told)}; of a layer with more than 1,024 values the 100 leading "
        "principal components were taken."
    )


def fitted_text(told) -> str:
    if told.settings["clustering"]["fit_on"] == "train":
        return "the training images"
    more = ", test and unseen ones included" if told.answers["unseen"] else " of both splits"
    return f"all images{more}"


def clusters(told) -> str:
    others = (
        " All other images went to the cluster of the nearest centre."
        if told.settings["clustering"]["fit_on"] == "train"
        else ""
    )
    return (
        "Each layer was clustered by k-means, with Hartigan's exchanges [@telgarsky2010] from "
        f"k-means++ starts, {starts_text(told.settings['clustering']['n_init'])}; it saw "
        f"{fitted_text(told)} and no labels.{others}"
    )


def starts_text(n_init) -> str:
    if n_init != "auto":
        return f"the best of {n_init:,} start{'' if n_init == 1 else 's'}"
    return (
        "the best of 20 to 100 starts, until three agreed to 0.1 % in inertia (fewer in layers "
        "of very many values)"
    )


def choice(told) -> str:
    """How K was chosen, and what it is."""
    settings, layers = told.settings["clustering"], told.answers["layers"]
    classes = len(told.answers["digits"])
    chosen = listed([f"{entry['k']} in {layer_text(entry['layer'])}" for entry in layers])
    if settings["k"] != "silhouette":
        given = "the number of classes" if settings["k"] == "classes" else f"set to {settings['k']}"
        return f"The number of clusters K was {given}: {chosen}.{at_classes(settings, classes)}"
    sampled = [layer_text(entry["layer"]) for entry in layers if entry["standard_error"]]
    sample = f" (in {listed(sampled)} of a random sample of them)" if sampled else ""
    return (
        f"The number of clusters K was chosen in each layer from {settings['k_min']} to "
        f"{settings['k_max']} by the highest mean silhouette [@rousseeuw1987] of these "
        f"images{sample}: {chosen}.{at_classes(settings, classes)}"
    )


def at_classes(settings, classes) -> str:
    if settings["k"] in ("classes", classes):
        return ""
    return (
        f" Layers are compared at K = {classes}, the number of classes, at which each was "
        "clustered too."
    )


def paths(told) -> str:
    stages = path_stages(told.answers)
    hidden = [e for e in told.answers["layers"] if e["layer"] not in ("pixels", "output")]
    through = "the hidden layers"
    if len(stages) < len(hidden):
        through = (
            f"{len(stages)} of the {len(hidden)} hidden layers ({listed(map(layer_text, stages))})"
        )
    return (
        f"An image's path is the sequence of its clusters in {through}, at the chosen K; the main "
        "path of a class is the one that most of its training images take."
    )


def maps(told) -> str:
    umap = told.settings["umap"]
    placed = (
        "all others were not embedded, but placed at the mean of their nearest training images, "
        "weighted by UMAP's membership strengths"
    )
    seen = f"fitted on {fitted_text(told)}"
    seen += f"; {placed}" if told.settings["clustering"]["fit_on"] == "train" else ""
    return (
        "For figures each layer was embedded in two dimensions by UMAP [@mcinnes2018] "
        f"({told.version('umap-learn', 'umap-learn')}; {umap['n_neighbors']} exact nearest "
        f"neighbours by {METRICS[umap['metric']]} distance, minimum distance "
        f"{umap['min_dist']:g}), {seen}. Clusters, paths and the measures below do not rest on "
        "these maps."
    )


# --- measures -------------------------------------------------------------------------------------


def measures(told) -> str:
    return (
        "How well clusters agree with the classes is told by purity and by adjusted mutual "
        "information [@vinh2010]; what else a layer holds of the classes, by a linear probe "
        f"[@alain2016] ({told.version('scikit-learn', 'scikit-learn')} [@pedregosa2011]) and by "
        "prediction depth, of nearest neighbours [@baldock2021]. Unless said otherwise, all are of "
        "test images."
    )


def detectors(told) -> str:
    if not told.answers["unseen_digits"]:
        return ""
    return (
        "How well unseen images are told from known ones is the AUROC, with known as positive, of "
        "how typical an image's path is of its predicted class, beside the largest softmax "
        "probability [@hendrycks2017] and other scores."
    )


def replicates(told) -> str:
    count = replicate_count(told.answers)
    if not count:
        return ""
    networks = "one more network was" if count == 1 else f"{count:,} more networks were"
    said = f"Of this kind {networks} trained, with other seeds, training images and test images."
    controls = (
        "Controls are the raw pixels and, for each of these networks, the same one untrained and "
        "one taught shuffled labels."
    )
    if count == 1:
        return f"{said} Numbers are of that one; it has no intervals. {controls}"
    return (
        f"{said} Numbers are means over them; 95 % intervals are over networks and images, which "
        f"are crossed [@owen2007]. {controls}"
    )


def own_interval(told) -> str:
    """Of a run without replicates, what its intervals are over, and its controls."""
    if replicate_count(told.answers):
        return ""
    twin = ""
    if has_twin(told.answers):
        twin = f", and its untrained twin, with {weights_text(told.answers)}"
    return (
        "All numbers are of one network; 95 % intervals are over images alone. Its control is the "
        f"raw pixels{twin}."
    )


def software(told) -> str:
    chemins = told.settings["chemins"]
    others = [("NumPy", "numpy"), ("SciPy", "scipy"), ("Numba", "numba")]
    used = [told.version(*each) for each in others if each[1] in told.versions]
    also = f", with {listed(used)}" if used else ""
    return (
        f"All of it was computed by chemins {chemins['version']} [@chemins], a workflow for "
        f"Snakemake [@molder2021]{also}. Everything random was drawn from the seed "
        f"{told.settings['seed']}, which is made of the configured one and the classes."
    )
