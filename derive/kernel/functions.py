"""What the known functions mean on the reals: one row each.

A row says where the function is defined, on which open set it is analytic (there it may be
differentiated), and in which range its values lie.  Conventions where books differ: acot(u) is
atan(1/u), asec(u) is acos(1/u), acsc(u) is asin(1/u), acoth(u) is atanh(1/u); cbrt(u) is the real
root, sign(0) is 0, and gamma, loggamma, digamma, trigamma, tetragamma are functions on u > 0 only,
factorial(u) = gamma(u + 1) is one on u > -1.  The exponential integrals are expint(u) = E_1(u) and
expinti(u) = Ei(u), a principal value; the Fresnel integrals are those of sin and cos of pi*u^2/2;
ellipk(u) and ellipe(u) are the complete ones of the parameter u, the square of the modulus;
besselj(u, v), bessely(u, v), besseli(u, v) and besselk(u, v) have the order u and are functions on
v > 0 only, as is expint(u, v) = E_u(v); lambertw is the principal branch.  sinc(u) is
sin(pi*u)/(pi*u), and 1 at 0; atan2(u, v) is the angle of the point with the ordinate u and the
abscissa v: pi where u = 0 and v < 0, undefined at the origin; xlogy(u, v) is u*log(v), and 0 where
u = 0, whatever v is; polygamma(u, v) is one for an integer u >= 0 and v > 0, zeta(u) one on u > 1.
Source: NIST DLMF, chapters 4 to 7, 9, 10 and 19.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from sympy.core.symbol import Symbol

from derive.expression.arities import ARITIES, name_of
from derive.kernel import notation

Bound = tuple[Fraction, bool]
#: What the conditions of the rows call the arguments.
PARAMETERS = (Symbol("u"), Symbol("v"))


@dataclass(frozen=True)
class FunctionRow:
    """A real function of an argument u, or of two, u and v.

    `defined_text` and `smooth_text` are conjunctions of comparisons with 0; an empty `smooth_text`
    means that the two sets are the same.  Where it is `continuous` it is so on all of its domain,
    else on the smooth set only.  `low` and `high` bound the values (value, attained).
    Of a `discrete` one u is an integer: it is differentiated by v only.
    """

    name: str
    defined_text: tuple[str, ...] = ()
    smooth_text: tuple[str, ...] = ()
    low: tuple[str, bool] | None = None
    high: tuple[str, bool] | None = None
    continuous: bool = True
    discrete: bool = False

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of its arguments."""
        return tuple(p.name for p in PARAMETERS[: ARITIES[self.name]])

    @cached_property
    def defined(self) -> tuple[notation.Comparison, ...]:
        """Where the function is defined: expressions in u and v with their relation to 0."""
        return _comparisons(self.defined_text)

    @cached_property
    def smooth(self) -> tuple[notation.Comparison, ...]:
        """An open set on which the function is analytic."""
        return _comparisons(self.smooth_text or self.defined_text)


def _comparisons(sources: tuple[str, ...]) -> tuple[notation.Comparison, ...]:
    return tuple(notation.comparison(source, PARAMETERS) for source in sources)


def called_first(source: str) -> str:
    """The name of the function that a text begins with a call of, of variables only."""
    head, _, rest = source.partition("(")
    return name_of(head, rest.partition(")")[0].count(",") + 1)


_ROWS = (
    FunctionRow("exp", low=("0", False)),
    FunctionRow("log", ("u > 0",)),
    FunctionRow("sqrt", ("u >= 0",), ("u > 0",), low=("0", True)),
    FunctionRow("abs", (), ("u != 0",), low=("0", True)),
    FunctionRow("sin", low=("-1", True), high=("1", True)),
    FunctionRow("cos", low=("-1", True), high=("1", True)),
    FunctionRow("tan", ("cos(u) != 0",)),
    FunctionRow("cot", ("sin(u) != 0",)),
    FunctionRow("sec", ("cos(u) != 0",)),
    FunctionRow("csc", ("sin(u) != 0",)),
    FunctionRow(
        "asin", ("1 - u^2 >= 0",), ("1 - u^2 > 0",), low=("-8/5", False), high=("8/5", False)
    ),
    FunctionRow("acos", ("1 - u^2 >= 0",), ("1 - u^2 > 0",), low=("0", True), high=("16/5", False)),
    FunctionRow("atan", low=("-8/5", False), high=("8/5", False)),
    FunctionRow("acot", ("u != 0",), low=("-8/5", False), high=("8/5", False)),
    FunctionRow("asec", ("u^2 - 1 >= 0",), ("u^2 - 1 > 0",), low=("0", True), high=("16/5", False)),
    FunctionRow(
        "acsc", ("u^2 - 1 >= 0",), ("u^2 - 1 > 0",), low=("-8/5", False), high=("8/5", False)
    ),
    FunctionRow("sinh"),
    FunctionRow("cosh", low=("1", True)),
    FunctionRow("tanh", low=("-1", False), high=("1", False)),
    FunctionRow("coth", ("u != 0",)),
    FunctionRow("sech", low=("0", False), high=("1", True)),
    FunctionRow("csch", ("u != 0",)),
    FunctionRow("asinh"),
    FunctionRow("acosh", ("u - 1 >= 0",), ("u - 1 > 0",), low=("0", True)),
    FunctionRow("atanh", ("1 - u^2 > 0",)),
    FunctionRow("acoth", ("u^2 - 1 > 0",)),
    FunctionRow("asech", ("u > 0", "1 - u >= 0"), ("u > 0", "1 - u > 0"), low=("0", True)),
    FunctionRow("acsch", ("u != 0",)),
    FunctionRow("max", (), ("u - v != 0",)),
    FunctionRow("min", (), ("u - v != 0",)),
    FunctionRow("sign", (), ("u != 0",), low=("-1", True), high=("1", True), continuous=False),
    FunctionRow("cbrt", (), ("u != 0",)),
    FunctionRow("log2", ("u > 0",)),
    FunctionRow("log10", ("u > 0",)),
    FunctionRow("expm1", low=("-1", False)),
    FunctionRow("log1p", ("1 + u > 0",)),
    FunctionRow("erf", low=("-1", False), high=("1", False)),
    FunctionRow("erfc", low=("0", False), high=("2", False)),
    FunctionRow("erfi"),
    FunctionRow("erfcx", low=("0", False)),
    FunctionRow("dawson", low=("-3/5", False), high=("3/5", False)),
    # the least value of gamma on u > 0 is 0.8856..., that of its logarithm -0.1214...
    FunctionRow("gamma", ("u > 0",), low=("22/25", False)),
    FunctionRow("loggamma", ("u > 0",), low=("-1/8", False)),
    FunctionRow("digamma", ("u > 0",)),
    FunctionRow("trigamma", ("u > 0",), low=("0", False)),
    FunctionRow("tetragamma", ("u > 0",), high=("0", False)),
    FunctionRow("factorial", ("u + 1 > 0",), low=("22/25", False)),
    FunctionRow("expint", ("u > 0",), low=("0", False)),
    FunctionRow("expinti", ("u != 0",)),
    FunctionRow("logint", ("u > 0", "u - 1 != 0")),
    # extremes 1.8519... at pi, 0.4720... at pi/2, 0.7139... at sqrt(2), 0.7798... at 1
    FunctionRow("sinint", low=("-19/10", False), high=("19/10", False)),
    FunctionRow("cosint", ("u > 0",), high=("1/2", False)),
    FunctionRow("fresnels", low=("-3/4", False), high=("3/4", False)),
    FunctionRow("fresnelc", low=("-4/5", False), high=("4/5", False)),
    FunctionRow("airyai", low=("-11/25", False), high=("27/50", False)),
    FunctionRow("airyaiprime"),
    FunctionRow("airybi"),
    FunctionRow("airybiprime"),
    # J_0 has its least value -0.4027... at 3.83..., J_1 its extremes 0.5818... at 1.84...
    FunctionRow("besselj0", low=("-21/50", False), high=("1", True)),
    FunctionRow("besselj1", low=("-3/5", False), high=("3/5", False)),
    FunctionRow("besselj", ("v > 0",)),
    FunctionRow("bessely0", ("u > 0",), high=("11/20", False)),
    FunctionRow("bessely1", ("u > 0",), high=("11/20", False)),
    FunctionRow("bessely", ("v > 0",)),
    FunctionRow("ellipk", ("1 - u > 0",), low=("0", False)),
    FunctionRow("ellipe", ("1 - u >= 0",), ("1 - u > 0",), low=("1", True)),
    # the least value of sinc is -0.2172...
    FunctionRow("sinc", low=("-11/50", False), high=("1", True)),
    FunctionRow("floor", (), ("u - floor(u) != 0",), continuous=False),
    FunctionRow(
        "atan2",
        ("u^2 + v^2 != 0",),
        ("abs(u) + max(v, 0) > 0",),  # off the negative half of the axis
        low=("-16/5", False),
        high=("16/5", False),
        continuous=False,
    ),
    FunctionRow("xlogy", ("1 - sign(u)^2 + max(v, 0) > 0",), ("v > 0",), continuous=False),
    FunctionRow("erfinv", ("1 - u^2 > 0",)),
    FunctionRow(
        "polygamma",
        ("u >= 0", "floor(u) - u >= 0", "v > 0"),
        ("v > 0",),
        continuous=False,
        discrete=True,
    ),
    FunctionRow("zeta", ("u - 1 > 0",), low=("1", False)),
    FunctionRow("besseli", ("v > 0",)),
    FunctionRow("besselk", ("v > 0",), low=("0", False)),
    FunctionRow("expint/2", ("v > 0",), low=("0", False)),
    FunctionRow("lambertw", ("1 + e*u >= 0",), ("1 + e*u > 0",), low=("-1", True)),
)
FUNCTIONS: dict[str, FunctionRow] = {row.name: row for row in _ROWS}
