"""What catalogues of workflows look for in a repository, as docs/archive.md says."""

import yaml

from builders.project import ROOT


def test_the_snakemake_workflow_catalog_finds_it():
    readme = (ROOT / "README.md").read_text(encoding="utf-8").lower()
    assert "snakemake" in readme
    assert "workflow" in readme
    assert (ROOT / "Snakefile").is_file()
    assert list((ROOT / "rules").glob("*.smk"))
    assert (ROOT / "config/README.md").is_file()
    usage = yaml.safe_load((ROOT / ".snakemake-workflow-catalog.yml").read_text())["usage"]
    assert usage["mandatory-flags"] == {"desc": "", "flags": ""}
    assert usage["software-stack-deployment"] == {"conda": True}
    assert usage["report"] is True


def test_all_say_the_same_of_the_licence_and_who_is_cited():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith(f"{cited['license']} License\n")
    for author in cited["authors"]:
        assert author["name"] in licence
