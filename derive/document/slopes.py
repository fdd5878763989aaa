"""Derivatives that a text gives of functions that it gives by nothing else: `F'(x) = \\ln x`."""

from __future__ import annotations

from dataclasses import replace

from derive.document.context import Said
from derive.document.naming import name_at
from derive.document.reader import visible
from derive.document.statements import Head, Statement, head_of, names_in, uses
from derive.document.tokens import FormulaError

#: So many statements are looked at that give the derivative of one function.
MAX_GIVEN = 6


def slopes_before(all_of_them: list[Statement], at: int) -> dict[str, Said]:
    """What the section of a statement says of derivatives in it, before it, by their names.

    Where it says several things of one, nothing is taken.
    """
    here = all_of_them[at]
    found: dict[str, Said] = {}
    for name in sorted(uses(here.chain).primed):
        there = [k for k in _giving(all_of_them, name) if k < at][-MAX_GIVEN:]
        told = [_told(all_of_them[k]) for k in there if all_of_them[k].section == here.section]
        for one in told:
            alike = {
                tuple(t.text for t in o.body) for o in told if o and one and o.head == one.head
            }
            if one is not None and len(alike) == 1:
                found[one.head.name] = replace(one, head=replace(one.head, name=_word(one.head)))
    return found


def _word(head: Head) -> str:
    """A name without primes for a derivative."""
    base = head.name.rstrip("'")
    return f"{base}_{'prime' * (len(head.name) - len(base))}"


def _giving(all_of_them: list[Statement], name: str) -> list[int]:
    """The statements that give a derivative of a function, in order."""
    known = all_of_them[0].known
    if ("slopes",) not in known:
        index: dict[str, list[int]] = {}
        for k, one in enumerate(all_of_them):
            told = _told(one)
            if told is not None:
                index.setdefault(told.head.name.rstrip("'"), []).append(k)
        known["slopes",] = (index,)
    found: list[int] = known["slopes",][0].get(name, [])
    return found


def _told(one: Statement) -> Said | None:
    """What a statement says of a derivative, if it is of one."""
    if ("slope",) not in one.known:
        one.known["slope",] = (_found(one),)
    told: Said | None = one.known["slope",][0]
    return told


def _found(one: Statement) -> Said | None:
    """A chain that begins with a derivative and ends with its variable, without the function.

    With the function it is a differential equation.
    """
    chain = one.chain
    if not chain.relations or any(r.sign != "=" for r in chain.relations):
        return None
    left, body = visible(chain.sides[0]), visible(chain.sides[-1])
    try:
        name, end = name_at(left, 0)
    except FormulaError:
        return None
    behind = next((k for k in range(end, len(left)) if left[k].text != "'"), len(left))
    plain = [*left[:end], *left[behind:]]
    head = head_of(replace(chain, sides=[plain, chain.sides[1]]), 0) if behind > end else None
    names = {*names_in(body)}
    if head is None or not head.parameters or name in names or not names & {*head.parameters}:
        return None
    primed = Head(name + "'" * (behind - end), head.parameters)
    return Said(primed, tuple(body), one.start, True, False)
