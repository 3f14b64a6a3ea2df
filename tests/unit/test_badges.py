"""The badges of README.md say what stands in the project (`make docs`)."""

import importlib.util
import re
from xml.etree import ElementTree

import pytest

from builders.project import ROOT

FILES = {
    "CITATION.cff": "cff-version: 1.2.0\nversion: 4.5.6\n",
    "Snakefile": 'min_version("7.8")\n',
    "Makefile": "(3, 14) <= sys.version_info < (3, 17)\nor (3, 14) <= sys.version_info < (3, 17)",
    "LICENSE": "BSD License\n\nCopyright",
}


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("tool", ROOT / "tools/write_badges.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_the_badges_are_those_that_are_written_now(tool):
    kept = {path.stem: path.read_text() for path in (ROOT / "docs/badges").iterdir()}
    assert kept == {name: tool.badge(name, value) for name, value in tool.values(ROOT).items()}


def test_the_readme_shows_them_all_and_no_others(tool):
    shown = re.findall(r"!\[([^\]]*)\]\(docs/badges/(\w+)\.svg\)", (ROOT / "README.md").read_text())
    assert {name: said for said, name in shown} == {
        name: f"{name}: {value}" for name, value in tool.values(ROOT).items()
    }


def test_what_they_say_is_read_from_the_files(tool, folder):
    assert tool.values(folder) == {
        "version": "4.5.6",
        "snakemake": "≥ 7.8",
        "python": "3.14 | 3.15 | 3.16",
        "license": "BSD",
    }


@pytest.mark.parametrize("text", ["nothing\n", 'min_version("7.8")\nmin_version("7.9")\n'])
def test_a_file_that_does_not_say_it_once_is_refused(tool, folder, text):
    (folder / "Snakefile").write_text(text)
    with pytest.raises(ValueError, match=r"Snakefile says . times what the badge snakemake"):
        tool.values(folder)


def test_a_badge_is_as_wide_as_its_texts(tool):
    image = ElementTree.fromstring(tool.badge("a<b", "wide & long"))
    boxes = [one for one in image.iter() if one.tag.endswith("rect")]
    texts = [one for one in image.iter() if one.tag.endswith("text")]
    assert [one.text for one in texts] == ["a<b", "wide & long"]
    assert image.get("aria-label") == "a<b: wide & long"
    ends = [int(one.get("x", 0)) + int(one.get("width")) for one in boxes]
    assert ends == [int(boxes[1].get("x")), int(image.get("width"))]
    for box, text in zip(boxes, texts, strict=True):
        width = int(box.get("width"))
        assert float(text.get("x")) == int(box.get("x")) + width / 2
        assert width > 7 * len(text.text)
