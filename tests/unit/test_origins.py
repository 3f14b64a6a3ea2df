import sys
from types import ModuleType

import pytest

import chemins.results.tables
from chemins.base.errors import CheminsError
from chemins.jobs.origins import SCRIPTS, refuse_foreign, refuse_hiding


def module(name, file):
    made = ModuleType(name)
    made.__file__ = file if file is None else str(file)
    return made


def test_the_projects_own_modules_and_any_others_are_right(tmp_path):
    own = {
        "chemins": chemins,
        "chemins.results.tables": chemins.results.tables,
        "json": sys.modules["json"],
    }
    other = {"cheminsx": module("cheminsx", tmp_path / "cheminsx.py"), "sys": sys}
    refuse_foreign(own | other)
    refuse_foreign(own | other, SCRIPTS / "train_model.py")


def test_other_threads_may_load_modules_meanwhile():
    class Growing(dict):
        def __getitem__(self, name):
            self[f"another.{len(self)}"] = sys
            return super().__getitem__(name)

    refuse_foreign(Growing(chemins=chemins, json=sys.modules["json"]))


@pytest.mark.parametrize(
    "name", ["chemins", "chemins.results.tables", "chemins.new.one", "train_model"]
)
@pytest.mark.parametrize("file", ["elsewhere.py", None])
def test_a_module_of_the_same_name_from_elsewhere_is_refused(tmp_path, name, file):
    file = file and tmp_path / file
    with pytest.raises(CheminsError) as error:
        refuse_foreign({"chemins.base.errors": chemins.base.errors, name: module(name, file)})
    assert str(error.value).startswith(f"{name} was loaded from {file or 'a folder without'}")
    assert str(SCRIPTS) in str(error.value)


def test_a_script_from_elsewhere_is_refused(tmp_path):
    with pytest.raises(CheminsError, match=r"the script was loaded from .*/train_model.py, not"):
        refuse_foreign({}, tmp_path / "train_model.py")


def test_a_project_may_be_reached_through_a_link(tmp_path):
    (tmp_path / "link").symlink_to(SCRIPTS)
    link = module("chemins", tmp_path / "link/chemins/__init__.py")
    refuse_foreign({"chemins": link}, tmp_path / "link/train_model.py")


@pytest.fixture
def folder(tmp_path):
    """A folder with a module, a package and a package of its own."""
    (tmp_path / "json").mkdir()
    for name in ("yaml.py", "json/__init__.py", "sitecustomize.py", "only_here.py"):
        (tmp_path / name).write_text("")
    return tmp_path


def loaded(folder, *files):
    names = [name.removesuffix(".py").removesuffix("/__init__") for name in files]
    return {n: module(n, folder / file) for n, file in zip(names, files, strict=True)}


@pytest.mark.parametrize("file", ["yaml.py", "json/__init__.py"])
def test_a_package_that_hides_an_installed_one_is_refused(folder, file):
    modules = loaded(folder, "only_here.py", file)
    with pytest.raises(CheminsError) as error:
        refuse_hiding(modules, [folder], [str(folder), *sys.path])
    assert str(folder / file) in str(error.value)
    assert str(error.value).startswith(file.split("/")[0].split(".")[0])


def test_what_hides_nothing_may_be_loaded(folder):
    path = [str(folder), *sys.path]
    refuse_hiding(loaded(folder, "only_here.py", "sitecustomize.py"), [folder], path)
    refuse_hiding(loaded(folder, "yaml.py"), [folder / "json"], path)
    refuse_hiding(loaded(folder, "yaml.py"), [], path)


def test_the_project_may_hide_installed_packages_of_its_names():
    refuse_hiding({"chemins": chemins}, [SCRIPTS], [str(SCRIPTS), *sys.path])
    refuse_hiding(sys.modules, [SCRIPTS], sys.path)
