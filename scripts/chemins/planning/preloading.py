"""What the process imports of which a job is to be a copy (jobs/copies.py): by kinds of scripts.

A kind is as heavy as the heaviest package that a script's modules import. Jobs that read tables are
not to be as large as those that train.
"""

from functools import cache

from chemins.planning.code_digest import imported_names, local_files
from chemins.planning.statements import stated

# Kind -> packages, of which its scripts import one; the first that fits.
KINDS = {
    "networks": {"keras", "tensorflow"},
    "points and figures": {"matplotlib", "numba", "plotly", "sklearn", "umap"},
    "tables": set(),
}
THREADED = {"onnxruntime"}  # starts threads while it is imported, which no copy would have


@cache
def packages_of(file, root, read=stated) -> set[str]:
    """The packages that a file itself imports, local ones too. root: the folder of the scripts.
    read: as of code_digest."""
    names = imported_names(read(file).imports, file.relative_to(root).parent.parts)
    return {name.split(".")[0] for name in names}


@cache
def all_packages_of(script, read=stated) -> set[str]:
    """The packages that a script and its local modules import. script: Path of a .py file."""
    root = script.parent
    return set().union(*(packages_of(file, root, read) for file in local_files(script, root, read)))


def kind_of(script, read=stated) -> str:
    """The kind of a script. script: Path of a .py file."""
    packages = all_packages_of(script, read)
    return next(kind for kind, ones in KINDS.items() if ones & packages or not ones)


def modules_of(kind, scripts, read=stated) -> list[str]:
    """Names of all local modules that this kind's scripts import, without the scripts themselves.

    scripts: Paths of .py files, all in one folder. Modules that cannot be copied are left out too;
    those that import the kind's packages come first, since they see to what these load.
    """
    of_kind = [script for script in scripts if kind_of(script, read) == kind]
    root = of_kind[0].parent
    files = set().union(*(local_files(script, root, read) - {script} for script in of_kind))
    packages = {file: packages_of(file, root, read) for file in files}
    kept = [file for file in files if not packages[file] & THREADED]
    kept.sort(key=lambda file: (not packages[file] & KINDS[kind], file))
    named = [file.relative_to(root).with_suffix("").parts for file in kept]
    return [".".join(parts) for parts in named if parts[-1] != "__init__"]
