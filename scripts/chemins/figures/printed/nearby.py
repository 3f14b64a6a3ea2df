"""Texts and images that lie on what else is drawn."""

from chemins.figures.printed.canvas import AxesImage, Rectangle, Stroke, Text
from chemins.figures.printed.style import INK

HALO = 0.23  # of a text's size
ABOVE = 2.5  # ribbons and bars, below texts


class Haloed(Text):
    """A text with a rim of white: it can be read on any colour, and covers little of it."""

    def draw(self, renderer) -> None:
        self.set_path_effects(
            [Stroke(linewidth=HALO * self.get_fontsize(), foreground="white", alpha=0.85)]
        )
        super().draw(renderer)  # a text with an effect is written as outlines: only the rim is
        self.set_path_effects([])
        super().draw(renderer)


def picture_at(axes, pixels, extent) -> None:
    """An image (height, width, 1 or 3) uint8 in a thin frame, grey ones dark on white. extent:
    left, right, bottom and top, as the axes count."""
    grey = pixels.shape[2] == 1
    image = AxesImage(axes, cmap="gray", extent=extent, origin="upper", interpolation="none")
    image.set_data(255 - pixels[..., 0] if grey else pixels)
    image.set_clim(0, 255)
    image.set(zorder=ABOVE, in_layout=False)
    axes.add_image(image)
    left, right, bottom, top = extent
    frame = Rectangle(
        (left, top), right - left, bottom - top, fc="none", ec=INK, lw=0.4, zorder=ABOVE
    )
    axes.add_artist(frame)
