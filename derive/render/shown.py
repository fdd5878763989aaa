"""How conditions are shown, on a terminal: a line for each entry that bears on one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from derive.expression.text import text
from derive.render.certificate import entries_of
from derive.render.screen import Screen
from derive.report.certificate import Known, Statement
from derive.report.explain import Discharged

#: So many entries are told to who asks for the step alone, the last ones.
MOST = 4
_INDENT = "      "


class Line(NamedTuple):
    """A line of what a reader is told, with those below it; `aside` says what is left out."""

    said: str
    below: tuple[Line, ...] = ()
    aside: bool = False


def for_a_reader(found: Discharged, most: int = MOST) -> list[Line]:
    """Why a condition holds: its ground, and of what shows it the last entries, `most` of them."""
    short = [known for known in found.shown if known.short]
    if len(short) != 1 or short[0].said != found.condition or short[0].cases:
        return [Line(found.how), *_lines(short, most)]
    why = _why(short[0])
    return (
        [Line(f"{found.how}, {why}")] if why.startswith("since ") else [Line(found.how), Line(why)]
    )


def _lines(short: list[Known], most: int) -> Iterator[Line]:
    folded = len(short) - most
    if folded > 0:
        entries = "entry" if folded == 1 else "entries"
        yield Line(f"({folded} {entries} before: `--certificate` shows all)", aside=True)
    for known in short[-most:]:
        yield Line(sentence(known), tuple(_cases(known, most)))


def _cases(known: Known, most: int) -> Iterator[Line]:
    for supposed, inner in known.cases:
        told = [one for one in inner if one.short]
        where = f"where {', '.join(supposed)}:"
        if len(told) == 1 and told[0].said in ("", known.said):
            yield Line(f"{where} {_why(told[0])}")
        else:
            yield Line(where, tuple(_lines(told, most)))


def condition(screen: Screen, found: Discharged, whole: bool) -> None:
    """Why a condition holds: for a reader, or `whole`."""
    if whole:
        screen.hanging(_INDENT, found.how)
        _all(screen, found.shown, _INDENT)
    else:
        _print(screen, for_a_reader(found), _INDENT)


def _print(screen: Screen, lines: Iterable[Line], indent: str) -> None:
    for line in lines:
        if line.aside:
            screen.print((f"{indent}{line.said}", "dim"))
        else:
            screen.hanging(indent, line.said)
        _print(screen, line.below, indent + "  ")


def _all(screen: Screen, shown: Iterable[Known], indent: str) -> None:
    """All entries, in the order in which they are looked over."""
    for number, known in enumerate(shown, 1):
        screen.print((f"{indent}{number}. {known.kind or 'so'}", "dim"))
        inside = indent + "   "
        screen.hanging(inside, sentence(known))
        for supposed, inner in known.cases:
            screen.print(f"{inside}where {', '.join(supposed)}:")
            _all(screen, inner, inside + "  ")
        if known.equal is not None:
            entries_of(screen, known.equal, inside)


def sentence(known: Known) -> str:
    """What an entry tells, and why."""
    return ": ".join(filter(None, (known.said, _why(known))))


def _why(known: Known) -> str:
    return known.why if known.law is None else _by_row(known.law)


def _by_row(law: Statement) -> str:
    """The row that an entry is an instance of."""
    when = f" when {law.when}" if law.when else ""
    bindings = ", ".join(f"{v} = {text(e)}" for v, e in law.bindings)
    return f"by {law.said}{when}, with {bindings}"
