"""Which runs of a results folder are finished: what each slice of many runs made, put together.

A call for all of ten thousand runs would plan each one's jobs. Here the records that the jobs left
are read instead, run by run: whether all of a run's files are there, whether each was made as this
config and this code would make it now, and of what the other records say.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from os.path import exists

from chemins.base.errors import listed
from chemins.jobs.made import records
from chemins.jobs.shelves import MADE, job_name

SHOWN = 5  # runs told one by one, of however many


@dataclass(frozen=True)
class Finished:
    """lacking: owner -> why it is not finished, of those that are not. makers: a file of the
    results folder -> the record of the job that made it, of those that were asked for.
    identities: name of a record -> its identity, of these.

    An owner is a run or two that are compared, as `whose` gives them.
    """

    lacking: dict = field(default_factory=dict)
    makers: dict = field(default_factory=dict)
    identities: dict = field(default_factory=dict)


def finished(folder, owners, made_with, wanted) -> Finished:
    """What is finished in a results folder. It holds the records of one owner at a time.

    owners: owner -> all its files, by their names in the folder. made_with: (owner, record) -> what
    the record's job would be made with now, or None where there is no such job. wanted: owner ->
    the names of its files whose makers are asked for.
    """
    shared, result = records(folder, [""]), Finished()
    for owner, files in owners.items():
        found = records(folder, [owner])
        others = shared | (records(folder, owner.split("/")) if "/" in owner else {})
        if why := why_unfinished(folder, owner, files, found, others, made_with):
            result.lacking[owner] = why
            continue
        makers = makers_of(found)
        for name in wanted(owner):
            result.makers[name] = makers[name]
            result.identities[makers[name]] = found[makers[name]].identity
    return result


def makers_of(found) -> dict[str, str]:
    """A result -> the name of its job's record. found: records by name."""
    return {output: name for name, record in found.items() for output in record.outputs}


def why_unfinished(folder, owner, files, found, others, made_with: Callable) -> str:
    """Why a run is not finished; "" if it is. found: its records. others: those of what it may be
    made of besides. The rest as of `finished`."""
    makers = makers_of(found)
    gone = [name for name in files if name not in makers or not exists(f"{folder}/{name}")]
    if gone:
        return f"{len(gone)} of its {len(files)} files are not there, such as {gone[0]}"
    identities = {name: record.identity for name, record in (others | found).items()}
    for name in sorted({makers[file] for file in files}):
        record = found[name]
        job, now = job_name(record.log), made_with(owner, record)
        if record.made_with != now:
            return f"{job} was made with other {differing(record.made_with, now or {})}"
        for maker, identity in record.inputs.items():
            # What is no record's name is a file from elsewhere.
            if f"{MADE}/" in maker and identities.get(maker) != identity:
                return f"{job} was made of other results than are there of {maker}"
    return ""


def differing(then, now) -> str:
    keys = sorted(key for key in then.keys() | now.keys() if then.get(key) != now.get(key))
    return listed(keys)


def value_of(template, text) -> dict | None:
    """The wildcards' values by which a template (`cluster_layers/a-{part}`) is a text, each as
    short as can be; None if it cannot be."""
    before, braces, rest = template.partition("{")
    if not text.startswith(before):
        return None
    if not braces:
        return {} if text == before else None
    name, _, after = rest.partition("}")
    left, follows = text[len(before) :], after.partition("{")[0]
    end = left.find(follows, 1) if follows else len(left)
    others = value_of(after, left[end:]) if end > 0 else None
    return None if others is None else {name: left[:end], **others}


def told(lacking, count, slice_of) -> str:
    """A text of what is left out of the whole; "" if nothing is. count: of all that were asked for.
    slice_of: names -> the command that makes these."""
    if not lacking:
        return ""
    lines = [f"  {owner}: {why}" for owner, why in [*lacking.items()][:SHOWN]]
    more = [f"  and {len(lacking) - SHOWN:,} more"] if len(lacking) > SHOWN else []
    head = f"chemins: not finished, and left out: {len(lacking):,} of {count:,}"
    return "\n".join([head, *lines, *more, f"To make them: {slice_of(list(lacking))}", ""])
