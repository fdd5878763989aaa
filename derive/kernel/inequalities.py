"""What the value of a function says beside its argument: inequalities between polynomials in both.

Each is a theorem wherever the function is defined.  Who combines them adds to them nothing but
facts and ranges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from derive.expression.nodes import Call, Expression, call, constant
from derive.kernel.intervals import Interval
from derive.kernel.linear import Fact
from derive.kernel.polynomials import (
    Polynomial,
    atom,
    minus,
    plus,
    polynomial,
    scaled,
    times,
)
from derive.kernel.polynomials import constant as number
from derive.kernel.tidy import tidy

#: An interval that contains every value of a polynomial.
Within = Callable[[Polynomial], Interval]

_ONE = number(Fraction(1))
_QUARTER = scaled(atom(constant("pi")), Fraction(1, 2))

#: What the value s of a function says beside its argument: polynomials that are nonnegative.
_LAWS: dict[str, Callable[..., tuple[Polynomial, ...]]] = {
    "abs": lambda s, u: (minus(s, u), plus(s, u)),
    "max": lambda s, *u: tuple(minus(s, a) for a in u),
    "min": lambda s, *u: tuple(minus(a, s) for a in u),
    "asin": lambda s, _: (minus(_QUARTER, s), plus(_QUARTER, s)),
    "acos": lambda s, _: (minus(plus(_QUARTER, _QUARTER), s),),
}
#: The same, positive.
_STRICT_LAWS: dict[str, Callable[..., tuple[Polynomial, ...]]] = {
    "atan": lambda s, _: (minus(_QUARTER, s), plus(_QUARTER, s)),
    "acot": lambda s, _: (minus(_QUARTER, s), plus(_QUARTER, s)),
}
#: On which side of its tangent at a number a function lies: nonnegative, and 0 there only.
_TANGENTS: dict[str, tuple[int, Callable[[Polynomial, Polynomial], Polynomial]]] = {
    "exp": (0, lambda s, u: minus(s, plus(u, _ONE))),
    "expm1": (0, minus),
    "log": (1, lambda s, u: minus(u, plus(s, _ONE))),
    "log1p": (0, lambda s, u: minus(u, s)),
    "sqrt": (1, lambda s, u: minus(plus(u, _ONE), scaled(s, Fraction(2)))),
}
#: Odd functions of positive arguments, each below its argument, or above it.
_BELOW = frozenset(("sin", "tanh", "atan", "asinh"))
_ABOVE = frozenset(("sinh", "asin"))


def inequalities(a: Expression, within: Within) -> Iterator[Fact]:
    """What the value of a function of polynomials says beside them."""
    if not isinstance(a, Call):
        return
    if a.name == "cos":
        yield from map(Fact, _circle(a))
    for table, strict in ((_LAWS, False), (_STRICT_LAWS, True)):
        if a.name in table:
            for law in table[a.name](atom(a), *map(polynomial, a.arguments)):
                yield Fact(law, strict)
    if a.name in _TANGENTS:
        at, gap = _TANGENTS[a.name]
        u = polynomial(a.arguments[0])
        yield Fact(gap(atom(a), u), within(minus(u, number(Fraction(at)))).excludes_zero)
    if a.name in _BELOW or a.name in _ABOVE:
        yield from _beside_argument(a, within)


def _circle(cosine: Call) -> Iterator[Polynomial]:
    """cos^2 + sin^2 = 1 as two inequalities, and the squares of cos + sin and of cos - sin."""
    c, s = atom(cosine), atom(tidy(call("sin", *cosine.arguments)))
    both = plus(atom(cosine, 2), times(s, s) or number(Fraction(0)))
    yield from (minus(_ONE, both), minus(both, _ONE))
    for p in (plus(c, s), minus(c, s)):
        yield times(p, p) or _ONE


def _beside_argument(a: Call, within: Within) -> Iterator[Fact]:
    """sin(u) < u for positive u, and its kin; the other way round for negative u."""
    u = polynomial(a.arguments[0])
    side = within(u)
    if side.one_sided:
        gap = minus(atom(a), u) if (a.name in _ABOVE) == side.nonnegative else minus(u, atom(a))
        yield Fact(gap, side.excludes_zero)
