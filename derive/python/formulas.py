"""Small pieces of LaTeX that results are put together from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from derive.expression.latex import latex
from derive.expression.nodes import Expression, free_variables
from derive.expression.parsed import Scope
from derive.expression.parser import parse_equation, parse_expression, parse_relations
from derive.expression.tokens import ParseError
from derive.expression.typeset import alone

_SIGNS = {"!=": r"\ne", ">=": r"\ge", "<=": r"\le"}


def if_true(conditions: tuple[str, ...]) -> str:
    """What stands behind a formula that holds under conditions; of none nothing."""
    told = r" \text{ and } ".join(map(_condition, conditions))
    return rf" \quad \text{{if }} {told}" if told else ""


def _condition(written: str) -> str:
    try:
        relations = parse_relations(written, Scope(free=True))
    except ParseError:  # said in words
        return rf"\text{{{written}}}"
    first, *_ = relations
    style = alone(first.left.node, *(one.right.node for one in relations))
    told = [latex(first.left.node, style)]
    for one in relations:
        told += [_SIGNS.get(one.relation, one.relation), latex(one.right.node, style)]
    return " ".join(told)


def side(written: str) -> str:
    """An expression in LaTeX."""
    return latex(parse_expression(written, Scope(free=True)))


def equation(written: str) -> str:
    """An equation in LaTeX."""
    read = parse_equation(written, Scope(free=True))
    return related(read.left.node, "=", read.right.node)


def related(left: Expression, sign: str, right: Expression) -> str:
    """Two expressions with a sign between them, in LaTeX."""
    style = alone(left, right)
    return f"{latex(left, style)} {sign} {latex(right, style)}"


def decimal(digits: str) -> str:
    """A decimal with a power of ten, as readers of LaTeX write it."""
    mantissa, e, exponent = digits.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if e else mantissa


def sides_in_sympy(
    written: str, domain: tuple[str, ...], symbols: Mapping[str, Any]
) -> tuple[Any, Any]:
    """Both sides of an equation about variables of a domain as expressions of SymPy."""
    from derive.python.into_sympy import Translation
    from derive.script.equality import read_equality

    read = parse_equation(written, Scope(free=True))
    names = {v.name for side in (read.left, read.right) for v in free_variables(side.node)}
    sum_of_all = " + ".join(sorted(names)) or "0"
    translated = Translation(read_equality(sum_of_all, "0", domain).equality, symbols)
    return translated(read.left.node), translated(read.right.node)
