"""What the form of a link says of what its author likely meant by it."""

from __future__ import annotations

from collections.abc import Sequence

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Call,
    Constant,
    Decimal,
    Expression,
    Negation,
    Path,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    constant,
    free_variables,
    subexpressions,
)
from derive.kernel.theory import Theory
from derive.report.report import Witness
from derive.script.script import Placed

#: How far the sides of an error are apart, where decimals may be rounded.
_ROUNDED = 0.02
#: Letters of constants of integration.
CONSTANTS = frozenset(map(Symbol, ("C", "c", "K", "C_1")))
#: Functions of angles and their like, whose values may be one number everywhere.
OF_ANGLES = frozenset({"sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh"})


def placed_path(written: Placed, path: Path) -> Path:
    """The path of the nearest part above that has a place of its own."""
    here = written.parsed
    for k, i in enumerate(path):
        below = dict(here.parts).get(i)
        if below is None:
            return path[:k]
        here = below
    return path


def has_power(e: Expression) -> bool:
    """Whether an exponent varies: of what is undefined then an author may take no notice."""
    return any(isinstance(s, Power) and free_variables(s.args[1]) for s in subexpressions(e))


def constants_among_terms(*sides: Expression) -> frozenset[Symbol]:
    """The letters of constants of integration that are terms of a sum."""
    return frozenset(
        c
        for e in sides
        for s in subexpressions(e)
        if isinstance(s, SumOf)
        for c in CONSTANTS & {*s.args}
    )


def opaque_at_numbers(e: Expression, theory: Theory) -> frozenset[str]:
    """The unknown functions that are called at numbers: their values may be given elsewhere."""
    calls = (s for s in subexpressions(e) if isinstance(s, Call) and not free_variables(s))
    return frozenset(name for s in calls if (name := s.name.rstrip("'")) in theory.opaque)


def far_apart(witness: Witness | None) -> bool:
    """Whether both values differ by more than rounding does."""
    if witness is None or witness.left is None or witness.right is None:
        return False
    try:
        left, right = (float(v.strip("[]").split(" +/-")[0]) for v in (witness.left, witness.right))
    except ValueError:
        return False
    return abs(left - right) > _ROUNDED * max(abs(left), abs(right))


def is_of_angles(e: Expression) -> bool:
    """Whether a side such as `sin(x)^2 + cos(x)^2` is likely meant to be the number beside it."""
    calls = [s for s in subexpressions(e) if isinstance(s, Call) and s.name in OF_ANGLES]
    return len(calls) > 1


#: How the names of constants are written where a text says what they are.
CONSTANT_NAMES = {constant("e"): "e_0", constant("pi"): "pi"}
#: Letters that are integers by custom.
_COUNTS = frozenset("jklmnKLMN")


def multiplied_by_pi(*sides: Expression) -> frozenset[Symbol]:
    """The letters that are likely integers: they stand beside pi in arguments of angles."""
    pi = constant("pi")
    return frozenset(
        v
        for e in sides
        for s in subexpressions(e)
        if isinstance(s, Call) and s.name in OF_ANGLES and pi in subexpressions(s)
        for v in free_variables(s)
        if v.name in _COUNTS
    )


def has_degrees(e: Expression) -> bool:
    """Whether an angle is a number as they are in degrees: 30, 45, 90."""
    calls = (s for s in subexpressions(e) if isinstance(s, Call) and s.name in OF_ANGLES)
    return any(_is_of_degrees([*subexpressions(s.arguments[0])]) for s in calls)


def _is_of_degrees(parts: Sequence[Expression]) -> bool:
    numbers = [int(s) for s in parts if isinstance(s, Integer)]
    others = any(isinstance(s, (Call, Constant, Decimal)) for s in parts)
    return bool(numbers) and not others and all(n >= 10 and n % 5 == 0 for n in numbers)


def is_only_named(first: Expression, second: Expression) -> bool:
    """Whether e or pi is in one of two numbers, and the other is a fraction or a decimal.

    No arithmetic leads from the one to the other, so that the letter likely means something else.
    """
    if free_variables(first) or free_variables(second):
        return False
    return (_has_letter(first) and _is_rational(second)) or (
        _has_letter(second) and _is_rational(first)
    )


def _has_letter(e: Expression) -> bool:
    """Whether e or pi is a term or a factor, perhaps to the power of a whole number."""
    if isinstance(e, Constant):
        return True
    if isinstance(e, Power):
        whole = isinstance(e.args[1], Integer) and e.args[1] != Integer(0)
        return e.args[0] == constant("pi") or (whole and e.args[0] == constant("e"))
    if isinstance(e, (SumOf, ProductOf, Quotient, Negation)):
        return any(map(_has_letter, e.args))
    return False


def _is_rational(e: Expression) -> bool:
    return not any(isinstance(s, (Call, Constant)) for s in subexpressions(e))


def has_commutator(e: Expression) -> bool:
    """Whether two terms are the same product of capitals in another order.

    So is written what does not commute; with small letters it is a product multiplied out.
    """
    for s in subexpressions(e):
        if isinstance(s, SumOf):
            orders = {tuple(a.name for a in _factors(t) if isinstance(a, Symbol)) for t in s.args}
            written = {o for o in orders if any(name[:1].isupper() for name in o)}
            if len({tuple(sorted(o)) for o in written}) < len(written):
                return True
    return False


def _factors(e: Expression) -> tuple[Expression, ...]:
    inner = e.args[0] if isinstance(e, Negation) else e
    return inner.args if isinstance(inner, ProductOf) else (inner,)
