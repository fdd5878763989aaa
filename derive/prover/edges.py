"""About where the expressions of conditions change their signs, as a variable moves.

A condition is turned into values of its variable by what undoes its functions, one after the
other: `log(x) > 20` has its edge at e^20.  Edges are hints where to look for points and nothing
more: they are rounded, may be missing or too many, and whoever uses them holds the points that
they lead to against the conditions themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import islice, pairwise
from math import floor, lcm, log2

from flint import fmpz_poly
from sympy.core.symbol import Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
    constant,
    free_variables,
    integer,
    rational,
    size,
)
from derive.expression.substitution import substitute
from derive.kernel.balls import CannotTell, Undefined
from derive.kernel.conditions import Condition, definedness, numeral_or_none
from derive.kernel.facts.images import exact
from derive.kernel.theory import KernelError
from derive.kernel.tidy import order
from derive.numeric.evaluate import evaluate
from derive.prover.normal_form import factors
from derive.prover.polynomials import Polynomial, polynomial

#: How many functions are undone one after the other, and how large what is looked at may be.
MAX_DEPTH, MAX_SIZE = 8, 200
#: Polynomials of higher degree, or with longer coefficients, have no roots here.
MAX_DEGREE, MAX_BITS = 12, 600
#: How many edges of one variable are used.
MAX_EDGES = 24
#: Bits of the values that edges are computed from.
_PRECISION = 128
#: The denominator of rounded coefficients.
_ROUNDED = 2**100

Undoing = Callable[[Expression], tuple[Expression, ...]]
_PI = constant("pi")


def _by(name: str) -> Undoing:
    return lambda r: (call(name, r),)


def _both(name: str) -> Undoing:
    return lambda r: (call(name, r), Negation(call(name, r)))


def _reciprocal(name: str) -> Undoing:
    return lambda r: (Quotient(integer(1), call(name, r)),)


def _turns(u: Expression, period: Expression) -> tuple[Expression, ...]:
    return tuple(SumOf(u, ProductOf(integer(k), period)) for k in (0, -1, 1))


def _sine(r: Expression) -> tuple[Expression, ...]:
    first, whole = call("asin", r), ProductOf(integer(2), _PI)
    return (*_turns(first, whole), *_turns(SumOf(_PI, Negation(first)), whole))


def _cosine(r: Expression) -> tuple[Expression, ...]:
    first, whole = call("acos", r), ProductOf(integer(2), _PI)
    return (*_turns(first, whole), *_turns(Negation(first), whole))


#: What has the value r, for the functions that can be undone.
_UNDOING: dict[str, Undoing] = {
    "exp": _by("log"),
    "log": _by("exp"),
    "expm1": _by("log1p"),
    "log1p": _by("expm1"),
    "log2": lambda r: (Power(integer(2), r),),
    "log10": lambda r: (Power(integer(10), r),),
    "sqrt": lambda r: (Power(r, integer(2)),),
    "cbrt": lambda r: (Power(r, integer(3)),),
    "abs": lambda r: (r, Negation(r)),
    "sin": _sine,
    "cos": _cosine,
    "tan": lambda r: _turns(call("atan", r), _PI),
    "cot": lambda r: _turns(call("atan", Quotient(integer(1), r)), _PI),
    "asin": _by("sin"),
    "acos": _by("cos"),
    "atan": _by("tan"),
    "sinh": _by("asinh"),
    "cosh": _both("acosh"),
    "tanh": _by("atanh"),
    "coth": lambda r: (call("atanh", Quotient(integer(1), r)),),
    "sech": lambda r: _both("acosh")(Quotient(integer(1), r)),
    "asinh": _by("sinh"),
    "acosh": _by("cosh"),
    "atanh": _by("tanh"),
    "acoth": _reciprocal("tanh"),
    "asec": _reciprocal("cos"),
    "acsc": _reciprocal("sin"),
    "asech": _reciprocal("cosh"),
}


def between(
    conditions: Iterable[Condition], v: Symbol, at: Mapping[Symbol, Fraction]
) -> Iterator[Fraction]:
    """Values of a variable, one in each gap that edges leave, and the edges themselves.

    The other variables are at a point.  In which gaps the conditions hold is not told.
    """
    found = edges(conditions, v, at)
    for low, high in pairwise(found):
        if low < high:
            yield _simplest(low, high)
    yield from found
    for edge, side in ((found[-1], 1), (found[0], -1)) if found else ():
        for part in (8, 1):
            room = (1 + abs(edge)) / part
            yield edge + side * _simplest(room / 2, room)


def edges(
    conditions: Iterable[Condition], v: Symbol, at: Mapping[Symbol, Fraction]
) -> list[Fraction]:
    """About where conditions come to their ends as a variable moves, from low to high."""
    return sorted(islice(dict.fromkeys(_edges(conditions, v, at)), MAX_EDGES))


def _edges(
    conditions: Iterable[Condition], v: Symbol, at: Mapping[Symbol, Fraction]
) -> Iterator[Fraction]:
    others = {w: rational(q) for w, q in at.items() if w != v}
    for c in conditions:
        for e in _with_inner(c):
            if v in free_variables(e) and size(e) <= MAX_SIZE:
                yield from _zeros(substitute(e, others), v, MAX_DEPTH)


def _with_inner(c: Condition) -> Iterator[Expression]:
    """The expression of a condition, and those of the conditions for it to be defined."""
    yield c.expression
    inner = definedness(c.expression)
    yield from sorted((d.expression for d in inner), key=order)


def _zeros(e: Expression, v: Symbol, depth: int) -> Iterator[Fraction]:
    """About where an expression in one variable is 0, or has a pole."""
    for p in _factors(e):
        moving = [a for a in _atoms(p) if v in free_variables(a)]
        for a in moving:
            for r in _roots(p, a):
                yield from _where(a, r, v, depth)


def _factors(e: Expression) -> list[Polynomial]:
    try:
        _, odd, even = factors(e)
    except KernelError:
        return [polynomial(e)]
    return [polynomial(f) for f in (*odd, *even)]


def _atoms(p: Polynomial) -> list[Expression]:
    return sorted({a for m in p for a, _ in m}, key=lambda a: (size(a), order(a)))


def _roots(p: Polynomial, a: Expression) -> Iterator[Fraction]:
    """The real parts of the roots of a polynomial in one atom.

    Other atoms are taken for their values where they are numbers, such as pi, and else for 0.
    """
    powers = {0: Fraction(0)}
    for m, c in p.items():
        exponents = dict(m)
        n = exponents.pop(a, 0)
        powers[n] = powers.get(n, Fraction(0)) + c * _value(exponents)
    lowest, highest = min(powers), max(powers)
    if highest - lowest > MAX_DEGREE:
        return
    scale = lcm(*(c.denominator for c in powers.values()))
    integers = [int(powers.get(n, 0) * scale) for n in range(lowest, highest + 1)]
    if max(map(abs, integers)).bit_length() > MAX_BITS or not any(integers[1:]):
        return
    if len(integers) == 2:
        yield Fraction(-integers[0], integers[1])
        return
    for root, _ in fmpz_poly(integers).complex_roots():
        middle = exact(root.real.mid())
        if middle is not None:
            yield middle


def _value(powers: Mapping[Expression, int]) -> Fraction:
    """About the value of a product of powers; 0 where that is not known."""
    found = Fraction(1)
    for a, n in powers.items():
        value = None if free_variables(a) else _number(Power(a, integer(n)))
        found *= value or 0
    return found if not powers else Fraction(round(found * _ROUNDED), _ROUNDED)


def _where(a: Expression, r: Fraction, v: Symbol, depth: int) -> Iterator[Fraction]:
    """About where an atom has the value r."""
    if a == v:
        yield r
    elif depth:
        for inner, values in _undone(a, r):
            for value in values:
                q = _number(value)
                if q is not None:
                    yield from _zeros(SumOf(inner, rational(-q)), v, depth - 1)


def _undone(a: Expression, r: Fraction) -> Iterator[tuple[Expression, tuple[Expression, ...]]]:
    """What stands in an atom, and the values that it has where the atom has the value r."""
    match a:
        case Call() if len(a.arguments) == 1 and a.name in _UNDOING:
            yield a.arguments[0], _UNDOING[a.name](rational(r))
        case Power():
            base, exponent = a.args
            n = numeral_or_none(exponent)
            if n:
                yield base, (Power(rational(r), rational(1 / n)),)
            elif not free_variables(base):
                yield exponent, (Quotient(call("log", rational(r)), call("log", base)),)
            else:  # u^v is 1 where log(u) is 0, and u is positive everywhere
                yield base, (integer(0), integer(1))
        case SumOf() | ProductOf() | Quotient():
            yield a, (rational(r),)
        case Choice():
            yield a.guard, (integer(0),)
            for branch in a.branches:
                yield branch, (rational(r),)


def _number(e: Expression) -> Fraction | None:
    try:
        return exact(evaluate(e, {}, _PRECISION).mid())
    except (Undefined, CannotTell):
        return None


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    """A number with a short binary fraction about in the middle of two others."""
    width = high - low
    step = Fraction(2) ** floor(log2(width / 2)) if width < 2**900 else width
    return round((low + high) / 2 / step) * step
