"""What a file from outside is, and how much it may unpack to, before it is opened and read."""

import errno
import stat
from pathlib import Path

# One byte of deflate unpacks to 1,032 at most: zlib's Technical Details, "Maximum Compression
# Factor". Images that take LARGE bytes or more come nowhere near it.
MOST = 1032
DENSE = 200
LARGE = 1 << 30

KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def check_file(path) -> None:
    """Raise OSError unless a path is a file with bytes at rest: to open a pipe may wait forever.

    Follows symlinks; nothing is opened.
    """
    kind = KINDS.get(stat.S_IFMT(Path(path).stat().st_mode))
    if kind:
        raise OSError(errno.EINVAL, f"{kind}, not a file", str(path))


def check_claim(name, claimed, packed) -> None:
    """Raise ValueError if `packed` bytes of deflate cannot be, or are hardly, `claimed` bytes."""
    if claimed > MOST * packed:
        raise ValueError(
            f"{name} says that it holds {claimed:,} bytes, more than its {packed:,} packed ones can"
        )
    if claimed >= LARGE and claimed > DENSE * packed:
        raise ValueError(
            f"{name} would unpack from {packed:,} bytes to {claimed:,}, over {DENSE} times as "
            "many; images do not, and nothing so large is unpacked"
        )
