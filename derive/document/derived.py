"""Single equations that claim what a derivative is: `f'(x) = 2x` where f is given, is no equation.

A derivative of what is written out, or of what the text has given, has a value already.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from derive.document.differentiation import Operator, operator_of
from derive.document.formulas import Text
from derive.document.meanings import Meanings
from derive.document.names import letters
from derive.document.naming import name_at
from derive.document.notation import DOTS, FRACTIONS
from derive.document.reader import visible
from derive.document.statements import Statement, names_in
from derive.document.tokens import FormulaError, Token, group

#: Words before an equation that is given, or asked for.
_ASKED = re.compile(
    r"\b(?:suppose|if|given|assum\w+|let|such|satisf\w*|solv\w+|find|when\w*|where|want\w*|need\w*"
    r"|requir\w+|equations?|initial|conditions?|provided|until|unless|set(?:ting)?|obey\w*"
    r"|(?:for|at) which|points? with|equat(?:e|ing)|model\w*|problem|consider)\b[^.]*\Z",
    re.IGNORECASE,
)
#: So much before a formula is looked at, and so many statements before it.
_REACH, _MAX_BEFORE = 100, 60
#: Letters that are functions of the variable as often as not.
_DEPENDENT = frozenset("yzuvwfghqFGHPQ")


def is_derived(all_of_them: Sequence[Statement], k: int, text: Text) -> bool:
    """Whether the only equality of a statement tells the derivative of what is known."""
    one = all_of_them[k]
    chain = one.chain
    if chain.links != 1 or len(chain.relations) != 1:
        return False
    left, right = map(visible, chain.sides)
    if not left or not letters(right):
        return False
    before = text.plain[max(0, one.formula.start - _REACH) : one.start]
    if _ASKED.search(before.replace("\\[", " ").replace("$", " ")):
        return False
    try:
        return _derives(left, right, all_of_them[max(0, k - _MAX_BEFORE) : k], one)
    except FormulaError:
        return False


def _derives(
    left: list[Token], right: list[Token], before: Sequence[Statement], here: Statement
) -> bool:
    """Whether a left side is a derivative of what is known, perhaps with a number before it."""
    left = _without_number(left)
    if not left:
        return False
    if left[0].is_word and left[0].text in FRACTIONS:
        top, at = group(list(left), 1)
        bottom, at = group(list(left), at)
        operator = operator_of(top, bottom, Meanings())
        if operator is None:
            return False
        body = operator.body or left[at:]
        name, end = name_at(body, 0)
        if name and (_is_call(body[end:]) or _is_of_letters(body[end:])):
            return _is_given(name, before, here) or _is_written(operator, body, right)
        return _is_written(operator, body, right)
    name, at = name_at(left, 0)
    primes = at
    while primes < len(left) and left[primes].text == "'":
        primes += 1
    named = bool(name) and primes > at
    rest = left[primes:]
    return named and (_is_call(rest) or _is_of_letters(rest)) and _is_given(name, before, here)


def _without_number(found: list[Token]) -> list[Token]:
    """A product without the sign and the number that it begins with."""
    at = next((k for k, t in enumerate(found) if t.kind != "number" and t.text != "-"), 0)
    return found[at:]


def _function(body: list[Token]) -> str:
    """The name of which something is a derivative; empty where it is of more than that."""
    name, at = name_at(body, 0)
    return name if name and _is_call(body[at:]) else ""


def _is_call(rest: list[Token]) -> bool:
    """Whether nothing stands behind a name, or another one in brackets."""
    inner = [t for t in rest if t.text not in ("left", "right")]
    if not inner:
        return True
    if inner[0].text != "(" or inner[-1].text != ")":
        return False
    name, end = name_at(inner[1:-1], 0)
    return bool(name) and end == len(inner) - 2


def _is_of_letters(rest: list[Token]) -> bool:
    """Whether nothing stands behind a name but brackets, with more than a name in them."""
    inner = [t for t in rest if t.text not in ("left", "right")]
    if not inner or inner[0].text != "(" or not letters(inner):
        return False
    depths = [*accumulate({"(": 1, ")": -1}.get(t.text, 0) for t in inner)]
    return depths.index(0) == len(inner) - 1 if 0 in depths else False


def _is_given(name: str, before: Sequence[Statement], here: Statement) -> bool:
    """Whether the nearest statement that says what a name is gives it by other letters."""
    for one in reversed(before):
        if one.head is not None and one.head.name == name and one.holds_for(here):
            side = visible(one.chain.sides[1])
            body = {*names_in(side)}
            # `f(c) = p(c)` may be said of one place, where derivatives need not agree
            return bool(body) and name not in body and not _function(side)
    return False


def _is_written(operator: Operator, body: list[Token], right: list[Token]) -> bool:
    """Whether an operator is applied to what is written out in its variable."""
    by = {name for name, _ in operator.by}
    above, behind = {*names_in(body)}, {*names_in(right)}
    if not by <= above or not above <= behind | by:
        return False
    moved = any(t.text in ("'", "partial", "d", *DOTS) for t in (*body, *right))
    return operator.partial is True or moved or not (above - by) & _DEPENDENT
