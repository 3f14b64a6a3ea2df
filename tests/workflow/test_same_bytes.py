"""A clean run on one core, in another folder, its results on another disk, from a shell that sets
what could change a result: the same bytes."""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from builders.project import ROOT, Project, copy_project

pytestmark = pytest.mark.slow


# Where one is read, numbers, figures or code change, or the job stops.
VARIABLES = {
    "KERAS_BACKEND": "jax", "KERAS_MAX_EPOCHS": "1", "KERAS_MAX_STEPS_PER_EPOCH": "1",
    "TF_ENABLE_ONEDNN_OPTS": "0", "TF_USE_LEGACY_KERAS": "1", "XLA_FLAGS": "--no_such_flag",
    "MPLBACKEND": "no such backend", "PLOTLY_RENDERER": "no such renderer",
    "NUMBA_DISABLE_JIT": "1", "NUMBA_OPT": "0", "SKLEARN_WORKING_MEMORY": "1",
    "SCIPY_ARRAY_API": "1", "JOBLIB_MULTIPROCESSING": "0", "OMP_NUM_THREADS": "7",
    "PYTHONOPTIMIZE": "2", "PYTHONWARNINGS": "error:::sklearn", "PYTHONHASHSEED": "1",
    "LC_ALL": "C", "PYTHONUTF8": "0", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu",
}  # fmt: skip
OF_KERAS = '{"floatx": "float64", "epsilon": 0.1, "image_data_format": "channels_first"}'
OF_MATPLOTLIB = "savefig.dpi: 30\nimage.lut: 4\nlines.linewidth: 9\nfont.weight: bold\n"
FILES = {
    "shell/keras/keras.json": OF_KERAS,
    "shell/config/matplotlibrc": OF_MATPLOTLIB,
    "shell/modules/chemins/__init__.py": "raise RuntimeError('another chemins')\n",
    "project/.cache/keras/keras.json": OF_KERAS,
    "project/matplotlibrc": OF_MATPLOTLIB,
    "project/.numba_config.yaml": "opt: '0'\n",
}
PLACES = {
    "KERAS_HOME": "shell/keras",
    "MATPLOTLIBRC": "shell/config/matplotlibrc",
    "MPLCONFIGDIR": "shell/config",
    "PYTHONPATH": "shell/modules",
}


@pytest.fixture
def meddling(tmp_path, monkeypatch):
    """A folder for a project; the shell and files in the folder set what packages would take."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    places = {name: str(tmp_path / place) for name, place in PLACES.items()}
    for name, value in (VARIABLES | places).items():
        monkeypatch.setenv(name, value)
    return tmp_path / "project"


def run_on_one_core(folder, results_dir):
    """Run the tiny config whose processes find one core in the machine, which libraries go by."""
    project = copy_project(folder)
    shutil.copy(ROOT / "tests/workflow/tiny/config.yaml", folder / "tiny.yaml")
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(allowed)[:1])
    try:
        return project.snakemake(
            *("--configfile", "tiny.yaml", "--config", f"results_dir={results_dir}"), cores=1
        )
    finally:
        os.sched_setaffinity(0, allowed)


@pytest.fixture
def other_disk(tmp_path):
    with TemporaryDirectory(dir="/dev/shm") as folder:
        assert os.stat(folder).st_dev != os.stat(tmp_path).st_dev
        yield Project(Path(folder))


def test_one_core_and_any_shell_give_the_same_bytes(tiny, meddling, other_disk):
    process = run_on_one_core(meddling, other_disk.folder / "results")
    assert process.returncode == 0, process.stderr
    one, two = other_disk.contents(), tiny.contents()
    assert len(one) > 100
    assert {name for name in one if one[name] != two.get(name)} == set()
    assert one.keys() == two.keys()
