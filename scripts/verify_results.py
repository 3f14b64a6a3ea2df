"""Check every result against the manifest and its record; set aside what was edited or cut."""

from pathlib import Path

from chemins.base.errors import CheminsError
from chemins.jobs import job
from chemins.jobs.made import checksums, records
from chemins.results.manifest import check_files, read_manifest, set_aside


def verify_results(manifest, terminal=None) -> None:
    """Raise CheminsError if a result is damaged or missing, or was made since the manifest was.

    Damaged files are renamed to NAME.damaged first, so that the next run makes them again.
    Times mean nothing; a link counts as what it leads to. terminal: where the person is told; None
    for standard output.
    """
    folder = Path(manifest).parent
    listed = read_manifest(manifest)["files"]
    found = records(folder)
    report = check_files(listed, still_there(checksums(found), listed, folder), folder)
    links = [name for name in report.whole if Path(folder, name).is_symlink()]
    aside = set_aside(report.damaged, folder)
    lines = [f"  damaged, now {path}" for path in aside]
    lines += [f"  missing: {folder / name}" for name in report.missing]
    if lines:
        raise CheminsError(
            "\n".join([f"{len(lines)} results are not as they were made:", *lines])
            + "\nThe next run makes them again."
        )
    if report.remade:
        raise CheminsError(
            f"{folder / report.remade[0]} and {len(report.remade) - 1} other results were made "
            f"since {manifest} was written, and are as their jobs made them. To have them in it: "
            "snakemake --cores all (nothing was set aside)"
        )
    print(f"All {len(report.whole)} results are as they were made.", file=terminal)
    if links:
        print(
            f"{len(links)} of them are links to files of the same content, such as {links[0]}.",
            file=terminal,
        )


def still_there(made, listed, folder) -> dict[str, str]:
    """Of results that the manifest does not list (of a run that it leaves out, say) those that are
    there: nobody misses the others."""
    return {
        name: sha for name, sha in made.items() if name in listed or Path(folder, name).exists()
    }


if "snakemake" in globals():
    job.run(verify_results, snakemake)
