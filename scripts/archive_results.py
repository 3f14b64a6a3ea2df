"""Archive the project with the results that the manifest lists, as one file."""

import json
import os
from pathlib import Path

import yaml

from chemins.archives.archive_crate import archive_crate
from chemins.archives.crate import file_id
from chemins.archives.packing import SEAL, SUMS, Entry, entry, sealed, write_archive
from chemins.base.errors import CheminsError
from chemins.base.files import JSON, read_json, sha256
from chemins.base.folders import visible_parts
from chemins.jobs import job
from chemins.jobs.made import checksums, records
from chemins.jobs.shelves import whose
from chemins.results.layout import is_data
from chemins.results.manifest import CRATE, read_manifest

# Of the project, what making its results takes and what tells of it; not its tests, docs and tools.
CODE = (
    *("Snakefile", "rules", "scripts", "site", "report", "config", "profiles"),
    *("Makefile", "requirements.lock", "environment.yml"),
    *("README.md", "CITATION.cff", "LICENSE"),
)
CONFIG, RESULTS = "archive.yaml", "results"
HEAD = "# Of the results in this archive: snakemake --cores all --configfile archive.yaml\n"


def archive_results(manifest, home, config, given, chemins, date, archive, terminal=None) -> None:
    """manifest: of the results. home: the project's folder. config: as Snakemake read it, with the
    archived runs as `only`. given: files and folders of people's own that the config names.
    chemins, date: as in a crate. archive: the file to write. terminal: where the person is told;
    None for standard output.

    Raises CheminsError for a result that is not there, or not as its job made it.
    """
    own, outside = given_files(given, Path.cwd())
    files = {**code_files(Path(home)), **own}
    code = {name: Entry(path, sha256(path)) for name, path in files.items()}
    code[CONFIG] = entry((HEAD + config_text(config)).encode())
    results = result_entries(manifest)
    made = read_json(Path(manifest).parent / CRATE)
    told = told_files(code, results, made)
    crate = json.dumps(archive_crate(made, told, RESULTS, chemins, date), **JSON) + "\n"
    entries = sealed({**code, **results, CRATE: entry(crate.encode())})
    for path in outside:
        print(f"  not archived, since it lies outside of this folder: {path}", file=terminal)
    write_archive(archive, entries, date, Told(terminal).begun)
    size = Path(archive).stat().st_size / 1e6
    print(f"{archive}: {len(entries)} files, {size:.1f} MB", file=terminal)
    print(f"SHA-256 {sha256(archive)}", file=terminal)


def code_files(home) -> dict[str, Path]:
    """name -> path, of what there is of CODE."""
    files = [file for name in CODE for file in files_of(name, home)]
    return {name: home / name for name in files if "__pycache__" not in name}


def given_files(given, here) -> tuple[dict, list]:
    """Of people's own files those in this folder, as code_files, and the paths of the others."""
    places = {path: Path(os.path.relpath(here / path, here)).as_posix() for path in given}
    inside = {name for name in places.values() if name.split("/")[0] != ".."}
    files = sorted(file for name in inside for file in files_of(name, here))
    outside = sorted(path for path, name in places.items() if name not in inside)
    return {file: here / file for file in files}, outside


def files_of(name, folder) -> list[str]:
    """The files that a name in a folder stands for, by their names in it."""
    if (folder / name).is_dir():
        return [f"{name}/{file}" for file in visible_parts(folder / name)[0]]
    return [name] if (folder / name).is_file() else []


def config_text(config) -> str:
    """YAML, in the order of the config: that of its runs is that of the index."""
    plain = json.loads(json.dumps({**config, "results_dir": RESULTS}))
    return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True)


def result_entries(manifest) -> dict[str, Entry]:
    """The results of a manifest, itself, its crate, and the records of the jobs that made them; of
    downloads the records alone, by which their dataset is known to be theirs."""
    folder = Path(manifest).parent
    listed = read_manifest(manifest)["files"]
    found = records(folder)
    made = checksums(found)
    unknown = sorted({Path(manifest).name, CRATE} - made.keys())
    if unknown:
        raise CheminsError(f"no record says what made {folder / unknown[0]}; delete it, run again")
    results = listed | {name: made[name] for name in (Path(manifest).name, CRATE)}
    kept = [
        name
        for name, record in found.items()
        if results.keys() & record.outputs.keys() or any(map(is_data, record.outputs))
    ]
    entries = {name: Entry(folder / name, sha) for name, sha in results.items()}
    entries |= {name: entry((folder / name).read_bytes()) for name in kept}
    return {f"{RESULTS}/{name}": one for name, one in entries.items()}


def told_files(code, results, made) -> dict:
    """name -> SHA-256, of the files that the archive's crate has beside those of the results'."""
    known = {f"{RESULTS}/{one['@id']}" for one in made["@graph"] if one["@type"] == "File"}
    everything = {**code, **results}
    own = {name: one.sha for name, one in everything.items() if file_id(name) not in known}
    return {**own, SUMS: None, SEAL: None}


class Told:
    """Says which run is being archived."""

    def __init__(self, terminal) -> None:
        self.terminal, self.told = terminal, {""}

    def begun(self, name) -> None:
        """name: of the file that comes next."""
        folder, _, inside = name.partition("/")
        owner = whose(inside) if folder == RESULTS else ""
        if owner not in self.told:
            print(f"  archiving {owner}", file=self.terminal, flush=True)
            self.told.add(owner)


if "snakemake" in globals():
    job.run(archive_results, snakemake)
