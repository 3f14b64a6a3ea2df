import gc
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from chemins.base.garbage import none_sought
from chemins.base.imports import in_a_bare_folder, uncollected, unfound, without

SCRIPTS = Path(__file__).parents[2] / "scripts"
HEAVY = {"tensorflow", "keras", "sklearn", "umap", "numba", "matplotlib", "plotly", "pandas"}
HEAVY |= {"onnx", "onnxruntime"}
ONNX = {"onnx"}
SKLEARN = {"sklearn"}  # without pandas, which it would load where it is installed
# What may be loaded by importing them; of all others, nothing heavy. Where a framework is only
# loaded when the job runs, nothing is.
ALLOWED = {
    "answer_questions": SKLEARN,
    "cluster_layers": SKLEARN | {"numba"},
    "embed_layers": SKLEARN,
    "measure_run": SKLEARN | {"numba"},
    "measure_given": SKLEARN | {"numba"},
    "follow_learning": SKLEARN,
    "follow_given": SKLEARN | {"numba"},
    "embed_unseen": SKLEARN,
    "fit_embeddings": SKLEARN,
    "place_in_embeddings": SKLEARN,
    "rate_embeddings": SKLEARN | {"numba"},
    "draw_figures": {"matplotlib", "plotly"},
    "draw_interventions": {"matplotlib", "plotly"},
    "draw_training": {"matplotlib", "plotly"},
    "draw_learning": {"matplotlib", "plotly"},
    "chemins.figures.saving": {"matplotlib", "plotly"},
    "write_plotly": {"plotly"},
    "draw_atlas": {"matplotlib"},
    "compare_networks": SKLEARN,
    "draw_comparison": {"matplotlib"},
    "chemins.measures.two_networks": SKLEARN,
    "chemins.answers.network_comparison": SKLEARN,
    "build_atlas": {"matplotlib"},
    "chemins.figures.atlas_cells": {"matplotlib"},
    "chemins.pages.atlas_page": {"matplotlib"},
    "chemins.answers.run_answers": SKLEARN,
    "chemins.clusters.clustering": SKLEARN | {"numba"},
    "chemins.clusters.kmeans": {"numba"},
    "chemins.measures.ood_scores": SKLEARN,
    "chemins.clusters.distance_sums": {"numba"},
    "chemins.figures.printed": {"matplotlib"},
    "chemins.clusters.silhouette": {"numba"},
    "chemins.clusters.embedding": SKLEARN,
    "chemins.clusters.umap_package": SKLEARN | {"numba", "umap"},
    "chemins.figures.interactive": {"plotly"},
    "chemins.figures.interactive_learning": {"plotly"},
    "chemins.figures.sankey": {"plotly"},
    "chemins.measures.findings": SKLEARN | {"numba"},
    "chemins.measures.known": SKLEARN | {"numba"},
    "chemins.measures.unseen": SKLEARN | {"numba"},
    "chemins.measures.of_samples": SKLEARN | {"numba"},
    "chemins.networks.classifiers": {"tensorflow", "keras"},
    "chemins.measures.twin": SKLEARN | {"numba"},
    "chemins.measures.under_noise": SKLEARN,
    "chemins.networks.keras_training": {"tensorflow", "keras"},
    "chemins.networks.keras_session": {"tensorflow", "keras"},
    "chemins.networks.onnx_files.cut": ONNX,
    "chemins.networks.onnx_files.file": ONNX,
    "chemins.networks.onnx_files.graph": ONNX,
    "chemins.networks.onnx_files.layers": ONNX,
    "chemins.networks.onnx_files.network": ONNX,
    "chemins.networks.onnx_files.session": ONNX | {"onnxruntime"},
    "chemins.networks.onnx_files.twin": ONNX,
    "chemins.planning.onnx_networks": ONNX,
    "chemins.networks.untrained_twin": {"tensorflow", "keras"},
    "chemins.measures.while_learning.epochs": SKLEARN | {"numba"},
    "chemins.measures.while_learning.following": SKLEARN | {"numba"},
    "chemins.measures.while_learning.last_epoch": SKLEARN | {"numba"},
    "chemins.measures.while_learning.learning": SKLEARN | {"numba"},
    "chemins.measures.while_learning.learning_replicates": SKLEARN
    | {"numba", "tensorflow", "keras"},
    "chemins.measures.while_learning.own_network": SKLEARN | {"numba", "tensorflow", "keras"},
    "chemins.measures.replicates": SKLEARN | {"numba", "tensorflow", "keras"},
    "chemins.measures.laboratory": SKLEARN | {"numba", "tensorflow", "keras"},
    "chemins.networks.fast_training": {"tensorflow", "keras"},
    "chemins.networks.halves": {"tensorflow", "keras"},
    "chemins.measures.path_measures": SKLEARN,
    "chemins.measures.cluster_agreement": SKLEARN,
    "chemins.measures.asking": SKLEARN | {"numba"},
    "chemins.measures.path_score": SKLEARN | {"numba"},
    "chemins.notebook": {"plotly"},
    "chemins.measures.layer_probes": SKLEARN,
    "chemins.measures.multinomial": SKLEARN,
    "chemins.clusters.stability": {"numba"},
    "chemins.clusters.faithfulness": SKLEARN | {"numba"},
    "chemins.clusters.k_evidence": {"numba"},
    "chemins.clusters.mixture": SKLEARN,
    "chemins.clusters.mutual_information": SKLEARN,
}


def script_names():
    return sorted(path.stem for path in SCRIPTS.glob("*.py"))


def module_names():
    paths = [path.relative_to(SCRIPTS).with_suffix("") for path in SCRIPTS.rglob("chemins/**/*.py")]
    return sorted(".".join(path.parts).removesuffix(".__init__") for path in paths)


# For each list of modules a fork of a process that has what they all need, and nothing heavy.
LOADING = """
import json, os, sys
import scipy.stats, pyarrow.parquet  # and with them NumPy
for modules in json.load(sys.stdin):
    if os.fork() == 0:
        for name in modules:
            __import__(name)
        print(json.dumps(sorted(sys.modules.keys() & set(json.loads(sys.argv[1])))), flush=True)
        os._exit(0)
    if os.wait()[1]:
        sys.exit(f"{modules} cannot be imported")
"""


def loaded_by_each(groups):
    """The heavy modules that a fresh Python has after importing these, of each group of them."""
    result = subprocess.run(
        [sys.executable, "-c", LOADING, json.dumps(sorted(HEAVY))],
        cwd=SCRIPTS,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "2"},
        input=json.dumps(groups),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return [set(json.loads(line)) for line in result.stdout.splitlines() if line.startswith("[")]


def loaded_by(*modules):
    [found] = loaded_by_each([modules])
    return found


def test_a_script_loads_no_framework_that_it_does_not_use():
    names = script_names()
    found = dict(zip(names, loaded_by_each([[name] for name in names]), strict=True))
    assert {n: extra for n in names if (extra := found[n] - ALLOWED.get(n, set()))} == {}


def test_modules_that_load_nothing_heavy():
    light = [
        name
        for name in module_names()
        if name not in ALLOWED and not name.startswith("chemins.figures.printed.")
    ]
    assert len(light) > 10
    assert loaded_by(*light) == set()


def test_modules_that_compute_load_scikit_learn_alone():
    computing = {name for name in module_names() if ALLOWED.get(name, set()) >= SKLEARN}
    names = sorted(name for name in computing if not ALLOWED[name] & {"tensorflow", "umap"})
    assert loaded_by(*names) <= SKLEARN | {"numba"}


def test_modules_that_draw_load_matplotlib_alone():
    names = [name for name in module_names() if name.startswith("chemins.figures.printed.")]
    assert loaded_by(*names) == {"matplotlib"}


def test_the_config_is_checked_without_a_grammar_that_takes_a_second_to_compile():
    code = "import sys, chemins.planning.config; sys.exit('rfc3987_syntax' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=SCRIPTS, check=False).returncode == 0


@pytest.mark.slow
def test_networks_load_tensorflow_without_what_keras_would_load_for_others():
    assert loaded_by("chemins.networks.classifiers") == {"tensorflow", "keras"}


# --- without ------------------------------------------------------------------------------------


@pytest.fixture
def optional(tmp_path, monkeypatch):
    """The name of a package that can be imported and has not been."""
    package = tmp_path / "optional_package"
    package.mkdir()
    (package / "__init__.py").write_text("VALUE = 5\n")
    (package / "part.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    yield package.name
    for name in (package.name, f"{package.name}.part"):
        sys.modules.pop(name, None)


def test_inside_the_import_fails_and_afterwards_works(optional):
    with without(optional, "json"):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(optional)
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(f"{optional}.part")
    assert optional not in sys.modules
    assert importlib.import_module(optional).VALUE == 5
    assert importlib.import_module(f"{optional}.part")


def test_a_package_is_not_found_and_afterwards_it_is(optional):
    with unfound(optional), pytest.raises(ModuleNotFoundError, match=optional):
        importlib.import_module(optional)
    assert importlib.import_module(optional).VALUE == 5
    with unfound(optional):  # is loaded
        assert importlib.import_module(optional).VALUE == 5


def test_a_job_hands_pyarrow_arrays_without_pandas_which_others_may_load_later():
    code = (
        "import sys, numpy, pyarrow\n"
        "from chemins.jobs.job import take_no_data_frames\n"
        "take_no_data_frames()\n"
        "table = pyarrow.table({'a': numpy.arange(3)})\n"
        "print('pandas' in sys.modules, table.to_pandas()['a'].tolist())\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=SCRIPTS, capture_output=True, text=True, check=True
    )
    assert said.stdout == "False [0, 1, 2]\n"


def test_modules_already_loaded_are_left_alone(optional):
    module = importlib.import_module(optional)
    with without(optional):
        assert sys.modules[optional] is module
        assert importlib.import_module(optional) is module
    assert sys.modules[optional] is module


def test_a_failing_block_restores_all_the_same(optional):
    with pytest.raises(ZeroDivisionError), without(optional):
        raise ZeroDivisionError
    assert importlib.import_module(optional).VALUE == 5


def test_blocks_inside_each_other(optional):
    with without(optional):
        with without(optional):
            pass
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(optional)
    assert importlib.import_module(optional).VALUE == 5


def test_packages_that_are_not_installed():
    with without("no_such_package_anywhere"):
        pass
    assert "no_such_package_anywhere" not in sys.modules


# --- the working folder --------------------------------------------------------------------------

# Read while a package is imported: how well numba compiles, how many colours a colour map has.
LEVEL = "from numba.core import config; config.reload_config(); print(int(config.OPT))"
MAPS = "from matplotlib import colormaps; print(colormaps['Blues'].N)"


@pytest.mark.parametrize("module", ["chemins.figures.printed.flow", "chemins.figures.atlas_cells"])
def test_a_matplotlibrc_in_the_working_folder_sets_nothing(tmp_path, module):
    (tmp_path / "matplotlibrc").write_text("image.lut: 7\n")
    assert answer(MAPS, tmp_path) == "7"
    assert answer(f"import {module}; {MAPS}", tmp_path) == "256"


def test_a_file_of_numbas_settings_in_the_working_folder_sets_nothing(tmp_path):
    (tmp_path / ".numba_config.yaml").write_text("opt: '0'\n")
    assert answer(f"import numba; {LEVEL}", tmp_path) == "0"
    assert answer(f"import chemins.clusters.distance_sums; {LEVEL}", tmp_path) == "3"


def answer(code, folder):
    """What a fresh Python prints that runs this code in a folder."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(SCRIPTS)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def test_the_working_folder_is_as_before_after_an_import():
    before = os.getcwd()
    with in_a_bare_folder():
        assert Path.cwd() != Path(before)
    assert os.getcwd() == before


# --- garbage -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "block", [lambda: without("json"), in_a_bare_folder, uncollected, none_sought]
)
@pytest.mark.parametrize("collecting", [True, False])
def test_inside_no_garbage_is_looked_for_and_afterwards_as_before(block, collecting):
    before = gc.isenabled()
    try:
        (gc.enable if collecting else gc.disable)()
        with block():
            assert not gc.isenabled()
        assert gc.isenabled() == collecting
    finally:
        (gc.enable if before else gc.disable)()


def test_what_was_made_inside_is_not_looked_through_again():
    code = (
        "import gc; from chemins.base.imports import uncollected\n"
        "with uncollected(): kept = [[n] for n in range(1000)]\n"
        "print(any(one is kept for one in gc.get_objects()), gc.get_freeze_count() > 1000)"
    )
    assert answer(code, SCRIPTS) == "False True"


@pytest.mark.parametrize("block", [uncollected, none_sought])
def test_a_failing_block_looks_for_garbage_again(block):
    with pytest.raises(ZeroDivisionError), block():
        raise ZeroDivisionError
    assert gc.isenabled()
