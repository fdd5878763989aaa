"""The single moves of a step, from the line before to its line: what each rule does there.

They lead where the record does that the kernel replayed; nothing is proved here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sympy.core.symbol import Symbol

from derive.check.line import Line
from derive.check.summary import bindings_of
from derive.expression.neat import neat
from derive.expression.nodes import Expression, height, replace_at, strip, subexpressions
from derive.kernel.theory import Theory
from derive.kernel.tidy import LAWS
from derive.report.explain import SingleMove
from derive.report.report import Instance
from derive.search.gathering import CLEARED, Turn, gathered
from derive.search.joined import Joined
from derive.search.lemmas import LemmaRow
from derive.search.prove import laws_needed
from derive.search.rewrite import Move

Turns = tuple[Turn, ...]


def single_moves(
    line: Line, theory: Theory, lemmas: tuple[LemmaRow, ...] = ()
) -> Iterator[SingleMove]:
    """From the line before to the line: forwards on the one, backwards on the other."""
    old, new = strip(line.before.node), strip(line.step.to.node)
    joined = line.joined
    if joined is None:
        if line.theorem is not None:
            yield _whole(line.reason or (), old, new)
        return
    one, two = _turns(joined, theory, lemmas)
    found = [*_forwards(one)]
    if joined.bridges:
        found.append(_whole(joined.bridged, neat(joined.old.end), neat(joined.new.end)))
    last = SingleMove((), (), new, new, new)  # where nothing was rewritten backwards
    yield from _together([*found, *_backwards(two), last], old, theory)


def _turns(joined: Joined, theory: Theory, lemmas: tuple[LemmaRow, ...]) -> tuple[Turns, Turns]:
    """The turns of the two walks; derivatives that both lines have in front stay there."""
    inner = joined.inner or joined
    by = _in_front(joined.old.start, height(joined.old.start) - height(inner.old.start))
    old, new = (gathered(walk, theory, lemmas) for walk in (inner.old, inner.new))
    return tuple(t.under(by) for t in old), tuple(t.under(by) for t in new)


def _in_front(e: Expression, depth: int) -> tuple[Symbol, ...]:
    """The variables of the derivatives in front of an expression, the outermost first."""
    return () if depth == 0 else (e.args[1], *_in_front(e.args[0], depth - 1))


def _whole(names: tuple[str, ...], before: Expression, after: Expression) -> SingleMove:
    """The whole line at once."""
    laws = names if set(names) <= LAWS.keys() else ()
    return SingleMove(() if laws else names, (), before, after, after, laws=laws)


def _forwards(turns: Turns) -> Iterator[SingleMove]:
    known = _parts(turns[0].start) if turns else set()
    for turn in turns:
        line = turn.start
        if not _is_single(turn):
            yield _gathered(turn, _shown(turn.end, turn), known)
            continue
        for move in turn.moves:
            line = replace_at(line, move.path, move.new)
            yield SingleMove(
                (move.name,), move.path, move.old, move.new, line, instance=_instance(move, known)
            )


def _backwards(turns: Turns) -> Iterator[SingleMove]:
    known = _parts(turns[0].start) if turns else set()
    for turn in reversed(turns):
        if not _is_single(turn):
            start = turn.start if not turn.moves else _shown(turn.start, turn)
            yield _gathered(turn, start, known, backwards=True)
            continue
        yield SingleMove((), (), turn.end, turn.end, turn.end)
        for move in turn.moves:
            yield SingleMove(
                (move.name,),
                move.path,
                move.new,
                move.old,
                turn.start,
                backwards=True,
                instance=_instance(move, known),
            )


def _is_single(turn: Turn) -> bool:
    """Whether a turn is shown as one place of the line, as it is written."""
    return len(turn.moves) == 1 and not turn.tidied


def _shown(line: Expression, turn: Turn) -> Expression:
    return neat(line) if turn.tidied else line


def _gathered(
    turn: Turn, line: Expression, known: set[Expression], backwards: bool = False
) -> SingleMove:
    """All uses of a turn at once, or its tidying."""
    instances = {_instance(move, known) for move in turn.moves}
    counted = Counter(move.name for move in turn.moves)
    pairs = dict.fromkeys((neat(move.old), neat(move.new)) for move in turn.moves)
    places = tuple(pair[::-1] if backwards else pair for pair in pairs)
    return SingleMove(
        tuple(counted),
        (),
        line,
        line,
        line,
        backwards and bool(counted),
        instance=instances.pop() if len(instances) == 1 else None,
        uses=tuple(counted.values()),
        places=places,
    )


def _parts(line: Expression) -> set[Expression]:
    return set(subexpressions(line))


def _instance(move: Move, known: set[Expression]) -> Instance | None:
    return Instance(move.name, bindings_of(move.bindings, known)) if move.name else None


def _together(
    moves: Iterable[SingleMove], start: Expression, theory: Theory
) -> Iterator[SingleMove]:
    """The moves with tidyings joined, to one another and to what was done to a whole line."""
    line = start
    waiting: SingleMove | None = None
    for move in moves:
        if waiting is not None and _are_one(waiting, move):
            waiting = _as_one(waiting, move)
        elif move.names:
            if waiting is not None:
                yield from _told(waiting, line, theory)
                line = waiting.line
            waiting = move
        elif waiting is None or _is_of_a_whole_line(waiting):
            waiting = replace(waiting or move, line=move.line)
        else:
            yield from _told(waiting, line, theory)
            line, waiting = waiting.line, move
    if waiting is not None:
        yield from _told(waiting, line, theory)


def _are_one(one: SingleMove, two: SingleMove) -> bool:
    """Whether two gathered moves are of one rule, as on a written line and on its tidy form."""
    both = one.uses and two.uses and one.backwards == two.backwards
    return bool(both and not {*one.names}.isdisjoint({*two.names} - CLEARED))


def _as_one(one: SingleMove, two: SingleMove) -> SingleMove:
    counted = dict(zip(one.names, one.uses, strict=True))
    for name, count in zip(two.names, two.uses, strict=True):
        counted[name] = counted.get(name, 0) + count
    places = tuple(dict.fromkeys((*one.places, *two.places)))
    names, uses = tuple(counted), tuple(counted.values())
    return replace(one, names=names, uses=uses, line=two.line, places=places, instance=None)


def _is_of_a_whole_line(move: SingleMove) -> bool:
    return move.instance is None or bool(move.uses)


def _told(move: SingleMove, line: Expression, theory: Theory) -> Iterator[SingleMove]:
    """A move from a line; none where it changes nothing."""
    if not _is_of_a_whole_line(move):
        yield move
    elif move.line != line:
        laws = () if move.names else laws_needed(line, move.line, theory)
        yield replace(move, before=line, after=move.line, laws=laws or move.laws)
