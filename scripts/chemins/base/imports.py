"""Importing a large package, without what no job here wants of it: optional packages that it would
load, settings that it would read from the working folder, garbage collections.

Most jobs of a small run spend more time on importing than on their work. scikit-learn, for one,
loads pandas wherever it is installed, though nothing here hands it a data frame.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

from chemins.base.garbage import none_sought


@contextmanager
def without(*names) -> Iterator:
    """Inside the block, importing these packages fails as if they were not installed.

    For packages that try an import and go on without it; modules already loaded are left alone.
    """
    blocked = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(blocked))
    try:
        with uncollected():
            yield
    finally:
        for name in blocked:
            del sys.modules[name]


@contextmanager
def in_a_bare_folder() -> Iterator:
    """A context whose working folder is this one, where the `matplotlibrc` sets nothing.

    For packages that look for their settings in the working folder when they are imported.
    """
    with chdir(Path(__file__).parent), uncollected():
        yield


@contextmanager
def uncollected() -> Iterator:
    """Inside the block no garbage is looked for, and later not in what was made there.

    TensorFlow makes half a million objects while it loads, and keeps them. Looking through such
    again and again, and once more when the process ends, takes a fifth to a third of the CPU time
    of a process that does nothing else.
    """
    with none_sought():
        try:
            yield
        finally:
            gc.freeze()


@contextmanager
def unfound(package) -> Iterator:
    """Inside the block a package that is not loaded yet is not found.

    For compiled code that tries an import and does not take what `without` leaves for an answer.
    """

    class Nowhere:
        @staticmethod
        def find_spec(name, path=None, target=None) -> None:
            if name == package:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    sys.meta_path.insert(0, Nowhere)
    try:
        yield
    finally:
        sys.meta_path.remove(Nowhere)
