"""Which runs have their large tables in shards, and which samples lie in which.

A table of samples by layers that would be long is a folder of files of equally many samples, the
last one's fewer; a shard is one of them. How many samples a run has is known before anything runs.
"""

from dataclasses import dataclass
from functools import cached_property

from chemins.results.layout import PARTS
from chemins.results.shards import shard_name

STEP = 1024  # samples at least asked of a network at once: shards begin where a batch does
KNOWN_DRAWN = (("train", "per_digit"), ("test", "test_per_digit"))


@dataclass(frozen=True)
class Shard:
    """Some of a group's samples, of which a file's rows are."""

    group: str
    number: int
    count: int  # of the group's shards
    start: int  # of the group's samples, in their order
    end: int  # the first that is not among them
    samples: int  # of the group

    @property
    def name(self) -> str:
        """In the names of files."""
        return shard_name(self.number, self.count)

    @property
    def told(self) -> dict:
        """What a job is told of it."""
        told = {"rows": [self.start, self.end], "samples": self.samples}
        return told | {"place": [self.number, self.count]}


@dataclass(frozen=True)
class Shards:
    """Those of a plan's runs. plan: the Plan."""

    plan: object

    @cached_property
    def of_runs(self) -> dict[str, dict]:
        """run -> as `of`. Activations from elsewhere are one file, as they were."""
        size, counts = self.plan.config["part_size"], self.plan.images.counts
        return {
            name: {} if name in self.plan.dumps else shards_of(drawn_samples(run, counts), size)
            for name, run in self.plan.config["runs"].items()
        }

    def of(self, run) -> dict[str, list[Shard]]:
        """group -> its shards; empty of a run whose tables are one file each."""
        return self.of_runs[run]

    def has(self, run) -> bool:
        return bool(self.of(run))

    def tables(self, run, kind, part, group) -> list[str]:
        """The files of a run's table, in order. kind, part: as of RunLayout.shard."""
        files, shards = self.plan.layout.run(run), self.of(run).get(group)
        if not shards:
            return [getattr(files, kind)(part, group)]
        return [files.shard(kind, part, group, shard.name) for shard in shards]

    def names(self, run) -> dict[str, list[str]]:
        """group -> its shards' names, for each group that a run has."""
        shards = self.of(run)
        groups = self.plan.groups(run)
        return {group: [shard.name for shard in shards.get(group, [])] for group in groups}

    def jobs(self, run) -> list[str]:
        """The names of the jobs for each of a run's shards, as logs have them."""
        return [f"{run}-{one.group}-{one.name}" for each in self.of(run).values() for one in each]

    def jobs_of_parts(self, run) -> list[str]:
        """As `jobs`, of jobs for each part by itself."""
        return [f"{name}-{part}" for name in self.jobs(run) for part in PARTS]


def drawn_samples(settings, counts) -> dict[str, int]:
    """group -> how many samples a run has. settings: the run's, or a pair's of the atlas. counts:
    split -> label -> images of the dataset."""
    known = sum(
        drawn_count(settings[key], counts[split].get(label, 0))
        for split, key in KNOWN_DRAWN
        for label in settings["digits"]
    )
    asked = settings["test_per_digit"]
    unseen = sum(drawn_count(asked, counts["test"].get(one, 0)) for one in settings["unseen"])
    return {"known": known, "unseen": unseen}


def drawn_count(asked, there) -> int:
    return there if asked == "all" else min(asked, there)


def shards_of(samples, part_size) -> dict[str, list[Shard]]:
    """group -> its shards, of groups with samples; empty of a run none of whose groups has more
    than `part_size`. samples: group -> how many it has."""
    if max(samples.values()) <= part_size:
        return {}
    size = part_size // STEP * STEP
    return {group: cut(group, count, size) for group, count in samples.items() if count}


def cut(group, count, size) -> list[Shard]:
    starts = range(0, count, size)
    return [
        Shard(group, number, len(starts), start, min(start + size, count), count)
        for number, start in enumerate(starts)
    ]
