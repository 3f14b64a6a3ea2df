"""The faults of planted.yaml, put into the modules' texts."""

from dataclasses import dataclass
from pathlib import Path

from chemins.planning.strict_yaml import read_mapping

FILE = Path(__file__).with_name("planted.yaml")


@dataclass(frozen=True)
class Planted:
    module: str
    what: str
    old: str
    new: str

    def put_into(self, source):
        """source, the module's text, with the fault. ValueError if its place is not found, or
        found twice."""
        count = source.count(self.old)
        if count != 1:
            raise ValueError(
                f"{FILE.name}: the text of “{self.what}” occurs {count} times in {self.module}.py, "
                f"and should once:\n{self.old}"
            )
        return source.replace(self.old, self.new)


def read_planted():
    """Every Planted, and module -> the files of tests that must notice."""
    modules = read_mapping(FILE)
    planted = [
        Planted(module, **fault) for module, entry in modules.items() for fault in entry["faults"]
    ]
    return planted, {module: entry["tests"] for module, entry in modules.items()}
