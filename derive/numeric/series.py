"""The known functions on truncated power series in balls.

FLINT has most of them; the others are made of those that it has, so that no rule of
differentiation is used.  Where they are defined is not asked here.  Of several arguments one at
least is a series.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import comb, factorial
from typing import Any

from flint import acb, acb_series, arb, arb_series, fmpq

from derive.kernel.balls import CannotTell
from derive.rules.functions import BALLS, polygamma


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


def _cube_root_series(u: Any) -> Any:
    sign = constant_term(u).sgn()
    return sign * ((sign * u).log() / 3).exp()


def _polygamma(order: int, u: Any) -> Any:
    """The derivative of that order of log gamma, from its power series about u."""
    series = arb_series([constant_term(u), 1], prec=u.prec + order).lgamma()
    for _ in range(order):
        series = series.derivative()
    return composed(series, u)


def _cylinder(
    bessel: Callable[[arb, arb], arb], order: Any, u: Any, above: int = -1, sign: int = 1
) -> Any:
    """A Bessel function on a power series, from those of neighbouring orders.

    The k-th derivative of C_n is the sum of (-1)^i*binomial(k, i)*C_(n - k + 2*i)/2^k.  The
    modified ones have 1 instead of -1, and that of the second kind a factor (-1)^k.
    """
    if isinstance(order, arb_series):
        raise CannotTell("no derivative by the order is known")
    centre = constant_term(u)
    derivatives = (
        sum(above**i * comb(k, i) * bessel(order - k + 2 * i, centre) for i in range(k + 1))
        * (fmpq(sign, 2) ** k)
        for k in range(u.prec)
    )
    terms = [d / factorial(k) for k, d in enumerate(derivatives)]
    return composed(arb_series(terms, prec=u.prec), u)


def _by_derivatives(derivative: Callable[[int, arb], arb], u: Any) -> Any:
    """A function on a power series, from its derivatives of each order."""
    centre = constant_term(u)
    terms = [derivative(k, centre) / factorial(k) for k in range(u.prec)]
    return composed(arb_series(terms, prec=u.prec), u)


def _generalized_integral(order: Any, u: Any) -> Any:
    """E_n(u), whose derivative is -E_(n - 1)(u)."""
    if isinstance(order, arb_series):
        raise CannotTell("no derivative by the order is known")
    return _by_derivatives(lambda k, c: (-1) ** k * c.expint(order - k), u)


def _polygamma_of(order: Any, u: Any) -> Any:
    """polygamma(n, u), whose derivative is polygamma(n + 1, u)."""
    if isinstance(order, arb_series):
        raise CannotTell("no derivative by the order is known")
    return _by_derivatives(lambda k, c: polygamma(order + k, c), u)


def _inverse_error(u: Any) -> Any:
    """The inverse of erf, by the reversion of its power series."""
    centre = constant_term(u).erfinv()
    series = arb_series([centre, 1], prec=u.prec).erf()
    back = arb_series([0, *series.coeffs()[1:]], prec=u.prec).reversion()
    return composed(arb_series([centre, *back.coeffs()[1:]], prec=u.prec), u)


def _sinc(u: Any) -> Any:
    """sin(pi*u)/(pi*u), at 0 by the series of the sine without its first term."""
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
    raise CannotTell("the quadrant is not certain")


def _elliptic_k(u: Any) -> Any:
    series = acb_series([acb(constant_term(u)), 1], prec=u.prec).elliptic_k()
    return composed(arb_series([c.real for c in series.coeffs()], prec=u.prec), u)


def _elliptic_e(u: Any) -> Any:
    """E = (1 - m)*(K + 2*m*dK/dm) as a power series."""
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
    "cot": BALLS["cot"],
    "sec": BALLS["sec"],
    "csc": BALLS["csc"],
    "asin": lambda u: u.asin(),
    "acos": lambda u: u.acos(),
    "atan": lambda u: u.atan(),
    "acot": BALLS["acot"],
    "asec": BALLS["asec"],
    "acsc": BALLS["acsc"],
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
    "log2": BALLS["log2"],
    "log10": BALLS["log10"],
    "expm1": lambda u: u.exp() - 1,
    "log1p": lambda u: (1 + u).log(),
    "erf": lambda u: u.erf(),
    "erfc": lambda u: u.erfc(),
    "gamma": lambda u: u.gamma(),
    "loggamma": lambda u: u.lgamma(),
    "digamma": lambda u: _polygamma(1, u),
    "trigamma": lambda u: _polygamma(2, u),
    "tetragamma": lambda u: _polygamma(3, u),
    "factorial": BALLS["factorial"],
    "erfi": lambda u: u.erfi(),
    "erfcx": BALLS["erfcx"],
    "dawson": BALLS["dawson"],
    "expint": BALLS["expint"],
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
    "xlogy": lambda u, v: u * v.log(),
    "erfinv": _inverse_error,
    "polygamma": _polygamma_of,
    "zeta": lambda u: u.zeta(),
    "besseli": partial(_cylinder, BALLS["besseli"], above=1),
    "besselk": partial(_cylinder, BALLS["besselk"], above=1, sign=-1),
    "expint/2": _generalized_integral,
    "besselj0": partial(_cylinder, BALLS["besselj"], arb(0)),
    "besselj1": partial(_cylinder, BALLS["besselj"], arb(1)),
    "besselj": partial(_cylinder, BALLS["besselj"]),
    "bessely0": partial(_cylinder, BALLS["bessely"], arb(0)),
    "bessely1": partial(_cylinder, BALLS["bessely"], arb(1)),
    "bessely": partial(_cylinder, BALLS["bessely"]),
    "ellipk": _elliptic_k,
    "ellipe": _elliptic_e,
    "lambertw": lambda u: u.lambertw(),
}
