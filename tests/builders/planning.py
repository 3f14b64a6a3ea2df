"""An environment that has some packages, what they need, and no others."""

import venv
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement


def make_environment(folder, packages):
    """A virtual environment in this folder, its packages links to those of this one."""
    venv.create(folder)
    (site_packages,) = Path(folder).glob("lib/python*/site-packages")
    for found in needed(packages):
        for name in {file.parts[0] for file in found.files} - {"..", "__pycache__"}:
            place = site_packages / name
            if not place.exists():  # a folder that several share
                place.symlink_to(found.locate_file(name))
    return Path(folder) / "bin/python"


def needed(packages):
    """The distributions that these need, themselves among them; of what is installed."""
    found, waiting = {}, [Requirement(name) for name in packages]
    while waiting:
        asked = waiting.pop()
        key = asked.name.lower(), frozenset(asked.extras)
        if key not in found and (there := installed(asked.name)):
            found[key] = there
            requirements = map(Requirement, there.requires or [])
            waiting += [r for r in requirements if wanted(r, asked.extras)]
    return list(found.values())


def installed(name):
    try:
        return distribution(name)
    except PackageNotFoundError:  # of another platform or Python
        return None


def wanted(requirement, extras):
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras or [""])
