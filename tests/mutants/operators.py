"""Small changes to a module's code, one at a time, of the kinds that people make by mistake."""

import ast
import random
from contextlib import contextmanager
from dataclasses import dataclass

OPERATORS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.USub: ast.UAdd,
}  # fmt: skip
OPPOSITES = [("min", "max"), ("argmin", "argmax"), ("minimum", "maximum"), ("any", "all")]
OPPOSITE = dict([*OPPOSITES, *(pair[::-1] for pair in OPPOSITES)])


@dataclass(frozen=True)
class Mutant:
    kind: str
    line: int
    old: str
    new: str
    source: str  # of the whole module


def mutants(source):
    """Every Mutant of a module. Its comments and layout are lost, its docstrings stay."""
    tree = ast.parse(source)
    skipped = {id(part) for node in ast.walk(tree) for part in no_code(node)}
    found = []
    for node, strings in with_strings(tree):
        if id(node) not in skipped:
            found += [mutant(tree, node, *change) for change in changes(node, strings)]
    return [m for m in found if m.old != m.new]


def sample(found, count, seed):
    """So many mutants, of as many kinds as there are; the same for the same seed."""
    stream, by_kind = random.Random(seed), {}
    for entry in found:
        by_kind.setdefault(entry.kind, []).append(entry)
    ranked = []
    for kind, entries in sorted(by_kind.items()):
        stream.shuffle(entries)
        ranked += [(rank, kind, entry) for rank, entry in enumerate(entries)]
    return [entry for _, _, entry in sorted(ranked, key=lambda item: item[:2])[:count]]


def no_code(node):
    """The nodes of annotations, decorators, docstrings and format specifications."""
    parts = [getattr(node, "annotation", None), getattr(node, "returns", None)]
    parts += [*getattr(node, "decorator_list", []), getattr(node, "format_spec", None)]
    if isinstance(node, ast.Expr):
        parts.append(node.value)
    return [inner for part in parts if part for inner in ast.walk(part)]


def with_strings(tree):
    """Every node, with the names, as strings, that its function speaks of."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    strings = {}
    for function in functions:  # outer ones first: an inner one has its own
        names = sorted({n.value for n in ast.walk(function) if is_name(n)})
        strings |= {id(node): names for node in ast.walk(function)}
    return [(node, strings.get(id(node), [])) for node in ast.walk(tree)]


def is_name(node):
    return (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier()
    )


def changes(node, strings):
    """(kind, field of the node, its new value)."""
    if isinstance(node, ast.Constant):
        yield from constants(node, strings)
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OPERATORS:
        yield "comparison", "ops", [OPERATORS[type(node.ops[0])](), *node.ops[1:]]
    if type(getattr(node, "op", None)) in OPERATORS:
        yield type(node).__name__.lower(), "op", OPERATORS[type(node.op)]()
    if isinstance(node, ast.If | ast.IfExp):
        yield "condition", "test", ast.UnaryOp(ast.Not(), node.test)
    if isinstance(node, ast.Call):
        yield from calls(node)
    for kind, field in ((ast.Dict, "values"), (ast.List, "elts"), (ast.Tuple, "elts")):
        if isinstance(node, kind):
            yield from swapped("neighbours", node, field)


def constants(node, strings):
    value = node.value
    if isinstance(value, bool):
        yield "truth", "value", not value
    elif isinstance(value, int | float):
        yield "number", "value", value + 1 if isinstance(value, int) else 2 * value + 0.125
    elif value in strings:
        yield "name", "value", strings[(strings.index(value) + 1) % len(strings)]


def calls(node):
    yield from swapped("arguments", node, "args")
    if len(node.keywords) > 1:
        first, second, *rest = node.keywords
        values = ast.keyword(first.arg, second.value), ast.keyword(second.arg, first.value)
        yield "keywords", "keywords", [*values, *rest]
    for field in ("id", "attr"):
        if getattr(node.func, field, None) in OPPOSITE:
            func = ast.parse(ast.unparse(node.func), mode="eval").body
            setattr(func, field, OPPOSITE[getattr(func, field)])
            yield "opposite", "func", func


def swapped(kind, node, field):
    """Each two neighbours of a list exchanged."""
    values = getattr(node, field)
    for i in range(len(values) - 1):
        yield kind, field, [*values[:i], values[i + 1], values[i], *values[i + 2 :]]


def mutant(tree, node, kind, field, value):
    old = told(node)
    with replaced(node, field, value):
        return Mutant(kind, getattr(node, "lineno", 0), old, told(node), ast.unparse(tree))


@contextmanager
def replaced(node, field, value):
    before = getattr(node, field)
    setattr(node, field, value)
    yield
    setattr(node, field, before)


def told(node):
    """The code of a node, in a line."""
    return " ".join(ast.unparse(node).split())
