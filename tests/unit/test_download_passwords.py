"""Passwords in the URLs of mirrors, and URLs that are none."""

import base64
import io
import socket
import traceback

import pytest

from builders.mirrors import (
    BROKEN,
    CUT,
    FILE,
    GOOD,
    MISSING,
    PACKED,
    WRONG,
    begin,
    closed_port,
    fetched,
    folder_with,
    serving,
    stalled_headers,
    to,
)
from chemins.base.errors import CheminsError
from chemins.data import download
from chemins.data.download import fetch


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


SECRET = "p%C3%A9t%2Frhubarb"  # of the user "me": "pét/rhubarb", percent-encoded
BASIC = "Basic " + base64.b64encode("me:pét/rhubarb".encode()).decode()


def with_secret(url):
    return url.replace("//", f"//me:{SECRET}@")


def test_a_password_goes_to_its_own_server_and_no_other(tmp_path):
    told = {"own": [], "other": []}

    def noting(name, answer):
        def note(handler):
            told[name].append(handler.headers["Authorization"])
            status, headers, body, length = answer
            handler.send_response(status)
            for key, value in (*headers.items(), ("Content-Length", str(length))):
                handler.send_header(key, value)
            handler.end_headers()
            handler.wfile.write(body)

        return note

    with serving(c=[noting("other", GOOD)]) as (other, _):
        away = noting("own", to(f"{other}/c/file.gz"))
        with serving(a=[noting("own", to("/b/file.gz"))], b=[away]) as (url, _):
            fetched([with_secret(f"{url}/a")], tmp_path / "file.gz")
    assert told == {"own": [BASIC, BASIC], "other": [None]}


def test_a_password_that_a_redirect_brings_is_left_out(tmp_path):
    told = []

    def note(handler):
        told.append(handler.headers["Authorization"])
        begin(handler)
        handler.wfile.write(PACKED)

    with serving(c=[note]) as (other, _), serving(a=[to(with_secret(f"{other}/c/x"))]) as (url, _):
        fetched([f"{url}/a"], tmp_path / "file.gz")
    assert told == [None]


@pytest.mark.parametrize("attempt", ["missing", "broken", "cut", "wrong", "away", "closed", "slow"])
def test_a_password_is_told_nowhere(tmp_path, monkeypatch, capfd, attempt):
    monkeypatch.setattr(download, "TOTAL", 0.5 if attempt == "slow" else 60)
    answers = {"missing": MISSING, "broken": BROKEN, "cut": CUT, "wrong": WRONG}
    answers |= {"away": to("file:///etc/hostname"), "slow": stalled_headers}
    bar = io.StringIO()
    with serving(**{name: [answer] for name, answer in answers.items()}) as (url, _):
        mirror = (
            f"http://127.0.0.1:{closed_port()}/x" if attempt == "closed" else f"{url}/{attempt}"
        )
        with pytest.raises(CheminsError) as caught:
            fetch(FILE, [with_secret(mirror)], tmp_path / "file.gz", bar, lambda s: None)
    written = "".join(traceback.format_exception(caught.value)) + bar.getvalue()
    written += "".join(capfd.readouterr())
    assert mirror.replace("//", "//…@") in str(caught.value)
    for part in ("me:p", "rhubarb", "p%C3", "pét", BASIC[6:]):
        assert part not in written


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_password_is_not_in_the_traceback_of_what_ends_a_wait(tmp_path, error):
    def interrupted(seconds):
        raise error

    mirror = f"http://me:rhubarb@127.0.0.1:{closed_port()}/x?token=rhubarb"
    with pytest.raises(error) as caught:
        fetch(FILE, [mirror], tmp_path / "file.gz", io.StringIO(), pause=interrupted)
    assert "rhubarb" not in "".join(traceback.format_exception(caught.value))


MALFORMED = [
    "http://[bad", "http://", "http:///x", "http://host:port", "http://host:99999", "http://host:0",
    "http://me:rhubarb@[bad", "https://me:rhubarb/part@host", "http://me:a@rhubarb@[::1",
    "http://" + "a" * 70 + ".org", "http://a..b", "http://.", "http://*", "http://\0", "http://\udcff",
    "ftp://me:rhubarb@host", "me:rhubarb@host", "//me:rhubarb@host", "", "file://me:rhubarb@host/x",
    "file:///a%00b", "file:///" + "a" * 300, "file://[bad", "http://host:1:2/", "http://xn--a/",
]  # fmt: skip


@pytest.mark.parametrize("mirror", MALFORMED, ids=ascii)
def test_a_malformed_url_is_one_more_reason(tmp_path, monkeypatch, mirror):
    """And no name of these is looked up."""
    monkeypatch.setattr(socket, "getaddrinfo", refuse_to_look_up)
    target, good = tmp_path / "out" / "file.gz", folder_with(tmp_path / "good", PACKED)
    target.parent.mkdir()
    fetched([mirror, good], target)
    assert target.read_bytes() == PACKED
    with pytest.raises(CheminsError) as caught:
        fetched([mirror], target)
    assert str(caught.value).count("\n") == 2
    assert "rhubarb" not in "".join(traceback.format_exception(caught.value))


def refuse_to_look_up(*args, **kwargs):
    raise socket.gaierror("not asked")
