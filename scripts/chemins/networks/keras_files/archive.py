"""A .keras file whose bytes depend on the model alone, not on when and where it was written.

Keras saves a zip archive with the date in it, times in the zip's own directory, and as
`shared_object_id` the memory addresses of layers. The same network would never have the same file
twice, and its checksum would say nothing. So the archive that Keras wrote is written once more,
members in order, without times, objects counted from 0; Keras loads it as ever.
"""

import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from chemins.base.files import replacing

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can hold


def save_network(model, path) -> None:
    """Save a Keras model to `path`; the same model gives the same bytes, and loads as ever.

    Keras writes the date, the zip's times and memory addresses (`shared_object_id`) into the
    archive; all three become constants here.
    """
    with replacing(path) as partial, TemporaryDirectory() as folder:
        raw = Path(folder) / "model.keras"
        model.save(raw)
        rewrite(raw, partial)


def rewrite(source, target) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name.endswith(".json"):
                content = canonical_configuration(content)
            new.writestr(zipfile.ZipInfo(name, EPOCH), content)


def canonical_configuration(content) -> bytes:
    document = json.loads(content)
    if "date_saved" in document:
        document["date_saved"] = "1980-01-01@00:00:00"
    return json.dumps(renumbered(document, {}), sort_keys=True).encode()


def renumbered(value, numbers) -> object:
    """The document with shared_object_id counted from 0 in order of first appearance."""
    if isinstance(value, list):
        return [renumbered(item, numbers) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: numbers.setdefault(item, len(numbers))
        if key == "shared_object_id"
        else renumbered(item, numbers)
        for key, item in sorted(value.items())
    }
