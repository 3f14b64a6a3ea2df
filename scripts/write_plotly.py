"""Write plotly.js, once, for all interactive figures."""

from plotly.offline import get_plotlyjs

from chemins.base.files import write_text
from chemins.jobs import job


def write_plotly(script) -> None:
    write_text(script, get_plotlyjs())


if "snakemake" in globals():
    job.run(write_plotly, snakemake)
