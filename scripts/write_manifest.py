"""Write what a results folder holds: every file's checksum, and what it was made from."""

import json
from pathlib import Path

from chemins.files import write_json
from chemins.manifest import checksums
from chemins.versions import installed


def write_manifest(settings, codes, files, output):
    """settings: digest of each run's, codes: of each script's. files: what to list, in the folder
    of the output."""
    write_json(
        output,
        {
            "files": checksums(files, Path(output).parent),
            "settings": settings,
            "code": codes,
            "versions": installed(),
        },
    )


if "snakemake" in globals():
    from chemins.job import logged

    with logged(snakemake.log[0]):
        write_manifest(
            settings=json.loads(snakemake.params.settings),
            codes=json.loads(snakemake.params.codes),
            files=snakemake.params.files,
            output=snakemake.output.manifest,
        )
