"""Two networks that are made elsewhere: trained in PyTorch on Fashion-MNIST, exported to ONNX.

    TORCH_PYTHON tests/bench/torch_networks.py IDX_FOLDER OUT_FOLDER [SECONDS_EACH]

TORCH_PYTHON is an interpreter with torch, onnx and onnxscript, which are no part of this project's
environment. It writes resnet.onnx (13 ReLUs), vit.onnx (6 blocks) and resnet-legacy.onnx, the same
network by the older exporter, and says how often each is right about the test images.
"""

import gzip
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn


class Block(nn.Module):
    """Two convolutions with a way around them."""

    def __init__(self, before, after, stride) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(after)
        self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(after)
        self.way = nn.Identity()
        if stride != 1 or before != after:
            self.way = nn.Sequential(
                nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after)
            )

    def forward(self, image):
        inside = torch.relu(self.bn1(self.conv1(image)))
        return torch.relu(self.bn2(self.conv2(inside)) + self.way(image))


def resnet():
    widths = [(16, 16, 1), (16, 16, 1), (16, 32, 2), (32, 32, 1), (32, 64, 2), (64, 64, 1)]
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, 2, 1),
        nn.ReLU(),
        *[Block(*one) for one in widths],
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(64, 10),
    )


class Transformer(nn.Module):
    """A vision transformer: 7 × 7 patches, a class token, blocks that normalise first."""

    def __init__(self, width=64, depth=6, heads=4) -> None:
        super().__init__()
        self.patches = nn.Conv2d(1, width, 4, 4)
        self.token = nn.Parameter(torch.zeros(1, 1, width))
        self.place = nn.Parameter(torch.randn(1, 50, width) * 0.02)
        layers = [
            nn.TransformerEncoderLayer(
                width, heads, 2 * width, 0.0, "gelu", batch_first=True, norm_first=True
            )
            for _ in range(depth)
        ]
        self.blocks = nn.Sequential(*layers)
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, 10)

    def forward(self, image):
        patches = self.patches(image).flatten(2).transpose(1, 2)
        tokens = torch.cat([self.token.expand(image.shape[0], -1, -1), patches], 1)
        return self.head(self.norm(self.blocks(tokens + self.place))[:, 0])


def read(folder, split):
    images = gzip.decompress((folder / f"{split}-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((folder / f"{split}-labels-idx1-ubyte.gz").read_bytes())
    pixels = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 1, 28, 28).copy()
    label = np.frombuffer(labels, np.uint8, offset=8).astype(np.int64)
    return torch.from_numpy(pixels).float() / 255, torch.from_numpy(label)


def train(model, data, seconds):
    images, labels = data
    optimizer, start, step = torch.optim.Adam(model.parameters(), 1e-3), time.time(), 0
    model.train()
    while time.time() - start < seconds:
        rows = torch.randint(len(images), (128,))
        loss = nn.functional.cross_entropy(model(images[rows]), labels[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
    model.eval()
    return step


def accuracy(model, data):
    with torch.no_grad():
        told = torch.cat([model(part).argmax(1) for part in data[0].split(500)])
    return float((told == data[1]).float().mean())


def export(model, path, dynamo=True):
    """As docs/networks.md has it."""
    images = torch.zeros(2, 1, 28, 28)
    if dynamo:
        torch.onnx.export(model, (images,), path, dynamic_shapes=({0: "n"},))
    else:
        names = {"input_names": ["images"], "dynamic_axes": {"images": {0: "n"}}}
        torch.onnx.export(model, (images,), path, dynamo=False, **names)


def main(source, folder, seconds="120") -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    data = {split: read(Path(source), split) for split in ("train", "t10k")}
    for name, model in (("resnet", resnet()), ("vit", Transformer())):
        steps = train(model, data["train"], float(seconds))
        share = accuracy(model, data["t10k"])
        print(f"{name}: {steps} steps, {100 * share:.2f} % of the test images")
        export(model, folder / f"{name}.onnx")
        if name == "resnet":
            export(model, folder / "resnet-legacy.onnx", dynamo=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
