"""Whether a name says what a reader sees in a step, though other rules or tidying have done it."""

from __future__ import annotations

from collections.abc import Iterator

from derive.expression.nodes import (
    DerivativeOf,
    Expression,
    SumOf,
    replace_at,
    strip,
    subexpressions,
)
from derive.kernel.tidy import literal
from derive.rules.besides import When, others
from derive.rules.reach import STANDS_FOR
from derive.search.joined import Joined
from derive.search.rewrite import Move, Walk
from derive.search.shapes import opened, reduces, reducible, subtracted

_MULTIPLY = frozenset({"expand", "factor", "expand-power"})
_CHAINS = frozenset({"chain", *STANDS_FOR["chain"]})


def is_said(name: str, by: frozenset[str], joined: Joined, written: bool = False) -> bool:
    """Whether a name of `by` says what other names have done in joined lines.

    Where an author has `written` the names, also what is seen on the way only.
    """
    if others(name, When.INNER, by) and has_inner(joined):
        return True
    if others(name, When.REDUCED, by) and _reduces(joined, written):
        return True
    old = others(name, When.OLD_MULTIPLIED, by) and multiplied(joined.old)
    new = others(name, When.NEW_MULTIPLIED, by) and multiplied(joined.new)
    if not written:
        return False
    used = others(name, When.USED, by) and name in joined.names
    put_in = others(name, When.NEW_OPPOSITE, by) and _puts_in(joined)
    return bool(old or new or used or put_in or opens(name, by, joined))


def opens(name: str, by: frozenset[str], joined: Joined) -> bool:
    """Whether a name of `by` is that of opening brackets, and tidying has opened some."""
    old, new = joined.old.start, joined.new.start
    if others(name, When.NEW_OPENED, by) and subtracted(old) < subtracted(new):
        return True
    return bool(others(name, When.OPENED, by)) and opened(old) > opened(new)


def _puts_in(joined: Joined) -> bool:
    """Whether the new line has terms of opposite signs that fall together, and the old one not."""
    is_sum = isinstance(joined.new.start, SumOf)
    return is_sum and _has_opposites(joined.new) and not _has_opposites(joined.old)


def _has_opposites(walk: Walk) -> bool:
    return any(_is_opposite(move) for move in walk.moves)


def _is_opposite(move: Move) -> bool:
    """Whether a move takes terms of opposite signs together."""
    if move.name == "collect":
        terms = move.bindings.values() or move.old.args
        signs = {q > 0 for e in terms if (q := literal(e)) is not None}
        return len(signs) > 1
    return move.name == "add-and-subtract"


def is_at_work(name: str, by: frozenset[str], joined: Joined) -> bool:
    """Whether a written rule was used itself, or others that have it in them, beside others."""
    rows = others(name, When.AT_WORK, by)
    used = joined.names
    return len(by) > 1 and any((names if names != by else {name}) & used for names in rows)


def has_inner(joined: Joined) -> bool:
    """Whether a rule was used on a function of more than the variable alone."""
    moves = (move for walk in (joined.old, joined.new) for move in walk.moves)
    used = (move.new for move in moves if move.name in _CHAINS)
    derivatives = (e for new in used for e in subexpressions(new) if isinstance(e, DerivativeOf))
    return any(strip(e.args[0]) != e.args[1] for e in derivatives)


def multiplied(walk: Walk) -> int:
    """How often something was multiplied out."""
    return sum(move.name in _MULTIPLY for move in walk.moves)


def _reduces(joined: Joined, written: bool) -> bool:
    old, new = joined.old.start, joined.new.start
    if reduces(old, new):
        return True
    ends = min(map(reducible, (old, new)))
    walks = (joined.old, joined.new)
    return written and any(reducible(line) > ends for walk in walks for line in _lines(walk))


def _lines(walk: Walk) -> Iterator[Expression]:
    """The lines that a walk went through."""
    line = walk.start
    yield line
    for move in walk.moves:
        line = replace_at(line, move.path, move.new)
        yield line
