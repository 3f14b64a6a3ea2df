"""How values are written for a reader, wherever they are shown."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

from chemins.base.language import layer_name, layer_with_article, numeral, said

# What a network from elsewhere calls its layers, whose names here are those of files and columns.
OWN_NAMES = ContextVar("layer -> what its network calls it", default=MappingProxyType({}))


# A hyphen before a number, and not between two: `[-0.05`, `-0.002 / …`, not `0-1` or `mean-3`.
MINUS = re.compile(r"(?<![\w\-–−.)\]])-(?=\d)")
UNIT = re.compile(r"(?<=\d) (?=%)")


def typeset(text) -> str:
    """A text for a page: true minus signs, and no line ends between a number and its %."""
    return UNIT.sub("\u00a0", MINUS.sub("−", text))


def percent(share, decimals=0) -> str:
    """A share as a percentage that says 100 only for all and 0 only for none."""
    text = f"{100 * share:.{decimals}f}"
    if (float(text) == 100 and share < 1) or (float(text) == 0 and share > 0):
        text = f"{100 * share:.1f}"
        text = {"100.0": "> 99.9", "0.0": "< 0.1"}.get(text, text)
    return numeral(f"{text} %")


def fitted_on(fit_on) -> str:
    """What scaler, k-means and UMAP were fitted on. fit_on: of the config's `clustering`."""
    return said("fitted_on_all" if fit_on == "all" else "fitted_on_train")


def layer_text(layer) -> str:
    """A layer's or stage's name: `hidden 1` for hidden_1, or what its network calls it."""
    return OWN_NAMES.get().get(layer) or layer_name(layer)


def the_layer(layer) -> str:
    """As layer_text, as it stands in a sentence: `la couche cachée 1` in French."""
    own = OWN_NAMES.get().get(layer)
    return said("the_layer", name=own) if own else layer_with_article(layer)


@contextmanager
def layers_called(names) -> Iterator[None]:
    """Inside the block layer_text knows these: layer -> what its network calls it."""
    token = OWN_NAMES.set(names)
    try:
        yield
    finally:
        OWN_NAMES.reset(token)
