"""Written expressions as plain text, such that `parse(text(e)) == e` for every expression.

`needs_brackets` is the one place that knows where the notation needs brackets; the parser asks
it too, to tell a needed pair from a `Bracket` that the author wrote all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from sympy.core.numbers import Integer

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
    Written,
)
from derive.expression.shorthand import (
    Bracket,
    Cases,
    Comparison,
    HigherDerivative,
    Place,
    ValueAt,
    written_rows,
)
from derive.expression.words import word


class Slot(Enum):
    """A place of an expression that a subexpression can stand in."""

    WHOLE = "whole"
    FIRST_TERM = "first term"
    TERM = "term"
    NEGATED = "negated"
    FIRST_FACTOR = "first factor"
    FACTOR = "factor"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    BASE = "base"
    EXPONENT = "exponent"
    DIFFERENTIATED = "differentiated"


_DERIVATIVES = (DerivativeOf, HigherDerivative)
_COMPOUND = (SumOf, Negation, ProductOf, Quotient, Power, IntegerPower, *_DERIVATIVES)
_BRACKETED: dict[Slot, tuple[type, ...]] = {
    Slot.WHOLE: (),
    Slot.FIRST_TERM: (SumOf,),
    Slot.TERM: (SumOf,),
    Slot.NEGATED: (SumOf, Negation),
    Slot.FIRST_FACTOR: (SumOf, Negation, ProductOf),
    Slot.FACTOR: (SumOf, Negation, ProductOf, Quotient),
    Slot.NUMERATOR: (SumOf, Negation),
    Slot.DENOMINATOR: (SumOf, Negation, ProductOf, Quotient, *_DERIVATIVES),
    Slot.BASE: _COMPOUND,
    Slot.EXPONENT: (SumOf, Negation, ProductOf, Quotient, *_DERIVATIVES),
    Slot.DIFFERENTIATED: _COMPOUND,
}


def needs_brackets(e: Expression, slot: Slot) -> bool:
    """Whether `e` must stand in brackets at `slot` to be read back as itself."""
    return isinstance(e, _BRACKETED[slot])


def without_brackets(e: Expression) -> Expression:
    """`e` without the brackets that are not needed; other notation is kept."""
    if not isinstance(e, Written) or not e.has_notation:
        return e
    if isinstance(e, Bracket):
        return without_brackets(e.args[0])
    return e.func(*map(without_brackets, e.args))


def text(e: Expression) -> str:
    """`e` in the notation that authors write."""
    return _in_slot(e, Slot.WHOLE)


def decimal_text(e: Expression) -> str:
    """The literal of a `Decimal`, with as many digits behind the point as were written."""
    digits, places = (int(a) for a in e.args)
    whole = str(digits).rjust(places + 1, "0")
    return f"{whole[:-places]}.{whole[-places:]}"


def operator_text(e: HigherDerivative) -> str:
    """What stands before the body of a derivative of higher order."""
    by = [f"d{v.name}" + (f"^{n}" if n > 1 else "") for v, n in e.by]
    below = by[0] if len(by) == 1 else f"({' '.join(by)})"
    return f"d^{e.order}/{below}"


def _in_slot(e: Expression, slot: Slot) -> str:
    if isinstance(e, Bracket):
        return f"({_in_slot(e.args[0], slot)})"
    inner = _bare(e)
    return f"({inner})" if needs_brackets(e, slot) else inner


def _bare(e: Expression) -> str:
    match e:
        case Integer():
            return str(int(e))
        case Constant():
            return e.name
        case Decimal():
            return decimal_text(e)
        case SumOf():
            return _in_slot(e.args[0], Slot.FIRST_TERM) + "".join(map(_later_term, e.args[1:]))
        case ProductOf():
            first, *rest = e.args
            factors = [_in_slot(factor, Slot.FACTOR) for factor in rest]
            return "*".join([_in_slot(first, Slot.FIRST_FACTOR), *factors])
        case Quotient():
            top, bottom = e.args
            return f"{_in_slot(top, Slot.NUMERATOR)}/{_in_slot(bottom, Slot.DENOMINATOR)}"
        case Negation():
            return "-" + _in_slot(e.args[0], Slot.NEGATED)
        case Power() | IntegerPower():
            base, exponent = e.parts
            return f"{_in_slot(base, Slot.BASE)}^{_in_slot(exponent, Slot.EXPONENT)}"
        case Call():
            return word(e.name) + (f"({', '.join(map(text, e.arguments))})" if e.arguments else "")
        case DerivativeOf():
            body, variable = e.args
            return f"d/d{variable.name} {_in_slot(body, Slot.DIFFERENTIATED)}"
        case DerivativeAt():
            body, variable, point = e.args
            return f"at({_bare(DerivativeOf(body, variable))}, {variable.name} = {text(point)})"
        case HigherDerivative():
            return f"{operator_text(e)} {_in_slot(e.args[0], Slot.DIFFERENTIATED)}"
        case ValueAt():
            body, variable, point = e.args
            return f"at({text(body)}, {variable.name} = {text(point)})"
        case Choice() | Cases():
            return f"cases({', '.join(_case(*row) for row in written_rows(e))})"
    return str(e)


def _case(e: Expression, compared: tuple[Comparison, ...]) -> str:
    if not compared:
        return f"{text(e)} otherwise"
    placed = tuple(((0, a), relation, (0, b)) for a, relation, b in compared)
    told = "".join(
        before + ("" if a is None else text(a[1])) + f" {relation} {text(b[1])}"
        for before, a, relation, b in chains(placed)
    )
    return f"{text(e)} if {told}"


def chains(
    compared: Sequence[tuple[Place, str, Place]],
) -> Iterator[tuple[str, Place | None, str, Place]]:
    """Comparisons as they are written: `and` in front of one, if it does not go on a chain.

    The first side of one that goes on a chain stands there already.
    """
    before: tuple[Place, str, Place] | None = None
    for a, relation, b in compared:
        chained = before is not None and before[2][1] == a[1]
        if chained and before is not None and before[1][0] == relation[0] in "<>":
            yield "", None, relation, b
        else:
            yield " and " if before else "", a, relation, b
        before = a, relation, b


def _later_term(term: Expression) -> str:
    if isinstance(term, Negation):
        return " - " + _in_slot(term.args[0], Slot.NEGATED)
    return " + " + _in_slot(term, Slot.TERM)
