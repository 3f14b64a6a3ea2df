"""URLs without tracebacks, and without their passwords."""

import pytest

from chemins.data.addresses import http_address, origin, sent_on, without_secrets


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://host/a", "https://host/a"),
        ("file:///folder/a", "file:///folder/a"),
        ("https://me:rhubarb@host/a", "https://…@host/a"),
        ("https://me:rhubarb@pie@host/a", "https://…@host/a"),
        ("https://me:rhu/barb@host/a", "https://…@host/a"),
        ("https://me:rhu\nbarb@host/a", "https://…@host/a"),
        ("me:rhubarb@host/a", "…@host/a"),
        ("//me:rhubarb@host/a", "//…@host/a"),
        ("http://me:rhubarb@[bad", "http://…@[bad"),
        ("https://host/a?token=rhubarb", "https://host/a?…"),
        ("'https://me:rhubarb@host/a'", "'https://…@host/a'"),
        ("['https://me:rhubarb@host/a', 'https://b']", "['https://…@host/a', 'https://b']"),
        ("", ""),
    ],
)
def test_what_is_shown_of_a_url(url, text):
    assert without_secrets(url) == text


@pytest.mark.parametrize(
    ("url", "bare", "secret"),
    [
        ("http://host/a?b", "http://host/a?b", None),
        ("http://me:p%20w@host:81/a", "http://host:81/a", (b"me", b"p w")),
        ("http://me@host/a", "http://host/a", (b"me", b"")),
        ("http://:pw@[::1]/a", "http://[::1]/a", (b"", b"pw")),
    ],
)
def test_a_password_is_taken_out_of_a_url(url, bare, secret):
    assert http_address(url) == (bare, secret)


def test_a_password_is_meant_for_scheme_host_and_port():
    assert origin("http://Host/a") == origin("http://host:80/b") == ("http", "host", 80)
    assert origin("https://host/a") == ("https", "host", 443)
    assert len({origin(f"{s}://{h}{p}") for s in ("http", "https") for h in "ab"
                for p in ("", ":81")}) == 8  # fmt: skip


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b", "https://host/b"),
        ("c", "https://host/a/c"),
        ("//other/b", "https://other/b"),
        ("https://me:pw@other/b", "https://other/b"),
    ],
)
def test_where_a_redirect_leads(location, target):
    assert sent_on("https://host/a/b", location) == target


def test_a_redirect_may_lead_to_https_but_not_back():
    assert sent_on("http://host/a", "https://host/a") == "https://host/a"
    with pytest.raises(ValueError, match="not encrypted"):
        sent_on("https://host/a", "http://host/a")


@pytest.mark.parametrize("url", ["ftp://host/a", "http:///a", "http://host:0/a", "https://me@/a"])
def test_what_is_no_whole_http_address_is_none(url):
    with pytest.raises(ValueError, match="no http:// or https:// URL with a host"):
        http_address(url)
