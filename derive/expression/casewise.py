"""The notation of cases: `cases(x^2 if x > 0, -x if x < -1 and y != 0, 0 otherwise)`.

Cases are read in order, and the first whose comparisons all hold applies; what is `otherwise` comes
last.  Without it there is no value where no case applies.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from derive.expression.differentials import Differentials
from derive.expression.parsed import Parsed
from derive.expression.shorthand import Cases, Comparison, cases
from derive.expression.text import Slot
from derive.expression.tokens import RELATIONS, Token

#: There are no more cases, and no more ways through comparisons that are joined by `and`.
MAX_CASES, MAX_WAYS = 16, 64

Read = tuple[Parsed, list[tuple[Parsed, str, Parsed]]]


class Casewise(Differentials):
    """The part of the grammar that is about cases."""

    def cases(self, token: Token) -> Parsed:
        """`cases(A if a > b, ..., B otherwise)`."""
        opening = self.take()
        read = [self.case()]
        while self.now.kind == "," and read[-1][1]:
            self.take()
            read.append(self.case())
        if self.now.kind == ",":
            hint = "write the cases that have a condition in front of it"
            raise self.error("`)`: nothing comes behind what is otherwise", hint)
        self.close(opening.start, "`,` and another case, or `)`")
        if not read[0][1]:
            raise self.error(
                "a case with a condition", "as in `cases(x if x > 0, 0 otherwise)`", token
            )
        ways = prod(max(len(compared), 1) for _, compared in read)
        if len(read) > MAX_CASES or ways > MAX_WAYS:
            hint = "put cases into a case, or name parts under `definitions`"
            raise self.error(
                f"at most {MAX_CASES} cases and {MAX_WAYS} ways through them", hint, token
            )
        return self.made_of(read, token.start)

    def case(self) -> Read:
        """One case: what it is, and its comparisons; none of what is otherwise."""
        value = self.placed(self.enclosed(self.sum), Slot.WHOLE)
        if self.now.kind == "otherwise":
            self.take()
            return value, []
        if self.now.kind != "if":
            raise self.error("`if` and a condition, or `otherwise`", _HINT)
        self.take()
        if self.now.kind == "otherwise":
            raise self.error("a condition", "write `otherwise` without `if`")
        compared = self.compared()
        while self.now.kind == "and":
            self.take()
            compared += self.compared()
        if self.now.kind in _ELSEWHERE:
            raise self.error("`,` and another case, or `)`", _ELSEWHERE[self.now.kind])
        return value, compared

    def compared(self) -> list[tuple[Parsed, str, Parsed]]:
        """A chain of comparisons such as `0 < x < 1`, as its links."""
        sides, relations = [self.side()], []
        while self.now.kind in RELATIONS:
            relations.append(self.take().kind)
            sides.append(self.side())
        if not relations:
            raise self.error("a comparison: one of = != < <= > >=", _HINT)
        return list(zip(sides, relations, sides[1:], strict=False))

    def side(self) -> Parsed:
        """One side of a comparison."""
        return self.placed(self.enclosed(self.sum), Slot.WHOLE)

    def made_of(self, read: Sequence[Read], start: int) -> Parsed:
        """The node of cases, with the places of its parts."""
        rows = [(value.node, _comparisons(compared)) for value, compared in read]
        node = cases(rows)
        if isinstance(node, Cases):
            flat = [p for value, compared in read for p in (value, *_sides(compared))]
        else:
            (one, ((guard, _, _),)), (other, _) = read
            flat = [guard, one, other]
        levels = 1 + sum(max(len(compared), 1) for _, compared in read)  # as nested choices
        return self.make(node, start, *enumerate(flat, 1), levels=levels)


def _comparisons(read: Sequence[tuple[Parsed, str, Parsed]]) -> list[Comparison]:
    return [(a.node, relation, b.node) for a, relation, b in read]


def _sides(read: Sequence[tuple[Parsed, str, Parsed]]) -> list[Parsed]:
    return [side for a, _, b in read for side in (a, b)]


#: Words that other notations have there.
_ELSEWHERE = {
    "or": "write two cases that are the same",
    "else": "write `, ... otherwise` for what it is elsewhere",
}
_HINT = "as in `cases(x if x > 0, 0 otherwise)`"
