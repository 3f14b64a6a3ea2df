import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

import pytest

from builders.project import ROOT
from chemins.jobs import versions
from chemins.jobs.versions import MARK, installed, notice, read_log_line


def log(folder, name, text):
    path = folder / "logs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_process_names_what_it_has_loaded_and_nothing_else():
    code = "import numpy; from chemins.jobs.versions import log_line; print(log_line())"
    text = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "scripts", capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip
    assert text == MARK + f'{{"numpy": "{version("numpy")}"}}\n'


@pytest.mark.parametrize(
    ("imported", "expected"),
    [
        ("os chemins json", set()),
        ("numba no_package", {"numba", "numpy"}),
        ("sklearn", {"scikit-learn", "scipy", "numpy"}),
        ("umap", {"umap-learn", "pynndescent", "numba", "scikit-learn", "scipy", "numpy"}),
        ("keras", {"keras", "numpy", "scipy"}),
    ],
)
def test_a_copy_names_what_its_code_imports_and_what_that_requires(imported, expected):
    assert versions.used_by(imported.split()) == expected


def test_a_copy_names_nothing_that_its_process_has_not_loaded(monkeypatch):
    others = ("sklearn", "scipy")
    loaded = {name: module for name, module in sys.modules.items() if name not in others}
    monkeypatch.setattr(sys, "modules", loaded | {"numba": sys})
    assert versions.log_line("sklearn numpy") == f'{MARK}{{"numpy": "{version("numpy")}"}}'


def of_its_folder(log):
    """The rules that a log is of, as the workflow says: here none but two."""
    name = log.stem if log.parent.name == "logs" else log.parent.name
    names = {"cluster_layers": ["cluster_layers.conv 1"], "fetch_dataset": ["fetch_dataset"]}
    return names.get(name, [])


def test_only_other_versions_are_told_with_the_rules_that_mend_it(tmp_path):
    now = installed()
    same = log(tmp_path, "cluster_layers/b.log", f'text\n{MARK}{{"numpy": "{now["numpy"]}"}}\n')
    other = log(tmp_path, "cluster_layers/a.log", f'{MARK}{{"numpy": "1.0", "foreign": "9"}}\n')
    shared = log(tmp_path, "fetch_dataset.log", f'{MARK}{{"pyarrow": "2.0"}}\n')
    gone = log(tmp_path, "rule_that_was/a.log", f'{MARK}{{"pyarrow": "2.0"}}\n')
    text, rules = notice([same, other, shared, gone], of_its_folder)
    assert text.splitlines()[1:] == [
        f"  cluster_layers.conv 1: numpy 1.0, now {now['numpy']}",
        f"  fetch_dataset: pyarrow 2.0, now {now['pyarrow']}",
    ]
    assert rules == ["cluster_layers.conv 1", "fetch_dataset"]
    assert notice([same, gone], of_its_folder) == ("", [])


def test_packages_that_planning_does_without_are_not_outdated(tmp_path, monkeypatch):
    def missing(name):
        if name == "keras":
            raise PackageNotFoundError(name)
        return "2.0"

    monkeypatch.setattr(versions, "version", missing)
    assert "keras" not in installed()
    other = log(tmp_path, "cluster_layers/a.log", f'{MARK}{{"keras": "1.0"}}\n')
    assert notice([other], of_its_folder) == ("", [])


@pytest.mark.parametrize(
    "last",
    [
        "",
        "Traceback",
        MARK,
        MARK + "{",
        MARK + '{"numpy": "1.',
        MARK + "[1]",
        MARK + "3",
        MARK + "null",
        MARK + '{"numpy": 1}',
        MARK + '{"numpy": null}',
        MARK + "[" * 100_000,
        MARK + "1" * 5000,
    ],
    ids=lambda text: text[:30],
)
def test_a_log_that_was_cut_does_not_say(tmp_path, last):
    assert read_log_line(log(tmp_path, "train_model/a.log", f"text\n{last}\n")) == {}


def test_a_log_that_is_no_text_says_what_can_be_read(tmp_path):
    path = log(tmp_path, "train_model/a.log", "")
    path.write_bytes(b"\xff\xfe\n" + MARK.encode() + b'{"numpy": "1.0"}\n')
    assert read_log_line(path) == {"numpy": "1.0"}
    path.write_bytes(MARK.encode() + b'{"numpy": "\xff\n')
    assert read_log_line(path) == {}


@pytest.mark.parametrize(
    "make", [lambda path: None, os.mkdir, os.mkfifo, lambda path: os.symlink("nowhere", path)]
)
def test_what_is_no_log_does_not_say(tmp_path, make):
    make(tmp_path / "a.log")
    assert read_log_line(tmp_path / "a.log") == {}
