"""The figures of a run: their names, titles and captions."""

from chemins.answers.trust import TRUSTED
from chemins.base.errors import listed
from chemins.base.formatting import fitted_on, layer_text
from chemins.measures.vocabulary import CONTROLS, SHUFFLED, UNTRAINED
from chemins.text.class_names import DIGITS

TITLES = {
    "flow": "Paths from label to prediction",
    "embeddings": "Every layer in two dimensions",
    "exceptions": "Images off their class's main path",
    "flow-all-layers": "Paths, with the pixels and the output",
    "clustering": "How many clusters each layer has",
    "interventions": "Predictions where activations are moved",
    "training": "The training",
}


def trained_otherwise(controls) -> str:
    """Networks that moves are compared with; none of them may be at hand."""
    told = {UNTRAINED: "an untrained network", SHUFFLED: "one that was taught shuffled labels"}
    found = [f"in {told[network]}" for network in CONTROLS if network in controls]
    return f"; the first kind of move {listed(found)}" if found else ""


def unmoved(layers) -> str:
    """Why a figure of moves has not these hidden layers; "" without any."""
    if not layers:
        return ""
    return (
        f"Not shown: {listed(map(layer_text, layers))}. There more than the layer's own answer "
        "goes on to the output, or no cluster stands for another class than the prediction."
    )


def images_sentence(names=DIGITS) -> str:
    """What the images in a printed flow are."""
    return (
        f"Beside a cluster, where there is room, the mean of its images; at the ends, of each "
        f"{names.one} the image that is nearest to the mean of all that are of it, and of all that "
        "are predicted as it."
    )


def captions(fit_on, names=DIGITS, controls=CONTROLS) -> dict[str, str]:
    """name -> caption. fit_on: of the run's clustering. names: ClassNames. controls: the networks
    that the run's moves are compared with."""
    return {
        "flow": f"Each ribbon is a set of images of one {names.one}, as wide as they are many. "
        "From left to right: what they are, which cluster they fall into in each hidden layer, "
        f"what the network says. Beside a cluster: the share of its most frequent {names.one} "
        f"among its images of taught {names.many}, and its stability: how well it is found again "
        "where the images are drawn anew with replacement and clustered again, the mean over the "
        "draws of its largest Jaccard index with a new cluster (after Hennig 2007). Dashed, with "
        f"“?”: below {TRUSTED}, a cluster not to be trusted.",
        "embeddings": f"UMAP of each layer's standardised activations, fitted on "
        f"{fitted_on(fit_on)}. Other images lie at the weighted mean of their nearest fitted "
        "neighbours. Trustworthiness (Venna, Kaski 2001) is 1 where an image's 15 nearest "
        "on the map are its nearest by the activations too, continuity where the nearest by the "
        "activations are so on the map; 0 would be as wrong as can be. Each image is looked at "
        "among those that UMAP was fitted on, one placed afterwards as if it were the only one.",
        "exceptions": "Images whose hidden clusters are another class's main path come first, then "
        "those on no class's main path; test images before training images (*).",
        "flow-all-layers": "The same paths with two more stages: the clusters of the raw pixels, "
        "as a control, and those of the softmax output.",
        "clustering": f"Mean silhouette and inertia of k-means for every K tried, on "
        f"{fitted_on(fit_on)}. Red: the K chosen, by the highest silhouette unless the config says "
        "otherwise; in that case, above, what else speaks for it: the K of the gap statistic "
        "(Tibshirani, Walther, Hastie 2001; 1: no clusters), that of Calinski and Harabasz (1974; "
        "CH), and in how many bootstrap samples of the images the silhouette chooses the same K.",
        "interventions": "Test images whose cluster stands for their prediction, moved to each "
        "cluster that stands for another class: the difference of the two centers is added to the "
        "hidden layer's activation, and the rest of the network answers. Shares of predictions "
        "that change, and that become the other cluster's class. Controls, with steps of the same "
        "length: in a random direction, in one drawn with the layer's covariance, to another image "
        "of the same cluster; all but the part along the step replaced by that of an image of the "
        f"other cluster{trained_otherwise(controls)}.",
        "training": "Loss and accuracy of each epoch: on training images the mean over the epoch, "
        "on test images after it. The test images are only measured.",
    }


def told_of(name, fit_on, found, names=DIGITS, controls=CONTROLS) -> str:
    """A figure's caption with this run's numbers. found: name -> what it tells of them. controls:
    as captions takes them."""
    return f"{captions(fit_on, names, controls)[name]} {found.get(name, '')}".strip()


def caption_text(
    name, run, digits, unseen, fit_on, found=None, names=DIGITS, controls=CONTROLS
) -> str:
    """A figure's caption to go with it into a paper: title, run, what is seen; plain text. found:
    name -> what it tells of this run's numbers. controls: as captions takes them."""
    sent = f", and sent {listed(map(names.name, unseen))} unseen" if unseen else ""
    about = f"Run {run}: a network taught the {names.taught(digits)}{sent}."
    return f"{TITLES[name]}. {about} {told_of(name, fit_on, found or {}, names, controls)}\n"
