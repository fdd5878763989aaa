"""A line as a person would leave it, of the same tidy form: nothing here needs a reason.

Signs stand in front, numerals first in a product, fractions are one fraction, like factors are
one power, `0 +` and `1*` are gone.  The order of terms and factors stays that of the author.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    DerivativeOf,
    Expression,
    Negation,
    Notation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    integer,
    is_leaf,
    product_of,
    rational,
    subexpressions,
    sum_of,
)
from derive.kernel.conditions import integer_exponent, numeral_or_none
from derive.kernel.tidy import tidy

_MONOMIALS = (ProductOf, Quotient, Negation, Power)


@lru_cache(maxsize=20_000)
def simple(e: Expression, arguments: bool = False) -> Expression:
    """`e` in its simple form; the bodies of derivatives stay, and the `arguments` of functions
    and exponents unless they are asked for.
    """
    value = numeral_or_none(e)
    if value is not None:
        return rational(value)
    match e:
        case Notation():
            return simple(e.meaning, arguments)
        case SumOf():
            return _sum(e, arguments)
        case ProductOf() | Quotient() | Negation() | Power():
            found = Monomial(arguments)
            found.gather(e, 1)
            return found.written()
        case Choice():
            return e.func(e.args[0], *(simple(a, arguments) for a in e.args[1:]))
        case Call() if arguments:
            return e.func(e.args[0], *(simple(a, True) for a in e.arguments))
    return e


def _sum(e: Expression, arguments: bool) -> Expression:
    parts = (simple(t, arguments) for t in e.args)
    terms = [t for p in parts for t in (p.args if isinstance(p, SumOf) else (p,))]
    terms = [t for t in terms if t != Integer(0)]
    first = next((i for i, t in enumerate(terms) if not isinstance(t, Negation)), 0)
    if first:
        terms.insert(0, terms.pop(first))
    return sum_of(tuple(terms))


@dataclass
class Monomial:
    """A coefficient, and the factors above and below the line, each with its exponent."""

    arguments: bool
    coefficient: Fraction = Fraction(1)
    above: dict[Expression, int] = field(default_factory=dict)
    below: dict[Expression, int] = field(default_factory=dict)

    def gather(self, e: Expression, sign: int) -> None:
        """Takes in a factor, or its reciprocal where the sign is -1."""
        value = numeral_or_none(e)
        if value is not None and (value or sign > 0):
            self.coefficient *= value**sign
            return
        match e:
            case Notation():
                self.gather(e.meaning, sign)
            case ProductOf():
                for f in e.args:
                    self.gather(f, sign)
            case Quotient():
                self.gather(e.args[0], sign)
                self.gather(e.args[1], -sign)
            case Negation():
                self.coefficient = -self.coefficient
                self.gather(e.args[0], sign)
            case Power():
                self._power(e, sign)
            case _:
                self._other(simple(e, self.arguments), e, sign)

    def _power(self, e: Expression, sign: int) -> None:
        base, exponent = e.args
        n = integer_exponent(exponent)
        if n in (1, -1):
            self.gather(base, sign * n)
        elif n:
            self._factor(simple(base, self.arguments), sign * n)
        else:
            value = numeral_or_none(exponent)
            within = rational(value) if value is not None else exponent
            within = simple(exponent, True) if self.arguments else within
            inner = simple(base, self.arguments) if self.arguments else base
            self._factor(Power(inner, within), sign)

    def _other(self, done: Expression, e: Expression, sign: int) -> None:
        if done != e and isinstance(done, (*_MONOMIALS, Integer)):
            self.gather(done, sign)
        else:
            self._factor(done, sign)

    def _factor(self, base: Expression, n: int) -> None:
        side = self.above if n > 0 else self.below
        side[base] = side.get(base, 0) + abs(n)

    def powers(self) -> dict[Expression, int]:
        """The factors, those below the line with negative exponents."""
        found = dict(self.above)
        for base, n in self.below.items():
            found[base] = found.get(base, 0) - n
        return found

    def set_powers(self, powers: dict[Expression, int]) -> None:
        """Sets the factors from their exponents."""
        self.above = {base: n for base, n in powers.items() if n > 0}
        self.below = {base: -n for base, n in powers.items() if n < 0}

    def written(self) -> Expression:
        """The monomial as an expression; derivatives stand behind a fraction, not in it."""
        fraction = bool(self.below) or self.coefficient.denominator > 1
        moving = [b for b in self.above if fraction and isinstance(b, DerivativeOf)]
        size = abs(self.coefficient)
        over = [_raised(b, n) for b, n in self.above.items() if b not in moving]
        if moving or not any(isinstance(b, DerivativeOf) for b in self.above):
            over = _ordered(over)
        under = _ordered(_raised(b, n) for b, n in self.below.items())
        whole = _fraction(size, over, under)
        behind = [_raised(b, self.above[b]) for b in moving]
        if behind:
            whole = product_of((*([] if whole == Integer(1) else [whole]), *behind))
        return Negation(whole) if self.coefficient < 0 else whole


def _raised(base: Expression, n: int) -> Expression:
    return base if n == 1 else Power(base, integer(n))


def _ordered(factors: Iterable[Expression]) -> list[Expression]:
    """Powers of variables in front, by name, of the other factors, whose order stays."""
    return sorted(factors, key=_variable_first)


def _variable_first(factor: Expression) -> tuple[bool, str]:
    base = factor.args[0] if isinstance(factor, Power) else factor
    return (False, base.name) if isinstance(base, Symbol) else (True, "")


def _fraction(size: Fraction, over: list[Expression], under: list[Expression]) -> Expression:
    top, bottom = Integer(size.numerator), Integer(size.denominator)
    over = over if top == Integer(1) and over else [top, *over]
    under = under if bottom == Integer(1) else [bottom, *under]
    above = product_of(tuple(over))
    return Quotient(above, product_of(tuple(under))) if under else above


def rearranged(e: Expression, like: Expression) -> Expression:
    """`e` with its sums in the order in which they stand in another expression."""
    known = {tidy(s): s for s in subexpressions(like) if isinstance(s, SumOf)}
    return _replaced(e, known)


def _replaced(e: Expression, known: dict[Expression, Expression]) -> Expression:
    if is_leaf(e):
        return e
    if isinstance(e, SumOf) and tidy(e) in known:
        return known[tidy(e)]
    return e.func(*(a if isinstance(a, Str) else _replaced(a, known) for a in e.args))
