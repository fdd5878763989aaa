"""Reasons that undo each other, taken one after another as they are written.

Together they may come to no end: `cancel` makes a power of what `expand-power` takes apart.
"""

from __future__ import annotations

from dataclasses import replace

from derive.expression.nodes import Expression, strip
from derive.rules.besides import FREE, When, others
from derive.rules.reach import wide
from derive.search.besides import is_said
from derive.search.bridge import builder
from derive.search.fuel import OutOfFuel, Share
from derive.search.join import SHARE, Names, Question, join, own, tidied
from derive.search.joined import Joined
from derive.search.rewrite import Walk, exhaust


def joined_in_order(question: Question, written: Names) -> tuple[Joined, str | None] | None:
    """The lines joined by each name after the other, and a name that has no part in it.

    Each is taken as far as it reaches.  None where they are not joined.
    """
    try:
        joined = _joined(question, written)
        if joined is None:
            return None
        return joined, next((n for n in written if _is_spare(question, written, n, joined)), None)
    except OutOfFuel:
        return None


def _joined(question: Question, written: Names) -> Joined | None:
    """The lines exhausted by one name after the other, and bridged.  Raises `OutOfFuel`."""
    theory = question.theory
    old, new = (_walk(question, strip(line), written) for line in (question.old, question.new))
    if tidied(old.end, theory) == tidied(new.end, theory):
        return Joined(old, new, True)
    made = builder(theory, question.fuel, question.domain, frozenset(written), True)
    bridges = None if made is None else made.between(old.end, new.end)
    return None if bridges is None else Joined(old, new, True, bridges)


def _walk(question: Question, line: Expression, written: Names) -> Walk:
    walk = Walk(line, line, ())
    for name in written:
        names, lemmas = wide(frozenset({name})), question.lemmas
        more = exhaust(walk.end, names, question.theory, question.fuel, lemmas=lemmas)
        walk = Walk(line, more.end, (*walk.moves, *more.moves))
    return walk


def _is_spare(question: Question, written: Names, name: str, joined: Joined) -> bool:
    """Whether a name has no part in it, and says nothing of what another one has done."""
    by = frozenset(written)
    if (
        name in FREE
        or is_said(name, by, joined, written=True)
        or _tells(question, by, name, joined)
    ):
        return False
    rest = tuple(n for n in written if n != name)
    return not joined.names & own(name) or _joined(question, rest) is not None


def _tells(question: Question, by: frozenset[str], name: str, joined: Joined) -> bool:
    """Whether another name has reached what this one does, and does not do it in its rows."""
    reached = {n for names in others(name, When.REACHED, by) for n in names}
    if not any(joined.names & own(n) for n in reached):
        return False
    try:
        share = Share(question.fuel, SHARE)
        return not join(replace(question, fuel=share), by - {name}).met
    except OutOfFuel:
        return True
