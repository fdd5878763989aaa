"""Certificates on a terminal: letters, laws where they are used, the identity multiplied out."""

from __future__ import annotations

from derive.expression.nodes import Expression
from derive.expression.text import text
from derive.render.certified import cases, for_a_reader, is_short
from derive.render.screen import Screen
from derive.render.wrapping import broken
from derive.report.certificate import Certified, Entered, MultipliedOut, Statement

_OUTSIDE = "  "
_INSIDE = "    "


def certificates(screen: Screen, found: tuple[Certified, ...], whole: bool) -> None:
    """Why procedures make of a line what they make: for a reader, or `whole`."""
    for one in found:
        screen.print()
        screen.heading(f"Why it is equal, by {', '.join(one.names)}")
        _chain(screen, (one.before, one.after), _OUTSIDE)
        _certificate(screen, one, whole)


def _certificate(screen: Screen, found: Certified, whole: bool) -> None:
    told = [*cases(found)]
    for number, (supposed, case) in enumerate(told, 1):
        if supposed:
            screen.hanging(f"{_OUTSIDE}Case {number} of {len(told)}: ", ", ".join(supposed))
        if whole:
            _entries(screen, case)
        else:  # the others go the same way, by letters of their own
            _for_a_reader(screen, case, letters_only=number > 1)
        _identity(screen, case.identity, whole)


def entries_of(screen: Screen, found: Certified, indent: str) -> None:
    """The entries of what shows two expressions to be equal, further in."""
    for entry in found.entries:
        screen.print((f"{indent}- {entry.kind}", "dim"))
        _entry(screen, entry, whole=True, indent=indent + "  ")


def _entries(screen: Screen, found: Certified) -> None:
    """All entries, in the order in which they are looked over."""
    for number, entry in enumerate(found.entries, 1):
        screen.print((f"{number:>3}. {entry.kind}", "dim"))
        _entry(screen, entry, whole=True)


def _for_a_reader(screen: Screen, found: Certified, letters_only: bool) -> None:
    """The letters first, and then what functions are in them."""
    for head, part in for_a_reader(found, letters_only):
        screen.print(_OUTSIDE, (head, "dim"))
        for entry in part:
            _entry(screen, entry, whole=False)


def _entry(screen: Screen, entry: Entered, whole: bool, indent: str = _INSIDE) -> None:
    """One entry: what it says, and below that why."""
    for letter, meaning in entry.letters:
        _chain(screen, (letter, meaning), indent)
    if entry.equal:
        _chain(screen, entry.equal, indent)
    deeper = indent + "    "
    for i, relation in enumerate(entry.relations):
        last = i == len(entry.relations) - 1
        _chain(screen, relation, f"{deeper}so that ", f", {entry.why}" * bool(last and entry.why))
    if entry.law is not None and (whole or not entry.letters):
        _law(screen, entry.law, deeper)
    if entry.why and not entry.relations:
        opening = "so that " if entry.letters and not entry.equal else ""
        screen.hanging((deeper if entry.equal or entry.letters else indent) + opening, entry.why)
    if whole and entry.needs:
        screen.hanging(f"{deeper}needs ", ", ".join(entry.needs))


def _law(screen: Screen, law: Statement, indent: str) -> None:
    said = law.said + (f" when {law.when}" if law.when else "")
    bindings = ", ".join(f"{v} = {text(e)}" for v, e in law.bindings)
    screen.hanging(f"{indent}by ", f"{said}, with {bindings}" if bindings else said)


def _chain(
    screen: Screen, equal: tuple[Expression | str, ...], opening: str, ending: str = ""
) -> None:
    """What is equal, on one line where there is room."""
    said = [e if isinstance(e, str) else text(e) for e in equal]
    said[-1] += ending
    line = " = ".join(said)
    if len(opening) + len(line) <= screen.width:
        screen.print((opening, "dim"), line)
        return
    indent = " " * len(opening)
    for i, one in enumerate(said):
        for j, part in enumerate(broken(one, max(screen.width - len(opening) - 4, 20))):
            before = opening if i == j == 0 else f"{indent}= " if j == 0 else f"{indent}    "
            screen.print((before, "dim"), part)


def _identity(screen: Screen, found: MultipliedOut | None, whole: bool) -> None:
    """The one identity of polynomials that is left."""
    if found is None or not (whole or is_short(found)):
        hint = "too large to be shown" if found is None else "`--certificate` shows them"
        said = f"both sides are quotients of polynomials that are equal, multiplied out; {hint}"
        screen.hanging(f"{_OUTSIDE}So ", said)
        return
    screen.print(_OUTSIDE, ("So", "dim"))
    if found.left == found.right:
        _chain(screen, (found.left,), f"{_INSIDE}both sides are ")
        return
    _chain(screen, (found.left,), f"{_INSIDE}the left side is ")
    _chain(screen, (found.right,), f"{_INSIDE}the right side is ")
    total = () if found.total is None else (found.total,)
    _chain(screen, (found.difference, *total, "0"), f"{_INSIDE}and multiplied out ")
