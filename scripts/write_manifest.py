"""Write what a results folder holds: every file's checksum, and what it was made from; for other
programs as an RO-Crate too."""

import os
from pathlib import Path

from chemins.archives.crate import Told, results_crate
from chemins.archives.software import software
from chemins.base.errors import CheminsError
from chemins.base.files import write_json
from chemins.jobs import job
from chemins.jobs.made import checksums, records
from chemins.jobs.versions import installed
from chemins.results.manifest import differing

SHOWN = 10  # files named, of however many


def write_manifest(
    settings,
    codes,
    files,
    manifest,
    crate,
    told_runs,
    told_atlas,
    lost=False,
    terminal=None,
    told_comparisons=(),
) -> None:
    """settings: {"digests": of each run's settings, "date", "chemins"}, the last two as in a crate.
    codes: digest of each script. files: what to list, in the folder of the manifest. crate: file.
    told_runs, told_atlas: settings of each run and of the atlas, for the crate. told_comparisons:
    names of the comparisons' folders. lost: whether an earlier manifest was deleted. terminal:
    where the person is told; None for standard output.

    A file's checksum is the one with which its job left it, so that what was edited since is not
    vouched for: it is told. Raises CheminsError for a file that no job's record has.
    """
    folder = Path(manifest).parent
    made = checksums(records(folder))
    names = [os.path.relpath(file, folder) for file in files]
    unknown = [name for name in names if name not in made]
    if unknown:
        raise CheminsError(
            f"no record says what {folder / unknown[0]} was made with; delete the file and run "
            "again: it is made anew"
        )
    listed = {name: made[name] for name in names}
    if lost:
        print(
            f"chemins: {manifest} was deleted; the new one has the checksums of the jobs' records, "
            "and vouches from now on only",
            file=terminal,
        )
    if edited := differing(listed, folder):
        print(warning(edited, folder), file=terminal)
    digests, date, chemins = (settings[key] for key in ("digests", "date", "chemins"))
    told = Told(chemins, date, software(), told_runs, told_atlas, told_comparisons)
    write_json(crate, results_crate(listed, told))
    write_json(
        manifest,
        {"files": listed, "settings": digests, "code": codes, "versions": installed()},
    )


def warning(names, folder) -> str:
    """What is told of results that are not as their jobs left them."""
    more = [f"  and {len(names) - SHOWN} more"] if len(names) > SHOWN else []
    return "\n".join(
        [
            f"chemins: not as their jobs made them (edited, cut or gone since): {len(names)}",
            *(f"  {folder / name}" for name in names[:SHOWN]),
            *more,
            "The manifest keeps the checksums of what was made. snakemake --cores 1 verify sets "
            "such files aside, and the next run makes them again.",
        ]
    )


if "snakemake" in globals():
    job.run(write_manifest, snakemake)
