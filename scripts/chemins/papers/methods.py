"""How a run was made, as paragraphs for the methods of a paper.

Works are cited as `[@key]`, which pandoc takes as it is. The versions are
those that the jobs noted which made the results, and not the ones that are installed by now.
"""

from dataclasses import dataclass

from chemins.base.formatting import layer_text, percent, the_layer
from chemins.base.language import bare, enumerated, plural, said, shortest, whole
from chemins.clusters.fitted_count import fitted_samples
from chemins.networks.convergence import CONVERGED, GAIN, PATIENCE
from chemins.papers.not_done import joined, not_done
from chemins.text.class_names import ClassNames
from chemins.text.estimates_text import path_stages, replicate_count
from chemins.text.held_text import given_text
from chemins.text.learning_text import epochs_named
from chemins.text.twin_text import has_twin, weights_text

# A dataset by name -> the work to cite.
DATASETS = {
    "mnist-sample": "lecun1998",
    "mnist": "lecun1998",
    "fashion-mnist": "xiao2017",
    "kmnist": "clanuwat2018",
    "emnist-letters": "cohen2017",
    "cifar10": "krizhevsky2009",
}


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
        return f"{name} {enumerated(found)}" if found else name


def paragraphs(told) -> list[tuple[str, str]]:
    """(title, text) of each."""
    found = {
        "about_images": joined(images(told), network(told), unseen(told)),
        "about_clusters": joined(signatures(told), clusters(told), choice(told), paths(told)),
        "about_maps": maps(told),
        "about_measures": joined(measures(told), detectors(told), learning(told)),
        "about_replicates": joined(replicates(told), own_interval(told)),
        "about_software": software(told),
        "about_not_done": not_done(told),
    }
    return [(said(title), text) for title, text in found.items() if text]


# --- images and network ---------------------------------------------------------------------------


def images(told) -> str:
    samples = told.answers["samples"]
    return said(
        "images",
        taught=told.names.taught(told.answers["digits"]),
        dataset=dataset_text(told.settings["dataset"]),
        train=whole(samples["train"]),
        test=whole(samples["test"]),
        drawn=drawn_text(told),
    )


def dataset_text(dataset) -> str:
    """dataset: its name, or None of images of one's own."""
    if dataset is None:
        return said("dataset_own")
    return f"{said(f'dataset_{dataset}')} [@{DATASETS[dataset]}]"


def drawn_text(told) -> str:
    """How many images of each class there are, as far as chemins drew them."""
    if told.settings["network"]["kind"] == "activations":
        return said("drawn_elsewhere")
    train, test = (told.settings[key] for key in ("per_digit", "test_per_digit"))
    if train == test == "all":
        return said("drawn_all")
    return said("drawn", train=many(train), test=many(test))


def many(count) -> str:
    return said("every_image") if count == "all" else whole(count)


def network(told) -> str:
    kind = told.settings["network"]["kind"]
    given = {"onnx": given_network, "file": given_network, "activations": given_activations}
    return given.get(kind, trained_network)(told)


def trained_network(told) -> str:
    settings = told.settings["training"]
    return said(
        "training",
        architecture=architecture(told.settings["network"]),
        engines=engines(told),
        optimizer=said(f"optimizer_{settings['optimizer']}"),
        rate=shortest(settings["learning_rate"]),
        batch=whole(settings["batch_size"]),
        loss=said(f"loss_{settings['loss']}"),
        epochs=epochs_text(settings, told.answers["training"]),
    )


def engines(told) -> str:
    """What computes the answers of a network of Keras."""
    versions = told.version("Keras", "keras"), told.version("TensorFlow", "tensorflow")
    return said("engines", **dict(zip(("keras", "tensorflow"), versions, strict=True)))


def architecture(network) -> str:
    count, sizes = len(network["hidden"]), enumerated(map(whole, network["hidden"]))
    dense = said(plural("dense_layers", count), count=count, sizes=sizes)
    first = said("convolutions") if network["kind"] == "cnn" else ""
    return said("architecture", first=first, dense=dense)


def epochs_text(settings, training) -> str:
    epochs = training["epochs"]
    count = said(plural("epochs", epochs), epochs=whole(epochs))
    if settings["epochs"] != CONVERGED:
        return said("epochs_for", epochs=count)
    if not training["converged"]:
        return said("epochs_at_most", epochs=count)
    return said("epochs_converged", gain=percent(GAIN), patience=PATIENCE, epochs=count)


def given_network(told) -> str:
    form = "given_onnx" if told.settings["network"]["kind"] == "onnx" else "given_keras"
    engine, given = told.answers.get("engine"), ""
    by = f"ONNX Runtime {engine.partition(' ')[2]} [@onnxruntime]" if engine else engines(told)
    if "given" in told.answers:
        given = said("given_pixels", given=given_text(told.answers))
    return said("given_network", form=said(form), engine=by, given=given)


def given_activations(told) -> str:
    return said("given_activations")


def unseen(told) -> str:
    classes, source = told.answers["unseen"], told.settings["unseen_dataset"]
    if not classes:
        return ""
    other = said("unseen_dataset", dataset=dataset_text(source["name"])) if source else ""
    count = whole(told.answers["samples"]["unseen"])
    return said("unseen_images", images=count, taught=told.names.taught(classes), other=other)


# --- clusters and maps ----------------------------------------------------------------------------


def signatures(told) -> str:
    pool = told.settings["network"].get("pool")
    maps = said("pooled", pooled=said(f"pooled_{pool}")) if pool else ""
    return said("signatures_are", maps=maps, fitted=fitted_text(told))


def fitted_text(told) -> str:
    if told.settings["clustering"]["fit_on"] == "train":
        return said("fitted_train")
    return said("fitted_all_unseen" if told.answers["unseen"] else "fitted_all")


def seen_text(told, limit) -> str:
    """What k-means or UMAP saw, of which there may be so many at most."""
    fitted = told.settings["clustering"]["fit_on"]
    if fitted_samples(told.answers["samples"], fitted) <= limit:
        return fitted_text(told)
    return said("fitted_sample", count=whole(limit), fitted=fitted_text(told))


def clusters(told) -> str:
    settings = told.settings["clustering"]
    return said(
        "clustered",
        starts=starts_text(settings["n_init"]),
        fitted=seen_text(told, settings["fit_limit"]),
        others=said("clustered_others") if settings["fit_on"] == "train" else "",
    )


def starts_text(n_init) -> str:
    if n_init != "auto":
        return said(plural("starts", n_init), count=whole(n_init))
    return said("starts_auto")


def choice(told) -> str:
    """How K was chosen, and what it is."""
    settings, layers = told.settings["clustering"], told.answers["layers"]
    found = {
        "chosen": enumerated(
            said("k_in", k=entry["k"], layer=the_layer(entry["layer"])) for entry in layers
        ),
        "at": at_classes(settings, len(told.answers["digits"])),
    }
    if settings["k"] == "classes":
        return said("k_classes", **found)
    if settings["k"] != "silhouette":
        return said("k_set", k=settings["k"], **found)
    sampled = [the_layer(entry["layer"]) for entry in layers if entry["standard_error"]]
    sample = said("k_sample", layers=enumerated(sampled)) if sampled else ""
    tried = {"low": settings["k_min"], "high": settings["k_max"]}
    return said("k_chosen", sample=sample, **tried, **found)


def at_classes(settings, classes) -> str:
    if settings["k"] in ("classes", classes):
        return ""
    return said("k_compared", classes=classes)


def paths(told) -> str:
    stages = path_stages(told.answers)
    hidden = [e for e in told.answers["layers"] if e["layer"] not in ("pixels", "output")]
    through = said("hidden_all")
    if len(stages) < len(hidden):
        layers = enumerated(map(layer_text, stages))
        counts = {"stages": len(stages), "hidden": len(hidden)}
        through = said("paths_through", layers=layers, **counts)
    return said("paths_are", through=through)


def maps(told) -> str:
    umap = told.settings["umap"]
    trained = told.settings["clustering"]["fit_on"] == "train"
    return said(
        "embedded",
        umap=told.version("umap-learn", "umap-learn"),
        neighbors=bare(umap["n_neighbors"]),
        metric=said(f"metric_{umap['metric']}"),
        distance=shortest(umap["min_dist"]),
        fitted=seen_text(told, umap["fit_limit"]),
        placed=said("embedded_placed") if trained else "",
    )


# --- measures -------------------------------------------------------------------------------------


def measures(told) -> str:
    return said("measures", sklearn=told.version("scikit-learn", "scikit-learn"))


def detectors(told) -> str:
    return said("detectors_are") if told.answers["unseen_digits"] else ""


def learning(told) -> str:
    """Empty of a run of which no epochs were kept."""
    if "learning" not in told.answers:
        return ""
    epochs = epochs_named(told.answers["learning"]["epochs"])
    return said("methods_learning", epochs=epochs)


def replicates(told) -> str:
    count = replicate_count(told.answers)
    if not count:
        return ""
    controls = said("controls_are")
    if count == 1:
        return said("replicates_one", controls=controls)
    return said("replicates_many", count=whole(count), controls=controls)


def own_interval(told) -> str:
    """Of a run without replicates, what its intervals are over, and its controls."""
    if replicate_count(told.answers):
        return ""
    twin = ""
    if has_twin(told.answers):
        twin = said("one_twin", weights=weights_text(told.answers))
    return said("one_network", twin=twin)


def software(told) -> str:
    chemins = told.settings["chemins"]
    others = [("NumPy", "numpy"), ("SciPy", "scipy"), ("Numba", "numba")]
    used = [told.version(*each) for each in others if each[1] in told.versions]
    also = said("software_others", others=enumerated(used)) if used else ""
    told_of = {"version": chemins["version"], "seed": told.settings["seed"]}
    return said("software", others=also, **told_of)
