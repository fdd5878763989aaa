"""What the known functions mean on the reals: one row each.

A row says where the function is defined, on which open set it is analytic (there it may be
differentiated), and in which range its values lie.  Conventions where books differ: acot(u) is
atan(1/u), asec(u) is acos(1/u), acsc(u) is asin(1/u), acoth(u) is atanh(1/u).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from derive.expression.nodes import Expression
from derive.expression.parser import Scope, parse_relations

Bound = tuple[Fraction, bool]
_SCOPE = Scope(variables=frozenset({"u"}))


@dataclass(frozen=True)
class FunctionRow:
    """A real function of one argument u.

    `defined_text` and `smooth_text` are conjunctions of comparisons with 0; an empty `smooth_text`
    means that the two sets are the same.  `low` and `high` bound the values (value, attained);
    `anchors` are points (u, value) of a strictly increasing function.
    """

    name: str
    defined_text: tuple[str, ...] = ()
    smooth_text: tuple[str, ...] = ()
    low: tuple[str, bool] | None = None
    high: tuple[str, bool] | None = None
    anchors: tuple[tuple[int, int], ...] = ()

    @cached_property
    def defined(self) -> tuple[tuple[Expression, str], ...]:
        """Where the function is defined: expressions in u with their relation to 0."""
        return tuple(map(_comparison, self.defined_text))

    @cached_property
    def smooth(self) -> tuple[tuple[Expression, str], ...]:
        """An open set on which the function is analytic."""
        return tuple(map(_comparison, self.smooth_text or self.defined_text))


def _comparison(source: str) -> tuple[Expression, str]:
    (relation,) = parse_relations(source, _SCOPE)
    return relation.left.node, relation.relation


_ROWS = (
    FunctionRow("exp", low=("0", False), anchors=((0, 1),)),
    FunctionRow("log", ("u > 0",), anchors=((1, 0),)),
    FunctionRow("sqrt", ("u >= 0",), ("u > 0",), low=("0", True), anchors=((0, 0), (1, 1))),
    FunctionRow("abs", (), ("u != 0",), low=("0", True)),
    FunctionRow("sin", low=("-1", True), high=("1", True)),
    FunctionRow("cos", low=("-1", True), high=("1", True)),
    FunctionRow("tan", ("cos(u) != 0",)),
    FunctionRow("cot", ("sin(u) != 0",)),
    FunctionRow("sec", ("cos(u) != 0",)),
    FunctionRow("csc", ("sin(u) != 0",)),
    FunctionRow(
        "asin",
        ("1 - u^2 >= 0",),
        ("1 - u^2 > 0",),
        low=("-8/5", False),
        high=("8/5", False),
        anchors=((0, 0),),
    ),
    FunctionRow("acos", ("1 - u^2 >= 0",), ("1 - u^2 > 0",), low=("0", True), high=("16/5", False)),
    FunctionRow("atan", low=("-8/5", False), high=("8/5", False), anchors=((0, 0),)),
    FunctionRow("acot", ("u != 0",), low=("-8/5", False), high=("8/5", False)),
    FunctionRow("asec", ("u^2 - 1 >= 0",), ("u^2 - 1 > 0",), low=("0", True), high=("16/5", False)),
    FunctionRow(
        "acsc", ("u^2 - 1 >= 0",), ("u^2 - 1 > 0",), low=("-8/5", False), high=("8/5", False)
    ),
    FunctionRow("sinh", anchors=((0, 0),)),
    FunctionRow("cosh", low=("1", True)),
    FunctionRow("tanh", low=("-1", False), high=("1", False), anchors=((0, 0),)),
    FunctionRow("coth", ("u != 0",)),
    FunctionRow("sech", low=("0", False), high=("1", True)),
    FunctionRow("csch", ("u != 0",)),
    FunctionRow("asinh", anchors=((0, 0),)),
    FunctionRow("acosh", ("u - 1 >= 0",), ("u - 1 > 0",), low=("0", True), anchors=((1, 0),)),
    FunctionRow("atanh", ("1 - u^2 > 0",), anchors=((0, 0),)),
    FunctionRow("acoth", ("u^2 - 1 > 0",)),
    FunctionRow("asech", ("u > 0", "1 - u >= 0"), ("u > 0", "1 - u > 0"), low=("0", True)),
    FunctionRow("acsch", ("u != 0",)),
)
FUNCTIONS: dict[str, FunctionRow] = {row.name: row for row in _ROWS}
