"""What of the shell's environment a job sees: nothing that would decide a result.

Many packages take settings from the environment, and some of them change numbers, figures or which
code is run. What belongs to a package that jobs use is taken out, whatever its name; what the
project decides itself is put in. A job is to give the same bytes from any shell.
"""

import os
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2]

# Names that begin so are settings of Python, of packages that jobs load, and of their libraries.
FAMILIES = (
    "ARROW_", "AUTOGRAPH_", "BLIS_", "DNNL_", "DTENSOR_", "GOMP_", "GOTO_", "JOBLIB_", "KERAS_",
    "KMP_", "LOKY_", "MATPLOTLIB", "MKL_", "MPL", "NPY_", "NUMBA_", "NUMEXPR_", "NUMPY_", "OMP_",
    "ONEDNN_", "OPENBLAS_", "ORT_", "PLOTLY_", "PYTHON", "SCIPY_", "SKLEARN_", "TF2_", "TF_",
    "VECLIB_", "XLA_",
)  # fmt: skip
# Also taken out: files that every shell between Snakemake and a job would read, other variants of
# the C library's functions, code that HDF5 would load, a time for figures.
ALONE = ("BASH_ENV", "ENV", "GLIBC_TUNABLES", "HDF5_PLUGIN_PATH", "SOURCE_DATE_EPOCH")
KEPT = {
    # Snakemake sets them for each job, as many as its threads; no result depends on them.
    "OMP_NUM_THREADS", "GOTO_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS",
    # What processor OpenBLAS is to take this machine for, where it cannot know.
    "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE",
    # Where caches and temporary files lie, how names are encoded, what logs say.
    "JOBLIB_TEMP_FOLDER", "NUMBA_CACHE_DIR", "PYTHONCOERCECLOCALE",
    "PYTHONDONTWRITEBYTECODE", "PYTHONNOUSERSITE", "PYTHONPYCACHEPREFIX", "TF_CPP_MIN_LOG_LEVEL",
    "TF_FORCE_GPU_ALLOW_GROWTH",
}  # fmt: skip


def changes(variables, folder) -> dict[str, str | None]:
    """What is to change in an environment: name -> value, or None for what is taken out.

    variables: name -> value. folder: the working folder, in which caches are kept.
    """
    foreign = [name for name in variables if name.startswith(FAMILIES) or name in ALONE]
    removed = {name: None for name in foreign if name not in KEPT}
    cache = Path(folder) / ".cache"
    defaults = {
        "NUMBA_CACHE_DIR": str(cache / "numba"),
        "TF_CPP_MIN_LOG_LEVEL": "2",
        # A GPU computes other bits than a CPU does. Only a job that asked for one sees it: SLURM
        # sets this for such a job itself.
        "CUDA_VISIBLE_DEVICES": "",
    }
    added = {name: value for name, value in defaults.items() if name not in variables}
    decided = {
        "KERAS_BACKEND": "tensorflow",
        "KERAS_HOME": str(cache / "keras"),
        "MPLCONFIGDIR": str(cache / "matplotlib"),
        # Jobs write and read file names as the Snakemake does that passes them on.
        "PYTHONUTF8": str(sys.flags.utf8_mode),
    }
    return removed | added | decided | first_on_the_path(SCRIPTS)


def first_on_the_path(scripts) -> dict[str, str]:
    """The project's own modules come before installed ones of the same name.

    A folder whose name has the separator cannot be named there: Snakemake puts it last.
    """
    return {} if os.pathsep in str(scripts) else {"PYTHONPATH": str(scripts)}


def apply_changes(variables, folder) -> None:
    """Change an environment (a mutable mapping) in place, as `changes` says."""
    for name, value in changes(variables, folder).items():
        if value is None:
            del variables[name]
        else:
            variables[name] = value


def python_folders(variables, folder) -> list[str]:
    """The folders that PYTHONPATH and the working folder add to where Python looks for modules."""
    return [folder, *filter(None, variables.get("PYTHONPATH", "").split(os.pathsep))]
