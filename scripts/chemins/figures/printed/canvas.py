"""What the printed figures take of matplotlib, loaded where no `matplotlibrc` sets anything.

The modules beside this one import it from here: whichever comes first, matplotlib's own settings
are what it ships with.
"""

from chemins.base.imports import in_a_bare_folder

with in_a_bare_folder():
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot as plt
    from matplotlib.backends import backend_agg, backend_pdf, backend_svg
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.image import AxesImage
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch, PathPatch, Rectangle
    from matplotlib.path import Path as Outline
    from matplotlib.patheffects import Stroke
    from matplotlib.text import Text
    from matplotlib.textpath import text_to_path
    from matplotlib.ticker import EngFormatter, Formatter, MaxNLocator, ScalarFormatter

__all__ = [
    "AxesImage",
    "EngFormatter",
    "Figure",
    "FontProperties",
    "Formatter",
    "Line2D",
    "MaxNLocator",
    "Outline",
    "Patch",
    "PathPatch",
    "Rectangle",
    "ScalarFormatter",
    "Stroke",
    "Text",
    "backend_agg",
    "backend_pdf",
    "backend_svg",
    "plt",
    "text_to_path",
]
