"""Config files that YAML would take otherwise than they are meant: refused, the place named."""

import json
import os
from pathlib import Path

import pytest

from chemins.base.errors import CheminsError
from chemins.planning.strict_yaml import read_mapping, runs_python

CONFIG = Path(__file__).resolve().parents[2] / "config"
ROW = "runs:\n  a:\n    seed: "


def bomb(levels, of):
    lines = ["a0: &a0 {x: 1}"]
    for level in range(1, levels):
        lines.append(f"a{level}: &a{level} {of(level - 1)}")
    return "\n".join(lines)


# what is wrong -> the file, what the message must tell
WRONG = {
    # a key twice
    "two runs of one name": (
        "runs:\n  a: {digits: [1, 7]}\n  b: {}\n  a: {digits: [3, 5]}\n",
        ["line 4, runs: ", "'a'", "twice", "in line 2"],
    ),
    "a key twice in a run": (
        "runs:\n  a:\n    seed: 1\n    digits: [1, 7]\n    seed: 2\n",
        ["line 5, run a: ", "'seed'", "in line 3"],
    ),
    "a key twice in a network of a run": (
        "runs:\n  a: {network: {hidden: [3], hidden: [4]}}\n",
        ["line 2, run a, network: ", "'hidden'"],
    ),
    "a block twice": ("runs: {a: {}}\nonly: []\nruns: {b: {}}\n", ["line 3", "'runs'", "line 1"]),
    "a key twice in a list": ("only:\n- 1\n- {a: 1, a: 2}\n", ["line 3, only[1]: ", "'a'"]),
    "a key twice, in quotes once": ("runs: {a: {}, 'a': {}}\n", ["line 1, runs: ", "'a'"]),
    "a key twice in JSON": (
        '{\n\t"runs": {\n\t\t"a": {"seed": 1},\n\t\t"a": {"seed": 2}\n\t}\n}\n',
        ["line 4, runs: ", "'a'", "line 3"],
    ),
    # numbers and words that are not what they look like
    "a leading zero": (f"{ROW}010\n", ["line 3, run a, seed: ", "'010'", "another number"]),
    "a leading zero in a list": ("runs: {a: {digits: [1, 07]}}", ["run a, digits[1]: ", "'07'"]),
    "a negative one": (f"{ROW}-010\n", ["'-010'"]),
    "an underscore": (f"{ROW}1_7\n", ["run a, seed: ", "'1_7'", "quotes"]),
    "an underscore in a fraction": (f"{ROW}1_0.5\n", ["'1_0.5'"]),
    "hexadecimal": (f"{ROW}0x7\n", ["'0x7'", "0x"]),
    "binary": (f"{ROW}0b11\n", ["'0b11'"]),
    "minutes": (f"{ROW}1:30\n", ["'1:30'"]),
    "seconds": (f"{ROW}1:30.5\n", ["'1:30.5'"]),
    "no number": (f"{ROW}.nan\n", ["'.nan'"]),
    "an infinite one": (f"{ROW}-.inf\n", ["'-.inf'"]),
    "a date": ("results_dir: 2026-11-26\n", ["results_dir: ", "'2026-11-26'", "a date"]),
    "a date that there is not": ("results_dir: 2026-13-45\n", ["'2026-13-45'", "a date"]),
    "a date for a key": ("2026-13-45: 1\n", ["no YAML", "month"]),
    "a default value": ("results_dir: =\n", ["results_dir: ", "'='"]),
    # what has no end
    "a mapping in itself": ("runs: &r\n  a: *r\n", ["line 2, run a: ", "*r", "&r", "no end"]),
    "a list in itself": ("only: &o [*o]\n", ["line 1, only[0]: ", "*o"]),
    "mappings that unfold": (bomb(22, "{{x: *a{0}, y: *a{0}}}".format), ["values", "1,000,000"]),
    "lists that unfold": (bomb(18, "[*a{0}, *a{0}, *a{0}]".format), ["values", "1,000,000"]),
    "aliases one in the other": (bomb(40, "[*a{0}]".format), ["values in each other", "30"]),
    "deep lists": (f"only: {'[' * 40}{']' * 40}", ["line 1, only", "too deeply", "30"]),
    "very deep lists": (f"only: {'[' * 100_000}", ["line 1, only", "too deeply", "30"]),
    "deep JSON": (f'{{"only": {"[" * 40}{"]" * 40}}}', ["values in each other", "30"]),
    # no YAML, or more than that
    "a tab": ("runs:\n\ta: {}\n", ["line 2", "no YAML", "blanks"]),
    "a bracket too few": ("runs: [\n", ["line 2", "no YAML"]),
    "a control character": ("only: \x01\n", ["no YAML"]),
    "an anchor that is nowhere": ("only: *a\n", ["line 1", "no YAML", "alias"]),
    "a tag that runs code": (
        "only: !!python/object/apply:os.system [x]\n",
        ["only: ", "os.system"],
    ),
    "a tag": ("only: !!set {a, b}\n", ["only: ", "set", "tag"]),
    "a list for a key": ("? [a, b]\n: 1\n", ["line 1", "a name"]),
    "an alias for a key": ("only: &o 1\n? *o\n: 2\n", ["line 2", "alias"]),
    "two documents": ("only: []\n---\nonly: [a]\n", ["line 2", "second document"]),
    "a merge of no mapping": ("runs: {<<: 3}\n", ["line 1", "no YAML"]),
    "thousands of digits": (f"only: {'7' * 5000}\n", ["no YAML", "digits"]),
    "a list": ("- a\n", ["['a']", "keys"]),
    "text": ("runs\n", ["'runs'", "keys"]),
}


@pytest.mark.parametrize(("text", "fragments"), WRONG.values(), ids=WRONG)
def test_a_file_that_would_be_taken_otherwise_is_refused(tmp_path, text, fragments):
    file = tmp_path / "config.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CheminsError) as caught:
        read_mapping(file)
    message = str(caught.value)
    for fragment in [str(file), *fragments]:
        assert fragment in message
    assert "\n" not in message
    assert len(message) < 600


# what is right -> the file, what it says
RIGHT = {
    "nothing": ("", {}),
    "a comment": ("# nothing\n", {}),
    "no value": ("---\n", {}),
    "numbers": (
        "a: [0, 7, -7, +7, 1.5, 1., .5, 1.5e+3, 1e5, -0.1]",
        {"a": [0, 7, -7, 7, 1.5, 1.0, 0.5, 1500.0, "1e5", -0.1]},
    ),
    "words": ("a: [true, False, null, ~, all]", {"a": [True, False, None, None, "all"]}),
    "quotes": (
        "a: ['010', \"1_7\", 'yes', '2026-11-26']",
        {"a": ["010", "1_7", "yes", "2026-11-26"]},
    ),
    "an anchor": ("a: &x {b: 1}\nc: *x\n", {"a": {"b": 1}, "c": {"b": 1}}),
    "a merge, one key of it replaced": (
        "a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n",
        {"a": {"b": 1, "c": 2}, "d": {"b": 1, "c": 3}},
    ),
    "one key in two mappings": ("{a: {b: 1}, c: {b: 1}}", {"a": {"b": 1}, "c": {"b": 1}}),
    "a key inside one of its name": ("{a: {a: {a: 1}}}", {"a": {"a": {"a": 1}}}),
    "JSON with tabs": ('{\n\t"a": {"b": 1e5}}', {"a": {"b": 1e5}}),
    "a byte order mark": ("\ufeffa: 1\n", {"a": 1}),
}


@pytest.mark.parametrize(("text", "meaning"), RIGHT.values(), ids=RIGHT)
def test_what_is_meant_is_read(tmp_path, text, meaning):
    file = tmp_path / "config.yaml"
    file.write_text(text, encoding="utf-8")
    assert read_mapping(file) == meaning
    assert json.dumps(read_mapping(file)) == json.dumps(meaning)


@pytest.mark.parametrize("word", ["yes", "No", "on", "OFF"])
def test_words_that_yaml_takes_for_true_or_false(tmp_path, word):
    file = tmp_path / "config.yaml"
    file.write_text(f"runs: {{a: {{network: {{layers: [{word}]}}}}}}\n")
    with pytest.raises(
        CheminsError, match=rf"run a, network.layers\[0\]: '{word}' .*true or false"
    ):
        read_mapping(file)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding(tmp_path, encoding):
    file = tmp_path / "config.yaml"
    file.write_bytes("results_dir: été\n".encode(encoding))
    with pytest.raises(CheminsError, match=r"byte .* is not UTF-8"):
        read_mapping(file)


def test_what_is_no_file_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for place, reason in [
        (tmp_path / "pipe", "a pipe or a device"),
        ("/dev/zero", "a pipe or a device"),
        (tmp_path, "a folder"),
        (tmp_path / "nowhere", "not there"),
    ]:
        with pytest.raises(CheminsError, match=reason):
            read_mapping(place)


@pytest.mark.parametrize("name", sorted(path.name for path in CONFIG.glob("*.yaml")))
def test_the_files_of_the_repository_are_plain(name):
    assert read_mapping(CONFIG / name)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("__use_yte__: true\na: ?1 + 1\n", True),
        ("a: 1\n'__use_yte__': yes\n", True),
        ("__use_yte__: 1\nb: !!python/tuple [1]\n", True),
        ("__use_yte__: false\n", False),
        ("a: __use_yte__\n", False),
        ("- __use_yte__\n", False),
        ("a: [\n", False),
        ("", False),
    ],
)
def test_a_file_that_runs_python_is_known(tmp_path, text, told):
    file = tmp_path / "config.yaml"
    file.write_text(text)
    assert runs_python(file) == told


def test_a_file_that_is_not_there_runs_nothing(tmp_path):
    assert not runs_python(tmp_path / "nowhere")


def test_tags_that_only_say_what_yaml_is_are_allowed(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "!!map {a: !!seq [!!int 1, !!str b, !!bool true, !!float 2.5]}"
    )
    assert read_mapping(tmp_path / "a.yaml") == {"a": [1, "b", True, 2.5]}


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_thirty_levels_are_allowed_and_one_more_is_not(tmp_path, name):
    path = tmp_path / name
    path.write_text(f'{{"a": {"[" * 29}{"]" * 29}}}')
    assert list(read_mapping(path)) == ["a"]
    path.write_text(f'{{"a": {"[" * 30}1{"]" * 30}}}')
    with pytest.raises(CheminsError, match="30 levels"):
        read_mapping(path)
