"""Which versions of which packages a job used, and whether they are still the installed ones."""

import json
import re
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires, version
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
ALSO = {"keras": {"scipy"}}  # what a distribution loads where it is installed, and does not require
# The environment variable with the packages that a job's code imports, where its process has more.
IMPORTED = "CHEMINS_IMPORTED"


def installed() -> dict[str, str]:
    """distribution -> its installed version, of those that are: planning needs few of them."""
    found = {}
    for name in sorted(PACKAGES.values()):
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def log_line(imported=None) -> str:
    """A log's last line: the packages that this process has loaded, with their versions.

    imported: of a copy of a process that has loaded more, the modules that its code imports, with
    blanks between: of the packages, those that it may have used.
    """
    used = {name for module, name in PACKAGES.items() if module in sys.modules}
    if imported is not None:
        used &= used_by(imported.split())
    return MARK + json.dumps({name: version(name) for name in sorted(used)})


def used_by(modules) -> set[str]:
    """The distributions, of PACKAGES, that these modules are of, and those that these require."""
    found, more = set(), {PACKAGES[module] for module in modules if module in PACKAGES}
    while more:
        found |= more
        more = set().union(*map(loaded_by, more)) & set(PACKAGES.values()) - found
    return found


def loaded_by(name) -> set[str]:
    """The distributions that one requires, or loads where they are there."""
    texts = [text for text in requires(name) or () if "extra ==" not in text]
    return {re.match(r"[\w.-]+", text)[0] for text in texts} | ALSO.get(name, set())


def read_log_line(log) -> dict[str, str]:
    """distribution -> version of a job's log; {} if it does not say: the job failed, or the log was
    cut, is no file, or no text."""
    try:
        # A pipe would be waited for.
        text = Path(log).read_bytes().decode("utf-8", "replace") if Path(log).is_file() else ""
        (last,) = text.splitlines()[-1:]
        said = json.loads(last.removeprefix(MARK)) if last.startswith(MARK) else {}
    except (OSError, ValueError, RecursionError):
        return {}
    versions = said if isinstance(said, dict) else {}
    return {name: then for name, then in versions.items() if isinstance(then, str)}


def outdated(logs) -> list[tuple]:
    """(log, distribution, its version then) of what was made with other versions than installed."""
    now = installed()
    return [
        (log, name, then)
        for log in sorted(logs)
        for name, then in sorted(read_log_line(log).items())
        if now.get(name, then) != then
    ]


def notice(logs, rules_of) -> tuple[str, list]:
    """What was made with other versions, and the rules that make it again: a text and their names.

    logs: of jobs. rules_of: log -> the names of its rules; a log of none, as of a rule that is no
    more, is not spoken of.
    """
    found = [(rules_of(log), name, then) for log, name, then in outdated(logs)]
    told = sorted({(rule, *rest) for rules, *rest in found for rule in rules})
    if not told:
        return "", []
    now = installed()
    lines = [f"  {rule}: {name} {then}, now {now[name]}\n" for rule, name, then in told]
    text = "Results made with other package versions (they are kept):\n" + "".join(lines)
    return text, sorted({rule for rule, *_ in told})
