"""How conditions are shown, on a terminal: a line for each entry that bears on one."""

from __future__ import annotations

from collections.abc import Iterable

from derive.expression.text import text
from derive.render.certificate import entries_of
from derive.render.screen import Screen
from derive.report.certificate import Known, Statement
from derive.report.explain import Discharged

#: So many entries are told to who asks for the step alone, the last ones.
MOST = 4
_INDENT = "      "


def condition(screen: Screen, found: Discharged, whole: bool) -> None:
    """Why a condition holds: for a reader, or `whole`."""
    short = [known for known in found.shown if known.short]
    if whole:
        screen.hanging(_INDENT, found.how)
        _all(screen, found.shown, _INDENT)
    elif len(short) != 1 or short[0].said != found.condition or short[0].cases:
        screen.hanging(_INDENT, found.how)
        _for_a_reader(screen, short, _INDENT)
    else:
        _by_one(screen, found.how, _why(short[0]))


def _by_one(screen: Screen, how: str, why: str) -> None:
    """The one reason that there is, of the condition itself."""
    if why.startswith("since "):
        screen.hanging(_INDENT, f"{how}, {why}")
        return
    screen.hanging(_INDENT, how)
    screen.hanging(_INDENT, why)


def _for_a_reader(screen: Screen, short: list[Known], indent: str) -> None:
    folded = len(short) - MOST
    if folded > 0:
        said = f"{folded} {'entry' if folded == 1 else 'entries'} before: `--certificate` shows all"
        screen.print((f"{indent}({said})", "dim"))
    for known in short[-MOST:]:
        screen.hanging(indent, sentence(known))
        for supposed, inner in known.cases:
            told = [one for one in inner if one.short]
            opening = f"{indent}  where {', '.join(supposed)}"
            if len(told) == 1 and told[0].said in ("", known.said):
                screen.hanging(indent + "  ", f"{opening.strip()}: {_why(told[0])}")
                continue
            screen.print(f"{opening}:")
            _for_a_reader(screen, told, indent + "    ")


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
