"""What each result was made with: a record a job, beside its results.

A record has the settings and the code digest that its job was given, the SHA-256 of every file that
it wrote, and for every input what it was: of a result, the identity of the record of the job that
made it; of a file or a folder from elsewhere, the SHA-256 of its content. So records speak of
everything that their results rest on, wherever the folder lies and whatever its files' times are.
Where they lie, `shelves.py` says.
"""

import hashlib
import json
import os
from collections import defaultdict
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from itertools import chain, count
from pathlib import Path

from chemins.base.errors import CheminsError
from chemins.base.files import read_json, sha256, write_json
from chemins.base.folders import content_sha256
from chemins.jobs.shelves import ATLAS, folder_of_log, job_name, record_name, whose

CONFIG = "CHEMINS_CONFIG"  # the environment variable with the config files of the call, as JSON
# The parameters of a rule that say what a job's results depend on besides its inputs.
MADE_WITH = ("settings", "code", "templates", "codes")


@dataclass(frozen=True)
class Record:
    """made_with: name -> value, of MADE_WITH. inputs: what was read -> its identity. outputs: name
    within the results folder -> SHA-256. log: the job's, by its name in that folder. config: the
    config files of the call. left: what the job wrote when it was to write more, by name too.
    """

    made_with: dict
    inputs: dict
    outputs: dict
    log: str
    config: list
    left: list = field(default_factory=list)

    @cached_property
    def identity(self) -> str:
        """A digest that is another one wherever anything is that the results rest on."""
        told = {"made_with": self.made_with, "inputs": self.inputs, "outputs": self.outputs}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Job:
    """A job, as far as its record is concerned. All paths as the workflow writes them."""

    log: str
    wildcards: dict
    inputs: list
    outputs: list
    made_with: dict
    config: list

    @cached_property
    def results(self) -> Path:
        """The results folder."""
        return folder_of_log(self.log)

    @cached_property
    def name(self) -> str:
        """Where its record lies in the results folder. Planning asks each job once for each that
        reads of it."""
        rule = job_name(self.own_name(self.log)).partition("/")[0]
        others = [value for key, value in self.wildcards.items() if key != "run"]
        return record_name(whose(self.own_name(self.outputs[0])), rule, *others)

    def own_name(self, path) -> str | None:
        """A path's name within the results folder, or None if it lies elsewhere."""
        path = Path(path)
        inside = path.is_relative_to(self.results)
        return path.relative_to(self.results).as_posix() if inside else None


def job_of(told, config=()) -> Job:
    """The Job of what Snakemake tells of one: a script's `snakemake` or a job of the plan."""
    return Job(
        log=str(told.log[0]),
        wildcards=dict(told.wildcards.items()),
        inputs=[str(path) for path in told.input],
        outputs=[str(path) for path in told.output],
        made_with={key: told.params[key] for key in MADE_WITH if key in dict(told.params.items())},
        config=list(config),
    )


def config_names(files, results) -> list:
    """The names by which records know the config files of a call.

    Within the project's folder where the results lie there too, and both may be moved; elsewhere,
    where others' results may lie as well, whole paths.
    """
    own = Path(results).resolve().is_relative_to(Path.cwd().resolve())
    return [os.path.relpath(file) if own else os.path.abspath(file) for file in files]


def read_record(path) -> Record | None:
    """The record in a file; None if there is none, or it is none."""
    try:
        return Record(**read_json(path))
    except (OSError, ValueError, TypeError, RecursionError):
        return None


def records(folder, owners=("", ATLAS, "*", "*/*")) -> dict:
    """name -> record, of all of a results folder, or of these owners': as of `whose`."""
    folder = Path(folder)
    files = [file for owner in owners for file in folder.glob(record_name(owner, "*"))]
    read = {file.relative_to(folder).as_posix(): read_record(file) for file in sorted(files)}
    return {name: record for name, record in read.items() if record is not None}


def checksums(found) -> dict[str, str]:
    """name -> SHA-256 as its job wrote it, of every result. found: records by name."""
    return {name: sha for record in found.values() for name, sha in record.outputs.items()}


# --- a job's side -----------------------------------------------------------------------------


def begin(job) -> Record:
    """The record of a job that starts, but for its outputs; what is there of them is forgotten.

    Raises CheminsError for an input that is not as its own job made it.
    """
    left = sorted(forget(job))
    inputs, found = {}, identified(job)
    for path in job.inputs:
        maker, identity = found[path]
        inputs[maker or name_outside(path, inputs)] = identity
    return Record(job.made_with, inputs, {}, job.own_name(job.log), job.config, left)


def finish(job, record) -> None:
    """Write the record of a job whose results are whole."""
    outputs = {job.own_name(path): sha256(path) for path in job.outputs}
    write_json(job.results / job.name, asdict(replace(record, outputs=outputs)))


def forget(job) -> set[str]:
    """Delete the job's record, and any other of the results that it makes.

    Returns the names of what they list beside these.
    """
    names, listed = {job.own_name(path) for path in job.outputs}, set()
    for name, record in records(job.results, {whose(name) for name in names}).items():
        if name == job.name or names & set(record.outputs):
            listed |= {*record.outputs, *record.left}
            (job.results / name).unlink(missing_ok=True)
    (job.results / job.name).unlink(missing_ok=True)  # also one that cannot be read
    return listed - names


def name_outside(path, inputs) -> str:
    """What a record calls an input that no job made: by its own name, wherever it lies; one more of
    that name with a number. inputs: those noted before it."""
    name = path.rpartition("/")[2]
    return next(
        one for one in chain([name], (f"{name} {n}" for n in count(2))) if one not in inputs
    )


def identified(job) -> dict[str, tuple]:
    """Each input's maker and identity, as of `identity_of`. Whose records there are to look through
    are read once each: the index reads four files of each of thousands of runs."""
    owned = defaultdict(list)
    for path in job.inputs:
        name = job.own_name(path)
        owned[whose(name) if name else None].append(path)
    result = {}
    for owner, paths in owned.items():
        found = records(job.results, [] if owner is None else [owner])
        # Of two that list a file the first one counts.
        makers = {output: name for name in reversed(found) for output in found[name].outputs}
        for path in paths:
            maker = makers.get(job.own_name(path))
            result[path] = identity_of(job, path, maker, found.get(maker))
    return result


def identity_of(job, path, maker, record) -> tuple[str | None, str]:
    """The record of the job that made an input, and its identity; None, and its content, of one
    that no job made."""
    content = content_sha256(path)
    if record is None:
        return None, content
    if record.outputs[job.own_name(path)] != content:
        raise CheminsError(
            f"{path} is not as its job made it: it was edited or cut since. Put back what "
            "was there, or delete it: the next run makes it again."
        )
    return maker, record.identity
