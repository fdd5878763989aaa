"""The rule tables: the axioms that theorems may rest on, as rows that a person can believe."""

from __future__ import annotations

from derive.kernel.tidy import LAWS
from derive.rules.algebra import ALGEBRA
from derive.rules.calculus import CALCULUS
from derive.rules.row import Row

__all__ = ["ALGEBRA", "CALCULUS", "PRIMITIVES", "ROWS", "names", "rows_named"]

ROWS: tuple[Row, ...] = CALCULUS + ALGEBRA
#: Rules that are primitive steps of the kernel and not rows: name to statement.
PRIMITIVES = {
    "definition": "a defined name is its body, either way",
    "algebra": "one normal form as rational functions of the functions and variables in it",
}


def rows_named(name: str) -> tuple[Row, ...]:
    """The rows of that name, in the order of the tables."""
    return _BY_NAME.get(name, ())


def names() -> tuple[str, ...]:
    """Every name that `by` may give, in the order of the tables."""
    return tuple(dict.fromkeys([*_BY_NAME, *LAWS, *PRIMITIVES]))


_BY_NAME: dict[str, tuple[Row, ...]] = {
    row.name: tuple(r for r in ROWS if r.name == row.name) for row in ROWS
}
