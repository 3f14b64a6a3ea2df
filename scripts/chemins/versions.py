"""Which versions of which packages a job used, and whether they are still the installed ones."""

import json
import sys
from importlib.metadata import version
from pathlib import Path

# Module -> distribution, of the packages whose version can change a result.
PACKAGES = {
    "jinja2": "jinja2",
    "keras": "keras",
    "markdown_it": "markdown-it-py",
    "matplotlib": "matplotlib",
    "numba": "numba",
    "numpy": "numpy",
    "plotly": "plotly",
    "pyarrow": "pyarrow",
    "pynndescent": "pynndescent",
    "scipy": "scipy",
    "sklearn": "scikit-learn",
    "tensorflow": "tensorflow",
    "umap": "umap-learn",
}
MARK = "packages: "


def installed():
    """distribution -> its installed version."""
    return {name: version(name) for name in sorted(PACKAGES.values())}


def log_line():
    """A log's last line: the packages that this process has loaded, with their versions."""
    used = [name for module, name in PACKAGES.items() if module in sys.modules]
    return MARK + json.dumps({name: version(name) for name in sorted(used)})


def read_log_line(log):
    """distribution -> version of a job's log; {} if it does not say."""
    try:
        lines = Path(log).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    said = [line for line in lines[-1:] if line.startswith(MARK)]
    return json.loads(said[0].removeprefix(MARK)) if said else {}


def outdated(logs):
    """What was made with other versions: (rule, distribution, its version then) of job logs.

    logs: paths LOGS/RULE/JOB.log or LOGS/RULE.log. Sorted, each once.
    """
    now = installed()
    found = set()
    for log in map(Path, logs):
        rule = log.stem if log.parent.name == "logs" else log.parent.name
        for name, then in read_log_line(log).items():
            if now.get(name, then) != then:
                found.add((rule, name, then))
    return sorted(found)


def notice(logs):
    """A text that names what was made with other versions and how to make it again; or ""."""
    found = outdated(logs)
    if not found:
        return ""
    now = installed()
    lines = [f"  {rule}: {name} {then}, now {now[name]}" for rule, name, then in found]
    rules = " ".join(sorted({rule for rule, _, _ in found}))
    return (
        "Results made with other package versions (they are kept):\n"
        + "\n".join(lines)
        + f"\nTo make them again: snakemake --cores all --forcerun {rules}"
    )
