"""What a network from elsewhere is given of an image: its size, channels, scale and layout.

In NumPy alone, so that what a network sees can be computed again by hand.
"""

from dataclasses import dataclass

import numpy as np

from chemins.base.errors import CheminsError, listed

LAYOUTS = ("NHWC", "NCHW")
PRESETS = {
    # As torchvision's and timm's networks are trained.
    "imagenet": {
        "scale": 1,
        "mean": [0.485, 0.456, 0.406],
        "std": [0.229, 0.224, 0.225],
        "channels": 3,
        "size": [224, 224],
    }
}
LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601, of red, green and blue


@dataclass(frozen=True)
class NetworkInput:
    """How pixels become what a network takes."""

    images: tuple  # (height, width, channels) of the dataset's images
    shape: tuple  # of one input, without the batch
    size: tuple  # (height, width) of what it shows
    channels: int
    layout: str  # of LAYOUTS; an input of rank 1 has its values in that order
    scale: int  # white: 1 or 255
    mean: tuple  # of each channel, after scaling; () for none
    std: tuple
    kind: str  # NumPy's name of the type

    def of_bytes(self, pixels) -> np.ndarray:
        """(n, …) what the network takes, of (n, width) uint8 pixels."""
        values = pixels.astype(np.float32)
        return self.prepared(values if self.scale == 255 else values / np.float32(255))

    def of_shares(self, pixels) -> np.ndarray:
        """As of_bytes, of (n, width) float32 pixels from 0 to 1, which noise may have moved
        outside."""
        return self.prepared(pixels * np.float32(self.scale))

    def prepared(self, values) -> np.ndarray:
        """values: (n, width) float32, already scaled."""
        values = values.reshape(-1, *self.images)
        values = with_channels(resized(values, self.size), self.channels)
        if self.mean:
            values = values - np.array(self.mean, np.float32)
        if self.std:
            values = values / np.array(self.std, np.float32)
        if self.layout == "NCHW":
            values = values.transpose(0, 3, 1, 2)
        return as_kind(values.reshape(-1, *self.shape), self.kind)

    def settings(self) -> dict:
        """As JSON has it; `from_settings` reads it."""
        found = {name: getattr(self, name) for name in ("layout", "scale", "kind", "channels")}
        lists = {name: list(getattr(self, name)) for name in ("images", "shape", "size")}
        return found | lists | {"mean": list(self.mean), "std": list(self.std)}


def from_settings(settings) -> NetworkInput:
    lists = ("images", "shape", "size", "mean", "std")
    return NetworkInput(**{**settings, **{name: tuple(settings[name]) for name in lists}})


def fitted_input(asked, shape, description, what, kind="float32") -> NetworkInput:
    """The NetworkInput of a network that takes inputs of this shape.

    asked: the config's `network.input`, its preset's name, or {}. shape: of one input, without the
    batch. description: of the dataset. kind: NumPy's name of the type that the network takes.
    Raises CheminsError, which `what` begins, where the images cannot become such inputs.
    """
    asked = with_preset(asked)
    height, width, channels = description.shape
    size = tuple(asked.get("size", (height, width)))
    channels = asked.get("channels", channels)
    layouts = [asked["layout"]] if "layout" in asked else sorted(LAYOUTS)
    fitting = [layout for layout in layouts if tuple(shape) in shapes(size, channels, layout)]
    if not fitting:
        allowed = [one for layout in layouts for one in shapes(size, channels, layout)]
        raise CheminsError(
            f"{what} takes inputs of shape {tuple(shape)}; the images of {description.name} can be "
            f"{listed(dict.fromkeys(allowed))}: network.input has `size`, `channels` and `layout` "
            "for others"
        )
    mean, std = (per_channel(asked, name, channels, what) for name in ("mean", "std"))
    scale = asked.get("scale", 255 if "int" in kind else 1)
    check_mean(mean, scale, what)
    return NetworkInput(
        images=tuple(description.shape),
        shape=tuple(shape),
        size=size,
        channels=channels,
        layout="NHWC" if len(shape) == 1 and "layout" not in asked else fitting[0],
        scale=scale,
        mean=mean,
        std=std,
        kind=kind,
    )


def with_preset(asked) -> dict:
    """A config's `input` with what its preset says, which its own keys replace."""
    if isinstance(asked, str):
        return PRESETS[asked]
    own = {key: value for key, value in asked.items() if key != "preset"}
    return {**PRESETS.get(asked.get("preset"), {}), **own}


def shapes(size, channels, layout) -> list[tuple]:
    """What an input can be of images that are (height, width) in size."""
    height, width = size
    whole = (height, width, channels) if layout == "NHWC" else (channels, height, width)
    return [whole, (height * width * channels,)] + [tuple(size)] * (channels == 1)


def per_channel(asked, name, channels, what) -> tuple:
    """The mean or deviation of each channel; () where there is none."""
    values = tuple(float(value) for value in asked.get(name, ()))
    if len(values) not in (0, 1, channels):
        raise CheminsError(
            f"{what}: network.input.{name} has {len(values)} values; allowed: one, or one for each "
            f"of the {channels} channels"
        )
    return values


def check_mean(mean, white, what) -> None:
    """Raise CheminsError for a mean that no images can have."""
    if max(mean, default=0) > white:
        say = "; say scale: 255, or give mean and std of pixels from 0 to 1" if white == 1 else ""
        raise CheminsError(
            f"{what}: network.input.mean: {max(mean):g} is above white, which is {white}{say}"
        )


def resized(images, size) -> np.ndarray:
    """(n, *size, c) float32 of (n, height, width, c) images, bilinear; where they become smaller,
    over all pixels that one covers, as Pillow and torchvision do."""
    if images.shape[1:3] == tuple(size):
        return images
    down, across = (axis_weights(*pair) for pair in zip(images.shape[1:3], size, strict=True))
    planes = np.moveaxis(images, 3, 1)
    return np.moveaxis(np.matmul(np.matmul(down, planes), across.T), 1, 3)


def axis_weights(old, new) -> np.ndarray:
    """(new, old) float32: how much of each old pixel is in a new one, along one axis."""
    step = old / new
    reach = max(step, 1.0)
    centers = (np.arange(new) + 0.5) * step
    away = np.abs(np.arange(old) + 0.5 - centers[:, np.newaxis]) / reach
    weights = np.maximum(0, 1 - away)
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


def with_channels(images, channels) -> np.ndarray:
    """(n, height, width, channels) of grey images repeated, or of coloured ones' brightness."""
    if images.shape[3] == channels:
        return images
    if channels == 1:
        return images @ np.array(LUMA, np.float32)[:, np.newaxis]
    return np.repeat(images, channels, axis=3)


def as_kind(values, kind) -> np.ndarray:
    """Values in a network's type; of whole numbers the nearest that there are."""
    if "int" not in kind:
        return values.astype(kind)
    ends = np.iinfo(kind)
    return np.clip(np.rint(values), ends.min, ends.max).astype(kind)


def told(found) -> str:
    """What a network is given, for a sentence that begins with `The network is given`."""
    height, width, channels = found.images
    text = f"pixels from 0 to {found.scale}"
    if found.mean or found.std:
        texts = [
            f"{name} {listed([f'{value:g}' for value in values])}"
            for name, values in (("mean", found.mean), ("deviation", found.std))
            if values
        ]
        text += f", standardised by {' and '.join(texts)}"
    if found.size != (height, width):
        text += f", resized from {height} × {width} to {found.size[0]} × {found.size[1]}"
    if found.channels != channels:
        text += ", grey repeated as 3 channels" if channels == 1 else ", as brightness"
    return text + {1: ", as one row", 3: f", as {found.layout}"}.get(len(found.shape), "")
