"""What of a certificate is told to a reader, by whatever renderer: data only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.expression.text import text
from derive.report.certificate import Certified, Entered, MultipliedOut

#: So many characters has an identity at most that is told to who asks for the step alone.
MOST = 240


def cases(
    found: Certified, supposed: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Certified]]:
    """The certificates of cases, each with what is supposed in it; one alone supposes nothing."""
    if not found.cases:
        yield _together(supposed), found
    for more, case in found.cases:
        yield from cases(case, (*supposed, *more))


def _together(supposed: tuple[str, ...]) -> tuple[str, ...]:
    """What is supposed, without what follows: `x <= 0` with `x < 0`, or with `x >= 0`, is one."""
    return tuple(dict.fromkeys(_strictly(said, supposed) for said in supposed))


def _strictly(said: str, supposed: tuple[str, ...]) -> str:
    for weak, strict, other in (("<=", "<", ">="), (">=", ">", "<=")):
        left, relation, right = said.partition(f" {weak} ")
        if relation and f"{left} {other} {right}" in supposed:
            return f"{left} = {right}"
        if relation and f"{left} {strict} {right}" in supposed:
            return f"{left} {strict} {right}"
    return said


def for_a_reader(found: Certified, letters_only: bool) -> Iterator[tuple[str, tuple[Entered, ...]]]:
    """The letters first, and then what functions are in them, each under a word."""
    told = dict.fromkeys(replace(entry, needs=()) for entry in found.entries if entry.short)
    named = tuple(entry for entry in told if entry.letters)
    equal = tuple(entry for entry in told if not (entry.letters or letters_only))
    yield from ((head, part) for head, part in (("Let", named), ("Then", equal)) if part)


def is_short(found: MultipliedOut) -> bool:
    """Whether an identity is told to who asks for the step alone."""
    total = () if found.total is None else (found.total,)
    return sum(len(text(e)) for e in (found.difference, *total)) <= MOST
