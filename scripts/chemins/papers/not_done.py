"""What was not done in a run, or is not known of it, as the methods of a paper end. told: of
chemins.papers.methods.Told."""

from chemins.base.errors import listed
from chemins.base.formatting import layer_text, percent
from chemins.networks.convergence import PATIENCE
from chemins.text.estimates_text import replicate_count
from chemins.text.twin_text import has_twin, is_given

NOTED = {  # of a kind of network, what jobs that noted their packages have noted
    "dense": ("keras", "tensorflow"), "cnn": ("keras", "tensorflow"),
    "file": ("keras", "tensorflow"), "onnx": (), "activations": (),
}  # fmt: skip


def not_done(told) -> str:
    return joined(
        "Say here how the settings above were arrived at, and whether other ones were tried: "
        "chemins does not know, and searched none.",
        known_before(told),
        not_converged(told.answers["training"]),
        *notes(told),
        only_once(told),
        without_controls(told),
        "The run's own clusters and maps are of one seed.",
        warned(told),
        unknown_versions(told),
    )


def known_before(told) -> str:
    if told.settings["clustering"]["fit_on"] == "train":
        return ""
    return "Clusters and maps saw the images that they were tested on."


def not_converged(training) -> str:
    if training is None:
        return "How the network was trained is not known here."
    if training["converged"]:
        return ""
    if training["fall"] is None:
        return "After so few epochs it is not known whether the network had converged."
    return (
        "The network was not trained until it converged: its training loss fell by "
        f"{percent(training['fall'])} in the last {PATIENCE} epochs."
    )


def notes(told) -> list[str]:
    """What is to be known of a layer's K."""
    layers = [entry for entry in told.answers["layers"] if entry["note"]]
    return [
        f"K = {e['k']} in {layer_text(e['layer'])} is to be doubted: {e['note']}." for e in layers
    ]


def only_once(told) -> str:
    if replicate_count(told.answers) > 1:
        return "All replicates draw their images from one pool, whose choice is in no interval."
    return "What other networks of this kind would do is in no interval."


def without_controls(told) -> str:
    if replicate_count(told.answers):
        return ""
    if is_given(told.answers) and not has_twin(told.answers):
        return f"There is no untrained control: {told.answers['no_twin']}."
    return "There is no control that was taught shuffled labels." if is_given(told.answers) else (
        "There is no control that was not trained or taught shuffled labels."
    )  # fmt: skip


def warned(told) -> str:
    return f"Beware: {told.answers['warning']}." if told.answers["warning"] else ""


def unknown_versions(told) -> str:
    """Which versions nobody noted; those of Python and Snakemake no job does."""
    needed = (*NOTED[told.settings["network"]["kind"]], "scikit-learn", "umap-learn")
    missing = [name for name in needed if name not in told.versions]
    return f"The versions of {listed([*missing, 'Python', 'Snakemake'])} were not noted."


def joined(*sentences) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
