"""What the rerun contract takes for granted of every script and library module."""

import ast

import pytest

from builders.project import ROOT
from chemins.planning.code_digest import local_files
from chemins.planning.statements import stated

SCRIPTS = sorted((ROOT / "scripts").glob("*.py"))
MODULES = sorted((ROOT / "scripts/chemins").rglob("*.py"))
# What a job may know: all of it is in its rule, where Snakemake watches it. Not `config`. The
# number of threads is not watched: no result depends on it.
WATCHED = {"params", "input", "output", "wildcards", "log", "threads"}
DYNAMIC = {"__import__", "import_module", "exec", "eval", "spec_from_file_location", "runpy"}


def nodes(path):
    return list(ast.walk(ast.parse(path.read_text())))


def last_block(path):
    """The `if "snakemake" in globals():` that ends a rule's script; None if there is none."""
    last = ast.parse(path.read_text()).body[-1]
    return last if isinstance(last, ast.If) and "snakemake" in ast.unparse(last.test) else None


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_hands_what_snakemake_told_it_to_what_does_its_job_and_to_nothing_else(path):
    names = [node for node in nodes(path) if isinstance(node, ast.Name) and node.id == "snakemake"]
    block = last_block(path)
    handed_on = [] if block is None else [ast.unparse(statement) for statement in block.body]
    assert handed_on in ([], [f"job.run({path.stem}, snakemake)"])
    assert len(names) == len(handed_on)


def test_what_does_a_script_s_job_reads_nothing_else_either():
    read = {
        node.attr
        for name in ("job", "made")
        for node in nodes(ROOT / f"scripts/chemins/jobs/{name}.py")
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "told"
    }
    assert read == WATCHED


# What is no job's code, and imports what it is told to.
IMPORTING = [path for path in MODULES if path.name == "fork_server.py"]


def test_no_script_is_run_with_what_imports_by_name():
    used = set().union(*(local_files(path, ROOT / "scripts", stated) for path in SCRIPTS))
    assert len(IMPORTING) == 1
    assert not used & set(IMPORTING)


@pytest.mark.parametrize(
    "path", sorted({*SCRIPTS, *MODULES} - {*IMPORTING}), ids=lambda path: path.stem
)
def test_no_module_is_imported_in_a_way_that_the_digest_does_not_see(path):
    used = {ast.unparse(n).rsplit(".", 1)[-1] for n in nodes(path)
            if isinstance(n, ast.Name | ast.Attribute)}  # fmt: skip
    assert not used & DYNAMIC
    # A job sets its environment right, and notes for whom it works; that is all there is of it.
    assert path.name == "job.py" or not used & {"environ", "getenv"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_the_library_knows_nothing_of_snakemake(path):
    names = {node.id for node in nodes(path) if isinstance(node, ast.Name)}
    modules = {
        alias.name for node in nodes(path) if isinstance(node, ast.Import) for alias in node.names
    }
    assert "snakemake" not in names | modules


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_is_one_function_named_as_its_file(path):
    functions = [n.name for n in ast.parse(path.read_text()).body if isinstance(n, ast.FunctionDef)]
    assert functions[0] == path.stem


@pytest.mark.parametrize("path", SCRIPTS + MODULES, ids=lambda path: path.stem)
def test_processes_that_a_job_shares_its_work_with_end_with_it(path):
    calls = [node for node in nodes(path) if isinstance(node, ast.Call)]
    for call in calls:
        if ast.unparse(call.func) == "Parallel":
            given = {word.arg: ast.unparse(word.value) for word in call.keywords}
            assert given["initializer"] == "follow_caller"
    shared = {"multiprocessing", "ProcessPoolExecutor"}
    names = {node.id for node in nodes(path) if isinstance(node, ast.Name)}
    assert not names & shared
