"""How two results folders differ: file by file, each kind of file in its own way.

Tables are compared in decisions and numbers, JSON in structure and numbers, everything else by
byte; a table that is in other files, as with another `part_size`, as the one that it is. Two things
are told and do not count. An embedding's every coordinate can differ on another machine, by no
one's fault: so the coordinates do not count, nor, where they differ, what is drawn from them, the
figure `embeddings` and the data in a run's page (the rest of the page does). And a manifest's
checksums, settings and versions: the files themselves are compared. Its crate, which says the same,
is left out.
"""

import filecmp
import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from chemins.base.errors import CheminsError
from chemins.base.formatting import percent
from chemins.jobs.shelves import whose
from chemins.results.differences import TableDifference, compare_json, compare_tables
from chemins.results.divided import divided_otherwise, files_divided
from chemins.results.layout import NAMES, fits, is_apart
from chemins.results.manifest import CRATE, read_manifest

RUN = NAMES.run("*")
UNREADABLE = (OSError, ValueError, OverflowError, RecursionError, pa.ArrowException)
TELLING = {NAMES.manifest, CRATE}  # of the other files, which are compared themselves
EXAMPLES = 3  # of what differs in one file
# In a page, the columns of its images, the coordinates among them.
DATA = re.compile(rb'(?<=<script type="text/plain" id="columns">)[^<]*')
TABLE, JSON, OTHER = "tables", "JSON files", "other files"
LISTS, ONE_SIDED = "manifests", "files of one folder only"
KINDS = {".parquet": TABLE, ".json": JSON}


@dataclass(frozen=True)
class Limits:
    """Up to where files agree that are not the same to the byte."""

    tolerance: float  # of a number, relative to the largest in its column
    agreement: float  # share of a table's rows that decide alike


@dataclass(frozen=True)
class Difference:
    """What is told of a file, and whether it is a disagreement."""

    kind: str
    name: str
    text: str
    counts: bool = True
    decisions: float = 1.0  # share of a table's rows that decide alike
    numbers: float = 0.0  # largest relative difference of numbers that are compared


@dataclass(frozen=True)
class Comparison:
    identical: list[str]  # files that are the same to the byte
    differences: list[Difference]

    def disagreements(self) -> Counter:
        """kind -> how many disagreements there are."""
        return Counter(found.kind for found in self.differences if found.counts)


def compare(first, second, limits) -> Comparison:
    """Compare two results folders; CheminsError if one is none, or has no manifest."""
    folders = Path(first), Path(second)
    manifests = [manifest_of(folder) for folder in folders]
    names = [file_names(folder) for folder in folders]
    divided = divided_otherwise(names, folders)
    apart = files_divided(divided, names)
    both = sorted((names[0] & names[1]) - apart)
    unlike = [name for name in both if not same_bytes(*(folder / name for folder in folders))]
    moved = {whose(name) for name in unlike if is_embedding(name)}
    moved |= {whose(name) for name, files in divided.items()
              if is_embedding(name) and not are_same(*paths_of(files, folders))}  # fmt: skip
    differences = [difference(name, folders, limits, whose(name) in moved) for name in unlike]
    differences += [divided_difference(name, paths_of(files, folders), limits)
                    for name, files in divided.items()]  # fmt: skip
    differences += links(both, folders) + only_one_has(names, folders, apart)
    differences += compare_manifests(manifests, folders, apart)
    differences += not_there(manifests, names, folders)
    return Comparison([name for name in both if name not in set(unlike)], differences)


# --- what there is ------------------------------------------------------------------------------


def manifest_of(folder) -> dict:
    if not folder.is_dir():
        raise CheminsError(f"{folder} is no folder")
    try:
        return read_manifest(folder / NAMES.manifest)
    except UNREADABLE as error:
        raise CheminsError(f"{folder / NAMES.manifest} cannot be read: {one_line(error)}") from None


def file_names(folder) -> set[str]:
    """Paths within a results folder, without the manifest and what tells of one call only.

    Links to folders are among them: what lies behind one is not looked at.
    """
    found = []
    for place, inner, files in os.walk(folder, onerror=check_both):
        found += [Path(place, name) for name in files]
        found += [Path(place, name) for name in inner if Path(place, name).is_symlink()]
    return compare_file(path.relative_to(folder).as_posix() for path in found)


def compare_file(names) -> set[str]:
    return {name for name in names if name not in TELLING and not is_apart(name)}


def check_both(error) -> None:
    raise CheminsError(f"{error.filename} cannot be read: {error.strerror}")


def same_bytes(first, second) -> bool:
    try:
        return filecmp.cmp(first, second, shallow=False)  # False for what is no file
    except OSError:
        return False


def is_embedding(name) -> bool:
    kinds = RUN.embeddings("*", "*"), RUN.shard("embeddings", "*", "*", "*")
    return any(fits(name, kind) for kind in (*kinds, RUN.fitted("embeddings", "*")))


def is_drawn_of_embeddings(name) -> bool:
    """Whether a file is the figure of them; its caption is none."""
    return any(fits(name, RUN.figure("embeddings", end)) for end in ("svg", "pdf", "png", "html"))


# --- file by file -------------------------------------------------------------------------------


def difference(name, folders, limits, moved) -> Difference:
    """How a file differs. moved: whether its run's embeddings do."""
    paths = [folder / name for folder in folders]
    kind = KINDS.get(Path(name).suffix, OTHER)
    odd = [f"{folder / name} is {what}" for folder in folders if (what := no_file(folder / name))]
    if odd:
        return Difference(kind, name, odd[0])
    try:
        return Difference(kind, name, *COMPARED[kind](name, paths, limits, moved))
    except UNREADABLE as error:
        return Difference(kind, name, f"cannot be compared ({one_line(error)})")


def paths_of(files, folders) -> list[list[Path]]:
    """files: of a table in each folder."""
    return [[folder / name for name in own] for folder, own in zip(folders, files, strict=True)]


def are_same(first, second) -> bool:
    try:
        return compare_tables(first, second) == TableDifference(1.0, 0.0)
    except UNREADABLE:
        return False


def divided_difference(name, paths, limits) -> Difference:
    """How a table differs that is in other files in each folder. paths: of these."""
    told = f"{len(paths[0])} and {len(paths[1])} files, as one table"
    try:
        text, *rest = table_difference(name, paths, limits, moved=False)
    except UNREADABLE as error:
        return Difference(TABLE, name, f"{told}, cannot be compared ({one_line(error)})")
    return Difference(TABLE, name, f"{told}: {text}", *rest)


def no_file(path) -> str:
    """What a path is if it is no file; "" if it is one."""
    if path.is_file():
        return ""
    if path.is_symlink():
        return "a link to a folder" if path.is_dir() else "a link to nothing"
    return "no file"


def one_line(error) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def table_difference(name, paths, limits, moved) -> tuple[str, bool, float, float]:
    found = compare_tables(*paths)
    agrees = found.decisions >= limits.agreement and found.numbers <= limits.tolerance
    rows, numbers = percent(found.decisions), f"{found.numbers:.2g}"
    text = f"{rows} of the rows decide alike, numbers differ by {numbers}"
    # Coordinates are allowed to be any numbers, but not to be none.
    if is_embedding(name) and found.decisions == 1 and found.numbers < np.inf:
        return f"{text} (embeddings: not counted)", False, 1.0, 0.0
    said = f"{text} (agrees)" if agrees else text
    return said, not agrees, found.decisions, found.numbers


def json_difference(name, paths, limits, moved) -> tuple[str, bool, float, float]:
    found = compare_json(*paths)
    far = {p: gap for p, gap in found.numbers.items() if not gap <= limits.tolerance}
    if not found.unlike and not far:
        gap = max(found.numbers.values(), default=0.0)
        return f"numbers differ by {gap:.2g} (agrees)", False, 1.0, gap
    places = [*found.unlike, *(f"{place} (by {gap:.2g})" for place, gap in far.items())]
    more = f" and {len(places) - EXAMPLES} more" if len(places) > EXAMPLES else ""
    return f"other values: {', '.join(places[:EXAMPLES])}{more}", True, 1.0, 0.0


def other_difference(name, paths, limits, moved) -> tuple[str, bool]:
    if moved and fits(name, RUN.page):
        first, second = (DATA.sub(b"", path.read_bytes()) for path in paths)
        if first == second:
            return "the images' data differ, as the embeddings do (not counted)", False
    if moved and is_drawn_of_embeddings(name):
        return "drawn from embeddings that differ (not compared)", False
    return "other bytes", True


COMPARED = {TABLE: table_difference, JSON: json_difference, OTHER: other_difference}


# --- lists of files -----------------------------------------------------------------------------


def links(names, folders) -> list[Difference]:
    """Files that are links: what they lead to is compared."""
    paths = [(name, folder / name) for name in names for folder in folders]
    return [
        Difference(KINDS.get(path.suffix, OTHER), name, f"{path} is a link (followed)", False)
        for name, path in paths
        if path.is_symlink() and path.is_file()
    ]


def only_one_has(names, folders, apart) -> list[Difference]:
    """apart: names that are compared otherwise; here and below."""
    return [
        Difference(ONE_SIDED, name, f"only in {folder}")
        for folder, own, others in zip(folders, names, names[::-1], strict=True)
        for name in sorted(own - others - apart)
    ]


def compare_manifests(manifests, folders, apart) -> list[Difference]:
    """What the manifests list counts; checksums, settings and versions are told only."""
    first, second = (manifest["files"] for manifest in manifests)
    lists = [
        Difference(LISTS, name, f"only the manifest of {folder} lists it")
        for folder, own, others in zip(folders, (first, second), (second, first), strict=True)
        for name in sorted(own.keys() - others.keys() - apart)
    ]
    return lists + [
        Difference(LISTS, NAMES.manifest, f"other {key}{examples(*values)} (not counted)", False)
        for key in sorted(manifests[0].keys() | manifests[1].keys())
        if (values := [manifest.get(key) for manifest in manifests])[0] != values[1]
    ]


def examples(first, second) -> str:
    """For what keys two mappings differ; "" for other values."""
    if not isinstance(first, dict) or not isinstance(second, dict):
        return ""
    keys = sorted(key for key in first.keys() | second.keys() if first.get(key) != second.get(key))
    more = f" and {len(keys) - EXAMPLES} more" if len(keys) > EXAMPLES else ""
    return f" for {', '.join(keys[:EXAMPLES])}{more}"


def not_there(manifests, names, folders) -> list[Difference]:
    """Files that a manifest lists and its folder does not have."""
    return [
        Difference(LISTS, name, f"listed in the manifest of {folder}, but not there")
        for folder, manifest, own in zip(folders, manifests, names, strict=True)
        for name in sorted(compare_file(manifest["files"]) - own)
    ]
