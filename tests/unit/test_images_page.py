"""What docs/images.md shows is a config that is right."""

import re

import numpy as np
import pytest
import yaml
from PIL import Image

from builders.configs import SCHEMA
from builders.project import ROOT
from chemins.base.errors import CheminsError
from chemins.data.named import NAMED
from chemins.planning.plan import read_plan

PAGE = (ROOT / "docs/images.md").read_text()
README = (ROOT / "README.md").read_text().split("## Your own images")[1]
PICTURES = {"docs": PAGE, "README": README}


def first_config(text):
    return yaml.safe_load(re.search(r"```yaml\n(.*?)```", text, re.DOTALL)[1])


@pytest.fixture
def animals(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("cat", "dog"):
        (tmp_path / "animals" / name).mkdir(parents=True)
        for number in range(30):
            picture = Image.fromarray(np.full((20 + number, 30, 3), 255, np.uint8))
            picture.save(tmp_path / f"animals/{name}/{number}.jpg")


def laid_over(own):
    """As Snakemake lays a file over config.yaml."""
    usual = yaml.safe_load((ROOT / "config/config.yaml").read_text())
    return {**usual, **own, "runs": {**usual["runs"], **own["runs"]}}


@pytest.mark.usefixtures("animals")
@pytest.mark.parametrize("text", PICTURES.values(), ids=PICTURES)
def test_the_config_for_a_folder_of_pictures(text):
    found = read_plan(laid_over(first_config(text)), SCHEMA)
    assert found.images.shape == (64, 64, 3)
    assert found.images.names == {0: "cat", 1: "dog"}
    assert found.images.counts["test"] == {0: 6, 1: 6}


@pytest.mark.usefixtures("animals")
def test_runs_of_another_dataset_are_to_be_left_out():
    own = {key: value for key, value in first_config(PAGE).items() if key != "only"}
    with pytest.raises(CheminsError, match=r"label 7 among .* leave the run out with `only:`"):
        read_plan(laid_over(own), SCHEMA)


def test_the_config_for_another_dataset():
    config = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1])
    names = read_plan(config, SCHEMA).images.names
    assert (names[10], names[19]) == ("T-shirt/top", "Ankle boot")


def test_the_table_of_datasets_has_them_all():
    rows = dict(re.findall(r"^\| `([\w-]+)` \| ([\d,]+),", PAGE, re.MULTILINE))
    for name, dataset in NAMED.items():
        total = sum(sum(counts.values()) for counts in dataset.counts.values())
        assert rows[name] == f"{total:,}", name
    assert set(rows) == {*NAMED, "mnist-sample"}
    for dataset in NAMED.values():
        for name in (dataset.names or {}).values():
            assert len(name) == 1 or name in PAGE


def test_the_schema_names_all_datasets():
    for key in ("dataset", "unseen_dataset"):
        names = {*SCHEMA["properties"][key]["anyOf"][0]["enum"]} - {"none"}
        assert names == {*NAMED, "mnist-sample"}
