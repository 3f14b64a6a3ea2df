# Before all else: the project's own modules, text in any language, and what jobs get of the shell.
import atexit
import gc
import os
import sys
from functools import cache
from pathlib import Path

# Not `workflow.basedir`: where this is a module of another workflow, that is the other's.
HOME = Path(workflow.current_basedir.get_path_or_uri(secret_free=True)).parent
SCRIPTS = HOME / "scripts"
sys.path.insert(0, str(SCRIPTS))
# Another `chemins` that something has loaded before is not this one.
for name in [name for name in sys.modules if name.split(".")[0] == "chemins"]:
    del sys.modules[name]

import smart_open
from snakemake.logging import logger

from chemins.base.errors import CheminsError
from chemins.jobs.origins import refuse_foreign, refuse_hiding
from chemins.jobs.parent import CALLER
from chemins.jobs.streams import open_as_utf8, write_any_text
from chemins.jobs.surroundings import python_folders, apply_changes

# Texts with any letters can be told on the terminal, in Snakemake's log and in benchmark files.
open_as_utf8()
write_any_text([sys.stdout, sys.stderr, *(getattr(one, "stream", None) for one in logger.handlers)])

try:
    refuse_foreign(sys.modules)
    refuse_hiding(sys.modules, python_folders(os.environ, Path.cwd()), sys.path)
except CheminsError as error:
    sys.exit(f"chemins: {error}")

# Jobs inherit this process's environment, and end with it.
apply_changes(os.environ, Path.cwd())
os.environ[CALLER] = str(os.getpid())

# Planning makes objects by the million and keeps them, and no cycles of garbage that grow old: Python
# need not go through all of them again and again, nor at the end.
gc.set_threshold(50_000, 20, 50)
atexit.register(gc.freeze)

# Snakemake has the place of each job's script taken apart three times, and smart_open makes a class for
# each answer: a fifth of what planning many runs takes.
smart_open.parse_uri = cache(smart_open.parse_uri)
