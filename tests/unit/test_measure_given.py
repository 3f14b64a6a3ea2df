"""What is measured of a network from a file: noise, and its untrained twin, against Keras,
scikit-learn and NumPy."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_mutual_info_score

from chemins.measures import noise, path_score
from chemins.results import tables
from cluster_layers import cluster_layers
from measure_given import Images, measure_given

pytestmark = pytest.mark.slow

SHAPE = (4, 4, 1)
CLUSTERING = {"k": "silhouette", "k_min": 2, "k_max": 3, "n_init": 5, "silhouette_limit": 999}
CLUSTERING["fit_limit"] = 9999
SETTINGS = {
    "layers": ["first", "second", "output"],
    "hidden": ["first", "second"],
    "pool": "mean",
    "digits": [1, 7],
    "classes": 2,
    "seed": 11,
    "clustering": CLUSTERING | {"fit_on": "train"},
}
ROLES = np.array((["train"] * 60 + ["test"] * 40) * 2 + ["unseen"] * 20)
LABELS = np.repeat([1, 7, 4], [100, 100, 20])


@pytest.fixture(scope="module")
def keras():
    from chemins.networks import classifiers

    classifiers.prepare()
    return classifiers.keras


@pytest.fixture(scope="module")
def pixels():
    """Images of two kinds that overlap, and some of neither."""
    stream = np.random.default_rng(2)
    means = np.repeat([100.0, 140.0, 120.0], [100, 100, 20])[:, np.newaxis]
    side = np.where(np.arange(16) < 8, 1, -1) * np.repeat([1, -1, 0], [100, 100, 20])[:, np.newaxis]
    values = means + 25 * side + 40 * stream.standard_normal((220, 16))
    return np.clip(values, 0, 255).astype(np.uint8)


@dataclass
class Given:
    """A run of a network in a file, clustered, in a folder."""

    folder: Path
    settings: dict
    model: object

    def table(self, name):
        return self.folder / f"{name}.parquet"

    def rows(self):
        """(network, measure, layer) -> value, of the measures; all that measure_given wrote."""
        columns = tables.read_columns(self.table("measures"), tables.MEASURES)
        assert set(columns["replicate"].tolist()) == {0}
        keys = zip(
            *(columns[name].tolist() for name in ("network", "measure", "layer")), strict=True
        )
        return dict(zip(keys, columns["value"].tolist(), strict=True))

    def missing(self):
        return json.loads((self.folder / "twin.json").read_text())["missing"]

    def measure(self):
        unseen = self.settings["clustering"]["fit_on"] == "all"
        measure_given(
            self.settings,
            "mine",
            self.folder / "mine.keras",
            self.table("dataset"),
            self.table("known"),
            self.table("spaces"),
            self.table("centers"),
            self.table("measures"),
            self.folder / "twin.json",
            **({"unseen": self.table("unseen")} if unseen else {}),
        )
        return self

    def answers(self, model, layer, images):
        """What Keras's own `predict` says."""
        from chemins.networks import classifiers

        part = classifiers.keras.Model(model.inputs, model.get_layer(layer).output)
        return part.predict(images.reshape(-1, *model.input_shape[1:]), verbose=0)


def given(folder, model, pixels, raw=False, **settings):
    """The run, with all that other jobs make of it."""
    from chemins.networks.keras_session import KerasSession

    settings = SETTINGS | settings
    found = Given(folder, settings, model)
    model.save(folder / "mine.keras")
    columns = {"sample_id": np.arange(220), "split": ROLES, "label": LABELS, "pixels": pixels}
    shape = {"chemins.shape": json.dumps(SHAPE)}
    tables.write(found.table("dataset"), tables.DATASET, columns, shape)
    images = Images(settings, found.table("dataset"))
    session = KerasSession(model, raw)
    for group, rows in (("known", ROLES != "unseen"), ("unseen", ROLES == "unseen")):
        samples = {"sample_id": np.arange(220), "label": LABELS, "role": ROLES}
        samples = {name: column[rows] for name, column in samples.items()}
        images.ask(session, samples, found.table(group))
    outputs = {name: found.table(name) for name in ("clusters", "scores", "centers", "spaces")}
    everything = settings["clustering"]["fit_on"] == "all"
    unseen = found.table("unseen") if everything else None
    cluster_layers(settings, "mine", found.table("known"), outputs, unseen)
    return found


def dense(keras, *front, **first):
    """A network of the three layers, whose weights are other ones than an initialiser draws."""
    layers = keras.layers
    model = keras.Sequential(
        [
            layers.Input(SHAPE),
            *front,
            layers.Flatten(),
            layers.Dense(6, "relu", name="first", **first),
            layers.Dense(5, "tanh", name="second"),
            layers.Dense(2, "softmax", name="output"),
        ]
    )
    stream = np.random.default_rng(8)
    weights = [stream.normal(0, 0.5, w.shape).astype(np.float32) for w in model.get_weights()]
    model.set_weights(weights)
    return model


@pytest.fixture(scope="module")
def measured(keras, pixels, tmp_path_factory):
    return given(tmp_path_factory.mktemp("given"), dense(keras), pixels).measure()


KNOWN, TEST = ROLES != "unseen", ROLES[ROLES != "unseen"] == "test"


def clusters_by_hand(answers):
    """The clusters of test images among two of the train images' standardised answers."""
    train = answers[~TEST]
    scale = train.std(axis=0)
    points = (answers - train.mean(axis=0)) / np.maximum(scale, 0.1 * scale.max())
    return KMeans(2, n_init=100, random_state=0).fit(points[~TEST]).predict(points[TEST])


@pytest.mark.parametrize("layer", ["first", "second", "output"])
def test_the_twins_clusters_are_of_the_twins_answers(measured, pixels, layer):
    from chemins.networks.untrained_twin import untrained_twin

    images, label = pixels[KNOWN] / np.float32(255), LABELS[KNOWN][TEST]
    by_hand = [
        adjusted_mutual_info_score(label, clusters_by_hand(measured.answers(model, layer, images)))
        for model in (untrained_twin(measured.model, SETTINGS["seed"]), measured.model)
    ]
    assert measured.rows()["untrained", "ami", layer] == pytest.approx(by_hand[0])
    assert by_hand[0] != pytest.approx(by_hand[1], abs=0.05)


def test_a_twin_is_measured_as_the_untrained_networks_of_replicates(measured):
    rows = measured.rows()
    found = {measure for network, measure, _ in rows if network == "untrained"}
    names = {"ami", "purity", "reach"}
    names |= {f"{name}_chosen" for name in names} | {"probe", "neighbours", "moved"}
    assert found == names | {"js_mean", "js_distance"}
    for layer in SETTINGS["layers"]:
        assert ("untrained", "purity", layer) in rows
    assert measured.missing() == ""


def test_what_is_kept_under_noise(measured, pixels):
    test = pixels[KNOWN][TEST] / np.float32(255)
    stream = np.random.default_rng(SETTINGS["seed"])
    noisy = test + np.float32(0.1) * stream.standard_normal(test.shape, dtype=np.float32)
    told = [
        measured.answers(measured.model, "output", images).argmax(1) for images in (test, noisy)
    ]
    kept = {"noise_predictions": np.mean(told[0] == told[1])}
    spaces = tables.read(measured.table("spaces"), tables.SPACES).to_pylist()
    centers = tables.read(measured.table("centers"), tables.CENTERS).to_pylist()
    for basis, measure in (("classes", "noise_agreement"), ("chosen", "noise_agreement_chosen")):
        same = np.ones(len(test), bool)
        for layer in SETTINGS["hidden"]:
            space = next(row for row in spaces if row["layer"] == layer)
            of = [r["center"] for r in centers if (r["layer"], r["basis"]) == (layer, basis)]
            places = []
            for images in (test, noisy):
                answers = measured.answers(measured.model, layer, images)
                points = (answers - np.array(space["mean"])) / np.array(space["scale"])
                places.append(
                    np.linalg.norm(points[:, np.newaxis] - np.array(of), axis=2).argmin(1)
                )
            same &= places[0] == places[1]
        kept[measure] = same.mean()
    found = {m: v for (network, m, _), v in measured.rows().items() if network == "trained"}
    assert found == pytest.approx(kept)
    assert len({round(value, 6) for value in kept.values()} - {0.0, 1.0}) > 1, kept


def test_without_noise_all_is_kept(keras, pixels, tmp_path, monkeypatch):
    """Of a network with maps, which have the shift of all images taken out as well."""
    monkeypatch.setattr(noise, "NOISE", 0.0)
    maps = keras.layers.Conv2D(3, 2, activation="relu", name="maps")
    layers = {"layers": ["maps", "first", "output"], "hidden": ["maps", "first"]}
    rows = given(tmp_path, dense(keras, maps), pixels, **layers).measure().rows()
    kept = {m: v for (network, m, _), v in rows.items() if network == "trained"}
    ends = [kind + end for kind in ("", "_centred") for end in ("", "_chosen")]
    assert kept.keys() == {"noise_predictions", *(f"noise_agreement{end}" for end in ends)}
    assert set(kept.values()) == {1.0}


def test_the_same_network_has_the_same_bytes_without_a_path_score(measured, monkeypatch):
    """No row tells of a twin's, which would take over half of the time."""
    monkeypatch.setattr(path_score, "class_distances", None)
    before = [measured.table("measures").read_bytes(), (measured.folder / "twin.json").read_bytes()]
    measured.measure()
    assert before == [
        measured.table("measures").read_bytes(), (measured.folder / "twin.json").read_bytes()
    ]  # fmt: skip


def test_where_unseen_images_are_fitted_on_the_twins_are_too(keras, pixels, tmp_path):
    """Unseen images that are like no others take a cluster of their own."""
    pixels = pixels.copy()
    pixels[ROLES == "unseen"] = np.tile([0, 255], 8)

    def measured(fit_on):
        (tmp_path / fit_on).mkdir()
        clustering = CLUSTERING | {"fit_on": fit_on}
        return given(tmp_path / fit_on, dense(keras), pixels, clustering=clustering).measure()

    found = measured("all")
    rows, others = found.rows(), measured("train").rows()
    assert rows.keys() == others.keys()
    columns = tables.read_columns(found.table("measures"), tables.MEASURES)
    assert columns["images"].max() == TEST.sum()
    layers = [("untrained", "ami", layer) for layer in SETTINGS["layers"]]
    assert [rows[key] for key in layers] != [others[key] for key in layers]


def test_a_network_that_scales_its_images_has_the_noise_of_others(
    keras, measured, pixels, tmp_path
):
    scaling = keras.layers.Rescaling(1 / 255)
    found = given(tmp_path, dense(keras, scaling), pixels, raw=True).measure().rows()
    assert found == pytest.approx(measured.rows(), abs=0.03)


def test_no_twin_is_no_failure(keras, pixels, tmp_path):
    model = dense(keras, kernel_initializer="zeros")
    for layer in model.layers[-2:]:
        layer.kernel_initializer = keras.initializers.Zeros()
    found = given(tmp_path, model, pixels).measure()
    assert found.missing() == "its initialisers draw nothing at random"
    assert {network for network, *_ in found.rows()} == {"trained"}


def test_a_twin_whose_answers_are_no_numbers_is_none(keras, pixels, tmp_path):
    kernel = keras.initializers.RandomUniform(1e38, 2e38)
    found = given(tmp_path, dense(keras, kernel_initializer=kernel), pixels).measure()
    assert found.missing() == "its answers would be no finite numbers"
    assert {network for network, *_ in found.rows()} == {"trained"}
