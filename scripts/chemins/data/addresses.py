"""URLs that people name, taken apart without a traceback and shown without their passwords."""

import re
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

# To the last @: a password may hold a / or another @, and then the rest is no host's name.
SECRET = re.compile(r"^([\"'\[]*\w*:?//)?.*@", re.DOTALL)
QUERY = re.compile(r"\?.*", re.DOTALL)


def without_secrets(url) -> str:
    """A URL, quoted or not, as it may be printed: without user, password and query."""
    return QUERY.sub("?…", SECRET.sub(r"\1…@", url))


def http_address(url) -> tuple | None:
    """(the URL without user and password, these two as bytes or None).

    Raises ValueError unless it is a whole http:// or https:// URL.
    """
    parts = urlsplit(url)
    # A port that is no number raises ValueError when it is asked for.
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError("no http:// or https:// URL with a host")
    bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    if parts.username is None:
        return bare, None
    return bare, tuple(unquote(part or "").encode() for part in (parts.username, parts.password))


def origin(url) -> tuple[str, str, int]:
    """(scheme, host, port): what a password is meant for, as in RFC 6454."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}[parts.scheme]


def sent_on(url, location) -> str:
    """Where a redirect from this URL leads; a user and password in it are left out.

    Raises ValueError unless that is a URL of http or https, and https if this one was.
    """
    target = http_address(urljoin(url, location))[0]
    if origin(url)[0] == "https" and origin(target)[0] == "http":
        raise ValueError("not encrypted any more")
    return target
