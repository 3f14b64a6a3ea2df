"""RO-Crates hold to their profiles, by the validator of those who wrote these, without network."""

from pathlib import Path
from urllib.parse import unquote

import pytest

from builders.crates import CHEMINS, FILES, TOLD, issues, told
from chemins.archives.archive_crate import archive_crate
from chemins.archives.crate import results_crate
from chemins.base.files import write_json
from chemins.results.manifest import CRATE

pytestmark = pytest.mark.slow

PROCESS, WORKFLOW = "process-run-crate-0.5", "workflow-run-crate-0.5"
CODE = {"Snakefile": "1" * 64, "README.md": "2" * 64, "SHA256SUMS": None}
PACKAGES = {**TOLD.packages, "snakemake": {"version": "9.27.1"}}
# What is recommended and cannot be had: nobody says who ran what, nor when, in whose name it is
# published, and where the group of authors, this software and a package without one are at home.
# Packages have no addresses that tell their versions apart.
MISSED = {
    "The Action SHOULD have an agent that is a Person or Organization",
    "The Action SHOULD have an endTime in ISO 8601 format",
    "The Application SHOULD have a url",
    "The SoftwareApplication id SHOULD be an absolute URI",
    "The `publisher` property of a `Root Data Entity` SHOULD be an `Organization`",
    "The organization SHOULD have a URL.",
}


def laid_out(folder, crate):
    """A folder with a crate, and something under the name of each of its files."""
    for one in crate["@graph"]:
        if "File" in one["@type"]:
            path = Path(folder, unquote(one["@id"]))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("something")
    write_json(folder / CRATE, crate)
    return folder


def results():
    return results_crate(FILES, told(packages=PACKAGES))


def archive():
    return archive_crate(results(), CODE, "results", CHEMINS, "2032-03-04")


@pytest.mark.parametrize(("crate", "profile"), [(results, PROCESS), (archive, WORKFLOW)])
def test_a_crate_has_all_that_its_profile_requires(tmp_path, crate, profile):
    assert issues(laid_out(tmp_path, crate()), profile) == []


@pytest.mark.parametrize(("crate", "profile"), [(results, PROCESS), (archive, WORKFLOW)])
def test_of_what_is_recommended_it_misses_what_nobody_tells(tmp_path, crate, profile):
    found = issues(laid_out(tmp_path, crate()), profile, "RECOMMENDED")
    assert {message for _, _, message in found} == MISSED


def test_real_results_are_a_crate(tiny, tmp_path):
    """The validator knows no folders with a blank."""
    (tmp_path / "results").symlink_to(tiny.folder / "results")
    assert issues(tmp_path / "results", PROCESS) == []


def without(key, kind):
    def change(crate):
        next(one for one in crate["@graph"] if one["@type"] == kind).pop(key)

    return change


def another_word(crate):
    crate["@graph"][1]["publishedOn"] = "2031-02-03"


def another_file(crate):
    crate["@graph"][-1]["@id"] = "not/there.txt"
    crate["@graph"][-1]["@type"] = "File"


@pytest.mark.parametrize(
    "change",
    [
        without("instrument", "CreateAction"),
        without("license", "Dataset"),
        without("datePublished", "Dataset"),
        another_word,
        another_file,
    ],
)
def test_the_validator_sees_what_is_wrong(tmp_path, change):
    crate = results()
    folder = laid_out(tmp_path, crate)
    change(crate)
    write_json(folder / CRATE, crate)
    assert issues(folder, PROCESS) != []
