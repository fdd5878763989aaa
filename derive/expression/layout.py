"""What the two typeset notations, LaTeX and 2-D text, have in common.

A fraction bar, a raised exponent and a root sign group by themselves, so these notations need
brackets at other places than plain text does; and both write Greek letters as symbols.  Like
`text`, this is trusted: nothing here may let one expression be read as another, but that `x*1/b`,
which is a factor times a fraction to its reader, looks as `x*(1/b)` does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sympy.core.numbers import Integer

from derive.expression import text
from derive.expression.choices import Choice
from derive.expression.greek import GREEK_WORDS
from derive.expression.nodes import (
    Call,
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
)
from derive.expression.shorthand import Cases, HigherDerivative, ValueAt
from derive.expression.text import Slot

#: The functions that are written as a root sign, with its index.
ROOTS = {"sqrt": "", "cbrt": "3"}

_DERIVATIVES = (DerivativeOf, HigherDerivative)
_EVALUATED = (DerivativeAt, ValueAt)
#: Cases have a brace in front of them and nothing behind.
_CASES = (Choice, Cases)
_COMPOUND = (SumOf, Negation, ProductOf, Quotient, *_DERIVATIVES, *_EVALUATED, *_CASES)

# "Evaluated at" is open to its left: whatever stands before it would be read as evaluated too.
# A derivative is open to its right, so it is bare only as the last factor: every other factor
# takes the slot FIRST_FACTOR.
_BRACKETED: dict[Slot, tuple[type, ...]] = {
    Slot.WHOLE: (),
    Slot.FIRST_TERM: (SumOf, *_CASES),
    Slot.TERM: (SumOf, *_EVALUATED, *_CASES),
    Slot.NEGATED: (SumOf, Negation, *_EVALUATED, *_CASES),
    Slot.FIRST_FACTOR: (SumOf, Negation, ProductOf, *_DERIVATIVES, *_EVALUATED, *_CASES),
    Slot.FACTOR: (SumOf, Negation, ProductOf, *_EVALUATED, *_CASES),
    Slot.NUMERATOR: (),
    Slot.DENOMINATOR: (),
    Slot.BASE: (*_COMPOUND, Power, IntegerPower),
    Slot.EXPONENT: (),
    Slot.DIFFERENTIATED: _COMPOUND,
}


def needs_brackets(e: Expression, slot: Slot, *, kept: bool) -> bool:
    """Whether `e` gets a pair of brackets at `slot`, beside those that are `Bracket` nodes.

    `kept` says that `e` is in a `Bracket`: a pair that plain text does without is already there.
    """
    e = beside(e)
    bare_root = slot is Slot.BASE and isinstance(e, Call) and e.name in ROOTS
    if not (bare_root or isinstance(e, _BRACKETED[slot])):
        return False
    return not kept or text.needs_brackets(e, slot)


def in_front(e: Expression) -> int:
    """How many factors of a numerator are written in front of the fraction, as in `a/b*1/c`.

    Those up to a fraction, and all of them before a numeral: `x*1/b` is x times 1/b to its reader,
    and `x*y/b` is one fraction.  The value is the same either way.
    """
    if not (isinstance(e, Quotient) and isinstance(e.args[0], ProductOf)):
        return 0
    *factors, last = e.args[0].args
    if isinstance(last, (Integer, Decimal)):
        return len(factors)
    return max((i for i, f in enumerate(factors, 1) if isinstance(f, Quotient)), default=0)


def beside(e: Expression) -> Expression:
    """A fraction with the factors in front of it, as a product; else `e` itself."""
    count = in_front(e)
    if not count:
        return e
    factors, bottom = e.args[0].args, e.args[1]
    above = factors[-1] if count == len(factors) - 1 else ProductOf(*factors[count:])
    return ProductOf(*factors[:count], Quotient(above, bottom))


def evaluated_slot(body: Expression) -> Slot:
    """The slot of what is evaluated at a point: of a sum or product only a derivative is bare."""
    return Slot.WHOLE if isinstance(body, _DERIVATIVES) else Slot.FIRST_FACTOR


def factor_slots(factors: Sequence[Expression]) -> tuple[Slot, ...]:
    """The slots of the factors of a product."""
    return tuple(factor_slot(factor, i, len(factors)) for i, factor in enumerate(factors))


def factor_slot(factor: Expression, place: int, count: int) -> Slot:
    """The slot of a factor at a place among so many; a fraction and what is in front may open."""
    if place == 0 and in_front(factor):
        return Slot.NUMERATOR
    return Slot.FACTOR if place == count - 1 else Slot.FIRST_FACTOR


_NAME = re.compile(r"(?P<base>[A-Za-z]+|[Α-ω])(?P<rest>[A-Za-z0-9_]*'*)")


def greek_base(name: str) -> tuple[str, str]:
    """`name` in two parts, a letter, Greek word or other word, and what follows it.

    A Greek letter comes as its word.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        return name, ""
    base, rest = match.group("base", "rest")
    return GREEK_WORDS.get(base, base), rest
