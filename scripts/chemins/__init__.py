"""The library behind the rules: data in, data out. Nothing in it knows of Snakemake."""
