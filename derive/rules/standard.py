"""The standard definitions: what known functions are in terms of others, a row each.

A standard definition is a definition like those of a script, and every theory has it.  Where the
left side is defined is said by the right one, and so are its derivatives.
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.expression.arities import MAX_ARGUMENTS
from derive.expression.nodes import Call
from derive.kernel.definitions import Definition, define
from derive.rules import notation


@dataclass(frozen=True)
class Standard:
    """A row: the definition in the notation of authors, and what a reader may want to know."""

    statement: str
    note: str = ""

    @property
    def name(self) -> str:
        """The name that is defined."""
        return notation.called_first(self.statement)

    def read(self) -> Definition:
        """The definition that it states."""
        head, body = notation.equation(self.statement)
        assert isinstance(head, Call)
        return Definition(self.name, head.arguments, body)


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
#: The names that have a standard definition.
STANDARD_NAMES = frozenset(row.name for row in STANDARD)
define({row.name: row.read for row in STANDARD})
