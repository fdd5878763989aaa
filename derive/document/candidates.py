"""Which definition of the text is taken for each name of a chain, at the levels of its readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from derive.document.around import is_near
from derive.document.context import Said
from derive.document.described import Bound
from derive.document.names import letters
from derive.document.naming import name_at
from derive.document.notation import COORDINATES, GREEK
from derive.document.reader import visible
from derive.document.statements import Head
from derive.document.subject import Subject
from derive.document.tokens import FormulaError, Token


@dataclass(frozen=True)
class Level:
    """What is taken from the text in a reading; what is `called` at numbers is a function then."""

    quantities: bool
    values: bool
    stale: bool
    through: bool = False
    called: bool = False


def candidates(subject: Subject, level: Level) -> dict[str, Said]:
    """The definition of each name that may be used, the nearest one."""
    found: dict[str, Said] = {}
    for one in subject.said:
        if one.head.name not in found and _may(subject, level, one):
            found[one.head.name] = one
    kept = {name: one for name, one in found.items() if not _is_superseded(one, found)}
    if not level.called:
        return kept
    return {name: _as_function(one, kept, subject) for name, one in kept.items()}


def _as_function(one: Said, found: Mapping[str, Said], subject: Subject) -> Said:
    """A definition as one of a function, if the chain calls its name at numbers."""
    by = moving(one, found)
    if one.head.parameters is not None or len(by) != 1 or one.head.name not in at_numbers(subject):
        return one
    return replace(one, head=Head(one.head.name, tuple(by)))


def moving(one: Said, found: Mapping[str, Said]) -> frozenset[str]:
    """The coordinates that a quantity is given by; of several those that are no quantities."""
    own = letters(one.body) & COORDINATES
    return own if len(own) == 1 else own - {*found}


def at_numbers(subject: Subject) -> frozenset[str]:
    """The names of a chain with a number in brackets behind them."""
    known = subject.statement.known
    if ("at numbers",) not in known:
        known["at numbers",] = (frozenset(_at_numbers(subject.statement.chain.sides)),)
    found: frozenset[str] = known["at numbers",][0]
    return found


def _at_numbers(sides: Iterable[list[Token]]) -> Iterator[str]:
    for row in map(visible, sides):
        for at in range(len(row)):
            try:
                name, end = name_at(row, at)
            except FormulaError:
                continue
            if name and _is_number([t for t in row[end:] if t.text not in ("'", "left", "right")]):
                yield name


def _is_number(behind: Sequence[Token]) -> bool:
    """Whether brackets come next with a number in them, and no names."""
    closing = next((k for k, t in enumerate(behind) if t.text == ")"), 0)
    if closing < 2 or behind[0].text != "(":
        return False
    inner = behind[1:closing]
    named = any(t.kind == "letter" or (t.is_word and t.text in GREEK) for t in inner)
    return not named and not any(t.text in (",", "(") for t in inner)


def _is_superseded(one: Said, found: Mapping[str, Said]) -> bool:
    """Whether something is told of a partial derivative before its function is another one."""
    name, _, below = one.head.name.partition("_")
    function = found.get(name)
    if not below or function is None or function.start < one.start:
        return False
    return {*below} <= {*(function.head.parameters or letters(function.body))}


def _is_described(subject: Subject, name: str) -> bool:
    """Whether words of the section of a chain say what a name is, before the chain."""
    here = subject.statement
    return any(
        told.section.number in here.section.scope
        and told.start < here.start
        and told.how not in (None, Bound.PLAIN)
        for told in subject.described.get(name, ())
    )


def _may(subject: Subject, level: Level, one: Said) -> bool:
    """Whether a definition may be used."""
    if not one.fresh and not (level.stale and _may_be_stale(one)):
        return False
    if not one.fresh and _is_described(subject, one.head.name):
        return False
    if one.head.parameters is not None:
        return True
    if one.of_value:
        near = is_near(subject.text, one.start, subject.statement)
        return level.values and (near or not subject.is_redefined(one))
    return level.quantities


def _may_be_stale(one: Said) -> bool:
    """Whether a definition counts though its name has others: that of a function, or an instance.

    Of the general terms of a sequence those around a chain do.
    """
    return one.head.parameters is not None or (one.instance and one.enclosing)
