"""The rule tables: the axioms that theorems may rest on, as rows that a person can believe.

The kernel knows those only that are registered, which importing this does.
"""

from __future__ import annotations

from derive.kernel.functions import FUNCTIONS
from derive.kernel.rules import Rule
from derive.kernel.tidy import LAWS
from derive.rules import functions, inequalities, laws, standard
from derive.rules.algebra import ALGEBRA
from derive.rules.calculus import CALCULUS, OPERATIONS
from derive.rules.notation import called_first
from derive.rules.row import Row

__all__ = [
    "ALGEBRA",
    "CALCULUS",
    "PRIMITIVES",
    "PROCEDURES",
    "REGISTERED",
    "ROWS",
    "derivative_rows",
    "is_law",
    "names",
    "rows_named",
]

ROWS: tuple[Row, ...] = CALCULUS + ALGEBRA
#: The tables that are registered where they stand.
REGISTERED = (functions, laws, inequalities, standard)
#: Rules that are primitive steps of the kernel and not rows: name to statement.
PRIMITIVES = {
    "definition": "a defined name is its body, either way",
    "joint": (
        "d/dx cases(u if w > 0, v otherwise) = cases(d/dx u if w > 0, d/dx v otherwise), also where"
        " w = 0, if u = v and d/dx u = d/dx v there; abs, sign, max and min are such cases"
    ),
}
#: The procedures that a step may name: what each knows, and an example.
PROCEDURES: dict[str, tuple[str, str]] = {
    "algebra": (
        "one normal form as rational functions of the functions and variables in it",
        "(x^2 - y^2)/(x + y) = x - y",
    ),
    "abs": (
        "algebra with the laws of absolute values, signs, max and min",
        "max(x, y) + min(x, y) = x + y",
    ),
    "cases": (
        "abs with cases, each by itself",
        "max(x, 0) = cases(x if x > 0, 0 otherwise)",
    ),
    "integer-powers": (
        "algebra with the laws of powers whose exponents are integer variables",
        "(-1)^(2*n + 1)*x^n = -x^n",
    ),
    "radicals": (
        "algebra with the laws of roots and absolute values",
        "1/(sqrt(2) + 1) = sqrt(2) - 1",
    ),
    "exp-log": (
        "algebra with the laws of exponentials, logarithms, powers and roots",
        "log(1 + e^x) - x = log(1 + e^(-x))",
    ),
    "hyperbolic": (
        "exp-log with the hyperbolic functions and their inverses",
        "tanh(x) = 2/(1 + e^(-2*x)) - 1",
    ),
    "trig": (
        "algebra with the laws of trigonometric functions, their inverses and roots",
        "cos(3*x) = 4*cos(x)^3 - 3*cos(x)",
    ),
    "identity": (
        "algebra with all laws that are known; derivatives are carried out as well",
        "d/dx log(cosh(x)) = tanh(x)",
    ),
}


def rows_named(name: str) -> tuple[Row, ...]:
    """The rows of that name, in the order of the tables."""
    return _BY_NAME.get(name, ())


def is_law(name: str) -> bool:
    """Whether a name is that of a law of tidying, which no row says in full."""
    return name in LAWS and all(row.reach for row in rows_named(name))


def derivative_rows(head: str) -> tuple[Rule, ...]:
    """The rows `d/dx f(u) = ...` of a function, or of products and so on, as axioms."""
    return tuple(row.rule for row in _DERIVATIVES.get(head, ()))


def names() -> tuple[str, ...]:
    """Every name that `by` may give, in the order of the tables."""
    return tuple(dict.fromkeys([*_BY_NAME, *LAWS, *PRIMITIVES, *PROCEDURES]))


_BY_NAME: dict[str, tuple[Row, ...]] = {
    row.name: tuple(r for r in ROWS if r.name == row.name) for row in ROWS
}
_STATED = {
    row.statement.partition(" = ")[0].removeprefix("d/dx "): row for row in reversed(CALCULUS)
}
_DERIVATIVES: dict[str, tuple[Row, ...]] = {
    **{called_first(of): (row,) for of, row in _STATED.items() if row.name in FUNCTIONS},
    **{head: tuple(_STATED[of] for of in found) for head, found in OPERATIONS.items()},
}
