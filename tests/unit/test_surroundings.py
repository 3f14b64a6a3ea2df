import os

import pytest

from chemins.jobs.surroundings import SCRIPTS, apply_changes, changes, python_folders

FOREIGN = {
    # Keras, TensorFlow and what they compute with
    "KERAS_MAX_EPOCHS": "1", "KERAS_MAX_STEPS_PER_EPOCH": "1", "KERAS_NNX_ENABLED": "1",
    "TF_ENABLE_ONEDNN_OPTS": "0", "TF_USE_LEGACY_KERAS": "1", "TF_XLA_FLAGS": "--tf_xla_auto_jit=2",
    "TF_NUM_INTRAOP_THREADS": "7", "TF_SET_ONEDNN_FPMATH_MODE": "BF16", "TF2_BEHAVIOR": "0",
    "XLA_FLAGS": "--xla_cpu_enable_fast_math", "ONEDNN_DEFAULT_FPMATH_MODE": "BF16",
    "DNNL_MAX_CPU_ISA": "SSE41", "AUTOGRAPH_VERBOSITY": "3",
    # arrays, statistics, compiled code
    "NPY_DISABLE_CPU_FEATURES": "AVX2", "SCIPY_ARRAY_API": "1", "SKLEARN_ASSUME_FINITE": "1",
    "SKLEARN_WORKING_MEMORY": "1", "NUMBA_DISABLE_JIT": "1", "NUMBA_OPT": "0", "NUMBA_CPU_NAME": "",
    "NUMBA_BOUNDSCHECK": "1", "JOBLIB_MULTIPROCESSING": "0", "LOKY_MAX_CPU_COUNT": "1",
    "OMP_SCHEDULE": "dynamic", "MKL_CBWR": "COMPATIBLE", "OPENBLAS_VERBOSE": "2",
    "ARROW_USER_SIMD_LEVEL": "NONE", "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2",
    # figures
    "MATPLOTLIBRC": "/x", "MPLBACKEND": "svg", "MPL_IGNORE_SYSTEM_FONTS": "1",
    "PLOTLY_RENDERER": "x", "SOURCE_DATE_EPOCH": "1",
    # which code is run, and how
    "PYTHONSTARTUP": "/x", "PYTHONHOME": "/x", "PYTHONOPTIMIZE": "2", "PYTHONWARNINGS": "error",
    "PYTHONHASHSEED": "1", "PYTHONINSPECT": "1", "PYTHONUSERBASE": "/x", "BASH_ENV": "/x",
    "ENV": "/x", "HDF5_PLUGIN_PATH": "/x",
}  # fmt: skip
OWN = {
    "NUMBA_CACHE_DIR": "/scratch/numba", "CUDA_VISIBLE_DEVICES": "0", "TF_CPP_MIN_LOG_LEVEL": "0",
    "OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_L2_SIZE": "512", "OMP_NUM_THREADS": "2",
    "JOBLIB_TEMP_FOLDER": "/scratch", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C", "TZ": "UTC",
    "HOME": "/home/x", "PATH": "/bin", "SLURM_JOB_ID": "7", "LD_LIBRARY_PATH": "/x",
}  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
def test_a_setting_of_a_package_is_taken_out(name):
    assert changes(FOREIGN, "/project")[name] is None


@pytest.mark.parametrize("name", OWN)
def test_what_decides_no_result_is_left_alone(name):
    assert name not in changes(OWN, "/project")


DECIDED = {
    "KERAS_BACKEND": "tensorflow",
    "KERAS_HOME": "/project/.cache/keras",
    "MPLCONFIGDIR": "/project/.cache/matplotlib",
    "PYTHONPATH": str(SCRIPTS),
}
DEFAULTS = {
    "NUMBA_CACHE_DIR": "/project/.cache/numba",
    "CUDA_VISIBLE_DEVICES": "",
    "TF_CPP_MIN_LOG_LEVEL": "2",
}


@pytest.mark.parametrize("name", DECIDED)
@pytest.mark.parametrize("before", [{}, dict.fromkeys(DECIDED, "/other")])
def test_what_the_project_decides_is_set(name, before):
    assert changes(before, "/project")[name] == DECIDED[name]


@pytest.mark.parametrize("name", DEFAULTS)
def test_what_may_be_set_otherwise_is_set_where_it_is_not(name):
    assert changes({}, "/project")[name] == DEFAULTS[name]


def test_an_environment_is_changed_in_place_and_then_settled():
    variables = FOREIGN | OWN | {"PYTHONPATH": "/other"}
    apply_changes(variables, "/project")
    assert variables.keys() & FOREIGN.keys() == set()
    assert OWN.items() <= variables.items()
    assert DECIDED.items() <= variables.items()
    settled = dict(variables)
    apply_changes(variables, "/project")
    assert variables == settled


def test_a_folder_that_the_path_cannot_name_is_not_put_there(monkeypatch):
    monkeypatch.setattr("chemins.jobs.surroundings.SCRIPTS", f"/a{os.pathsep}b/scripts")
    assert changes({"PYTHONPATH": "/other"}, "/project")["PYTHONPATH"] is None


def test_the_folders_that_python_was_told_to_look_in():
    assert python_folders({}, "/project") == ["/project"]
    path = os.pathsep.join(["/a", "", "/b"])
    assert python_folders({"PYTHONPATH": path}, "/project") == ["/project", "/a", "/b"]
