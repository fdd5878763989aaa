"""The moves of a walk gathered by their rules: each rule is used wherever it can be, in its turn.

The record of a walk goes from place to place, with the same rule again and again in between.  Here
the same rules lead from its start to its end with few changes of the rule, as a person would write
it.  It is for showing; what is proved is the record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, replace_at, size
from derive.kernel.theory import Theory
from derive.kernel.tidy import hidden_by, tidy
from derive.rules.reach import STANDS_FOR
from derive.rules.row import widely
from derive.search.fuel import Fuel, OutOfFuel
from derive.search.lemmas import LemmaRow
from derive.search.rewrite import Move, Redexes, Walk, within_bounds

#: What gathering may cost; the record is shown as it is where that does not do.
_FUEL = 150_000
#: What is left by other rules, and is cleared away with them.
CLEARED = frozenset({"multiply-by-zero"})


@dataclass(frozen=True)
class Turn:
    """Uses of one rule, one after the other, from `start` to `end`.

    The line is `tidied` before the first and after each of them, or never; a turn without moves is
    tidying alone.
    """

    start: Expression
    end: Expression
    moves: tuple[Move, ...] = ()
    tidied: bool = False

    def under(self, by: tuple[Symbol, ...]) -> Turn:
        """The same on lines with derivatives in front, the outermost first."""
        walk = Walk(self.start, self.end, self.moves).under(by)
        return replace(self, start=walk.start, end=walk.end, moves=walk.moves)


def gathered(walk: Walk, theory: Theory, lemmas: tuple[LemmaRow, ...] = ()) -> tuple[Turn, ...]:
    """The moves of a walk in few turns; in the order of the record where no other leads there."""
    named = [move.name for move in walk.moves if move.name]
    if len(named) > len(set(named)):
        for reach in (False, True):
            found = _in_turn(walk, theory, lemmas, reach)
            if found is not None:
                return found
    return tuple(_runs(walk))


def _in_turn(
    walk: Walk, theory: Theory, lemmas: tuple[LemmaRow, ...], reach: bool
) -> tuple[Turn, ...] | None:
    """The turns that end where the walk does; None where they end elsewhere."""
    fuel = Fuel(_FUEL)
    used = [row for row in lemmas if row.name in walk.names]
    rules = [
        Redexes(names | {widely(n) for n in names if reach}, theory, fuel, tuple(used))
        for names in _together(walk)
    ]
    try:
        turns = tuple(_turns(walk.start, rules, theory, fuel))
    except OutOfFuel:
        return None
    return turns if (turns[-1].end if turns else walk.start) == walk.end else None


def _together(walk: Walk) -> Iterator[frozenset[str]]:
    """The rules in the order of their last uses, those together that are one to a reader."""
    last = {move.name: i for i, move in enumerate(walk.moves) if move.name}
    left = sorted(last, key=lambda name: last[name])
    while left:
        name = left[0]
        alike = {n for n in STANDS_FOR.get(name, ()) if name in STANDS_FOR.get(n, ())}
        names = {name} | (alike & walk.names)
        left = [n for n in left if n not in names and (n not in CLEARED or len(left) == 1)]
        yield frozenset(names | (CLEARED & walk.names))


def _turns(start: Expression, rules: list[Redexes], theory: Theory, fuel: Fuel) -> Iterator[Turn]:
    """First on the line as it is written, then on its tidy form, as a walk is."""
    current = start
    for tidied in (False, True):
        if tidied:
            after = tidy(current, hidden=hidden_by(theory))
            if after != current:
                yield Turn(current, after, (), tidied)
            current = after
        again = True
        while again:
            again = False
            for rule in rules:
                rule.tidied = tidied
                turn = _turn(current, rule, theory, fuel)
                if turn.moves:
                    yield turn
                    current, again = turn.end, True


def _turn(start: Expression, rule: Redexes, theory: Theory, fuel: Fuel) -> Turn:
    current = start
    moves: list[Move] = []
    while (move := rule.first(current)) is not None:
        moves.append(move)
        current = within_bounds(replace_at(current, move.path, move.new))
        fuel.spend(len(move.path) + size(move.new))
        if rule.tidied:
            fuel.spend(size(current))
            current = tidy(current, hidden=hidden_by(theory))
    return Turn(start, current, tuple(moves), rule.tidied)


def _runs(walk: Walk) -> Iterator[Turn]:
    """A turn a move, in the order of the record; on tidy lines one for all of one rule in a row."""
    current, tidied = walk.start, False
    last = Turn(current, current)
    for move in walk.moves:
        after = replace_at(current, move.path, move.new)
        tidied = tidied or not move.name
        turn = Turn(current, after, (move,) if move.name else (), tidied)
        if last.moves and last.tidied and (not move.name or move.name == last.moves[-1].name):
            turn = replace(last, end=after, moves=(*last.moves, *turn.moves))
        elif last.start != last.end:
            yield last
        current, last = after, turn
    if last.start != last.end:
        yield last
