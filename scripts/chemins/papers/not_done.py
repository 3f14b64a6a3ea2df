"""What was not done in a run, or is not known of it, as the methods of a paper end. told: of
chemins.papers.methods.Told."""

from chemins.base.formatting import percent, the_layer
from chemins.base.language import enumerated, said
from chemins.networks.convergence import PATIENCE
from chemins.text.estimates_text import replicate_count
from chemins.text.held_text import retold
from chemins.text.twin_text import has_twin, is_given

NOTED = {  # of a kind of network, what jobs that noted their packages have noted
    "dense": ("keras", "tensorflow"), "cnn": ("keras", "tensorflow"),
    "file": ("keras", "tensorflow"), "onnx": (), "activations": (),
}  # fmt: skip


def not_done(told) -> str:
    return joined(
        said("say_how"),
        known_before(told),
        not_converged(told.answers["training"]),
        *notes(told),
        only_once(told),
        without_controls(told),
        said("one_seed"),
        warned(told),
        unknown_versions(told),
    )


def known_before(told) -> str:
    if told.settings["clustering"]["fit_on"] == "train":
        return ""
    return said("known_before")


def not_converged(training) -> str:
    if training is None:
        return said("training_unknown")
    if training["converged"]:
        return ""
    if training["fall"] is None:
        return said("convergence_unknown")
    return said("not_converged", fall=percent(training["fall"]), patience=PATIENCE)


def notes(told) -> list[str]:
    """What is to be known of a layer's K."""
    layers = [entry for entry in told.answers["layers"] if entry["note"]]
    return [
        said("k_doubted", k=entry["k"], layer=the_layer(entry["layer"]), note=retold(entry["note"]))
        for entry in layers
    ]


def only_once(told) -> str:
    if replicate_count(told.answers) > 1:
        return said("one_pool")
    return said("only_once")


def without_controls(told) -> str:
    if replicate_count(told.answers):
        return ""
    if is_given(told.answers) and not has_twin(told.answers):
        return said("no_untrained", reason=retold(told.answers["no_twin"]))
    return said("no_shuffled" if is_given(told.answers) else "no_control")


def warned(told) -> str:
    warning = told.answers["warning"]
    return said("beware_plain", warning=retold(warning)) if warning else ""


def unknown_versions(told) -> str:
    """Which versions nobody noted; those of Python and Snakemake no job does."""
    needed = (*NOTED[told.settings["network"]["kind"]], "scikit-learn", "umap-learn")
    missing = [name for name in needed if name not in told.versions]
    return said("not_noted", names=enumerated([*missing, "Python", "Snakemake"]))


def joined(*sentences) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
