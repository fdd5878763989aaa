"""The kernel's reader of rows: it reads every row as the parser of authors' lines does."""

from __future__ import annotations

import pytest

from derive.expression.nodes import strip
from derive.expression.parsed import Scope
from derive.expression.parser import parse_equation, parse_expression, parse_relations
from derive.kernel.functions import FUNCTIONS, PARAMETERS
from derive.prover import opaque
from derive.rules import notation
from derive.rules.algebra import ALGEBRA
from derive.rules.calculus import CALCULUS
from derive.rules.inequalities import ROWS as FACTS
from derive.rules.known import KNOWN
from derive.rules.laws import EXACT_ANGLES
from derive.rules.standard import STANDARD
from tests.each import each

FREE = Scope(free=True)
STATED = [
    *((r.statement, r.when) for r in (*CALCULUS, *ALGEBRA)),
    *((r.statement, r.when) for r in KNOWN),
]
EQUATIONS = [*(statement for statement, _ in STATED), *(row.statement for row in STANDARD)]
CONDITIONS = [
    *(f"{e} {r} 0" for f in FUNCTIONS.values() for e, r in (*f.defined, *f.smooth)),
    *(statement for statement, _ in FACTS),
    *(part for _, when in FACTS for part in when.split(" and ") if part),
    *(
        part
        for _, when in STATED
        for part in map(str.strip, when.split(","))
        if part.endswith(" 0")
    ),
]
VALUES = [
    *(text for both in EXACT_ANGLES.values() for text in both),
    *opaque._BODIES,
]

REFUSED = (
    *("", "u +", "2u", "u v", "(u", "u)", "sin", "f'", "d/dx u^2", "u // v", "x.y", "e(u)", "if"),
    *("cases(u if v > 0", "cases(u)", "sin()", "0.5", "a/-b", "u^", "|u|", "d/dx", "at(u, x = 1)"),
)


@each("text", EQUATIONS)
def test_an_equation_is_read_alike(text: str) -> None:
    read = parse_equation(text, FREE)
    assert notation.equation(text) == (strip(read.left.node), strip(read.right.node))


@each("text", CONDITIONS)
def test_a_condition_is_read_alike(text: str) -> None:
    (read,) = parse_relations(text, FREE)
    assert notation.comparison(text) == (strip(read.left.node), read.relation)
    assert str(read.right.node) == "0"


@each("text", VALUES)
def test_a_value_is_read_alike(text: str) -> None:
    assert notation.expression(text) == strip(parse_expression(text))


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_in_the_notation_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not in the notation of rows"):
        notation.expression(text)


@pytest.mark.parametrize("text", ["u", "u > 1", "u < 0", "0 > u", "u > 0 > v", "u = 0", "t > 0"])
def test_what_is_no_comparison_with_zero_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not in the notation of rows"):
        notation.comparison(text, PARAMETERS)
