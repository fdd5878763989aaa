"""How much of a line an edit changes: an author likely meant the smallest one that mends it.

What is written is compared token by token, names and numerals as one.  What is put in weighs more
than what is left out, as nobody forgets much; a numeral for a name, or a zero that is put in, most.
"""

from __future__ import annotations

import re
from fractions import Fraction

from derive.expression.nodes import Expression, Power, at_path, free_variables, strip
from derive.expression.text import text
from derive.search.edits import Edit

_TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d]\w*|\S")
#: Signs that only the notation needs; brackets weigh little, and only where they are put in.
_SILENT = frozenset("*^/")
_BRACKETS = frozenset("()")
_BRACKET = 0.5
#: What it weighs to put a token in, to leave one out, to take another of the same kind or not.
_IN, _OUT, _LIKE, _UNLIKE = 1.6, 1.0, 1.0, 2.5
#: What another numeral weighs that is no neighbour.
_FAR = 1.3
#: What a zero weighs that is put in: what it is a factor or an exponent of is nothing.
_ZERO = 6.0
#: What it adds that an edit is of a kind that makes many a line true.
_SELDOM = {
    "function": 0.2,
    "missing function": 2.0,
    "missing derivative": 3.0,
    "needless derivative": 1.0,
    "operator": 2.6,
    "swapped power": 3.0,
    "missing divisor": 0.4,
    "missing term": 0.4,
}
#: What edits weigh that exchange two parts, as large as those may be.
_SWAPPED = {"swapped difference": 1.1, "swapped fraction": 1.7}
#: What it weighs to write the next exponent, as n for n - 1, with where the term is told.
_NEXT = 1.3
_OFF_BY = {"missing term": 0, "needless term": 1}
#: Operators with their opposites, which are taken for one another.
_SIGNS = frozenset("+-")


def size_of_change(line: Expression, edit: Edit) -> float:
    """What the edit of a line weighs."""
    if edit.kind in _SWAPPED:
        return _SWAPPED[edit.kind]
    if (
        edit.kind in _OFF_BY
        and edit.about[_OFF_BY[edit.kind]] in ("1", "-1")
        and _is_above(line, edit)
    ):
        return _NEXT
    old, new = (_tokens(strip(e)) for e in (line, edit.of(line)))
    return _distance(*_differing(old, new)) + _SELDOM.get(edit.kind, 0.0)


def _is_above(line: Expression, edit: Edit) -> bool:
    """Whether an edit is made in an exponent with letters."""
    if not free_variables(at_path(line, edit.path)):
        return False
    above = ((at_path(line, edit.path[:k]), i) for k, i in enumerate(edit.path))
    return any(isinstance(e, Power) and i == 1 for e, i in above)


def _tokens(e: Expression) -> list[str]:
    return [t for t in _TOKEN.findall(text(e)) if t not in _SILENT]


def _differing(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """What is left without the tokens at both ends that are the same."""
    first, last = 0, 0
    shorter = min(len(old), len(new))
    while first < shorter and old[first] == new[first]:
        first += 1
    while last < shorter - first and old[-1 - last] == new[-1 - last]:
        last += 1
    return old[first : len(old) - last], new[first : len(new) - last]


def _distance(old: list[str], new: list[str]) -> float:
    """The least that it weighs to make one of the other, by single tokens."""
    row = [0.0]
    for token in new:
        row.append(row[-1] + _added(token))
    for was in old:
        above, row = row, [row[0] + _OUT]
        for k, now in enumerate(new):
            exchanged = above[k] + (0.0 if was == now else _exchanged(was, now))
            row.append(min(exchanged, above[k + 1] + _left_out(was), row[k] + _added(now)))
    return row[-1]


def _added(token: str) -> float:
    if token in _BRACKETS:
        return _BRACKET
    return _ZERO if token == "0" else _IN


def _left_out(token: str) -> float:
    return 0.0 if token in _BRACKETS else _OUT


def _exchanged(was: str, now: str) -> float:
    if was[0].isdigit() and now[0].isdigit():
        return _LIKE if abs(Fraction(was) - Fraction(now)) == 1 else _FAR
    alike = (was.isidentifier() and now.isidentifier()) or {was, now} <= _SIGNS
    return _LIKE if alike else _UNLIKE
