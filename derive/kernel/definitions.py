"""Definitions, and the standard ones: what known functions are in terms of others, a row each.

A standard definition is a definition like those of a script, and every theory has it.  Where the
left side is defined is said by the right one, and so are its derivatives.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sympy.core.symbol import Str, Symbol

from derive.expression.arities import MAX_ARGUMENTS
from derive.expression.nodes import Call, Constant, Expression, Power, called, is_leaf
from derive.kernel import notation
from derive.kernel.functions import called_first


@dataclass(frozen=True)
class Definition:
    """`name(parameters) = body`, or a bare name with no parameters."""

    name: str
    parameters: tuple[Symbol, ...]
    body: Expression


@dataclass(frozen=True)
class Standard:
    """A row: the definition in the notation of authors, and what a reader may want to know."""

    statement: str
    note: str = ""

    @property
    def name(self) -> str:
        """The name that is defined."""
        return called_first(self.statement)


_LETTERS = [f"x_{k}" for k in range(1, MAX_ARGUMENTS + 1)]


def _of_several(name: str, n: int) -> Standard:
    *first, last = _LETTERS[:n]
    return Standard(
        f"{name}({', '.join(first)}, {last}) = {name}({name}({', '.join(first)}), {last})"
    )


def _length(n: int) -> Standard:
    squares = " + ".join(f"{x}^2" for x in _LETTERS[:n])
    return Standard(f"hypot({', '.join(_LETTERS[:n])}) = sqrt({squares})")


STANDARD: tuple[Standard, ...] = (
    Standard("sigmoid(x) = 1/(1 + exp(-x))", "also written logistic and expit"),
    Standard("logit(x) = log(x/(1 - x))"),
    Standard("softplus(x) = log(1 + exp(x))"),
    Standard("relu(x) = max(x, 0)"),
    Standard("leaky_relu(x, a) = max(x, 0) + a*min(x, 0)"),
    Standard("silu(x) = x*sigmoid(x)", "also written swish"),
    Standard("gelu(x) = x*(1 + erf(x/sqrt(2)))/2", "the exact one, not the one by tanh"),
    Standard("elu(x, a) = max(x, 0) + a*(exp(min(x, 0)) - 1)"),
    Standard("heaviside(x) = (1 + sign(x))/2", "1/2 at 0, as in SymPy"),
    Standard(
        "heaviside(x, h) = (1 + sign(x))/2 + (h - 1/2)*(1 - sign(x)^2)", "h at 0, as in NumPy"
    ),
    Standard("ceil(x) = -floor(-x)"),
    *(_length(n) for n in range(2, MAX_ARGUMENTS + 1)),
    *(_of_several(name, n) for name in ("max", "min") for n in range(3, MAX_ARGUMENTS + 1)),
    Standard("log(x, b) = log(x)/log(b)", "the logarithm to the base b"),
    Standard("exp2(x) = 2^x"),
    Standard("exp10(x) = 10^x"),
    Standard("logaddexp(x, y) = log(exp(x) + exp(y))"),
    Standard("xlog1py(x, y) = xlogy(x, 1 + y)"),
    Standard("beta(x, y) = gamma(x)*gamma(y)/gamma(x + y)"),
    Standard(
        "binomial(n, k) = gamma(n + 1)/(gamma(k + 1)*gamma(n - k + 1))",
        "for n > -1 and -1 < k < n + 1",
    ),
)
_E = Constant(Str("e"))
_BY_NAME = {row.name: row for row in STANDARD}
#: The names that have a standard definition.
STANDARD_NAMES = frozenset(_BY_NAME)


def exponentials_as_powers(e: Expression) -> Expression:
    """`e` with `exp(u)` written as `e^u`, which is another spelling of the same function."""
    if is_leaf(e) or "exp" not in called(e):
        return e
    args = [a if isinstance(a, (Str, Symbol)) else exponentials_as_powers(a) for a in e.args]
    if isinstance(e, Call) and e.name == "exp":
        return Power(_E, args[1])
    return e.func(*args)


@cache
def standard(name: str) -> Definition:
    """The standard definition of a name that has one."""
    head, body = notation.equation(_BY_NAME[name].statement)
    assert isinstance(head, Call)
    return Definition(name, head.arguments, body)
