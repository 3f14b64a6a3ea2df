"""What is imported for which scripts."""

from pathlib import Path

import pytest

from chemins.planning.preloading import KINDS, all_packages_of, kind_of, modules_of

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
OWN = sorted(SCRIPTS.glob("*.py"))


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ("train_replicates", "networks"),  # scikit-learn too
        ("follow_learning", "networks"),
        ("follow_replicates", "networks"),
        ("train_model", "networks"),  # which imports them in its function
        ("measure_run", "points and figures"),
        ("draw_training", "points and figures"),
        ("select_samples", "tables"),
        ("write_manifest", "tables"),
    ],
)
def test_a_script_is_as_heavy_as_its_heaviest_package(script, kind):
    assert kind_of(SCRIPTS / f"{script}.py") == kind


@pytest.fixture
def made(tmp_path):
    """Scripts of one folder: heavy by a package's module, light, and both by their imports."""
    files = {
        "heavy.py": "def f():\n    import own.trains\nimport own.light\n",
        "light.py": "import own.light\n",
        "own/__init__.py": "",
        "own/trains.py": "import own.zero\nimport keras.layers\n",
        "own/zero.py": "import numpy\n",
        "own/light.py": "import json\n",
        "own/answers.py": "import onnxruntime\n",
        "asks.py": "import own.answers, keras, own.light\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return [tmp_path / f"{name}.py" for name in ("asks", "heavy", "light")]


def test_all_local_modules_of_a_kind_are_imported_the_heavy_ones_first(made):
    assert modules_of("networks", made) == ["own.trains", "own.light", "own.zero"]
    assert modules_of("tables", made) == ["own.light"]


def test_packages_are_found_through_local_modules(made):
    assert all_packages_of(made[1]) == {"own", "keras", "numpy", "json"}


def test_every_script_is_of_one_kind_and_every_kind_has_scripts():
    assert {kind_of(script) for script in OWN} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_has_a_module_that_cannot_be_copied(kind):
    assert not [name for name in modules_of(kind, OWN) if "onnx_files.session" in name]
