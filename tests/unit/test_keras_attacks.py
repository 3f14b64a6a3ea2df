"""Files that were made to run code, to read others' files or to fetch, as in published attacks.

Each is planned with, is given to the job, and to Keras alone as the job calls it: nothing may be
run, read or fetched.
"""

import base64
import http.server
import json
import marshal
import os
import sys
import threading
from contextlib import contextmanager

import h5py
import pytest

from builders import keras_files as made
from chemins.base.errors import CheminsError
from chemins.networks.keras_files import archive as keras_archive
from chemins.networks.keras_files.config import read_network
from dump_activations import dump_activations

pytestmark = pytest.mark.slow

HAPPENED = []  # audited events; a hook stays until the process ends
WATCHED = {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec"}
WATCHED |= {"os.posix_spawn", "urllib.Request", "pickle.find_class"}
listening = []


def audit(event, arguments):
    if listening and (event in WATCHED or (event == "open" and "secret" in str(arguments[0]))):
        HAPPENED.append((event, str(arguments)[:80]))


sys.addaudithook(audit)


@contextmanager
def nothing_happens(folder, asked):
    """Nothing is started, fetched, or written into a folder; the secret in it is not opened."""
    before = set(os.listdir(folder))
    HAPPENED.clear()
    listening.append(True)
    try:
        yield
    finally:
        listening.clear()
    assert HAPPENED == []
    assert asked == []
    assert set(os.listdir(folder)) == before


@pytest.fixture(scope="module")
def server():
    """An address on this machine, and the list of what was asked of it."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_port}/secret", asked
        serving.shutdown()


def code(folder):
    """A lambda that writes into a folder, as Keras saves one."""
    function = eval(f"lambda x: open({str(folder / 'ran')!r}, 'w') and x")
    text = base64.b64encode(marshal.dumps(function.__code__)).decode()
    return {
        "class_name": "__lambda__",
        "config": {"code": text, "defaults": None, "closure": None, "value": [text, None, None]},
    }


def lambda_layer(folder):
    return made.layer("Lambda", "lambda", function=code(folder), output_shape=[784], arguments={})


def function(module, name):
    return {"module": module, "class_name": "function", "config": name, "registered_name": name}


def called(kind, *arguments, **keywords):
    """A functional network in which something is called with arguments that the file has."""
    node = {"args": list(arguments), "kwargs": keywords}
    hidden = {**kind, "name": "bad", "inbound_nodes": [node]}
    flat = made.taking(made.layer("Flatten", "flat"), ["image"])
    return made.functional(flat, hidden, made.taking(made.dense("last", 2), ["flat"]))


PICKLE = base64.b64encode(b"cos\nsystem\n(S'true'\ntR.").decode()


def popen(folder):
    return {"module": "subprocess", "class_name": "Popen", "config": {"name": "bad"}}


ATTACKS = {
    "CVE-2024-3660, a lambda layer": lambda f, url: made.small(lambda_layer(f)),
    "CVE-2024-3660, a lambda as activation": lambda f, url: made.small(
        made.dense("last", 2, code(f))
    ),
    "CVE-2024-3660, inside a model": lambda f, url: made.small(
        made.sequential(lambda_layer(f), name="inside"), made.dense("last", 2)
    ),
    "CVE-2025-1550, a class of another module": lambda f, url: called(
        popen(f), ["touch", str(f / "ran")]
    ),
    "CVE-2025-1550, a function of another module": lambda f, url: called(
        function("os", "system"), f"touch {f / 'ran'}"
    ),
    "CVE-2025-8747, get_file": lambda f, url: called(
        function("keras.utils", "get_file"), "x", origin=url, cache_dir=str(f)
    ),
    "CVE-2025-8747, get_file as activation": lambda f, url: made.small(
        made.dense("last", 2, function("keras.utils", "get_file"))
    ),
    "CVE-2025-9906, unsafe mode is switched on": lambda f, url: made.small(
        made.dense("first", 2, function("keras.config", "enable_unsafe_deserialization")),
        lambda_layer(f),
    ),
    "CVE-2025-9906, by a call": lambda f, url: called(
        function("keras.config", "enable_unsafe_deserialization")
    ),
    "another file is loaded": lambda f, url: called(
        function("keras.saving", "load_model"), str(f / "secret.keras"), safe_mode=False
    ),
    "a vocabulary from a file": lambda f, url: made.small(
        made.layer("StringLookup", "words", vocabulary=str(f / "secret"))
    ),
    "a vocabulary from an address": lambda f, url: made.small(
        made.layer("TextVectorization", "words", vocabulary=url)
    ),
    "a pickle": lambda f, url: made.small(
        made.layer(
            "TorchModuleWrapper", "torch", module=base64.b64encode(b"cos\nsystem\n").decode()
        )
    ),
    "a saved model": lambda f, url: made.small(
        made.layer("TFSMLayer", "saved", filepath=str(f / "secret"))
    ),
}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "secret").write_text("one\ntwo\n")
    made.write(folder / "secret.keras", made.small())
    return folder


def attacked(classifiers, path, folder, asked):
    """A file is refused while planning, in the job, and by what loads it there."""
    with nothing_happens(folder, asked), pytest.raises(CheminsError, match=r"^run a.* mine"):
        read_network(path, "run a, network.model: mine")
    files = {"dataset": "absent", "samples": "absent", "activations": "absent"}
    settings = {"pool": "mean", "layers": ["hidden", "output"], "classes": 2}
    with nothing_happens(folder, asked), pytest.raises(CheminsError, match=r"^run a, network"):
        dump_activations(settings, "a", str(path), **files)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_files_that_would_do_something(classifiers, server, folder, tmp_path, monkeypatch, attack):
    url, asked = server
    path = made.write(tmp_path / "mine.keras", attack(folder, url))
    attacked(classifiers, path, folder, asked)
    # Without the allowlist there is still Keras's own safe mode.
    monkeypatch.setattr(classifiers, "read_network", lambda path, what: None)
    with nothing_happens(folder, asked), pytest.raises(CheminsError, match=r"^mine cannot be lo"):
        classifiers.load_network(path, "mine")


def test_cve_2025_9905_a_lambda_in_an_older_file(classifiers, server, folder, tmp_path):
    """Safe mode is not looked at for .h5 files: those are not loaded, whatever they are called."""
    content = tmp_path / "old.h5"
    with h5py.File(content, "w") as file:
        model = made.small(lambda_layer(folder))
        file.attrs["model_config"] = json.dumps(model)
        file.attrs["keras_version"] = "3.15.1"
    old = content.read_bytes()
    zipped = made.write(tmp_path / "new.keras", made.small()).read_bytes()
    for name, text in [("a.h5", old), ("a.keras", old), ("b.keras", old + zipped)]:
        path = tmp_path / f"mine-{name}"
        path.write_bytes(text)
        with nothing_happens(folder, server[1]), pytest.raises(CheminsError, match=r"^mine "):
            read_network(path, "mine")
        with nothing_happens(folder, server[1]), pytest.raises(CheminsError, match=r"^mine "):
            classifiers.load_network(path, "mine")


def test_weights_that_are_elsewhere_are_not_read_in_the_job(classifiers, server, folder, tmp_path):
    with h5py.File(tmp_path / "weights.h5", "w") as file:
        file.create_dataset("x", (2,), "f4", external=[(str(folder / "secret"), 0, 8)])
    content = (tmp_path / "weights.h5").read_bytes()
    path = made.write(tmp_path / "mine.keras", made.small(), content=content)
    with nothing_happens(folder, server[1]), pytest.raises(CheminsError, match="are elsewhere"):
        classifiers.load_network(path, "mine")


def test_more_weights_than_the_file_has_are_not_made(classifiers, tmp_path):
    wide = [made.dense(name, 9000, "relu") for name in ("a", "b", "c")]
    document = made.small(*wide, made.dense("last", 2))
    for layer in document["config"]["layers"][1:]:
        layer["config"]["name"] += "_1"
    path = made.write(tmp_path / "mine.keras", document)
    with pytest.raises(CheminsError, match=r"^mine cannot be .* asks for 162,\d{3},\d{3} weights"):
        classifiers.load_network(path, "mine")


def test_what_keras_cannot_load_is_told_in_one_short_message(classifiers, tmp_path):
    for change in ({"kernel_size": "abc"}, {"padding": "x" * 9000}, {"strides": [[]]}, {"a": 1}):
        config = {"filters": 3, "kernel_size": 3, **change}
        document = made.small(made.layer("Conv2D", "c", **config), made.dense("last", 2))
        path = made.write(tmp_path / "mine.keras", document)
        with pytest.raises(CheminsError, match=r"^mine cannot be loaded by Keras") as error:
            classifiers.load_network(path, "mine")
        assert len(str(error.value)) < 500
        assert "\n" not in str(error.value)


def test_an_address_as_a_files_name_is_a_file(classifiers, tmp_path, monkeypatch):
    """Keras would fetch hf://… from a hub."""
    (tmp_path / "hf:" / "x").mkdir(parents=True)
    model = classifiers.build("dense", [3], (2, 2, 1), 2, 0)
    keras_archive.save_network(model, tmp_path / "hf:/x/mine.keras")
    monkeypatch.chdir(tmp_path)
    assert classifiers.load_network("hf://x/mine.keras").count_params() == model.count_params()
