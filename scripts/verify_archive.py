"""Check an archive of results, and make them afresh to compare.

    python scripts/verify_archive.py results.tar.zst

Unpacks it in a temporary folder, compares every checksum, then makes all results anew, with the
code and the config of the archive and the packages of this Python, and compares these with those
archived. Ends with 0 if all of it agrees, with 1 otherwise. The images are the archived ones,
which are checked: nothing is downloaded. Making results runs the code in the archive with your
rights: trust who made it, or ask for --checksums alone, which runs none of it.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from chemins.archives.packing import check_sums, unpack
from chemins.archives.verdict import verdict
from chemins.base.errors import CheminsError
from chemins.jobs.made import records
from chemins.results.comparison import Limits
from chemins.results.layout import NAMES, is_data
from chemins.results.manifest import read_manifest

RESULTS, CONFIG = "results", "archive.yaml"
LIMITS = Limits(tolerance=1e-3, agreement=0.99)


def verify_archive(file, checksums, cores) -> bool:
    """Whether all agrees; what is found is printed. checksums: whether only these are checked.
    cores: how many Snakemake is to use.

    Raises CheminsError for what is no archive of chemins.
    """
    with TemporaryDirectory(prefix="chemins-archive-") as place:
        archived, fresh = Path(place, "archived"), Path(place, "afresh")
        archived.mkdir()
        found = unpack(file, archived)
        problems = [*check_sums(found, archived), *manifest_wrong(archived, found)]
        if problems:
            lines = [f"{file}: {len(problems)} of its files are not whole:", *problems]
            print("\n  ".join(lines))
            return False
        print(f"All {len(found)} files are as their checksums say.", flush=True)
        if checksums:
            return True
        make_afresh(archived, fresh, cores)
        text, agrees = verdict(archived / RESULTS, fresh / RESULTS, LIMITS)
        print(f"\nMade afresh: {text}")
    return agrees


def manifest_wrong(folder, found) -> list[str]:
    """What is wrong by the results' manifest, which has what their jobs left, a line each. found:
    name -> SHA-256."""
    listed = read_manifest(folder / RESULTS / NAMES.manifest)["files"]
    names = [name for name, sha in sorted(listed.items()) if found.get(f"{RESULTS}/{name}") != sha]
    return [f"{RESULTS}/{name}: its content is another than the manifest says" for name in names]


def make_afresh(archived, fresh, cores) -> None:
    """Make the results of an unpacked archive in another folder, of the same images."""
    shutil.copytree(archived, fresh, ignore=lambda place, names: ignored(place, archived))
    for name, record in records(archived / RESULTS, [""]).items():
        if any(map(is_data, record.outputs)):
            for file in (name, *filter(is_data, record.outputs)):
                copy_if_there(archived / RESULTS / file, fresh / RESULTS / file)
    made = subprocess.run(
        [sys.executable, "-m", "snakemake", "--cores", cores, "--configfile", CONFIG],
        cwd=fresh, check=False,
    )  # fmt: skip
    if made.returncode:
        raise CheminsError(
            "the results could not be made afresh, for the reason above; their checksums are right"
        )


def ignored(place, archived) -> list[str]:
    return [RESULTS] if Path(place) == archived else []


def copy_if_there(source, target) -> None:
    """Downloads that a dataset was read from need not be."""
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", help="an archive, as `snakemake --cores 1 archive` makes it")
    parser.add_argument("--checksums", action="store_true", help="check these only, run nothing")
    parser.add_argument("--cores", default="all", help="for making the results (default: all)")
    sys.stdout.reconfigure(errors="backslashreplace")  # a file's name can have any bytes
    try:
        agrees = verify_archive(**vars(parser.parse_args()))
    except CheminsError as error:
        sys.exit(f"chemins: {error}")
    sys.exit(0 if agrees else 1)


if __name__ == "__main__":
    main()
