"""The umap package, without TensorFlow, all its compiled code cached on disk, its solver seeded.

umap imports TensorFlow where it can, for a class that is not used here; and of its and
pynndescent's functions, few ask numba to keep what it compiles (NUMBA_CACHE_DIR says where). Where
numba finds yaml, a file in the working folder can set how it compiles. Where the eigenvectors that
it begins with are found from a vector that is one already (samples that are all alike, or of a few
kinds), ARPACK goes on from one that SciPy draws, and umap hands no seed on.
"""

import sys
import warnings
from functools import partial

import scipy.sparse.linalg

from chemins.base.imports import without

with without("tensorflow", "pandas", "yaml"), warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import umap
from numba.core.dispatcher import Dispatcher

__all__ = ["umap"]

scipy.sparse.linalg.eigsh = partial(scipy.sparse.linalg.eigsh, rng=0)

for name, module in list(sys.modules.items()):
    if name.split(".")[0] in ("umap", "pynndescent"):
        for value in vars(module).values():
            if isinstance(value, Dispatcher):
                value.enable_caching()
