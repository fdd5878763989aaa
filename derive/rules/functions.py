"""The known functions: where each is defined and smooth, its values and its balls, a row each.

Conventions where books differ: acot(u) is atan(1/u), asec(u) is acos(1/u), acsc(u) is asin(1/u),
acoth(u) is atanh(1/u); cbrt(u) is the real root, sign(0) is 0, and gamma, loggamma, digamma,
trigamma, tetragamma are functions on u > 0 only, factorial(u) = gamma(u + 1) is one on u > -1.  The
exponential integrals are expint(u) = E_1(u) and expinti(u) = Ei(u), a principal value; the Fresnel
integrals are those of sin and cos of pi*u^2/2; ellipk(u) and ellipe(u) are the complete ones of the
parameter u, the square of the modulus; besselj(u, v), bessely(u, v), besseli(u, v) and
besselk(u, v) have the order u and are functions on v > 0 only, as is expint(u, v) = E_u(v);
lambertw is the principal branch.  sinc(u) is sin(pi*u)/(pi*u), and 1 at 0; atan2(u, v) is the angle
of the point with the ordinate u and the abscissa v: pi where u = 0 and v < 0, undefined at the
origin; xlogy(u, v) is u*log(v), and 0 where u = 0, whatever v is; polygamma(u, v) is one for an
integer u >= 0 and v > 0, zeta(u) one on u > 1.
Source: NIST DLMF, chapters 4 to 7, 9, 10 and 19.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx

from derive.kernel.balls import CannotTell
from derive.kernel.functions import PARAMETERS, Bound, Comparison, FunctionRow, functions
from derive.rules import notation

#: The largest order of a polygamma function that has a ball.
MAX_POLYGAMMA = 1_000


def _cube_root(u: arb) -> arb:
    """The real root of a ball; one about 0 lies between the roots of its ends."""
    if u.is_zero():
        return arb(0)
    if u > 0:
        return u.root(3)
    if u < 0:
        return -(-u).root(3)
    low, high = u.lower(), u.upper()
    return _cube_root(low).union(_cube_root(high))


def _second_kind(order: arb, u: arb) -> arb:
    with ctx.workprec(2 * ctx.prec):  # half of the digits may be lost where the order is an integer
        return u.bessel_y(order)


def polygamma(order: arb, u: arb) -> arb:
    """(-1)^(n + 1)*n!*zeta(n + 1, u), and digamma(u) for n = 0."""
    n = order.unique_fmpz()
    if n is None or n > MAX_POLYGAMMA:
        raise CannotTell("the order is not certain, or too large")
    m = int(n)
    return (-1) ** (m + 1) * arb(m + 1).gamma() * arb(m + 1).zeta(u) if m else u.digamma()


def _x_log_y(u: arb, v: arb) -> arb:
    return arb(0) if u.is_zero() else u * v.log()


def _row(
    name: str,
    ball: Callable[..., arb],
    defined: str = "",
    smooth: str = "",
    values: str = "(-oo, oo)",
    equal: str = "",
    **known: Any,
) -> FunctionRow:
    """A row; where no smooth set is told it is where the conditions of the domain are strict."""
    low, high = values[1:-1].split(", ")
    return FunctionRow(
        name,
        ball,
        _comparisons(defined),
        _comparisons(smooth or defined.replace(">=", ">")),
        low=_bound(low, values[0] == "["),
        high=_bound(high, values[-1] == "]"),
        equal=notation.expression(equal) if equal else None,
        **known,
    )


def _bound(q: str, attained: bool) -> Bound | None:
    return None if q.endswith("oo") else (Fraction(q), attained)


def _comparisons(source: str) -> tuple[Comparison, ...]:
    parts = filter(None, source.split(" and "))
    return tuple(notation.comparison(part, PARAMETERS) for part in parts)


#: In the order in which they are told.
ROWS: tuple[FunctionRow, ...] = (
    _row("exp", arb.exp, values="(0, oo)", shape="increasing"),
    _row("log", arb.log, "u > 0", shape="increasing"),
    _row("sqrt", arb.sqrt, "u >= 0", values="[0, oo)", shape="increasing", zeros="0"),
    _row("abs", abs, smooth="u != 0", values="[0, oo)", equal="max(u, -u)", zeros="0"),
    _row("sin", arb.sin, values="[-1, 1]"),
    _row("cos", arb.cos, values="[-1, 1]"),
    _row("tan", arb.tan, "cos(u) != 0", equal="sin(u)/cos(u)"),
    _row("cot", lambda u: u.cos() / u.sin(), "sin(u) != 0", equal="cos(u)/sin(u)"),
    _row("sec", lambda u: 1 / u.cos(), "cos(u) != 0", equal="1/cos(u)"),
    _row("csc", lambda u: 1 / u.sin(), "sin(u) != 0", equal="1/sin(u)"),
    _row("asin", arb.asin, "1 - u^2 >= 0", values="(-8/5, 8/5)", shape="increasing", zeros="0"),
    _row("acos", arb.acos, "1 - u^2 >= 0", values="[0, 16/5)", shape="decreasing"),
    _row("atan", arb.atan, values="(-8/5, 8/5)", shape="increasing", zeros="0"),
    _row(
        "acot",
        lambda u: (1 / u).atan(),
        "u != 0",
        values="(-8/5, 8/5)",
        equal="atan(1/u)",
    ),
    _row("asec", lambda u: (1 / u).acos(), "u^2 - 1 >= 0", equal="acos(1/u)"),
    _row("acsc", lambda u: (1 / u).asin(), "u^2 - 1 >= 0", equal="asin(1/u)"),
    _row("sinh", arb.sinh, shape="increasing", zeros="0"),
    _row("cosh", arb.cosh, values="[1, oo)", equal="sqrt(1 + sinh(u)^2)"),
    _row("tanh", arb.tanh, values="(-1, 1)", shape="increasing", zeros="0"),
    _row("coth", arb.coth, "u != 0", equal="1/tanh(u)"),
    _row("sech", arb.sech, values="(0, 1]", equal="1/cosh(u)"),
    _row("csch", arb.csch, "u != 0", equal="1/sinh(u)"),
    _row("asinh", arb.asinh, shape="increasing", zeros="0"),
    _row("acosh", arb.acosh, "u - 1 >= 0", values="[0, oo)", shape="increasing"),
    _row("atanh", arb.atanh, "1 - u^2 > 0", shape="increasing", zeros="0"),
    _row("acoth", lambda u: (1 / u).atanh(), "u^2 - 1 > 0", equal="atanh(1/u)"),
    _row("asech", lambda u: (1 / u).acosh(), "u > 0 and 1 - u >= 0", equal="acosh(1/u)"),
    _row("acsch", lambda u: (1 / u).asinh(), "u != 0", equal="asinh(1/u)"),
    _row("max", arb.max, smooth="u - v != 0"),
    _row("min", arb.min, smooth="u - v != 0", equal="-max(-u, -v)"),
    _row(
        "sign",
        arb.sgn,
        smooth="u != 0",
        values="[-1, 1]",
        continuous=False,
        shape="steps",
        zeros="0",
    ),
    _row("cbrt", _cube_root, smooth="u != 0", shape="increasing", zeros="0"),
    _row("log2", lambda u: u.log() / arb(2).log(), "u > 0", shape="increasing"),
    _row("log10", lambda u: u.log() / arb(10).log(), "u > 0", shape="increasing"),
    _row("expm1", arb.expm1, values="(-1, oo)", shape="increasing", zeros="0"),
    _row("log1p", arb.log1p, "1 + u > 0", shape="increasing", zeros="0"),
    _row("erf", arb.erf, values="(-1, 1)", shape="increasing", zeros="0"),
    _row("erfc", arb.erfc, values="(0, 2)", shape="decreasing"),
    _row("erfi", arb.erfi, shape="increasing", zeros="0"),
    _row("erfcx", lambda u: (u * u).exp() * u.erfc(), values="(0, oo)", shape="decreasing"),
    _row(
        "dawson",
        lambda u: arb.pi().sqrt() / 2 * (-(u * u)).exp() * u.erfi(),
        values="(-3/5, 3/5)",
        zeros="0",
    ),
    # the least value of gamma on u > 0 is 0.8856..., that of its logarithm -0.1214...
    _row("gamma", arb.gamma, "u > 0", values="(22/25, oo)"),
    _row("loggamma", arb.lgamma, "u > 0", values="(-1/8, oo)"),
    _row("digamma", arb.digamma, "u > 0", shape="increasing"),
    _row("trigamma", lambda u: arb(2).zeta(u), "u > 0", values="(0, oo)", shape="decreasing"),
    _row(
        "tetragamma", lambda u: -2 * arb(3).zeta(u), "u > 0", values="(-oo, 0)", shape="increasing"
    ),
    _row("factorial", lambda u: (u + 1).gamma(), "u + 1 > 0", values="(22/25, oo)"),
    # E_1(u) = -Ei(-u) for u > 0
    _row("expint", lambda u: -(-u).ei(), "u > 0", values="(0, oo)", shape="decreasing"),
    _row("expinti", arb.ei, "u != 0"),
    _row("logint", arb.li, "u > 0 and u - 1 != 0"),
    # extremes 1.8519... at pi, 0.4720... at pi/2, 0.7139... at sqrt(2), 0.7798... at 1
    _row("sinint", arb.si, values="(-19/10, 19/10)", zeros="0"),
    _row("cosint", arb.ci, "u > 0", values="(-oo, 1/2)"),
    _row("fresnels", arb.fresnel_s, values="(-3/4, 3/4)", zeros="0"),
    _row("fresnelc", arb.fresnel_c, values="(-4/5, 4/5)", zeros="0"),
    _row("airyai", arb.airy_ai, values="(-11/25, 27/50)"),
    _row("airyaiprime", lambda u: u.airy_ai(derivative=1)),
    _row("airybi", arb.airy_bi),
    _row("airybiprime", lambda u: u.airy_bi(derivative=1)),
    # J_0 has its least value -0.4027... at 3.83..., J_1 its extremes 0.5818... at 1.84...
    _row("besselj0", lambda u: u.bessel_j(0), values="(-21/50, 1]"),
    _row("besselj1", lambda u: u.bessel_j(1), values="(-3/5, 3/5)"),
    _row("besselj", lambda order, u: u.bessel_j(order), "v > 0"),
    _row("bessely0", lambda u: _second_kind(arb(0), u), "u > 0", values="(-oo, 11/20)"),
    _row("bessely1", lambda u: _second_kind(arb(1), u), "u > 0", values="(-oo, 11/20)"),
    _row("bessely", _second_kind, "v > 0"),
    _row(
        "ellipk",
        lambda u: acb(u).elliptic_k().real,
        "1 - u > 0",
        values="(0, oo)",
        shape="increasing",
    ),
    _row(
        "ellipe",
        lambda u: acb(u).elliptic_e().real,
        "1 - u >= 0",
        values="[1, oo)",
        shape="decreasing",
    ),
    # the least value of sinc is -0.2172...
    _row("sinc", arb.sinc_pi, values="(-11/50, 1]"),
    _row("floor", arb.floor, smooth="u - floor(u) != 0", continuous=False, shape="steps"),
    # smooth off the negative half of the axis
    _row(
        "atan2",
        arb.atan2,
        "u^2 + v^2 != 0",
        smooth="abs(u) + max(v, 0) > 0",
        values="(-16/5, 16/5)",
        continuous=False,
    ),
    _row("xlogy", _x_log_y, "1 - sign(u)^2 + max(v, 0) > 0", smooth="v > 0", continuous=False),
    _row("erfinv", arb.erfinv, "1 - u^2 > 0", shape="increasing", zeros="0"),
    _row(
        "polygamma",
        polygamma,
        "u >= 0 and floor(u) - u >= 0 and v > 0",
        smooth="v > 0",
        continuous=False,
        discrete=True,
    ),
    _row("zeta", arb.zeta, "u - 1 > 0", values="(1, oo)", shape="decreasing"),
    _row("besseli", lambda order, u: u.bessel_i(order), "v > 0"),
    _row("besselk", lambda order, u: u.bessel_k(order), "v > 0", values="(0, oo)"),
    _row("expint/2", lambda order, u: u.expint(order), "v > 0", values="(0, oo)"),
    _row(
        "lambertw", arb.lambertw, "1 + e*u >= 0", values="[-1, oo)", shape="increasing", zeros="0"
    ),
)
functions(ROWS)
#: What the functions are on balls.
BALLS: dict[str, Callable[..., arb]] = {row.name: row.ball for row in ROWS}
