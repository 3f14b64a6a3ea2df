"""Where modules were loaded from: a package of the same name elsewhere is not taken for another.

Python takes the first module of a name that it finds, and PYTHONPATH, the working folder and what a
site installs all have a say in where it looks. The digest of a rule's code speaks of the files in
this project; a job that ran others under their names would leave a record that is not true. So what
was loaded is looked at when a job starts, and once more when it ends.
"""

from importlib.machinery import PathFinder
from pathlib import Path

from chemins.base.errors import CheminsError

SCRIPTS = Path(__file__).resolve().parents[2]
# Python loads them by themselves, and sites put theirs before others' on purpose.
OF_SITES = {"sitecustomize", "usercustomize"}


def refuse_foreign(modules, script=None) -> None:
    """Raise CheminsError if code named like the project's was loaded from elsewhere.

    modules: name -> module, as sys.modules. script: path of the script that is run, if one is.
    """
    local = {"chemins", *(path.stem for path in SCRIPTS.glob("*.py"))}
    loaded = list(modules)  # other threads may be loading some
    files = {name: file_of(modules[name]) for name in loaded if name.split(".")[0] in local}
    files |= {} if script is None else {"the script": Path(script)}
    for name, file in sorted(files.items()):
        if file is None or SCRIPTS not in file.resolve().parents:
            raise CheminsError(
                f"{name} was loaded from {file or 'a folder without code'}, not from {SCRIPTS}, "
                "so that what it makes would be no result of this project.\n"
                "Unset PYTHONPATH, or uninstall the package which that belongs to."
            )


def refuse_hiding(modules, folders, path) -> None:
    """Raise CheminsError if a package was loaded that hides an installed one of its name.

    modules: name -> module, as sys.modules. folders: those that may hide none, as of PYTHONPATH.
    path: all folders where Python looks, as sys.path.
    """
    folders = {Path(folder).resolve() for folder in folders} - {SCRIPTS}
    others = [folder for folder in path if Path(folder).resolve() not in folders]
    for name in sorted(modules.keys() - OF_SITES):
        file = file_of(modules[name])
        hides = "." not in name and file and folder_of(file) in folders
        if hides and PathFinder.find_spec(name, others):
            raise CheminsError(
                f"{name} was loaded from {file}, which hides the installed one.\n"
                "Unset PYTHONPATH, or rename what lies there."
            )


def file_of(module) -> Path | None:
    """The path of the file that a module was loaded from; None if there is none."""
    file = getattr(module, "__file__", None)
    return Path(file) if file else None


def folder_of(file) -> Path:
    """The folder on Python's path in which a module or package lies, from its file."""
    return (file.parent if file.stem == "__init__" else file).resolve().parent
