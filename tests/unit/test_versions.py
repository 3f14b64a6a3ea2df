import subprocess
import sys
from importlib.metadata import version

from builders.project import ROOT
from chemins.versions import MARK, installed, notice, outdated, read_log_line


def log(folder, name, text):
    path = folder / "logs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_process_names_what_it_has_loaded_and_nothing_else():
    code = "import numpy; from chemins.versions import log_line; print(log_line())"
    text = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "scripts", capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip
    assert text == MARK + f'{{"numpy": "{version("numpy")}"}}\n'


def test_only_other_versions_are_outdated(tmp_path):
    now = installed()
    same = log(tmp_path, "train_model/a.log", f'text\n{MARK}{{"numpy": "{now["numpy"]}"}}\n')
    other = log(tmp_path, "cluster_layers/a.log", f'{MARK}{{"numpy": "1.0", "umap": "9"}}\n')
    shared = log(tmp_path, "fetch_dataset.log", f'{MARK}{{"pyarrow": "2.0"}}\n')
    assert outdated([same, other, shared]) == [
        ("cluster_layers", "numpy", "1.0"),
        ("fetch_dataset", "pyarrow", "2.0"),
    ]
    text = notice([same, other, shared])
    assert f"cluster_layers: numpy 1.0, now {now['numpy']}" in text
    assert text.endswith("--forcerun cluster_layers fetch_dataset")
    assert notice([same]) == ""


def test_a_log_that_does_not_say_is_not_outdated(tmp_path):
    broken = log(tmp_path, "train_model/b.log", f"{MARK}{{}}\nTraceback\n")
    assert read_log_line(broken) == {}
    assert read_log_line(tmp_path / "none.log") == {}
    assert read_log_line(log(tmp_path, "train_model/c.log", "")) == {}
