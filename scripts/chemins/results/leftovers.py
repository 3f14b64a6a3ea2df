"""What a results folder has that the config does not ask for: of its own, and of others."""

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from chemins.base.errors import listed
from chemins.base.files import PARTIAL
from chemins.jobs.made import records
from chemins.jobs.shelves import job_name, whose
from chemins.results.layout import DAMAGED, NAMES, is_apart, is_data


@dataclass(frozen=True)
class Leftovers:
    """own: files of this config's runs, or of runs made for it, that it does not ask for any more,
    with their records, logs and benchmarks. others: config files -> runs made for them that this
    config does not have. foreign: files and folders that no record lists.
    """

    own: list[Path]
    others: dict[tuple, list[str]]
    foreign: list[Path]


def leftovers(folder, asked_for, config) -> Leftovers:
    """asked_for: every result of the config, of whichever runs are selected. config: its files.

    Nothing is looked for behind a link: what lies there is not this folder's.
    """
    folder = Path(folder)
    asked_for = {os.path.relpath(path, folder) for path in asked_for}
    found = {
        name: record for name, record in records(folder).items() if not behind_link(folder, name)
    }
    here = {whose(name) for name in asked_for}
    own, ours, others = set(), set(), defaultdict(set)
    for name, record in found.items():
        if whose(name) not in here and record.config != config:
            others[tuple(record.config)].add(whose(name))
        else:
            own |= unwanted(name, record, asked_for & set(record.outputs)) | set(record.left)
            ours.update(record.outputs)
    mended = remains(folder, ours)
    live = {file for name, record in found.items() if name not in own for file in papers(record)}
    recorded = {output for record in found.values() for output in record.outputs}
    gone = own - live - asked_for
    paths = {folder / name for name in gone if not behind_link(folder, name)} | mended
    return Leftovers(
        own=sorted(path for path in paths if os.path.lexists(path)),
        others={files: sorted(names) for files, names in others.items()},
        foreign=foreign_in(
            folder, asked_for | recorded | {name_in(folder, path) for path in paths}
        ),
    )


def behind_link(folder, name) -> bool:
    """Whether a folder on the way to a file is a link."""
    parents = list(Path(name).parents)[:-1]
    return any((folder / parent).is_symlink() for parent in parents)


def papers(record) -> set[str]:
    """The log and the benchmark of a record's job."""
    return {record.log, NAMES.benchmark(job_name(record.log))}


def unwanted(name, record, wanted) -> set[str]:
    """What is left over of a job: of its results those not asked for; with the last, all of it.

    Datasets stay: they are dear to fetch, and another config's too.
    """
    results = {output for output in record.outputs if not is_data(output)}
    if wanted or len(results) < len(record.outputs):
        return results - wanted
    return results | {name} | papers(record)


def remains(folder, outputs) -> set[Path]:
    """What was set aside of results as damaged, and what killed jobs left of them. outputs: their
    names. Each folder is read once: one has the pages of all runs."""
    found = set()
    for place in {name.rpartition("/")[0] for name in outputs}:
        inside = folder / place
        for name in os.listdir(inside) if inside.is_dir() else []:
            whole = name.partition(DAMAGED)[0] if DAMAGED in name else name.removeprefix(PARTIAL)
            if whole != name and f"{place}/{whole}".lstrip("/") in outputs:
                found.add(inside / name)
    return found


def name_in(folder, path) -> str:
    return path.relative_to(folder).as_posix()


def foreign_in(folder, known) -> list[Path]:
    """Files, links and folders that are not known by their names, a folder of such only as one.

    Folders of logs, benchmarks and records are not looked into.
    """
    places = sorted(folder.iterdir() if folder.is_dir() else [])
    return [path for place in places for path in unknown_in(place, folder, known)]


def unknown_in(path, folder, known) -> list[Path]:
    name = name_in(folder, path)
    if name in known or is_apart(name):
        return []
    if path.is_symlink() or not path.is_dir():
        return [path]
    inside = sorted(path.iterdir())
    found = [unknown_in(child, folder, known) for child in inside]
    whole = inside and all(paths == [child] for child, paths in zip(inside, found, strict=True))
    return [path] if whole else [path for paths in found for path in paths]


def told(found, folder, runs, prune) -> str:
    """What a person is told of leftovers at the end of a call; "" if there are none.

    runs: names in the config. prune: the command that lists and deletes them.
    """
    removed = sorted(
        {whose(path.relative_to(folder).as_posix()) for path in found.own} - {"", *runs}
    )
    lines = [f"No longer in the config, but still in {folder}: {listed(removed)}."] * bool(removed)
    if found.own:
        lines.append(f"Files in {folder} that nothing in the config asks for: {len(found.own)}.")
        lines.append(f"To see or delete these files: {prune}")
    for files, names in found.others.items():
        lines.append(
            f"Another config's results are in {folder} too ({listed(files)}): {listed(names)}."
        )
    return "\n".join(lines)
