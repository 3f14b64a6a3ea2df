# The config files, looked at before Snakemake reads them. It takes the last of two equal keys, and
# runs the Python in a file that asks for that, without a word.
import argparse

from snakemake.cli import get_profile_dir
from snakemake.settings.types import ExecMode

from chemins.base.errors import CheminsError
from chemins.planning.strict_yaml import read_mapping, runs_python


def refuse_config(error):
    sys.exit(f"chemins: the config is not right.\n{error}\n(every key: config/README.md)")


def profile_files():
    """The profiles of this call. Snakemake keeps no note of them: its two options, read again."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--profile", nargs="+", default=os.environ.get("SNAKEMAKE_PROFILE", "").split()
    )
    parser.add_argument("--workflow-profile", default="default")
    asked = parser.parse_known_args()[0]
    own = asked.workflow_profile
    candidates = [own, f"profiles/{own}", f"{workflow.basedir}/profiles/{own}"]
    names = [*asked.profile, *[name for name in candidates if Path(name).exists()][:1]]
    found = [get_profile_dir(name) for name in names]
    return [file for _, file in filter(None, found)]


def check_config_files(files):
    """Refuse what Snakemake would take in silence, and tell whose code it runs."""
    for file in [*files, *profile_files()]:
        if runs_python(file):
            print(
                f"chemins: WARNING: {file} turns on Snakemake's templates (__use_yte__): the Python in it "
                "runs with your rights, whenever the workflow starts. Trust whoever wrote it, or stop.",
                file=sys.stderr,
            )
    try:
        given = [read_mapping(file) for file in files]
        for mapping in [*given, workflow.config_settings.overwrite_config]:
            if "pathvars" in mapping:  # Snakemake would take it for its own
                raise CheminsError("unknown key 'pathvars'; config/README.md has those there are")
    except CheminsError as error:
        refuse_config(error)


if set("{}") & set(str(HOME)):
    sys.exit(
        f"chemins: the project's folder {HOME} has braces in its name, which are "
        "placeholders to Snakemake; rename the folder."
    )

# Jobs read what their call has read. As a module the workflow is given a config, and reads no file.
if workflow.exec_mode == ExecMode.DEFAULT and not workflow.modifier.skip_configfile:
    own_file = Path("config/config.yaml")
    check_config_files([own_file] * own_file.exists() + [*workflow.overwrite_configfiles])
