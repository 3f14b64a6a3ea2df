"""Check every result against the manifest; set aside what was edited or cut."""

from pathlib import Path

from chemins.errors import CheminsError
from chemins.manifest import DAMAGED, check_files, read_manifest, set_aside


def verify_results(manifest, say):
    """Raise CheminsError if a file of the manifest is damaged or missing.

    Damaged files are renamed to NAME.damaged first, so that the next run makes them again. say: a
    function that tells the person.
    """
    folder = Path(manifest).parent
    checked = read_manifest(manifest)["files"]
    newer = jobs_since(manifest)
    if newer:
        raise CheminsError(
            f"{newer[0]} and {len(newer) - 1} other logs are newer than {manifest}: jobs have run "
            "since it was written. Finish with: snakemake --cores all (nothing was set aside)"
        )
    report = check_files(checked, folder)
    set_aside(report.damaged, folder)
    lines = [f"  damaged, now {folder / name}{DAMAGED}" for name in report.damaged]
    lines += [f"  missing: {folder / name}" for name in report.missing]
    if lines:
        raise CheminsError(
            "\n".join([f"{len(lines)} results are not as they were made:", *lines])
            + "\nThe next run makes them again."
        )
    say(f"All {len(report.whole)} results are as they were made.")


def jobs_since(manifest):
    """Logs of jobs that ran after the manifest was written; their results are not in it yet."""
    written = Path(manifest).stat().st_mtime_ns
    logs = Path(manifest).parent.glob("logs/*/*.log")
    return sorted(str(log) for log in logs if log.stat().st_mtime_ns > written)


if "snakemake" in globals():
    from chemins.job import logged

    with logged(snakemake.log[0]) as terminal:
        verify_results(
            manifest=snakemake.params.manifest,
            say=lambda text: print(text, file=terminal),
        )
