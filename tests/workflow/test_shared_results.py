"""What docs/reruns.md has two projects share: results that are copied with their records."""

import re
import subprocess

import pytest

from builders.project import ROOT, copy_of

pytestmark = pytest.mark.slow
SHARED = {("fetch_dataset", None), ("select_samples", None), ("dump_pixels", None),
          ("embed_layers", "pixels")}  # fmt: skip


@pytest.fixture(scope="module")
def sharing(tiny, tmp_path_factory):
    """A copy of a finished project, with another results folder that has what the docs copy."""
    project = copy_of(tiny, tmp_path_factory.mktemp("sharing") / "copy")
    (command,) = re.findall(
        r"^    (mkdir other .*\n.* \.\./other)$", (ROOT / "docs/reruns.md").read_text(), re.M
    )
    subprocess.run(["bash", "-ec", command.replace("1v7", "tiny")], cwd=project.folder, check=True)
    return project


def planned(project, *config):
    """The jobs of run tiny in the other folder: (rule, part), without those of other wildcards."""
    jobs = project.planned(
        *("--configfile", "tiny.yaml", "--config", "results_dir=other", "only=[tiny]", *config)
    )
    return {(job["rule"], job["wildcards"].get("part")) for job in jobs}


def test_what_was_copied_is_not_made_again(sharing):
    jobs = planned(sharing)
    assert not jobs & SHARED
    assert {
        ("train_model", None),
        ("embed_layers", "network"),
        ("cluster_layers", "pixels"),
    } <= jobs


def test_it_is_made_again_where_it_would_be_another_result(sharing):
    jobs = planned(sharing, 'defaults={"umap": {"n_neighbors": 6}}')
    assert jobs & SHARED == {("embed_layers", "pixels")}


def test_without_their_records_it_is_made_again(sharing, tmp_path):
    project = copy_of(sharing, tmp_path / "copy")
    for record in (project.folder / "other").rglob("made/*.json"):
        record.unlink()
    assert planned(project) >= SHARED
