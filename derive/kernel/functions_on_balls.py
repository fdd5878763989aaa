"""The known functions on balls: FLINT's own where it has them, the others made of those.

Each gives a ball with every value that the function takes on balls within its domain; where it is
defined is not asked here.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import acb, arb, ctx

#: The largest order of a polygamma function that has a ball.
MAX_POLYGAMMA = 1_000
#: FLINT cuts every power series off behind so many terms, without a word.
MAX_TERMS = 64


class CannotTell(Exception):  # noqa: N818 - it says what is the case
    """The balls are too wide, or the expression is of a kind that is not evaluated."""


class working:  # noqa: N801 - it is used as a context, like those of the standard library
    """Computes with so many bits."""

    __slots__ = ("before", "cap", "precision")

    def __init__(self, precision: int) -> None:
        self.precision = precision

    def __enter__(self) -> None:
        self.before, self.cap = ctx.prec, ctx.cap
        ctx.prec, ctx.cap = self.precision, MAX_TERMS

    def __exit__(self, *_: object) -> None:
        ctx.prec, ctx.cap = self.before, self.cap


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
    with working(2 * ctx.prec):  # half of the digits may be lost where the order is an integer
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


BALLS: dict[str, Callable[..., arb]] = {
    "exp": arb.exp,
    "log": arb.log,
    "sqrt": arb.sqrt,
    "abs": abs,
    "sin": arb.sin,
    "cos": arb.cos,
    "tan": arb.tan,
    "cot": lambda u: u.cos() / u.sin(),
    "sec": lambda u: 1 / u.cos(),
    "csc": lambda u: 1 / u.sin(),
    "asin": arb.asin,
    "acos": arb.acos,
    "atan": arb.atan,
    "acot": lambda u: (1 / u).atan(),
    "asec": lambda u: (1 / u).acos(),
    "acsc": lambda u: (1 / u).asin(),
    "sinh": arb.sinh,
    "cosh": arb.cosh,
    "tanh": arb.tanh,
    "coth": arb.coth,
    "sech": arb.sech,
    "csch": arb.csch,
    "asinh": arb.asinh,
    "acosh": arb.acosh,
    "atanh": arb.atanh,
    "acoth": lambda u: (1 / u).atanh(),
    "asech": lambda u: (1 / u).acosh(),
    "acsch": lambda u: (1 / u).asinh(),
    "max": arb.max,
    "min": arb.min,
    "sign": arb.sgn,
    "cbrt": _cube_root,
    "log2": lambda u: u.log() / arb(2).log(),
    "log10": lambda u: u.log() / arb(10).log(),
    "expm1": arb.expm1,
    "log1p": arb.log1p,
    "erf": arb.erf,
    "erfc": arb.erfc,
    "gamma": arb.gamma,
    "loggamma": arb.lgamma,
    "digamma": arb.digamma,
    "trigamma": lambda u: arb(2).zeta(u),
    "tetragamma": lambda u: -2 * arb(3).zeta(u),
    "factorial": lambda u: (u + 1).gamma(),
    "erfi": arb.erfi,
    "erfcx": lambda u: (u * u).exp() * u.erfc(),
    "dawson": lambda u: arb.pi().sqrt() / 2 * (-(u * u)).exp() * u.erfi(),
    "expint": lambda u: -(-u).ei(),  # E_1(u) = -Ei(-u) for u > 0
    "expinti": arb.ei,
    "logint": arb.li,
    "sinint": arb.si,
    "cosint": arb.ci,
    "fresnels": arb.fresnel_s,
    "fresnelc": arb.fresnel_c,
    "airyai": arb.airy_ai,
    "airyaiprime": lambda u: u.airy_ai(derivative=1),
    "airybi": arb.airy_bi,
    "airybiprime": lambda u: u.airy_bi(derivative=1),
    "sinc": arb.sinc_pi,
    "floor": arb.floor,
    "atan2": arb.atan2,
    "xlogy": _x_log_y,
    "erfinv": arb.erfinv,
    "polygamma": polygamma,
    "zeta": arb.zeta,
    "besseli": lambda order, u: u.bessel_i(order),
    "besselk": lambda order, u: u.bessel_k(order),
    "expint/2": lambda order, u: u.expint(order),
    "besselj0": lambda u: u.bessel_j(0),
    "besselj1": lambda u: u.bessel_j(1),
    "besselj": lambda order, u: u.bessel_j(order),
    "bessely0": lambda u: _second_kind(arb(0), u),
    "bessely1": lambda u: _second_kind(arb(1), u),
    "bessely": _second_kind,
    "ellipk": lambda u: acb(u).elliptic_k().real,
    "ellipe": lambda u: acb(u).elliptic_e().real,
    "lambertw": arb.lambertw,
}
