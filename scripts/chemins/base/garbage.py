"""When Python looks for garbage: objects that hold each other and that nothing else holds."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def none_sought() -> Iterator:
    """Inside the block no garbage is looked for; for what makes many objects and keeps most."""
    seeking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if seeking:
            gc.enable()
