"""The laws by which certificates rewrite functions, a row each, for a person to believe.

A law holds wherever both of its sides are defined and its condition is true; the right side of a
`rewritten` one is defined wherever the left one is.  What the kernel has built into the arithmetic
of a kind of atom is told in `known`.
Sources: NIST DLMF, chapters 4 to 7 and 10.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from derive.kernel import laws
from derive.kernel.rules import Rule
from derive.rules.row import rule


@dataclass(frozen=True)
class Law:
    """`statement when condition`, in a group; some are rewritten from left to right."""

    group: str
    statement: str
    when: str = ""
    rewritten: bool = False

    @cached_property
    def rule(self) -> Rule:
        """The law as a pattern; it is not an axiom by itself."""
        return self.read()

    def read(self) -> Rule:
        """The law as a pattern, read anew."""
        return rule(self.group, self.statement, self.when)

    @property
    def head(self) -> str:
        """The name of the function on its left side."""
        return self.statement.split("(", 1)[0]


def _rewritten(group: str, statement: str, when: str = "") -> Law:
    return Law(group, statement, when, rewritten=True)


#: Functions with f(-u) = -f(u), and the group of the law that says so.
ODD = {
    **dict.fromkeys(("asin", "atan"), "trig"),
    **dict.fromkeys(("erf", "erfi", "erfinv", "sinint", "fresnels", "fresnelc"), "special"),
}
LAWS: tuple[Law, ...] = (
    # exponentials and logarithms
    _rewritten("exp-log", "exp(u) = e^u"),
    _rewritten("exp-log", "expm1(u) = e^u - 1"),
    _rewritten("exp-log", "log1p(u) = log(1 + u)"),
    _rewritten("exp-log", "log2(u) = log(u)/log(2)"),
    _rewritten("exp-log", "log10(u) = log(u)/log(10)"),
    _rewritten("exp-log", "xlogy(u, v) = u*log(v)", "v > 0"),
    Law("exp-log", "u^v = e^(v*log(u))"),
    # absolute values and signs
    _rewritten("abs", "sign(u) = u/abs(u)", "u != 0"),
    Law("abs", "sign(0) = 0"),
    _rewritten("abs", "max(u, v) = (u + v + abs(u - v))/2"),
    _rewritten("abs", "min(u, v) = (u + v - abs(u - v))/2"),
    # hyperbolic functions: all in e^u, so that one root of it serves them all
    _rewritten("hyperbolic", "sinh(u) = (e^u - e^(-u))/2"),
    _rewritten("hyperbolic", "cosh(u) = (e^u + e^(-u))/2"),
    _rewritten("hyperbolic", "tanh(u) = (e^u - e^(-u))/(e^u + e^(-u))"),
    _rewritten("hyperbolic", "coth(u) = (e^u + e^(-u))/(e^u - e^(-u))"),
    _rewritten("hyperbolic", "sech(u) = 2/(e^u + e^(-u))"),
    _rewritten("hyperbolic", "csch(u) = 2/(e^u - e^(-u))"),
    _rewritten("hyperbolic", "asinh(u) = log(u + sqrt(u^2 + 1))"),
    _rewritten("hyperbolic", "acosh(u) = log(u + sqrt(u^2 - 1))"),
    _rewritten("hyperbolic", "atanh(u) = log((1 + u)/(1 - u))/2"),
    _rewritten("hyperbolic", "acoth(u) = log((u + 1)/(u - 1))/2"),
    _rewritten("hyperbolic", "asech(u) = log(1/u + sqrt(1/u^2 - 1))"),
    _rewritten("hyperbolic", "acsch(u) = log(1/u + sqrt(1/u^2 + 1))"),
    # trigonometric functions
    _rewritten("trig", "tan(u) = sin(u)/cos(u)"),
    _rewritten("trig", "cot(u) = cos(u)/sin(u)"),
    _rewritten("trig", "sec(u) = 1/cos(u)"),
    _rewritten("trig", "csc(u) = 1/sin(u)"),
    _rewritten("trig", "acos(cos(u)) = u", "u >= 0, pi - u >= 0"),
    _rewritten("trig", "acos(cos(u)) = -u", "-u >= 0, u + pi >= 0"),
    _rewritten("trig", "acos(cos(u)) = 2*pi - u", "u - pi >= 0, 2*pi - u >= 0"),
    _rewritten("trig", "asin(sin(u)) = u", "u + pi/2 >= 0, pi/2 - u >= 0"),
    _rewritten("trig", "asin(sin(u)) = pi - u", "u - pi/2 >= 0, 3*pi/2 - u >= 0"),
    _rewritten("trig", "asin(sin(u)) = -pi - u", "-pi/2 - u >= 0, u + 3*pi/2 >= 0"),
    _rewritten("trig", "atan(tan(u)) = u", "u + pi/2 > 0, pi/2 - u > 0"),
    _rewritten("trig", "atan(tan(u)) = u - pi", "u - pi/2 > 0, 3*pi/2 - u > 0"),
    _rewritten("trig", "atan(tan(u)) = u + pi", "-pi/2 - u > 0, u + 3*pi/2 > 0"),
    _rewritten("trig", "acos(u) = pi/2 - asin(u)"),
    _rewritten("trig", "acot(u) = atan(1/u)"),
    _rewritten("trig", "asec(u) = pi/2 - asin(1/u)"),
    _rewritten("trig", "acsc(u) = asin(1/u)"),
    _rewritten("trig", "sinc(u) = sin(pi*u)/(pi*u)", "u != 0"),
    _rewritten("trig", "atan2(u, v) = atan(u/v)", "v > 0"),
    _rewritten("trig", "atan2(u, v) = pi/2 - atan(v/u)", "u > 0"),
    _rewritten("trig", "atan2(u, v) = -pi/2 - atan(v/u)", "-u > 0"),
    Law("trig", "sinc(0) = 1"),
    # of angles that sums are made of
    Law("trig", "sin(asin(u)) = u"),
    Law("trig", "cos(asin(u)) = sqrt(1 - u^2)"),
    Law("trig", "sin(atan(u)) = u/sqrt(1 + u^2)"),
    Law("trig", "cos(atan(u)) = 1/sqrt(1 + u^2)"),
    Law("trig", "sin(n*pi) = 0", "n integer"),
    Law("trig", "cos(n*pi) = (-1)^n", "n integer"),
    Law("trig", "cos(u/2) = sqrt((1 + cos(u))/2)", "u >= 0, pi - u >= 0"),
    Law("trig", "sin(u/2) = sin(u)/(2*cos(u/2))"),
    Law("trig", "asin(1) = 1/2*pi"),
    Law("trig", "asin(1/2) = 1/6*pi"),
    Law("trig", "asin(sqrt(2)/2) = 1/4*pi"),
    Law("trig", "asin(sqrt(3)/2) = 1/3*pi"),
    Law("trig", "asin((sqrt(5) - 1)/4) = 1/10*pi"),
    Law("trig", "asin((1 + sqrt(5))/4) = 3/10*pi"),
    Law("trig", "asin((sqrt(6) - sqrt(2))/4) = 1/12*pi"),
    Law("trig", "asin((sqrt(6) + sqrt(2))/4) = 5/12*pi"),
    Law("trig", "atan(1) = 1/4*pi"),
    Law("trig", "atan(sqrt(3)) = 1/3*pi"),
    Law("trig", "atan(sqrt(3)/3) = 1/6*pi"),
    Law("trig", "atan(sqrt(2) - 1) = 1/8*pi"),
    Law("trig", "atan(sqrt(2) + 1) = 3/8*pi"),
    Law("trig", "atan(2 - sqrt(3)) = 1/12*pi"),
    Law("trig", "atan(2 + sqrt(3)) = 5/12*pi"),
    Law("trig", "atan(1/u) = pi/2 - atan(u)", "u > 0"),
    Law("trig", "atan(1/u) = -pi/2 - atan(u)", "-u > 0"),
    # special functions
    _rewritten("special", "erfc(u) = 1 - erf(u)"),
    _rewritten("special", "erfcx(u) = e^(u^2)*(1 - erf(u))"),
    _rewritten("special", "dawson(u) = sqrt(pi)/2*e^(-u^2)*erfi(u)"),
    _rewritten("special", "factorial(u) = gamma(u + 1)"),
    _rewritten("special", "loggamma(u) = log(gamma(u))"),
    _rewritten("special", "erfinv(erf(u)) = u"),
    _rewritten("special", "erf(erfinv(u)) = u"),
    Law("special", "floor(u + 1) = floor(u) + 1"),
    Law("special", "floor(u) = floor(u + 1) - 1"),
    Law("special", "xlogy(0, v) = 0"),
    Law("special", "zeta(2) = pi^2/6"),
    Law("special", "zeta(4) = pi^4/90"),
    Law("special", "zeta(6) = pi^6/945"),
    Law("special", "gamma(u + 1) = u*gamma(u)"),
    Law("special", "gamma(u) = gamma(u + 1)/u"),
    Law("special", "gamma(1/2) = sqrt(pi)"),
    Law("special", "gamma(1) = 1"),
    Law("special", "digamma(u + 1) = digamma(u) + 1/u"),
    Law("special", "digamma(u) = digamma(u + 1) - 1/u"),
    Law("special", "trigamma(u + 1) = trigamma(u) - 1/u^2"),
    Law("special", "trigamma(u) = trigamma(u + 1) + 1/u^2"),
    Law("special", "polygamma(0, u) = digamma(u)"),
    Law("special", "polygamma(1, u) = trigamma(u)"),
    Law("special", "polygamma(2, u) = tetragamma(u)"),
    Law("special", "besseli(u + 1, v) = besseli(u - 1, v) - 2*u/v*besseli(u, v)"),
    Law("special", "besselk(u + 1, v) = besselk(u - 1, v) + 2*u/v*besselk(u, v)"),
    Law("special", "expint(1, u) = expint(u)"),
    Law("special", "besseli(u - 1, v) = besseli(u + 1, v) + 2*u/v*besseli(u, v)"),
    Law("special", "besselk(u - 1, v) = besselk(u + 1, v) - 2*u/v*besselk(u, v)"),
    Law("special", "besselj(u - 1, v) = 2*u/v*besselj(u, v) - besselj(u + 1, v)"),
    Law("special", "bessely(u - 1, v) = 2*u/v*bessely(u, v) - bessely(u + 1, v)"),
    Law("special", "expint(u + 1, v) = (e^(-v) - v*expint(u, v))/u", "u != 0"),
    Law("special", "expint(u, v) = (e^(-v) - u*expint(u + 1, v))/v"),
    Law("special", "besselj(0, u) = besselj0(u)"),
    Law("special", "besselj(1, u) = besselj1(u)"),
    Law("special", "besselj(u + 1, v) = 2*u/v*besselj(u, v) - besselj(u - 1, v)"),
    Law("special", "bessely(0, u) = bessely0(u)"),
    Law("special", "bessely(1, u) = bessely1(u)"),
    Law("special", "bessely(u + 1, v) = 2*u/v*bessely(u, v) - bessely(u - 1, v)"),
)

#: cos(pi/n) and sin(pi/n), from which those of all multiples follow: rows of `trig` as well.
EXACT_ANGLES: dict[int, tuple[str, str]] = {
    1: ("-1", "0"),
    2: ("0", "1"),
    3: ("1/2", "sqrt(3)/2"),
    4: ("sqrt(2)/2", "sqrt(2)/2"),
    5: ("(1 + sqrt(5))/4", "sqrt(10 - 2*sqrt(5))/4"),
    6: ("sqrt(3)/2", "1/2"),
    8: ("sqrt(2 + sqrt(2))/2", "sqrt(2)/(2*sqrt(2 + sqrt(2)))"),
    10: ("sqrt(10 - 2*sqrt(5))*(1 + sqrt(5))/8", "(sqrt(5) - 1)/4"),
    12: ("(sqrt(6) + sqrt(2))/4", "(sqrt(6) - sqrt(2))/4"),
}

LAWS += tuple(
    Law("trig", f"{name}(pi/{n}) = {value}")
    for n, values in EXACT_ANGLES.items()
    for name, value in zip(("cos", "sin"), values, strict=True)
)

LAWS += tuple(
    Law(group, statement)
    for f, group in ODD.items()
    for statement in (f"{f}(-u) = -{f}(u)", f"{f}(0) = 0")
)
for _law in LAWS:
    laws.law(_law.read, _law.rewritten)
