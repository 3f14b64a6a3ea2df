"""What captions say of a sample: that methods saw one, that maps show one."""

from types import SimpleNamespace

from chemins.answers.map_quality import MapQuality
from chemins.base.language import speaking
from chemins.planning import workload
from chemins.text import found_text
from chemins.text.found_text import about_clustering, about_maps

LAYERS = ["pixels", "hidden_1", "output"]
MAPS = {layer: {"train": MapQuality(0.9, 0.8, 1_000)} for layer in LAYERS}
LIMITS = {"clustering": 200_000, "umap": 60_000}


def test_below_all_limits_nothing_is_said():
    assert about_maps({layer: {} for layer in LAYERS}, {"train": 60_000, "test": 10_000}, {}) == ""
    assert about_clustering({"pixels": 3}, {"pixels": {}}, {}) == ""


def test_a_sample_that_was_seen_and_one_that_is_shown():
    counts = {"train": 857_143, "test": 142_857}
    assert about_maps(MAPS, counts, LIMITS).startswith(
        "Of the images to fit on, UMAP saw a random sample of 60,000, each class with its share. "
        "70,000 of the 1,000,000 images are shown, drawn evenly path by path. For train images: "
    )
    assert about_clustering({"pixels": 3}, {"pixels": {}}, LIMITS) == (
        "Of the images to fit on, k-means saw a random sample of 200,000, each class with its "
        "share."
    )
    with speaking("fr"):
        told = about_maps(MAPS, counts, LIMITS)
    assert "UMAP n’a vu qu’un échantillon aléatoire de 60\u202f000, chaque classe" in told
    assert "70\u202f000 des 1\u202f000\u202f000 images sont représentées" in told


def test_of_many_layers_maps_show_fewer_images():
    wide = {f"hidden_{i}": {"train": MapQuality(0.9, 0.8, 1_000)} for i in range(16)}
    assert about_maps(wide, {"train": 70_001}, {}).startswith("25,000 of the 70,001 images")
    assert "are shown" not in about_maps(wide, {"train": 70_000}, {})


def test_jobs_ask_for_memory_by_what_is_shown():
    plan = SimpleNamespace(dumps={"a": SimpleNamespace(samples=1_000_000)})
    assert workload.SHOWN == found_text.LIMIT
    assert workload.images_shown(plan, "a") == 70_000 + 93_000
    plan.dumps["a"].samples = 70_000
    assert workload.images_shown(plan, "a") == 70_000
