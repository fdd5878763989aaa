"""Which of the edits that mend a line an author would accept, so that they are proposed.

A number can be put in almost any place so that two numbers are equal; nobody has forgotten
`- 47`, or has written 2 for 901/32.
"""

from __future__ import annotations

from fractions import Fraction

from derive.expression.nodes import Decimal, Expression, at_path, free_variables, strip
from derive.kernel.conditions import numeral_or_none
from derive.search.edits import Edit

#: Numbers that are forgotten, or stand where others should, have no larger parts.
MAX_FORGOTTEN, MAX_DIVISOR = 12, 12
#: In a larger expression no number is taken for one that is so many times as large.
MAX_RATIO = 20
_OF_TERMS = ("missing term",)
_OF_FACTORS = ("missing factor", "missing divisor", "missing exponent")


def is_offered(line: Expression, edit: Edit) -> bool:
    """Whether an author would accept an edit of a line."""
    if edit.kind in _OF_TERMS:
        number = _number(edit.about[0])
        return number is None or (bool(free_variables(line)) and _is_small(number))
    if edit.kind in _OF_FACTORS:
        number = _number(edit.about[0])
        return number is None or _is_small(number)
    return edit.kind != "numeral" or _is_alike(line, edit)


def _is_alike(line: Expression, edit: Edit) -> bool:
    """Whether a number is like that which it takes the place of."""
    old = at_path(line, edit.path)
    before, after = numeral_or_none(old), numeral_or_none(edit.new)
    if before is None or after is None:
        return True
    if isinstance(strip(old), Decimal) and not isinstance(strip(edit.new), Decimal):
        return after.denominator == 1
    if after.denominator > max(MAX_DIVISOR, before.denominator):
        return False
    return not edit.path or abs(after) <= MAX_RATIO * max(abs(before), Fraction(1))


def _number(said: str) -> Fraction | None:
    """The number that is said; None where it is something else."""
    try:
        return Fraction(said.replace("(", "").replace(")", "").replace(" ", ""))
    except (ValueError, ZeroDivisionError):
        return None


def _is_small(number: Fraction) -> bool:
    return abs(number.numerator) <= MAX_FORGOTTEN and number.denominator <= MAX_DIVISOR
