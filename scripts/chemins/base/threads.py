"""One thread for linear algebra, where results would depend on how many there are."""

import sys
from contextlib import AbstractContextManager
from functools import lru_cache

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager:
    """A context in which BLAS and OpenMP use one thread."""
    return controller(len(sys.modules)).limit(limits=1)


# It looks through all shared libraries of the process: milliseconds. Others come with modules only.
@lru_cache(maxsize=1)
def controller(modules) -> ThreadpoolController:
    """modules: how many are loaded."""
    return ThreadpoolController()
