"""What the process imports of which a job is to be a copy (jobs/copies.py): by kinds of scripts.

A kind is as heavy as the heaviest package that a script's modules import. Jobs that read tables are
not to be as large as those that train.
"""

from functools import cache

from chemins.planning.code_digest import imported_names, local_files, statements

# Kind -> packages, of which its scripts import one; the first that fits.
KINDS = {
    "networks": {"keras", "tensorflow"},
    "points and figures": {"matplotlib", "numba", "plotly", "sklearn", "umap"},
    "tables": set(),
}
THREADED = {"onnxruntime"}  # starts threads while it is imported, which no copy would have


@cache
def packages_of(file, root) -> set[str]:
    """The packages that a file itself imports, local ones too. root: the folder of the scripts."""
    names = imported_names(statements(file)[1], file.relative_to(root).parent.parts)
    return {name.split(".")[0] for name in names}


@cache
def all_packages_of(script) -> set[str]:
    """The packages that a script and its local modules import. script: Path of a .py file."""
    files = local_files(script, script.parent)
    return set().union(*(packages_of(file, script.parent) for file in files))


def kind_of(script) -> str:
    """The kind of a script. script: Path of a .py file."""
    packages = all_packages_of(script)
    return next(kind for kind, ones in KINDS.items() if ones & packages or not ones)


def modules_of(kind, scripts) -> list[str]:
    """Names of all local modules that this kind's scripts import, without the scripts themselves.

    scripts: Paths of .py files, all in one folder. Modules that cannot be copied are left out too;
    those that import the kind's packages come first, since they see to what these load.
    """
    of_kind = [script for script in scripts if kind_of(script) == kind]
    files = set().union(*(local_files(script, script.parent) - {script} for script in of_kind))
    root = of_kind[0].parent
    files = [file for file in files if not packages_of(file, root) & THREADED]
    files.sort(key=lambda file: (not packages_of(file, root) & KINDS[kind], file))
    named = [file.relative_to(root).with_suffix("").parts for file in files]
    return [".".join(parts) for parts in named if parts[-1] != "__init__"]
