"""Write plotly.js, once, for all interactive figures."""

from plotly.offline import get_plotlyjs

from chemins.base.files import write_text


def write_plotly(output):
    write_text(output, get_plotlyjs())


if "snakemake" in globals():
    from chemins.jobs.making import making

    with making(snakemake):
        write_plotly(output=snakemake.output.script)
