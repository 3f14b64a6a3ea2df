"""Changes to a copy of the project: to its config, its sources and their times.

A change is a function of the copy and of the run that it is about.
"""

import ast
import os
import re
import shutil

import yaml

from builders.project import ROOT, SOURCES
from chemins.planning.config import load_schema, read_config


def config_file(project):
    return project.folder / "config/config.yaml"


def config_as_written(project):
    return yaml.safe_load(config_file(project).read_text())


def whole_config(project):
    """The config as the workflow knows it, with all defaults."""
    return read_config(config_as_written(project), load_schema(ROOT / "config/schema.yaml"))


def write_config(project, config):
    config_file(project).write_text(yaml.safe_dump(config, sort_keys=False))


def with_changes(**changes):
    """A change to the config: its keys replaced, key by key."""
    return lambda project, _: write_config(project, merged(config_as_written(project), changes))


def of_run(**keys):
    """A change to one run, old or new."""
    return lambda project, run: with_changes(runs={run: keys})(project, run)


def merged(below, above):
    both = {key: merged(below[key], value) if isinstance(value, dict) and key in below else value
            for key, value in above.items()}  # fmt: skip
    return {**below, **both}


def edited(file, old, new):
    """A change to a source file."""

    def change(project, _):
        path = project.folder / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return change


def touched(project, _):
    for file in source_files(project):
        file.touch()


def cloned(project, _):
    """The same sources as new files, as git writes them."""
    for file in source_files(project):
        content = file.read_bytes()
        file.unlink()
        file.write_bytes(content)


def without_notes(project, _):
    """What Snakemake notes of results is gone, as after `make clean`."""
    shutil.rmtree(project.folder / ".snakemake")


def moved(project, _):
    """The results are new files, the one made last now the oldest."""
    results = project.folder / "results"
    results.rename(project.folder / "old")
    shutil.copytree(project.folder / "old", results, symlinks=True)
    shutil.rmtree(project.folder / "old")
    files = sorted(results.rglob("*"), key=lambda path: -path.stat().st_mtime_ns)
    for number, path in enumerate(files):
        os.utime(path, (1e9 + number, 1e9 + number))


def both(*changes):
    """One change after another."""

    def change(project, run):
        for apply in changes:
            apply(project, run)

    return change


def source_files(project):
    paths = [project.folder / name for name in SOURCES]
    return [file for path in paths for file in [path, *path.rglob("*")] if file.is_file()]


def commented(project, _):
    """Comments gone and others there, another docstring, every line laid out anew."""
    for path in (project.folder / "scripts").rglob("*.py"):
        text = re.sub(r'\A""".*?"""', '"""Said otherwise."""', path.read_text(), flags=re.DOTALL)
        path.write_text("# a comment\n\n\n" + ast.unparse(ast.parse(text)) + "\n\n# the end\n")


def spelled_otherwise(project, run):
    known = whole_config(project)["runs"][run]
    network = {"hidden": known["network"]["hidden"]}
    spelled = {"digits": known["digits"][::-1], "seed": known["seed"], "network": network}
    config = merged(config_as_written(project), {"runs": {run: spelled}})
    config["runs"] = dict(reversed(config["runs"].items()))
    text = yaml.safe_dump(dict(reversed(config.items())), default_flow_style=True)
    # 0.0001 as 1e-4, which is text in YAML 1.1.
    pattern = r"(?<=learning_rate: )0\.(0*)1\b"
    assert re.search(pattern, text)
    text = re.sub(pattern, lambda zeros: f"1e-{len(zeros[1]) + 1}", text)
    config_file(project).write_text(text)


def more_unseen(project, run):
    of_run(unseen=[*whole_config(project)["runs"][run]["unseen"], 8])(project, run)


def removed(project, _):
    config = config_as_written(project)
    del config["runs"][project.gone]
    write_config(project, config)
