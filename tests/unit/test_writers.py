"""Nothing appears under a result's name before it is whole: all is written through `replacing`.

What a kill leaves is tried once for each kind of writer (tests/workflow/test_faults.py), not for
each rule: so there may be no other kind.
"""

import ast
import re

import pytest

from builders.project import ROOT

FILES = sorted((ROOT / "scripts").rglob("*.py"))
# Functions and methods of Python and of the packages in use that write a file, or put one in place.
WRITING = {
    "write_text", "write_bytes", "save", "savefig", "savez", "savetxt", "imsave", "tofile",
    "ParquetWriter", "ZipFile", "write_table", "to_parquet", "to_csv", "write_html",
    "copy2", "copyfile", "copytree", "move", "rename", "symlink_to", "hardlink_to", "touch",
}  # fmt: skip
PLACING = {"os.replace", "shutil.copy"}
# Where a file is written that is not the partial one: which file it is.
OTHERS = {
    ("job", "logged"): "the job's log and the terminal",
    ("archive", "save_network"): "in a temporary folder, to be rewritten",
    ("archive", "rewrite"): "the partial file, as its caller calls it",
    ("interactive", "data_uri"): "in memory",
    ("style", "picture"): "in memory",
    ("packing", "extract"): "a file of an archive, in a temporary folder",
    ("verify_archive", "make_afresh"): "in a temporary folder",
    ("verify_archive", "copy_if_there"): "in a temporary folder",
    ("manifest", "set_aside"): "a damaged result, under another name",
}


def writing_calls(path):
    """(function, what is written to) of each call that may write a file."""
    tree = ast.parse(path.read_text())
    own = {alias.name for node in tree.body if isinstance(node, ast.ImportFrom)
           for alias in node.names if (node.module or "").startswith("chemins")}  # fmt: skip
    for function in tree.body:
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and writes(call, own):
                yield getattr(function, "name", ""), target(call)


def writes(call, own):
    """Whether a call may write a file; those of the project's own modules are looked at there."""
    of, _, name = ast.unparse(call.func).rpartition(".")
    if name in ("open", "ZipFile"):
        return opens_to_write(call)
    return of not in ("", "sink", *own) and (name in WRITING or f"{of}.{name}" in PLACING)


def opens_to_write(call):
    said = [*call.args[:2], *(word.value for word in call.keywords if word.arg == "mode")]
    texts = [str(node.value) for node in said if isinstance(node, ast.Constant)]
    return any(re.fullmatch("r?[wax+][bt+]*", text) for text in texts)


def target(call):
    """What a call writes to, or puts in place: its receiver, or an argument."""
    of, _, name = ast.unparse(call.func).rpartition(".")
    if name in ("write_text", "write_bytes"):
        return of
    place = 1 if of == "shutil" else 0
    return ast.unparse(call.args[place]) if len(call.args) > place else ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_module_writes_to_the_partial_file_only(path):
    found = {name for name, to in writing_calls(path) if to != "partial"}
    assert found == {name for module, name in OTHERS if module == path.stem}


PLANTED = {
    "path.write_text('half')": 1,
    "open(path, 'wb').write(b'half')": 1,
    "path.open('x')": 1,
    "path.open(mode='ab')": 1,
    "gzip.open(path, 'wb')": 1,
    "open(path, 'r+b')": 1,
    "os.replace(path, partial)": 1,
    "shutil.copyfile(path, path)": 1,
    "pq.write_table(table, path)": 1,
    "figure.savefig(path)": 1,
    "zipfile.ZipFile(path, 'w')": 1,
    "shutil.copyfile(partial, path)": 1,
    "partial.write_text('half')": 0,
    "shutil.copyfile(path, partial)": 0,
    "open(partial, 'wb')": 0,
    "open(path)": 0,
    "gzip.open(path, 'rb')": 0,
    "zipfile.ZipFile(path)": 0,
}


@pytest.mark.parametrize("call", PLANTED)
def test_a_call_that_writes_is_seen(tmp_path, call):
    (tmp_path / "planted.py").write_text(f"def plant(path, partial):\n    {call}\n")
    found = [to for _, to in writing_calls(tmp_path / "planted.py") if to != "partial"]
    assert len(found) == PLANTED[call]
