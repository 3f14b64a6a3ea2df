"""A run whose config asks for French: what a paper takes is made anew in it, and nothing else."""

import re

import pytest

from builders.french import badly_set, english_left, english_numbers, french_numbers
from builders.latex_files import is_balanced, macros_of
from builders.project import copy_of

pytestmark = pytest.mark.slow

TINY = ("--configfile", "tiny.yaml")
RUN = "results/runs/tiny"
TOLD = {"answer_questions", "write_methods", "draw_figures", "draw_interventions", "draw_training"}
TOLD |= {"draw_learning"}
AROUND = {"build_page", "build_index", "write_manifest", "all"}


@pytest.fixture(scope="module")
def french(tiny, tmp_path_factory):
    """(the project in French, the rules that were run for it)"""
    project = copy_of(tiny, tmp_path_factory.mktemp("french") / "copie")
    (project.folder / "french.yaml").write_text("figures: {language: fr}\n")
    jobs = project.jobs(*TINY, "french.yaml", "--config", 'only=["tiny"]')
    return project, {job["rule"] for job in jobs}


def text(project, name):
    return (project.folder / RUN / name).read_text(encoding="utf-8")


def test_only_what_tells_is_made_anew(french):
    assert TOLD <= french[1] <= TOLD | AROUND


def test_results_are_the_same_in_both_languages(tiny, french):
    for name in ("answers.json", "references.bib", "paths.parquet"):
        files = (project.folder / RUN / name for project in (tiny, french[0]))
        assert len({file.read_bytes() for file in files}) == 1, name


def test_answers_and_methods_are_french_with_the_same_numbers(tiny, french):
    answers, methods = (text(french[0], name) for name in ("answers.md", "methods.md"))
    versions = re.compile(r"\d+\.\d+\.\d[\w.]*")  # of packages, which no language changes
    for name, told in (("answers.md", answers), ("methods.md", methods)):
        before = text(tiny, name)
        if name == "methods.md":
            told, before = (versions.sub("", each) for each in (told, before))
        assert french_numbers(told) == english_numbers(before), name
        assert english_left(told) == [], name
        assert badly_set(told) == [], name
    assert answers.startswith("# tiny\u202f: chiffres 1 et 7\n")
    assert methods.startswith("# tiny\u202f: méthodes\n")


def test_latex_is_french_and_whole(tiny, french):
    english, found = (macros_of(text(project, "answers.tex")) for project in (tiny, french[0]))
    assert list(found) == list(english)
    for name in ("answers.tex", "methods.tex"):
        assert is_balanced(text(french[0], name))
    assert "images de test" in found["ChemCaptionLayers"]
    assert r"\paragraph{Groupes et chemins.}" in text(french[0], "methods.tex")


def test_captions_are_french_and_pages_english(french):
    captions = [path.read_text() for path in (french[0].folder / RUN / "figures").glob("*.txt")]
    assert len(captions) == 10
    assert [english_left(caption) for caption in captions] == [[]] * 10
    for page in ("tiny", "index"):
        html = (french[0].folder / f"results/site/{page}.html").read_text()
        assert '<html lang="en"' in html
        assert not re.search("couche cachée|réplicat|images de test", html)
