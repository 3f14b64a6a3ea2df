"""What docs/networks.md writes of a network in PyTorch, run as it stands there by a real PyTorch.

It is no part of this project's environment: an interpreter that has it, with onnx and onnxscript,
is named by CHEMINS_TORCH_PYTHON, or is the system's (Debian's python3-torch).
"""

import itertools
import os
import re
import subprocess
from types import SimpleNamespace

import numpy as np
import pytest

from builders.project import ROOT
from chemins.networks.layer_names import LOGITS
from chemins.networks.sessions import load_session
from chemins.planning.onnx_networks import onnx_network

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs/networks.md").read_text()
EXPORT, OLDER = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[:2]
SETTING_UP = EXPORT[: EXPORT.index("torch.onnx.export")]
EXPORTS = {"newer": EXPORT, "older": SETTING_UP + OLDER}
MODELS = {
    "residual": """
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two = nn.Conv2d(8, 8, 3, 1, 1), nn.Conv2d(8, 8, 3, 1, 1)
        self.norm = nn.BatchNorm2d(8)
    def forward(self, x):
        self.inside = torch.relu(self.norm(self.one(x)))
        self.answer = torch.relu(self.two(self.inside) + x)
        return self.answer
body = [nn.Conv2d(1, 8, 3, 2), nn.ReLU(), Block(), nn.MaxPool2d(2), Block()]
model = nn.Sequential(*body, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 2))
answers = lambda: [body[2].inside, body[2].answer, body[4].inside, body[4].answer]
""",
    "transformer": """
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches, self.token = nn.Conv2d(1, 16, 7, 7), nn.Parameter(torch.randn(1, 1, 16))
        self.blocks = nn.ModuleList([
            nn.TransformerEncoderLayer(16, 2, 24, 0.0, "gelu", batch_first=True, norm_first=True)
            for _ in range(2)
        ])
        self.head = nn.Linear(16, 2)
    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1)
        self.answers = []
        for block in self.blocks:
            x = block(x)
            self.answers.append(x)
        return self.head(x[:, 0])
model = Model()
answers = lambda: [each.transpose(1, 2) for each in model.answers]
""",
}
ASKING = """
images = np.load("images.npy")
with torch.no_grad():
    logits = model(torch.from_numpy(images))
    means = [each.flatten(2).mean(2).numpy() for each in answers()]
np.savez("expected.npz", logits=logits.numpy(), *means)
"""


def works(python):
    """Whether an interpreter has what the example needs."""
    try:
        command = [python, "-c", "import torch, onnx, onnxscript"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.fixture(scope="module")
def torch_python():
    candidates = [os.environ.get("CHEMINS_TORCH_PYTHON", ""), "/usr/bin/python3"]
    found = next((python for python in candidates if python and works(python)), None)
    if found is None:
        pytest.skip("no PyTorch with onnx and onnxscript: CHEMINS_TORCH_PYTHON names none")
    return found


@pytest.fixture(params=itertools.product(MODELS, EXPORTS), ids="-".join)
def exported(request, torch_python, tmp_path):
    """A folder with mine.onnx, images.npy and what PyTorch makes of them."""
    images = np.random.default_rng(1).random((7, 1, 28, 28), np.float32)
    np.save(tmp_path / "images.npy", images)
    start = "import numpy as np\nimport torch\nfrom torch import nn\ntorch.manual_seed(0)\n"
    # The images first: to export a network runs it on tensors without values.
    model, exporter = request.param
    code = start + MODELS[model] + "model.eval()\n" + ASKING + EXPORTS[exporter]
    process = subprocess.run(
        [torch_python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, process.stderr
    return tmp_path


def test_what_pytorch_writes_answers_as_pytorch_does(exported):
    path = exported / "mine.onnx"
    network = {"kind": "onnx", "model": str(path)}
    images = SimpleNamespace(shape=(28, 28, 1), name="mnist")
    read = onnx_network("mine", {"digits": [1, 7], "network": network}, images)
    told = {"kind": "onnx", "classes": 2, "tensors": read["tensors"], "input": read["input"]}
    session = load_session(path, {"network": told}, "run mine")
    assert session.network.batch is None
    expected = np.load(exported / "expected.npz")
    means = [expected[f"arr_{i}"] for i in range(len(expected.files) - 1)]
    layers = read["layers"][-len(means) :]  # of the residual network without the first function
    _, answers = session.answering([*layers, LOGITS], "mean")
    found = answers(np.load(exported / "images.npy"))
    np.testing.assert_allclose(found[LOGITS], expected["logits"], atol=1e-4)
    for layer, mean in zip(layers, means, strict=True):
        np.testing.assert_allclose(found[layer], mean, atol=1e-4)
    cut = session.halves(layers[-1], "mean")
    assert cut is not None
