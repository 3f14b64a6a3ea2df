"""A project with its results as one file: a tar, compressed by zstd, whose bytes depend on nothing
but what is in it.

All of it lies in one folder, sorted by name, with one owner, one mode and one date. `SHA256SUMS`
has the checksum of every file, and `SHA256SUMS.sha256` that of this one, as `sha256sum -c` reads
them: a damaged bit can rename a file in the tar and in the list alike, since zstd writes what it
has seen before as a reference to it.
"""

import hashlib
import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from chemins.base.errors import CheminsError
from chemins.base.files import replacing
from chemins.results.manifest import is_inside

TOP = "chemins"  # the folder in an archive
SUMS = "SHA256SUMS"
SEAL = f"{SUMS}.sha256"
MODE = 0o644
BLOCK = 2**20  # bytes read at once


@dataclass(frozen=True)
class Entry:
    """A file of an archive. source: its Path, or its bytes. sha: the SHA-256 that it must have."""

    source: Path | bytes
    sha: str


def entry(content) -> Entry:
    """Of what is written for the archive. content: bytes."""
    return Entry(content, hashlib.sha256(content).hexdigest())


def sealed(entries) -> dict[str, Entry]:
    """name -> Entry, with SHA256SUMS and its own checksum."""
    text = "".join(sum_line(one.sha, name) for name, one in sorted(entries.items()))
    sums = entry(text.encode())
    return {**entries, SUMS: sums, SEAL: entry(sum_line(sums.sha, SUMS).encode())}


def sum_line(sha, name) -> str:
    return f"{sha}  {name}\n"


# --- writing ------------------------------------------------------------------------------------


def write_archive(path, entries, date, begun) -> None:
    """entries: name -> Entry. date: of all files, in ISO 8601. begun: called with each name.

    Raises CheminsError for a file that is not there or whose content is another than it should be;
    then there is no archive.
    """
    time = int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())
    with replacing(path) as partial, writing(partial) as tar:
        for name, one in sorted(entries.items()):
            begun(name)
            add(tar, name, one, time)


@contextmanager
def writing(path) -> Iterator:
    with (
        pa.OSFile(str(path), "wb") as file,
        pa.CompressedOutputStream(file, "zstd") as stream,
        tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        yield tar


def add(tar, name, one, time) -> None:
    """Add a file, and check what was added."""
    info = tarfile.TarInfo(f"{TOP}/{name}")
    info.mode, info.mtime = MODE, time
    try:
        with opened(one.source) as file:
            info.size = file.seek(0, io.SEEK_END)
            file.seek(0)
            read = Hashed(file)
            tar.addfile(info, read)
    except OSError as error:
        raise CheminsError(f"{one.source} cannot be read: {error.strerror or error}") from None
    if read.sha() != one.sha:
        raise CheminsError(
            f"{one.source} is not as its job made it: it was edited or cut since. "
            "snakemake --cores 1 verify sets such files aside, and the next run makes them again."
        )


def opened(source) -> io.IOBase:
    return io.BytesIO(source) if isinstance(source, bytes) else open(source, "rb")


class Hashed:
    """A file whose content is hashed as it is read."""

    def __init__(self, file) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        return data

    def sha(self) -> str:
        return self.digest.hexdigest()


# --- reading ------------------------------------------------------------------------------------


def unpack(path, folder) -> dict[str, str]:
    """Unpack an archive into an empty folder; name -> SHA-256 of what was written.

    Raises CheminsError for what is no such archive, and for one that holds anything but files, or a
    file outside its own folder, or one twice: nothing is written elsewhere.
    """
    found = {}
    try:
        with reading(path) as tar:
            for member in tar:
                name = name_of(member, path)
                found[name] = extract(tar, member, Path(folder, name))
    except FileNotFoundError:
        raise CheminsError(f"{path}: there is no such file") from None
    except (OSError, EOFError, tarfile.TarError, pa.ArrowException, UnicodeError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise CheminsError(f"{path} is damaged, or no archive of chemins: {reason}") from None
    return found


@contextmanager
def reading(path) -> Iterator:
    with (
        pa.OSFile(str(path), "rb") as file,
        pa.CompressedInputStream(file, "zstd") as stream,
        tarfile.open(fileobj=stream, mode="r|") as tar,
    ):
        yield tar


def name_of(member, path) -> str:
    """The name of a member within the archive's folder."""
    top, _, name = member.name.partition("/")
    if top != TOP or not is_inside(name) or not member.isreg():
        raise CheminsError(
            f"{path}: {member.name!r} is no file in the folder {TOP}, as all are that chemins "
            "archives; nothing of it was unpacked"
        )
    return name


def extract(tar, member, target) -> str:
    """Write a member to a path where nothing is yet; its SHA-256."""
    target.parent.mkdir(parents=True, exist_ok=True)
    read = Hashed(tar.extractfile(member))
    with target.open("xb") as file:
        while block := read.read(BLOCK):
            file.write(block)
    return read.sha()


def check_sums(found, folder) -> list[str]:
    """What is wrong with unpacked files, a line each. found: name -> SHA-256.

    Raises CheminsError where there are no checksums to look at.
    """
    if not {SUMS, SEAL} <= found.keys():
        raise CheminsError(f"the archive has no {SUMS} and {SEAL}: there is nothing to check it by")
    if text_of(folder, SEAL) != sum_line(found[SUMS], SUMS):
        return [f"{SUMS}: its content is another than {SEAL} says"]
    # Lines end at nothing else that ends one for Python.
    lines = text_of(folder, SUMS).removesuffix("\n").split("\n")
    told = {name: sha for sha, _, name in (line.partition("  ") for line in lines)}
    names = sorted((told.keys() | found.keys()) - {SUMS, SEAL})
    return [f"{name}: {why}" for name in names if (why := wrong(found.get(name), told.get(name)))]


def text_of(folder, name) -> str:
    return Path(folder, name).read_text(encoding="utf-8", errors="replace")


def wrong(found, told) -> str:
    if found is None:
        return f"it is in {SUMS}, and not there"
    if told is None:
        return f"it is there, and not in {SUMS}"
    return "" if found == told else f"its content is another than {SUMS} says"
