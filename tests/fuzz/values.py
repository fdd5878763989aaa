"""The value of a written expression at a point, in balls of many bits, by no code of the kernel.

A sum whose balls cancel but for a tiny part of its terms is 0, and so is a function near one of its
zeros: points such as pi, or a root of a factor, are given by as many digits.  Nothing that is
judged here is nearer to 0 than that without being 0.  Derivatives are differences.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import prod
from typing import Any

from flint import arb, ctx, fmpq
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    Constant,
    Decimal,
    DerivativeAt,
    DerivativeOf,
    Expression,
    IntegerPower,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    free_variables,
)
from derive.expression.shorthand import Bracket, Cases

BITS = 640
#: What is smaller than 2 to minus this, as a part of what it was made of, is 0.
TINY = 300
#: The steps of differences, of one derivative and of one within another.
_STEPS = (200, 60)
#: A slope below a step times 2 to this power is 0, and slopes that differ by such a part are two.
_FLAT, _KINK = 10, -12
#: Where tanh and erf are too close to 1, and where exp is so small that it is lost beside 1.
_FAR, _LOST = 12, 60
At = Mapping[Symbol, arb]
Opaque = Callable[[int, arb], arb]


class Undefined(Exception):  # noqa: N818 - it says what is the case
    """There is no value."""


class Unknown(Exception):  # noqa: N818 - it says what is the case
    """The balls are too wide."""


def exactly(q: Fraction | int) -> arb:
    """A rational."""
    q = Fraction(q)
    return arb(fmpq(q.numerator, q.denominator))


def sign(a: arb) -> int:
    """The sign of a value; that of a ball about 0 is not known."""
    if a.is_zero():
        return 0
    if a > 0:
        return 1
    if a < 0:
        return -1
    raise Unknown


def _settled(a: arb, size: arb) -> arb:
    """0 where a value is tiny beside what it was made of."""
    if not a.is_finite():
        raise Unknown
    return arb(0) if abs(a) <= size * arb(2) ** -working.tiny else a


def _require(condition: bool) -> None:
    if not condition:
        raise Undefined


class Values:
    """The values of expressions at one point; `opaque` is an opaque function of every name."""

    def __init__(self, at: At, opaque: Opaque | None = None, depth: int = 0) -> None:
        self.at = at
        self.opaque = opaque
        self.depth = depth

    def of(self, e: Expression) -> arb:
        """The value.  Raises `Undefined` or `Unknown`."""
        match e:
            case Symbol():
                if e not in self.at:
                    raise Unknown
                return self.at[e]
            case Integer():
                return arb(int(e))
            case Decimal():
                digits, places = (int(a) for a in e.args)
                return exactly(Fraction(digits, 10**places))
            case Constant():
                return arb.pi() if e.name == "pi" else arb.const_e()
            case Bracket():
                return self.of(e.args[0])
            case Cases():
                return self._cases(e)
            case Choice():
                holds = _COMPARED[e.relation](sign(self.of(e.guard)))
                return self.of(e.branches[0 if holds else 1])
            case Negation():
                return -self.of(e.args[0])
            case SumOf():
                return total(*map(self.of, e.args))
            case ProductOf():
                return self._product([self.of(a) for a in e.args])
            case Quotient():
                top, bottom = map(self.of, e.args)
                _require(sign(bottom) != 0)
                return top / bottom
            case Power():
                return self._power(e)
            case IntegerPower():
                n = self.of(e.args[1]).unique_fmpz()
                base = self.of(e.args[0])
                _require(n is not None and (e.least > 0 or sign(base) != 0))
                return self._integer_power(base, int(n))
            case Call():
                return self._call(e)
            case DerivativeOf():
                return self._slope(e.args[0], e.args[1], self.of(e.args[1]))
            case DerivativeAt():
                return self._slope(e.args[0], e.args[1], self.of(e.args[2]))
        raise Unknown

    def _cases(self, e: Cases) -> arb:
        """The first case whose comparisons hold, one after the other."""
        for value, compared in e.rows:
            if all(
                _COMPARED[relation](sign(self.of(a) - self.of(b))) for a, relation, b in compared
            ):
                return self.of(value)
        raise Undefined

    def _product(self, factors: list[arb]) -> arb:
        return arb(0) if any(f.is_zero() for f in factors) else prod(factors, start=arb(1))

    def _power(self, e: Expression) -> arb:
        base, exponent = map(self.of, e.args)
        n = None if free_variables(e.args[1]) else exponent.unique_fmpz()
        if n is None:
            _require(sign(base) > 0)
            return _exp(exponent * base.log())
        return self._integer_power(base, int(n))

    def _integer_power(self, base: arb, n: int) -> arb:
        _require(n > 0 or sign(base) != 0)
        if base.is_zero():
            return arb(0)
        return self._raised(base, n) if abs(n) < 100 else self._signed(base, n)

    def _signed(self, base: arb, n: int) -> arb:
        """A power far out by the logarithm of its base."""
        size = _exp(n * abs(base).log())
        return -size if n % 2 and sign(base) < 0 else size

    def _raised(self, base: arb, n: int) -> arb:
        if n < 0:
            return 1 / self._raised(base, -n)
        return self._product([base] * n)

    def _call(self, e: Call) -> arb:
        arguments = [self.of(a) for a in e.arguments]
        if e.name in FUNCTIONS:
            return FUNCTIONS[e.name](*arguments)
        base = e.name.rstrip("'")
        if self.opaque is None or len(arguments) != 1:
            raise Unknown
        return self.opaque(len(e.name) - len(base), arguments[0])

    def _slope(self, body: Expression, v: Symbol, here: arb) -> arb:
        """The derivative by differences; none where those on both sides are apart."""
        if self.depth == len(_STEPS):
            raise Unknown
        h = arb(2) ** -_STEPS[-1 - self.depth]
        below, middle, above = (
            Values({**self.at, v: here + k * h}, self.opaque, self.depth + 1).of(body)
            for k in (-1, 0, 1)
        )
        left, right = (middle - below) / h, (above - middle) / h
        size = 1 + abs(left) + abs(right)
        _require(abs(left - right) < size * arb(2) ** _KINK)
        slope = (left + right) / 2
        return arb(0) if abs(slope) < h * arb(2) ** _FLAT else slope


_COMPARED: dict[str, Callable[[int], bool]] = {
    ">": lambda s: s > 0,
    ">=": lambda s: s >= 0,
    "<": lambda s: s < 0,
    "<=": lambda s: s <= 0,
    "!=": lambda s: s != 0,
    "=": lambda s: s == 0,
}


def total(*terms: arb) -> arb:
    """A sum, 0 where its terms cancel."""
    return _settled(sum(terms, arb(0)), sum(map(abs, terms), arb(0)))


def _near(a: arb) -> arb:
    """The value of a function that may have a zero there."""
    return _settled(a, arb(1))


def _where(test: Callable[[arb], bool], f: Callable[[arb], Any]) -> Callable[[arb], arb]:
    def applied(u: arb) -> arb:
        _require(test(u))
        return f(u)

    return applied


def _quotient(above: Callable[[arb], arb], below: Callable[[arb], arb]) -> Callable[[arb], arb]:
    def applied(u: arb) -> arb:
        bottom = below(u)
        _require(sign(bottom) != 0)
        return above(u) / bottom

    return applied


def _sin(u: arb) -> arb:
    return _settled(u.sin(), 1 + abs(u))


def _cos(u: arb) -> arb:
    return _settled(u.cos(), 1 + abs(u))


def _one(_: arb) -> arb:
    return arb(1)


def _positive(u: arb) -> bool:
    return sign(u) > 0


def _nonzero(u: arb) -> bool:
    return sign(u) != 0


def _nonnegative(u: arb) -> bool:
    return sign(u) >= 0


def _within_one(u: arb) -> bool:
    return sign(total(arb(1), -u * u)) >= 0


def _sqrt(u: arb) -> arb:
    _require(sign(u) >= 0)
    return arb(0) if u.is_zero() else u.sqrt()


def _asin(u: arb) -> arb:
    gap = total(arb(1), -u * u)
    _require(sign(gap) >= 0)
    return sign(u) * arb.pi() / 2 if gap.is_zero() else _near(u.asin())


def _acosh(u: arb) -> arb:
    gap = total(u, arb(-1))
    _require(sign(gap) >= 0)
    return arb(0) if gap.is_zero() else (u + (u * u - 1).sqrt()).log()


def _cbrt(u: arb) -> arb:
    return arb(0) if u.is_zero() else sign(u) * abs(u).root(3)


def _larger(u: arb, v: arb) -> arb:
    return u if sign(total(u, -v)) >= 0 else v


def _smaller(u: arb, v: arb) -> arb:
    return v if sign(total(u, -v)) >= 0 else u


def _flattening(f: Callable[[arb], arb]) -> Callable[[arb], arb]:
    """A function that comes closer to its limits than balls tell."""

    def applied(u: arb) -> arb:
        if not abs(u) < _FAR:
            raise Unknown
        return _near(f(u))

    return applied


def _exp(u: arb) -> arb:
    if not abs(u) < _LOST:
        raise Unknown
    return u.exp()


def _log(u: arb) -> arb:
    return _near(u.log())


def _inner_one(u: arb) -> bool:
    return sign(total(arb(1), -u * u)) > 0


FUNCTIONS: dict[str, Callable[..., arb]] = {
    "exp": _exp,
    "log": _where(_positive, _log),
    "sqrt": _sqrt,
    "abs": abs,
    "sign": lambda u: arb(sign(u)),
    "max": _larger,
    "min": _smaller,
    "cbrt": _cbrt,
    "sin": _sin,
    "cos": _cos,
    "tan": _quotient(_sin, _cos),
    "cot": _quotient(_cos, _sin),
    "sec": _quotient(_one, _cos),
    "csc": _quotient(_one, _sin),
    "asin": _asin,
    "acos": lambda u: _near(arb.pi() / 2 - _asin(u)),
    "atan": lambda u: _near(u.atan()),
    "acot": _where(_nonzero, lambda u: (1 / u).atan()),
    "sinh": lambda u: _near(u.sinh()),
    "cosh": lambda u: u.cosh(),
    "tanh": _flattening(arb.tanh),
    "asinh": lambda u: _near(u.asinh()),
    "acosh": _acosh,
    "atanh": _where(_inner_one, lambda u: _near(u.atanh())),
    "erf": _flattening(arb.erf),
    "gamma": _where(_positive, lambda u: u.gamma()),
    "log1p": lambda u: FUNCTIONS["log"](total(arb(1), u)),
    "expm1": lambda u: total(_exp(u), arb(-1)),
    "log2": lambda u: FUNCTIONS["log"](u) / arb(2).log(),
    "digamma": _where(_positive, lambda u: _near(u.digamma())),
    "zeta": _where(lambda u: _positive(total(u, arb(-1))), lambda u: u.zeta()),
}


def _quotient_of_logarithms(u: arb, base: arb) -> arb:
    above, below = FUNCTIONS["log"](u), FUNCTIONS["log"](base)
    _require(sign(below) != 0)
    return above / below


def _floor(u: arb) -> arb:
    nearest = (u.mid() + arb(0.5)).floor()
    n = nearest if total(u, -nearest).is_zero() else u.floor()
    if not n.is_exact():
        raise Unknown
    return n


def _xlogy(u: arb, v: arb) -> arb:
    return arb(0) if u.is_zero() else u * FUNCTIONS["log"](v)


def _atan2(u: arb, v: arb) -> arb:
    """The angle of the point (v, u), by quadrants."""
    right, up = sign(v), sign(u)
    if right > 0:
        return _near((u / v).atan())
    _require(bool(right or up))
    if not up:
        return arb.pi()
    return up * arb.pi() / 2 if not right else _near(up * arb.pi() + (u / v).atan())


def _step(u: arb, middle: arb) -> arb:
    return (arb(0), middle, arb(1))[sign(u) + 1]


def _length(*several: arb) -> arb:
    return _sqrt(total(*(a * a for a in several)))


def _beta(u: arb, v: arb) -> arb:
    _require(sign(u) > 0 and sign(v) > 0)
    return u.gamma() * v.gamma() / total(u, v).gamma()


def _choose(n: arb, k: arb) -> arb:
    above, first, second = total(n, arb(1)), total(k, arb(1)), total(n, -k, arb(1))
    _require(sign(above) > 0 and sign(first) > 0 and sign(second) > 0)
    return above.gamma() / (first.gamma() * second.gamma())


def _sigmoid(u: arb) -> arb:
    return 1 / (1 + _exp(-u))


#: The standard definitions, each by hand, and not by what the kernel has for it.
FUNCTIONS |= {
    "floor": _floor,
    "ceil": lambda u: -_floor(-u),
    "sinc": lambda u: arb(1) if u.is_zero() else _sin(arb.pi() * u) / (arb.pi() * u),
    "atan2": _atan2,
    "xlogy": _xlogy,
    "xlog1py": lambda u, v: _xlogy(u, total(arb(1), v)),
    "heaviside": lambda u: _step(u, arb(1) / 2),
    "heaviside/2": _step,
    "hypot": _length,
    "hypot/3": _length,
    "max/3": lambda u, v, w: _larger(u, _larger(v, w)),
    "min/3": lambda u, v, w: _smaller(u, _smaller(v, w)),
    "relu": lambda u: _larger(u, arb(0)),
    "leaky_relu": lambda u, a: u if sign(u) >= 0 else a * u,
    "elu": lambda u, a: u if sign(u) >= 0 else a * total(_exp(u), arb(-1)),
    "sigmoid": _sigmoid,
    "silu": lambda u: u * _sigmoid(u),
    "softplus": lambda u: (1 + _exp(u)).log(),
    "logit": lambda u: FUNCTIONS["log"](u) - FUNCTIONS["log"](total(arb(1), -u)),
    "log/2": _quotient_of_logarithms,
    "exp2": lambda u: _exp(u * arb(2).log()),
    "logaddexp": lambda u, v: _near((_exp(u) + _exp(v)).log()),
    "beta": _beta,
    "binomial": _choose,
    "factorial": _where(lambda u: _positive(total(arb(1), u)), lambda u: (u + 1).gamma()),
}


class working:  # noqa: N801 - it is used as a context, like those of the standard library
    """Computes with many bits; what is `tiny` is 0."""

    tiny = TINY

    def __init__(self, tiny: int = TINY) -> None:
        self.chosen = tiny

    def __enter__(self) -> None:
        self.before = ctx.prec, working.tiny
        ctx.prec, working.tiny = BITS, self.chosen

    def __exit__(self, *_: object) -> None:
        ctx.prec, working.tiny = self.before
