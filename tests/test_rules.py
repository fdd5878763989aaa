"""Every row of the rule tables, sampled in balls; the loop covers rows that are yet to come."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sympy.core.symbol import Str, Symbol

from derive.expression.parsed import Scope
from derive.expression.parser import parse_equation, parse_expression
from derive.kernel.balls import CannotTell, Undefined
from derive.kernel.conditions import Condition
from derive.kernel.functions import FUNCTIONS
from derive.kernel.rules import Rule, instance_sides
from derive.kernel.theory import KernelError, Theory
from derive.kernel.tidy import LAWS as TIDYING
from derive.numeric.evaluate import evaluate, holds
from derive.prover.domains import Domain
from derive.prover.opaque import concrete
from derive.rules import PROCEDURES, ROWS
from derive.rules.axioms import AXIOMS, TABLES
from derive.rules.inequalities import ROWS as INEQUALITIES
from derive.rules.known import CARRIED_OUT, KNOWN
from derive.rules.laws import Law
from derive.rules.row import Row
from derive.rules.standard import STANDARD
from derive.search.fuel import Fuel
from derive.search.join import Question
from derive.search.join import holds as reason_holds
from tests.each import each
from tests.inside import run

THEORY = Theory(opaque=frozenset({"f"}))
X, Y = Symbol("x"), Symbol("y")
VALUES = [Fraction(n, 4) for n in (-13, -8, -4, -3, -1, 0, 1, 2, 4, 6, 11)]
#: Bits of a ball; and of a row as many comparisons as are enough.
PRECISION = 192
ENOUGH, ENOUGH_BY_DEFAULT = 600, 120
CHOICES = {
    "variable": ["x"],
    "numeral": ["0", "1", "2", "3", "-1", "-2", "-3"],
    "rational": ["0", "1/2", "-3/2", "2", "3"],
    "free": ["y", "3", "-2", "1/2", "y^2"],
    "any": ["x", "y", "x^2 - y", "sin(x)", "-x", "2", "1/2", "-1", "0"],
}


def kind(row: Rule, name: str) -> str:
    if name in row.moved:
        return "variable"
    if name in row.numerals:
        return "numeral" if name in row.integers else "rational"
    return "free" if any(name == c for c, _ in row.independent) else "any"


def substitutions(row: Rule) -> Iterator[dict[str, Any]]:
    names = sorted(row.variables - row.functions)
    choices = [CHOICES[kind(row, name)] for name in names]
    for k, chosen in enumerate(product(*choices)):
        if k % 7 == 0 or len(names) < 3:
            bound: dict[str, Any] = {
                n: parse_expression(c) for n, c in zip(names, chosen, strict=True)
            }
            yield bound | {f: Str("f") for f in row.functions}


def compared(row: Rule, bound: dict[str, Any]) -> Iterator[bool]:
    """For each point at which both sides have balls: whether they overlap."""
    try:
        left, right, conditions = instance_sides(row, bound, THEORY)
    except KernelError:
        return
    left, right = (concrete(e, ("f",)) for e in (left, right))
    for x, y in product(VALUES, VALUES[::3]):
        point = {X: x, Y: y}
        if not all(holds(c, point) for c in conditions):
            continue
        try:
            values = (evaluate(side, point, PRECISION) for side in (left, right))
            yield bool(next(values).overlaps(next(values)))
        except (Undefined, CannotTell):
            continue


STATED: list[Row | Law] = [*ROWS, *KNOWN, *CARRIED_OUT]


#: The rows in parts, which are tests that are not too short.
PARTS = [STATED[k::16] for k in range(16)]


@pytest.mark.parametrize("rows", PARTS, ids=lambda rows: rows[0].rule.name)
def test_every_row_holds_in_balls(rows: list[Row | Law]) -> None:
    for row in rows:
        holds_in_balls(row, ENOUGH_BY_DEFAULT)


@pytest.mark.long
@pytest.mark.parametrize("row", STATED, ids=lambda r: f"{r.rule.name}: {r.statement}")
def test_every_row_holds_in_more_balls(row: Row | Law) -> None:
    holds_in_balls(row, ENOUGH)


def holds_in_balls(row: Row | Law, enough: int) -> None:
    tried = 0
    for bound in substitutions(row.rule):
        for agree in compared(row.rule, bound):
            assert agree, (row.statement, bound)
            tried += 1
        if tried > enough:
            break
    assert tried >= 3, row.statement


@each("row", [r for r in ROWS if r.example], ids=lambda r: r.name)
def test_every_example_holds_by_its_rule(row: Row) -> None:
    equation = parse_equation(row.example, Scope(free=True))
    question = Question(equation.left.node, equation.right.node, THEORY, Fuel())
    assert reason_holds(question, frozenset({row.name})), row.example


@pytest.mark.parametrize("name", PROCEDURES)
def test_every_example_of_a_procedure_holds_by_it(name: str) -> None:
    equation = parse_equation(PROCEDURES[name][1], Scope(free=True))
    theory = replace(THEORY, integers=frozenset({Symbol("n")}))
    question = Question(equation.left.node, equation.right.node, theory, Fuel())
    assert reason_holds(question, frozenset({name}))


def test_what_must_be_believed_is_in_one_list() -> None:
    """It is complete in a new process, before any row was used."""
    counted = "from derive.rules.axioms import AXIOMS; print(len(AXIOMS))"
    done = subprocess.run([sys.executable, "-c", counted], capture_output=True, check=True)
    assert int(done.stdout) == len(AXIOMS)
    rows = {(row.name, row.statement, row.when) for row in ROWS}
    tables = (rows, TIDYING, KNOWN, CARRIED_OUT, INEQUALITIES, STANDARD, FUNCTIONS)
    assert sum(map(len, tables)) == len(AXIOMS) == len(set(AXIOMS))
    assert {a.table for a in AXIOMS} == TABLES.keys()
    said = {(a.statement, a.when) for a in AXIOMS}
    assert {(row.statement, row.when) for row in STATED} <= said


def test_no_other_module_makes_a_row_an_axiom() -> None:
    root = Path(__file__).resolve().parent.parent / "derive"
    calls = [p for p in root.rglob("*.py") if re.search(r"\baxiom\(", p.read_text("utf-8"))]
    assert {p.relative_to(root).as_posix() for p in calls} == {"kernel/rules.py", "rules/row.py"}
    for p in root.rglob("*.py"):  # a row is an axiom as soon as its rule is asked for
        source = p.read_text("utf-8")
        if "rules.row import" in source and p.parent.name != "rules":
            assert not re.search(r"\bRow\(", source), p


def test_domains_imply_nothing_false() -> None:
    facts = (Condition(parse_expression("1 - x^2"), ">"), Condition(parse_expression("y"), ">"))
    domain = Domain((X, Y), facts)
    points = domain.points(60)
    assert len(points) > 20
    sources = [
        "x",
        "y",
        "1 - x",
        "x + y",
        "x*y",
        "y - x",
        "1 + x*y",
        "y^2 - 1",
        "x^3 + 1",
        "2 - x^2",
    ]
    for source, relation in product(sources, ("!=", ">", ">=")):
        condition = Condition(parse_expression(source), relation)
        if domain.implies(condition):
            assert all(holds(condition, p) is not False for p in points), condition


@pytest.mark.parametrize("columns", ["60", "100"])
def test_a_definition_for_any_number_of_arguments_is_listed_once(columns: str) -> None:
    out = run("rules", COLUMNS=columns).stdout
    for head in ("hypot(", "max(x_1", "min(x_1", "sigmoid("):
        assert sum(line.startswith(f"  {head}") for line in out.splitlines()) == 1
    assert all(len(line) <= int(columns) for line in out.splitlines())
