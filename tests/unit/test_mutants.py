"""The tool that plants faults: its faults have their place, its operators change one thing."""

import ast
import sys

import pytest

from builders.project import ROOT

sys.path.insert(0, str(ROOT / "tests/mutants"))

from operators import mutants, sample
from planted import Planted, read_planted
from trials import Fault, broken, module_path, survivors

PLANTED, TESTS = read_planted()


@pytest.mark.parametrize("module", TESTS)
def test_every_planted_fault_has_its_one_place_and_is_python(module):
    source = (ROOT / module_path(module)).read_text()
    faults = [fault for fault in PLANTED if fault.module == module]
    assert faults
    for fault in faults:
        text = fault.put_into(source)
        assert ast.dump(ast.parse(text)) != ast.dump(ast.parse(source)), fault.what
    assert all((ROOT / "tests/unit" / name).is_file() for name in TESTS[module])


@pytest.mark.parametrize("source", ["x = 1\n", "x = y\ny = y\nx = y\n"])
def test_a_fault_without_its_one_place_is_an_error(source):
    fault = Planted("measures", "y exchanged", "x = y", "y = x")
    with pytest.raises(ValueError, match=r"“y exchanged” occurs [02] times in measures\.py"):
        fault.put_into(source)


SOURCE = '''
"""A docstring, 1 < 2."""
LIMIT: int = 3


def first(a: "int | None", b):
    """Not this: 1."""
    if a < b and not b:
        return max(a, b) - {"low": a, "high": b}["low"]
    return pair(x=True, y=f"{a + 1:.2f}")
'''


def test_operators_change_one_thing_at_a_time():
    found = {(m.kind, m.old, m.new) for m in mutants(SOURCE)}
    assert found == {
        ("number", "3", "4"),
        ("number", "1", "2"),
        ("comparison", "a < b", "a <= b"),
        ("boolop", "a < b and (not b)", "a < b or not b"),
        ("condition", *conditions()),
        ("arguments", "max(a, b)", "max(b, a)"),
        ("opposite", "max(a, b)", "min(a, b)"),
        ("binop", "max(a, b) - {'low': a, 'high': b}['low']",
         "max(a, b) + {'low': a, 'high': b}['low']"),
        ("binop", "a + 1", "a - 1"),
        ("name", "'low'", "'high'"),
        ("name", "'high'", "'low'"),
        ("neighbours", "{'low': a, 'high': b}", "{'low': b, 'high': a}"),
        ("keywords", "pair(x=True, y=f'{a + 1:.2f}')", "pair(x=f'{a + 1:.2f}', y=True)"),
        ("truth", "True", "False"),
    }  # fmt: skip


def conditions():
    (node,) = [n for n in ast.walk(ast.parse(SOURCE)) if isinstance(n, ast.If)]
    old = " ".join(ast.unparse(node).split())
    return old, old.replace("a < b and (not b)", "not (a < b and (not b))", 1)


def test_every_mutant_is_a_module_that_differs_in_its_line_alone():
    plain = ast.unparse(ast.parse(SOURCE)).splitlines()
    for found in mutants(SOURCE):
        lines = found.source.splitlines()
        assert sum(a != b for a, b in zip(plain, lines, strict=True)) == 1
        ast.parse(found.source)


def test_a_sample_is_the_same_each_time_and_of_many_kinds():
    found = mutants(SOURCE)
    first = sample(list(found), 8, "a")
    assert first == sample(list(found), 8, "a")
    assert first != sample(list(found), 8, "b")
    assert len({m.kind for m in first}) == 8
    assert len(sample(list(found), 1000, "a")) == len(found)


@pytest.mark.slow
def test_faults_are_killed_or_survive_and_tests_that_fail_anyhow_are_named(tmp_path):
    source = (ROOT / module_path("statistics/uncertainty")).read_text()
    tests = {"statistics/uncertainty": ["test_uncertainty.py"]}
    faults = [
        Fault("statistics/uncertainty", source.replace("level=0.95", "level=0.5"), "half"),
        Fault("statistics/uncertainty", source + "\n", "nothing"),
    ]
    told = []
    assert [fault.what for fault in survivors(faults, tests, 1, told.append)] == ["nothing"]
    assert told == [
        "killed   statistics/uncertainty: half",
        "SURVIVES statistics/uncertainty: nothing",
    ]
    assert broken(["test_uncertainty.py", "test_missing.py"], 1) == ["test_missing.py"]
    assert (ROOT / module_path("statistics/uncertainty")).read_text() == source
