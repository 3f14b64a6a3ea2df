"""What README and docs tell people to type: tried here, in a test that is named, or why not.

Found are code blocks, fenced or indented, and code in lines that begins like a command. Snakemake's
are planned (-n), make's looked for by make, YAML is read as a config; all others must stand below.
"""

import re
import shlex
import shutil
import subprocess

import pytest
import yaml

from builders.project import ROOT, copy_project
from chemins.planning.config import load_schema, read_config

pytestmark = pytest.mark.slow

PAGES = ["README.md", "CONTRIBUTING.md", "profiles/README.md", "config/README.md"]
PAGES += sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md"))
FENCE = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
INDENTED = re.compile(r"(?<=\n\n)(?: {4}.*\n)+")
BEGINNINGS = (
    r"(?:\.venv/bin/python|python|snakemake|make|source|export|cp|conda|pip|docker|apptainer|sinfo"
    r"|squeue|scancel|kill|CONFIRM=yes|CUDA_VISIBLE_DEVICES=\S+) "
)

IN_TESTS = {  # beginning of a command -> the test that runs it, or what does what it does
    ".venv/bin/python -c 'import duckdb;": "tests/workflow/test_docs.py",
    "python scripts/compare_results.py A B": "tests/unit/test_comparison.py",
    "python tools/found_numbers.py": "tests/unit/test_found_numbers.py",
    ".venv/bin/python -m snakemake --cores 2 --configfile config/mine.yaml": (
        "tests/workflow/test_onnx_networks.py"
    ),
    ".venv/bin/python -m snakemake --cores 2 --configfile config/animals.yaml": (
        "tests/unit/test_images_page.py"
    ),
    ".venv/bin/python -m snakemake --cores 2 --configfile config/million.yaml": (
        "tests/unit/test_config.py"
    ),
    "snakemake --report report.zip": "tests/workflow/test_report.py",
    "snakemake --cores 2 --generate-unit-tests": "tests/workflow/test_generated_tests.py",
    "python -m pytest .tests/unit": "tests/workflow/test_generated_tests.py",
    "snakemake --cores 1 join": "tests/workflow/test_joined_slices.py",
    "snakemake join --cores all --configfile many.json": "tests/workflow/test_joined_slices.py",
    "cp -r profiles/slurm profiles/mine": "tests/workflow/test_commands.py",
}
NOT_RUN = {  # beginning of a command -> why no test runs it
    "git clone …": "needs the address of a clone",
    "source .venv/bin/activate": "changes the person's shell; is Python's own",
    "conda ": "needs conda and its channels; what it installs is held to the lock file",
    "snakemake --cores 8 --sdm ": "needs conda or Apptainer; the page says what was tried",
    "pip install": "the image's line, which is held to the Makefile's",
    "docker ": "needs a Docker daemon; the recipe is held to the lock file",
    "apptainer ": "needs Apptainer; its use by Snakemake is tried with a stand-in",
    "module load ": "a site's modules",
    "sinfo ": "SLURM's own",
    "squeue ": "SLURM's own",
    "pandoc ": "another project's program, for a document of words",
    "kill PID": "SLURM is killed in tests/cluster",
    "export ": "sets a variable of the person's shell",
    "CUDA_VISIBLE_DEVICES=0 snakemake …": "needs a GPU; the page says that it is untried",
    "embedding-atlas ": "another project's program; the table for it is made in a test",
    "env -u ": "an hour of measuring",
    "for first in $(seq": "a shell's loop; what is in it: test_joined_slices.py",
    "done": "its end",
    "rsync -a": "another project's program; needs a second machine",
    "mkdir crate && tar": "tar's own; what is in the archive is tested",
    "(cd crate && zip": "zip's own, as above",
    "mkdir other && cd results": "cp's own; that copied results count is in test_records.py",
}
PICTURES = [
    "fetch_dataset ─",
    "dump_pixels_shard ─",
    "ask_untrained ─",
    "Jobs' ends are learnt",
    "animals/",
    "All 214 files are",
    "Made afresh:",
]  # what blocks show that is to be read
PYTHON = {  # page -> the test that runs its Python
    "docs/atlas.md": "tests/workflow/test_whole_atlas.py",
    "docs/tables.md": "tests/workflow/test_docs.py",
    "docs/images.md": "tests/unit/test_own_files.py",
    "docs/networks.md": "tests/workflow/test_given_networks.py",  # and test_torch_export.py
}


def fences(language):
    """(page, text) of the fenced blocks in this language."""
    found = [(page, *block) for page in PAGES for block in FENCE.findall((ROOT / page).read_text())]
    return [(page, text) for page, own, text in found if own == language]


def commands():
    """(page, command) of every line of the indented blocks and all code that begins like one."""
    found = []
    for page in PAGES:
        text = FENCE.sub("", (ROOT / page).read_text())
        for block in INDENTED.findall(text):
            if not block.strip().startswith(tuple(PICTURES)):
                found += [(page, command) for command in lines(block)]
        spans = re.findall(r"`([^`]+)`", INDENTED.sub("", text))
        inline = [" ".join(span.split()) for span in spans]
        found += [(page, span) for span in inline if re.match(BEGINNINGS, span)]
    return list(dict.fromkeys(found))


def lines(block):
    """The commands of a block, without comments; what is indented further goes on."""
    whole = re.sub(r"\n {5,}", " ", "\n" + block)
    return [re.sub(r" +# .*", "", line).strip() for line in whole.splitlines() if line.strip()]


def known(command, table):
    return any(command.startswith(beginning) for beginning in table)


def words(command):
    """What a command gives to Snakemake; None if it is another's."""
    plain = command.removeprefix("CONFIRM=yes ").removeprefix(".venv/bin/python -m ")
    return shlex.split(plain)[1:] if plain.startswith("snakemake ") else None


PLANNED = {c for _, c in commands() if words(c) and not known(c, {**IN_TESTS, **NOT_RUN})}
OLD = ("--assume-old=.venv/ready", "--assume-old=.cache/validator/ready")
MADE = {c for _, c in commands() if c.startswith("make ")}


def test_there_is_something_to_try():
    assert len(PLANNED) >= 12
    assert len(MADE) >= 12
    assert len(fences("yaml")) >= 4


@pytest.mark.parametrize(("page", "command"), commands())
def test_every_command_is_tried_or_says_why_not(page, command):
    assert command in PLANNED | MADE or known(command, {**IN_TESTS, **NOT_RUN}), (
        f"{page} tells to type `{command}`: no test tries it; name one, or say why not"
    )


@pytest.mark.parametrize("table", [IN_TESTS, NOT_RUN])
def test_what_is_excused_is_still_told(table):
    told = [command for _, command in commands()]
    for beginning in table:
        assert any(command.startswith(beginning) for command in told), beginning


@pytest.mark.parametrize("file", sorted({*IN_TESTS.values(), *PYTHON.values()}))
def test_the_named_tests_are_there(file):
    assert (ROOT / file).is_file()


def test_other_fenced_blocks_are_yaml_or_python_that_a_test_runs():
    languages = {own for page in PAGES for own, _ in FENCE.findall((ROOT / page).read_text())}
    assert languages <= {"yaml", "python", "snakemake", "latex"}  # test_answers_latex.py
    assert {page for page, _ in fences("python")} == set(PYTHON)
    assert {page for page, _ in fences("snakemake")} == {"docs/modules.md"}  # test_module.py


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A fresh copy, with a site's own profile as docs/cluster.md makes it."""
    project = copy_project(tmp_path_factory.mktemp("commands"))
    shutil.copytree(project.folder / "profiles/slurm", project.folder / "profiles/mine")
    shutil.copy(ROOT / "Makefile", project.folder)
    return project


@pytest.mark.parametrize("command", sorted(PLANNED))
def test_a_command_of_snakemakes_can_be_planned(folder, command):
    process = folder.forked("-n", *words(command))
    assert process.returncode == 0, process.stdout + process.stderr


@pytest.mark.parametrize("command", sorted(MADE))
def test_a_command_of_makes_is_one(folder, command):
    arguments = ["make", "--dry-run", *OLD, *shlex.split(command)[1:]]
    process = subprocess.run(
        arguments, cwd=folder.folder, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, process.stderr


@pytest.mark.parametrize(("page", "text"), fences("yaml"))
def test_yaml_is_a_config(page, text):
    config = yaml.safe_load((ROOT / "config/config.yaml").read_text())
    own = yaml.safe_load(text)
    for key, value in own.items():
        config[key] = {**config[key], **value} if key == "runs" else value
    read = read_config(config, load_schema(ROOT / "config/schema.yaml"))
    assert own.get("runs", {}).keys() <= read["runs"].keys()
