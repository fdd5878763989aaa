"""The edit that mends a refuted link of a document, and whether it is plain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sympy.core.numbers import Integer

from derive.check.complaints import place_of_edit
from derive.check.evidence import Judge
from derive.check.likely import placed_path
from derive.check.offered import is_offered
from derive.expression.nodes import (
    Call,
    Expression,
    Path,
    ProductOf,
    Quotient,
    SumOf,
    at_path,
    free_variables,
    is_leaf,
    strip,
    subexpressions,
)
from derive.expression.shorthand import Bracket
from derive.kernel.theory import REFUSALS
from derive.report.diagnostics import Place
from derive.script.script import Placed
from derive.search.edits import Edit
from derive.search.remedy import Mended, Wrong, mend

if TYPE_CHECKING:
    from derive.check.reading import Reading

#: Edits that are slips of the pen also where functions are unknown.
PLAIN = (
    "sign",
    "exponent",
    "numeral",
    "function",
    "swapped fraction",
    "swapped difference",
    "doubled factor",
    "operator",
)


#: No edit is looked for where a side has more parts.
MAX_PARTS = 1_000


@dataclass(frozen=True)
class Mending:
    """What mends a link: the side that changes, where in it, the new part and the new side.

    `written` is the span in the text of what the new part takes the place of.  Where the edit puts
    bars around a part or takes them away, `signed` is that part: nothing but its sign is missing.
    It is `plain` where it changes a sign, a number, the name of a function or the like, and no
    argument of an unknown function; `inner` where it changes a number or the sign of a term in such
    an argument; `likely` where it is what one forgets or writes by mistake.  `at` is where the edit
    is made in the line, `edited` what it puts there, and `factor` what is missing or needless.
    It is `offered` where an author would accept it.
    """

    index: int
    kind: str
    said: str
    path: Path
    new: Expression
    line: Expression
    place: Place
    written: tuple[int, int]
    at: Path
    edited: Expression
    factor: str
    signed: Expression | None = None
    plain: bool = False
    inner: bool = False
    likely: bool = True
    offered: bool = True


def mending(reading: Reading, k: int) -> Mending | None:
    """The edit that mends a link, on its right side or on its left."""
    sides, joined = reading.links.sides, reading.links.joined
    left, right = reading.pair(k) or (None, None)
    assert left is not None
    assert right is not None
    before = sides[k - 1] if k > 0 and joined[k - 1] else None
    after = sides[k + 2] if k + 2 < len(sides) and joined[k + 1] else None
    first = _edit(reading, k + 1, left, right, after)
    if first is not None and first.plain:
        return first
    other = _edit(reading, k, right, left, before)
    if other is not None and (first is None or other.plain):
        stays = k == 0 or not reading.stands(k - 1)
        return other if stays else first
    return first


def _edit(
    reading: Reading, index: int, old: Placed, new: Placed, beyond: Placed | None
) -> Mending | None:
    if any(len([*subexpressions(side.node)]) > MAX_PARTS for side in (old, new)):
        return None
    domain = reading.natural(old.node)
    judge = Judge(reading.theory, domain)
    after = None if beyond is None else beyond.node
    wrong = Wrong(
        old.node, new.node, after, None, reading.theory, domain, judge.points, excepting=True
    )
    try:
        found = mend(wrong)
    except REFUSALS:
        return None
    if found is None or _is_unlikely(found.edit):
        return None
    return _mending(reading, index, found, new, old.node)


def _mending(reading: Reading, index: int, found: Mended, new: Placed, old: Expression) -> Mending:
    """An edit that mends a link, with what it is: one that gives the other side is not likely."""
    path = _widest(new, placed_path(new, found.edit.path))
    part = new.parsed.part(path)
    plain = _is_plain(reading, found, new.node) and not _is_emptied(new.node, found.edit)
    inside = plain and _calls(reading, new.node) != _calls(reading, found.line)
    return Mending(
        index,
        found.edit.kind,
        found.edit.said,
        path,
        at_path(found.line, path),
        found.line,
        place_of_edit(new, found),
        (part.start, part.end),
        found.edit.path,
        found.edit.new,
        found.edit.about[found.edit.kind.startswith("needless")],
        _signed(found.edit),
        plain and not inside,
        inside and _is_inner(new.node, found.edit),
        _is_likely(found.edit) and (plain or not _gives_back(found, new.node, old)),
        is_offered(new.node, found.edit),
    )


def _widest(written: Placed, path: Path) -> Path:
    r"""The path of the largest part that has the same place, as `\sin^2 x` has that of a sine."""
    here = _span(written, path)
    while path and _span(written, path[:-1]) == here:
        path = path[:-1]
    return path


def _span(written: Placed, path: Path) -> tuple[int, int]:
    part = written.parsed.part(path)
    return part.start, part.end


def _gives_back(found: Mended, line: Expression, old: Expression) -> bool:
    """Whether an edit only gives the other side, with a letter for what stands for it there.

    Where other terms have that letter as well, nothing stands for it: it is forgotten.
    """
    if strip(found.line) != strip(old):
        return False
    path = found.edit.path
    sums = (at_path(line, path[:k]) for k in range(len(path)))
    others = (a for e, i in zip(sums, path, strict=False) for a in _beside(e, i))
    kept = found.edit.kind in _OF_FACTORS and found.edit.about[0] in {
        v.name for a in others for v in free_variables(a)
    }
    return not kept


def _beside(e: Expression, i: int) -> tuple[Expression, ...]:
    """The other terms of a sum."""
    return (*e.args[:i], *e.args[i + 1 :]) if isinstance(e, SumOf) else ()


def _is_inner(line: Expression, edit: Edit) -> bool:
    """Whether an edit changes a number in an argument, or the sign of a term that is not all of it.

    The sign of all of it may be nothing to a function.
    """
    if edit.kind == "sign":
        return bool(edit.path) and not isinstance(strip(at_path(line, edit.path[:-1])), Call)
    return edit.kind in _OF_ARGUMENTS


#: Edits of a number in an argument.
_OF_ARGUMENTS = frozenset(
    {"numeral", "exponent", "missing factor", "needless factor", "needless operand"}
)
#: Edits that make many a line true which its author meant otherwise.
_MEANT = frozenset({"missing derivative", "missing function", "operator", "numeral"})


#: Edits that put a factor where one is missing.
_OF_FACTORS = frozenset({"missing factor", "missing divisor"})


#: No factors that one forgets: a power of a name that may be 1, and a fraction such as 11/12.
_UNFORGOTTEN = re.compile(r"\w+\^\w+|\(?-?\d+/\d+\)?")


def _is_likely(edit: Edit) -> bool:
    """Whether an edit is what one forgets or mistakes."""
    if edit.kind in _OF_FACTORS:
        return _UNFORGOTTEN.fullmatch(edit.about[0]) is None
    return edit.kind not in _MEANT


#: Functions that nobody forgets: they undo what stands there.
_UNDOING = frozenset({"asin", "acos", "atan", "asinh", "acosh", "atanh"})


def _is_unlikely(edit: Edit) -> bool:
    """Whether an edit mends nothing: it undoes what stands there, or takes it times 0."""
    if edit.kind in _OF_FACTORS:
        return edit.about[0] == "0"
    return edit.kind == "missing function" and edit.about[0] in _UNDOING


#: Edits that are plain where what is missing is a number.
_OF_NUMBERS = (
    *("missing factor", "missing divisor", "missing term", "missing exponent"),
    *("needless factor", "needless term", "needless operand"),
)


def _is_plain(reading: Reading, found: Mended, old: Expression) -> bool:
    """Whether an edit changes no more than a sign, a number or the name of a function."""
    kind, said = found.edit.kind, found.edit.about[found.edit.kind.startswith("needless")]
    if kind not in PLAIN and not (kind in _OF_NUMBERS and said.lstrip("-^/").isdigit()):
        return False
    if kind == "operator" and free_variables(old):
        return False
    if kind == "missing exponent" and not _needs_no_brackets(found.edit.new):
        return False
    if kind in ("numeral", "exponent"):
        both = at_path(old, found.edit.path), found.edit.new
        if any(free_variables(e) or _calls(reading, e) for e in both):
            return False  # a number for a variable is its value, and no slip
    return said != "0" or kind == "numeral"  # what is multiplied by 0 is no longer there


def _needs_no_brackets(raised: Expression) -> bool:
    """Whether nobody had to write brackets for an exponent."""
    base = raised.args[0]
    return isinstance(base, (Call, Bracket)) or is_leaf(base)


def _is_emptied(old: Expression, edit: Edit) -> bool:
    """Whether an edit puts 0 for a factor, or for a whole side: where it is 0 may be asked."""
    if edit.new != Integer(0):
        return False
    above = at_path(old, edit.path[:-1]) if edit.path else old
    return not edit.path or isinstance(strip(above), (ProductOf, Quotient))


def _calls(reading: Reading, e: Expression) -> set[Expression]:
    """The calls of unknown functions in an expression."""
    names = {f.name for f in reading.links.functions}
    return {s for s in subexpressions(e) if isinstance(s, Call) and s.name.rstrip("'") in names}


def _signed(edit: Edit) -> Expression | None:
    """What an edit puts between bars, or takes out of them."""
    if edit.kind == "missing function" and edit.about[0] == "abs":
        return edit.new.args[1] if isinstance(edit.new, Call) else None
    if edit.kind == "needless function" and edit.about[1] == "abs":
        return edit.new
    return None
