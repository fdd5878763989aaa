"""The known functions on balls and on truncated power series in balls.

FLINT has most of them; the others are made of those that it has, so that no rule of
differentiation is used.  Where they are defined is not asked here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import comb, factorial
from typing import Any

from flint import acb, acb_series, arb, arb_series, ctx, fmpq

#: The largest order of a polygamma function that has a ball.
MAX_POLYGAMMA = 1_000


class NoSeries(Exception):  # noqa: N818 - it says what is the case
    """No power series of the function is known."""


#: FLINT cuts every series off behind so many terms, without a word.
MAX_TERMS = 64


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


def constant_term(value: Any) -> arb:
    """The ball at the point itself."""
    return value[0] if isinstance(value, arb_series) else value


def composed(series: Any, place: Any) -> Any:
    """The series of a function about the constant term of `place`, taken at `place`."""
    # composition needs a constant term that is exactly 0, which place - place[0] is not
    shift = arb_series([0, *place.coeffs()[1:]], prec=place.prec)
    if not isinstance(series, arb_series) or all(c == 0 for c in shift.coeffs()):
        return constant_term(series)
    return series(shift)


def _sec(u: Any) -> Any:
    return 1 / u.cos()


def _sinh(u: Any) -> Any:
    return (u.exp() - (-u).exp()) / 2


def _cosh(u: Any) -> Any:
    return (u.exp() + (-u).exp()) / 2


def _asinh(u: Any) -> Any:
    return (u + (u * u + 1).sqrt()).log()


def _acosh(u: Any) -> Any:
    return (u + (u * u - 1).sqrt()).log()


def _atanh(u: Any) -> Any:
    return ((1 + u).log() - (1 - u).log()) / 2


def _absolute(u: Any) -> Any:
    return u if constant_term(u) > 0 else -u


def _larger(u: Any, v: Any) -> Any:
    return u if constant_term(u - v) > 0 else v


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


def _cube_root_series(u: Any) -> Any:
    sign = constant_term(u).sgn()
    return sign * ((sign * u).log() / 3).exp()


def _polygamma(order: int, u: Any) -> Any:
    """The derivative of that order of log gamma, from its power series about u."""
    series = arb_series([constant_term(u), 1], prec=u.prec + order).lgamma()
    for _ in range(order):
        series = series.derivative()
    return composed(series, u)


def _dawson(u: Any) -> Any:
    return arb.pi().sqrt() / 2 * (-(u * u)).exp() * u.erfi()


def _exponential_integral(u: Any) -> Any:
    """E_1(u) = -Ei(-u) for u > 0."""
    return -(-u).ei()


def _cylinder(
    bessel: Callable[[arb, arb], arb], order: Any, u: Any, above: int = -1, sign: int = 1
) -> Any:
    """A Bessel function on a power series, from those of neighbouring orders.

    The k-th derivative of C_n is the sum of (-1)^i*binomial(k, i)*C_(n - k + 2*i)/2^k.  The
    modified ones have 1 instead of -1, and that of the second kind a factor (-1)^k.
    """
    if isinstance(order, arb_series):
        raise NoSeries("no derivative by the order is known")
    if not isinstance(u, arb_series):
        return bessel(u, order)
    centre = constant_term(u)
    derivatives = (
        sum(above**i * comb(k, i) * bessel(centre, order - k + 2 * i) for i in range(k + 1))
        * (fmpq(sign, 2) ** k)
        for k in range(u.prec)
    )
    terms = [d / factorial(k) for k, d in enumerate(derivatives)]
    return composed(arb_series(terms, prec=u.prec), u)


def _first_kind(u: arb, order: arb) -> arb:
    return u.bessel_j(order)


def _second_kind(u: arb, order: arb) -> arb:
    with working(2 * ctx.prec):  # half of the digits may be lost where the order is an integer
        return u.bessel_y(order)


def _by_derivatives(derivative: Callable[[int, arb], arb], u: Any) -> Any:
    """A function on a power series, from its derivatives of each order."""
    if not isinstance(u, arb_series):
        return derivative(0, u)
    centre = constant_term(u)
    terms = [derivative(k, centre) / factorial(k) for k in range(u.prec)]
    return composed(arb_series(terms, prec=u.prec), u)


def _generalized_integral(order: Any, u: Any) -> Any:
    """E_n(u), whose derivative is -E_(n - 1)(u)."""
    if isinstance(order, arb_series):
        raise NoSeries("no derivative by the order is known")
    return _by_derivatives(lambda k, c: (-1) ** k * c.expint(order - k), u)


def _polygamma_of(order: Any, u: Any) -> Any:
    """polygamma(n, u) = (-1)^(n + 1)*n!*zeta(n + 1, u), and digamma(u) for n = 0."""
    whole = None if isinstance(order, arb_series) else order.unique_fmpz()
    if whole is None:
        raise NoSeries("the order is not certain")
    n = int(whole)
    if n > MAX_POLYGAMMA:
        raise NoSeries("the order is too large")

    def derivative(k: int, c: arb) -> arb:
        m = n + k
        return (-1) ** (m + 1) * arb(m + 1).gamma() * arb(m + 1).zeta(c) if m else c.digamma()

    return _by_derivatives(derivative, u)


def _inverse_error(u: Any) -> Any:
    """The inverse of erf, by the reversion of its power series."""
    if not isinstance(u, arb_series):
        return u.erfinv()
    centre = constant_term(u).erfinv()
    series = arb_series([centre, 1], prec=u.prec).erf()
    back = arb_series([0, *series.coeffs()[1:]], prec=u.prec).reversion()
    return composed(arb_series([centre, *back.coeffs()[1:]], prec=u.prec), u)


def _sinc(u: Any) -> Any:
    """sin(pi*u)/(pi*u), at 0 by the series of the sine without its first term."""
    if not isinstance(u, arb_series):
        return u.sinc_pi()
    centre = constant_term(u)
    if not centre.is_zero():
        return (arb.pi() * u).sin() / (arb.pi() * u)
    sine = (arb.pi() * arb_series([0, 1], prec=u.prec + 1)).sin()
    terms = [c / arb.pi() for c in sine.coeffs()[1:]]
    return composed(arb_series(terms, prec=u.prec), u)


def _angle(u: Any, v: Any) -> Any:
    """atan2(u, v) on power series: by the arcus tangent of a quotient with a certain divisor."""
    ordinate, abscissa = constant_term(u), constant_term(v)
    if abscissa > 0:
        return (u / v).atan()
    if ordinate > 0:
        return arb.pi() / 2 - (v / u).atan()
    if ordinate < 0:
        return -arb.pi() / 2 - (v / u).atan()
    raise NoSeries("the quadrant is not certain")


def _x_log_y(u: Any, v: Any) -> Any:
    if not isinstance(u, arb_series) and u.is_zero() and not isinstance(v, arb_series):
        return arb(0)
    return u * v.log()


def _elliptic_k(u: Any) -> Any:
    if not isinstance(u, arb_series):
        return acb(u).elliptic_k().real
    series = acb_series([acb(constant_term(u)), 1], prec=u.prec).elliptic_k()
    return composed(arb_series([c.real for c in series.coeffs()], prec=u.prec), u)


def _elliptic_e(u: Any) -> Any:
    """E = (1 - m)*(K + 2*m*dK/dm) as a power series."""
    if not isinstance(u, arb_series):
        return acb(u).elliptic_e().real
    m = arb_series([constant_term(u), 1], prec=u.prec + 1)
    k = _elliptic_k(m)
    return composed((1 - m) * (k + 2 * m * k.derivative()), u)


#: The functions on power series, from those that FLINT has.
SERIES: dict[str, Callable[..., Any]] = {
    "exp": lambda u: u.exp(),
    "log": lambda u: u.log(),
    "sqrt": lambda u: u.sqrt(),
    "abs": _absolute,
    "sin": lambda u: u.sin(),
    "cos": lambda u: u.cos(),
    "tan": lambda u: u.tan(),
    "cot": lambda u: u.cos() / u.sin(),
    "sec": _sec,
    "csc": lambda u: 1 / u.sin(),
    "asin": lambda u: u.asin(),
    "acos": lambda u: u.acos(),
    "atan": lambda u: u.atan(),
    "acot": lambda u: (1 / u).atan(),
    "asec": lambda u: (1 / u).acos(),
    "acsc": lambda u: (1 / u).asin(),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": lambda u: _sinh(u) / _cosh(u),
    "coth": lambda u: _cosh(u) / _sinh(u),
    "sech": lambda u: 1 / _cosh(u),
    "csch": lambda u: 1 / _sinh(u),
    "asinh": _asinh,
    "acosh": _acosh,
    "atanh": _atanh,
    "acoth": lambda u: _atanh(1 / u),
    "asech": lambda u: _acosh(1 / u),
    "acsch": lambda u: _asinh(1 / u),
    "max": _larger,
    "min": lambda u, v: -_larger(-u, -v),
    "sign": lambda u: constant_term(u).sgn(),
    "cbrt": _cube_root_series,
    "log2": lambda u: u.log() / arb(2).log(),
    "log10": lambda u: u.log() / arb(10).log(),
    "expm1": lambda u: u.exp() - 1,
    "log1p": lambda u: (1 + u).log(),
    "erf": lambda u: u.erf(),
    "erfc": lambda u: u.erfc(),
    "gamma": lambda u: u.gamma(),
    "loggamma": lambda u: u.lgamma(),
    "digamma": lambda u: _polygamma(1, u),
    "trigamma": lambda u: _polygamma(2, u),
    "tetragamma": lambda u: _polygamma(3, u),
    "factorial": lambda u: (u + 1).gamma(),
    "erfi": lambda u: u.erfi(),
    "erfcx": lambda u: (u * u).exp() * u.erfc(),
    "dawson": _dawson,
    "expint": _exponential_integral,
    "expinti": lambda u: u.ei(),
    "logint": lambda u: u.li(),
    "sinint": lambda u: u.si(),
    "cosint": lambda u: u.ci(),
    "fresnels": lambda u: u.fresnel_s(),
    "fresnelc": lambda u: u.fresnel_c(),
    "airyai": lambda u: u.airy_ai(),
    "airyaiprime": lambda u: u.airy_ai_prime(),
    "airybi": lambda u: u.airy_bi(),
    "airybiprime": lambda u: u.airy_bi_prime(),
    "sinc": _sinc,
    "floor": lambda u: constant_term(u).floor(),
    "atan2": _angle,
    "xlogy": _x_log_y,
    "erfinv": _inverse_error,
    "polygamma": _polygamma_of,
    "zeta": lambda u: u.zeta(),
    "besseli": partial(_cylinder, lambda u, order: u.bessel_i(order), above=1),
    "besselk": partial(_cylinder, lambda u, order: u.bessel_k(order), above=1, sign=-1),
    "expint/2": _generalized_integral,
    "besselj0": partial(_cylinder, _first_kind, 0),
    "besselj1": partial(_cylinder, _first_kind, 1),
    "besselj": partial(_cylinder, _first_kind),
    "bessely0": partial(_cylinder, _second_kind, 0),
    "bessely1": partial(_cylinder, _second_kind, 1),
    "bessely": partial(_cylinder, _second_kind),
    "ellipk": _elliptic_k,
    "ellipe": _elliptic_e,
    "lambertw": lambda u: u.lambertw(),
}
#: The functions on balls: FLINT's own where it has them.
BALLS: dict[str, Callable[..., Any]] = {
    **SERIES,
    "abs": abs,
    "asin": arb.asin,
    "acos": arb.acos,
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
    "cbrt": _cube_root,
    "atan2": arb.atan2,
    "expm1": arb.expm1,
    "log1p": arb.log1p,
    "digamma": arb.digamma,
    "trigamma": lambda u: arb(2).zeta(u),
    "tetragamma": lambda u: -2 * arb(3).zeta(u),
    "airyaiprime": lambda u: u.airy_ai(derivative=1),
    "airybiprime": lambda u: u.airy_bi(derivative=1),
}

Wave = Callable[[fmpq], arb]
_SIN, _COS = arb.sin_pi_fmpq, arb.cos_pi_fmpq
#: The waves as quotients of a sine and a cosine of a multiple of pi; None is 1.
WAVES: dict[str, tuple[Wave | None, Wave | None]] = {
    "sin": (_SIN, None),
    "cos": (_COS, None),
    "tan": (_SIN, _COS),
    "cot": (_COS, _SIN),
    "sec": (None, _COS),
    "csc": (None, _SIN),
}
