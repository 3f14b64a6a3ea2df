"""Importing a package without the optional ones that it would load and that no job here uses."""

import sys
from contextlib import contextmanager


@contextmanager
def without(*names):
    """Inside the block, importing these packages fails as if they were not installed.

    For packages that try an import and go on without it; modules already loaded are left alone.
    """
    blocked = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(blocked))
    try:
        yield
    finally:
        for name in blocked:
            del sys.modules[name]
