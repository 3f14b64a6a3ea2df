"""Write how a run was made, for the methods of a paper, and what that cites."""

from chemins.base.files import read_json, write_text
from chemins.base.formatting import layers_called
from chemins.base.language import language_of, speaking
from chemins.jobs import job
from chemins.jobs.versions import read_log_line
from chemins.papers.methods import Told, paragraphs
from chemins.papers.paper import cited, in_latex, in_markdown
from chemins.papers.references import bibliography
from chemins.text.class_names import names_of


def write_methods(settings, run, answers, logs, methods, latex, references) -> None:
    """answers: file. logs: of the jobs whose packages are told. methods, latex, references: files
    to write; the first two say the same."""
    found = read_json(answers)
    names = names_of(found)
    versions = noted(logs)
    with layers_called(found.get("shown", {})), speaking(language_of(settings)):
        told = paragraphs(Told(settings, found, versions, names))
        write_text(latex, in_latex(run, told))
        told = paragraphs(Told(settings, found, versions, names.in_tables()))
        write_text(methods, in_markdown(run, told))
    write_text(references, bibliography(cited(told), settings["chemins"]))


def noted(logs) -> dict[str, list]:
    """distribution -> the versions that jobs noted, in order."""
    pairs = {pair for log in logs for pair in read_log_line(log).items()}
    return {
        name: sorted(version for other, version in pairs if other == name)
        for name in sorted({name for name, _ in pairs})
    }


if "snakemake" in globals():
    job.run(write_methods, snakemake)
