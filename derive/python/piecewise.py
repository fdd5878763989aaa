"""A `Piecewise` of SymPy as cases: in both the first condition that holds says which applies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sympy.core.numbers import NaN
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanTrue, Or, to_dnf

from derive.expression.casewise import MAX_CASES
from derive.expression.nodes import Expression
from derive.expression.shorthand import Comparison, cases
from derive.python.sympy_names import refused

Inner = Callable[[Any], Expression]
#: SymPy's signs of comparisons, and ours.
_RELATIONS = {"==": "=", "!=": "!=", ">": ">", ">=": ">=", "<": "<", "<=": "<="}
_COMPARISONS = "a condition of a piece is a comparison"


def piecewise(e: Any, inner: Inner, what: str) -> Expression:
    """The pieces as cases; where no condition holds, or the piece is nan, there is no value."""
    pieces = [(value, condition) for value, condition in e.args]
    if isinstance(Or(*(condition for _, condition in pieces)), BooleanTrue):
        pieces[-1] = (pieces[-1][0], True)
    rows: list[tuple[Expression, list[Comparison]]] = []
    for value, condition in pieces:
        if isinstance(value, NaN) and condition == True:  # noqa: E712 - a condition of SymPy
            break
        node = inner(value)
        rows += [(node, compared) for compared in _ways(condition, inner, e, what)]
    if len(rows) > MAX_CASES:
        raise refused(what, str(e), f"there are at most {MAX_CASES} cases")
    return cases(rows) if rows and rows[0][1] else inner(pieces[0][0])


def _ways(condition: Any, inner: Inner, e: Any, what: str) -> Iterator[list[Comparison]]:
    """The ways in which a condition may hold: comparisons that all hold; of True none."""
    if condition == True:  # noqa: E712 - a condition of SymPy
        yield []
        return
    if len(condition.atoms(Relational)) > MAX_CASES:
        raise refused(what, str(e), "a condition has too many parts")
    form = to_dnf(condition)
    for way in form.args if isinstance(form, Or) else (form,):
        parts = way.args if isinstance(way, And) else (way,)
        yield [_comparison(part, inner, what) for part in parts]


def _comparison(part: Any, inner: Inner, what: str) -> Comparison:
    if not isinstance(part, Relational) or part.rel_op not in _RELATIONS:
        raise refused(what, str(part), _COMPARISONS)
    left, right = map(inner, part.args)
    return left, _RELATIONS[part.rel_op], right
