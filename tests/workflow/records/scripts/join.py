"""Write the texts of the inputs, and the settings, to each output."""

from pathlib import Path

from chemins.jobs.making import making

with making(snakemake):
    texts = [Path(path).read_text() for path in snakemake.input]
    for path in snakemake.output:
        Path(path).write_text("".join([*texts, f"{snakemake.params.settings}\n"]))
