"""Write what a results folder holds: every file's checksum, and what it was made from."""

import json

from chemins.files import write_json
from chemins.manifest import checksums
from chemins.versions import installed


def write_manifest(settings, codes, files, folder, output):
    """settings: of each run and rule, and codes: digest of each rule's code. files: what to list.
    folder: the results folder, which they are in."""
    write_json(
        output,
        {
            "files": checksums(files, folder),
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
            files=snakemake.input.files,
            folder=snakemake.params.folder,
            output=snakemake.output.manifest,
        )
