"""Every page's policy: what it allows is what the page brings, and nothing else."""

import html
import json
import re
from urllib.parse import unquote

import pytest

from builders.made_atlas import ABOUT, whole
from builders.made_bill import ROW
from builders.made_page import HOSTILE, Page, html_of, index_html
from chemins.base import templates
from chemins.figures import interactive
from chemins.pages.atlas_page import atlas_page
from chemins.pages.bill_page import bill_page


def figure_page(folder):
    figure = interactive.laid_out(interactive.go.Figure(), "a", "b")
    interactive.save_html(figure, folder / "flow.html", "flow", "2v8")
    return (folder / "flow.html").read_text(encoding="utf-8")


PAGES = {
    "run": lambda folder: html_of("2v8"),
    "index": lambda folder: index_html("2v8"),
    "atlas": lambda folder: atlas_page(whole(), ABOUT, [], "r/atlas.parquet", "r/site/atlas.html"),
    "bill": lambda folder: bill_page({name: [value] for name, value in ROW.items()}),
    "figure": figure_page,
}


@pytest.fixture(params=PAGES)
def content(request, tmp_path):
    return PAGES[request.param](tmp_path)


def policy_of(content):
    """directive -> its sources, of the page's one policy."""
    (found,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', content)
    directives = [part.split() for part in html.unescape(found).split("; ")]
    assert len({name for name, *_ in directives}) == len(directives)
    return {name: sources for name, *sources in directives}


def bodies(tag, content):
    """What stands in the page's styles, or in those of its scripts that are run."""
    return re.findall(rf"<{tag}>(.*?)</{tag.split()[0]}>", content, flags=re.S)


def test_what_is_not_allowed_is_forbidden(content):
    policy = policy_of(content)
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == ["'none'"]
    assert set(policy) <= {"default-src", "base-uri", "form-action", "script-src", "style-src",
                           "style-src-attr", "img-src"}  # fmt: skip
    assert set(policy["img-src"]) <= {"'self'", "file:", "data:", "blob:"}
    assert set(policy.get("script-src", [])) & {"'unsafe-inline'", "'unsafe-eval'"} == set()


def test_the_policy_comes_before_all_that_it_is_for(content):
    before = content.partition("<meta http-equiv")[0]
    assert re.findall(r"<([a-z]+)", before) == ["html", "head", "meta"]
    assert 'charset="utf-8"' in before


def imported(content):
    """The import map of a page, as JSON, and what it holds, by specifier."""
    maps = bodies('script type="importmap"', content)
    if not maps:
        return [], {}
    (found,) = map(json.loads, maps)
    assert set(found) == {"imports", "integrity"}
    modules = {}
    for name, address in found["imports"].items():
        start, _, text = address.partition(",")
        assert start == "data:text/javascript"
        modules[name] = unquote(text)
        assert found["integrity"].pop(address) == templates.digest(modules[name])[1:-1]
    assert not found["integrity"]
    return maps, modules


def test_the_pages_own_scripts_and_style_are_allowed_by_their_digests(content):
    policy = policy_of(content)
    scripts = [s for s in policy.get("script-src", []) if s != "'strict-dynamic'"]
    maps, modules = imported(content)
    run = [*bodies('script type="module"', content), *bodies('script type="module" async', content)]
    assert len(scripts) == len(set(scripts))
    assert set(scripts) == set(map(templates.digest, [*run, *maps, *modules.values()]))
    styles = [s for s in policy["style-src"] if s != "'unsafe-inline'"]
    assert styles == [templates.digest(body) for body in bodies("style", content)]


def test_a_page_holds_the_modules_that_it_imports(content):
    _, modules = imported(content)
    for name, text in modules.items():
        assert text == templates.script(name.removeprefix("#site/"))
    entry = "".join(re.findall(r'<script type="module"[^>]*>(.*?)</script>', content, flags=re.S))
    scripts = "".join([entry, *modules.values()])
    assert set(re.findall(r'^(?:import|}).* "(.*)";$', scripts, flags=re.M)) == set(modules)


def test_a_module_is_all_there_but_for_comments_with_lines_of_their_own(tmp_path, monkeypatch):
    code = [
        "const one = 1; // told",
        'const two = "http://two";',
        "const three = 4 /** @type {3} */;",
        "/** @type {4} */ (three);",
    ]
    comments = [
        "// What it is for.",
        "/**\n * Of several\n * lines.\n */",
        "/** Of one. */",
        "/** Before another. */",
        "  // In.",
    ]
    lines = [line for pair in zip(comments, [*code, ""], strict=True) for line in pair]
    (tmp_path / "made.js").write_text("\n".join(lines))
    monkeypatch.setattr(templates, "SITE", tmp_path)
    assert templates.script("made.js").split("\n") == [*code, ""]
    # What lines begin with goes too, and lines of nothing.
    (tmp_path / "made.js").write_text("".join(f"\n\n\t  {line}\n  \n" for line in lines))
    assert templates.script("made.js").split("\n") == ["", *code, ""]


def test_modules_are_known_before_any_is_asked_for(content):
    scripts = re.findall(r'<script type="(importmap|module)"', content)
    assert scripts == sorted(scripts)
    assert 'type="importmap"' not in content.partition("<body")[2]


def test_no_text_is_lost_in_an_address_nor_ends_the_script_around_it():
    text = "a\n\t%41#b?c<!--</script>\u2028é😀\\\"'&amp; "
    written = templates.import_map({"#site/a.js": text})
    assert "<" not in written
    ((address, _),) = json.loads(written)["integrity"].items()
    assert not set(address) & set("\n\t#")
    assert unquote(address.partition(",")[2]) == text


def test_only_styles_that_plotly_writes_are_allowed_unseen(content):
    assert ("'unsafe-inline'" in policy_of(content)["style-src"]) == (
        "plotly.min.js" in content.partition("<body>")[2]
    )


def test_a_digest_is_the_standards():
    # From the text of Content Security Policy Level 3, section 8.3.
    assert templates.digest("alert('Hello, world.');") == (
        "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_page_shows_changes_nothing_of_what_it_allows(name):
    assert policy_of(html_of(name)) == policy_of(html_of("2v8"))
    assert policy_of(index_html(name, dataset={"path": name})) == policy_of(index_html("2v8"))


def test_nothing_in_json_ends_the_script_around_it():
    assert templates.inside_script('["</script>"]') == '["\\u003c/script>"]'


# Ends a script, opens one that nothing ends, ends an attribute, was once a new line in JavaScript.
NAMES = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "'\"><img src=x onerror=alert(1)>",
    "\u2028",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_layers_labels_and_claims_stay_text(name):
    claim = {"about": "signatures", "lead": name, "text": name, "condition": name, "count": 3}
    layer = {"name": name, "title": name, "hidden": True}
    given = {"labels": [name], "layers": [layer], "claims": [claim]}
    plain = {"labels": ["a"], "layers": [layer | {"name": "a", "title": "a"}]}
    plain["claims"] = [claim | dict.fromkeys(("lead", "text", "condition"), "a")]
    content = html_of("2v8", **given)
    assert Page(content).tags == Page(html_of("2v8", **plain)).tags
    header = json.loads(bodies('script type="application/json" id="header"', content)[0])
    assert {key: header[key] for key in given} == given


@pytest.mark.parametrize("name", NAMES)
def test_names_of_datasets_and_networks_stay_text(name):
    network = {"network": {"kind": "file", "model": f"models/{name}.keras"}}
    content = index_html("2v8", dataset={"path": name}, **network)
    plain = index_html("2v8", dataset={"path": "a"}, network={"kind": "file", "model": "a.keras"})
    assert Page(content).tags == Page(plain).tags
