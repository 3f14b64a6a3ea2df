"""Threads: one for linear algebra, where results would depend on how many there are; and how many
cores there are for others."""

import os
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


def usable_cores() -> int:
    """How many cores this process may use: fewer than the machine has, under taskset or SLURM."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
