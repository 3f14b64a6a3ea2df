"""Which runs have their large tables in shards, and which samples lie in which.

A table of samples by layers that would be long is a folder of files of equally many samples, the
last one's fewer; a shard is one of them. How many samples a run has is known before anything runs.
"""

from dataclasses import dataclass

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

    @property
    def name(self) -> str:
        """In file names, which so sort as the shards do."""
        return str(self.number).zfill(max(3, len(str(self.count - 1))))

    @property
    def told(self) -> dict:
        """What a job is told of it."""
        return {"rows": [self.start, self.end], "place": [self.number, self.count]}


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
        Shard(group, number, len(starts), start, min(start + size, count))
        for number, start in enumerate(starts)
    ]
