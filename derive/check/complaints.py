"""What is wrong with a checked line, as diagnostics with their places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import eq
from typing import TYPE_CHECKING

from derive.check.lacking import lacks
from derive.check.line import Line
from derive.expression.nodes import strip
from derive.expression.text import without_brackets
from derive.report.diagnostics import Diagnostic, Kind, Place, listed
from derive.report.report import Verdict, Witness
from derive.rules.procedures import PROCEDURES
from derive.rules.reach import MEANS
from derive.script.script import Placed, Script
from derive.script.write import scalar
from derive.search.between import procedural

if TYPE_CHECKING:
    from derive.search.remedy import Mended


def complaints(line: Line) -> list[Diagnostic]:
    """The diagnostics of a line that does not stand, but for what the domain lacks."""
    verdict = line.finding.verdict
    lines = line.before.node, line.step.to.node
    if verdict.passes or lacks(line) or eq(*map(without_brackets, lines)):
        return []  # a step that changes nothing is told by the loader
    return [_COMPLAINTS[verdict](line)]


def ends_elsewhere(script: Script) -> bool:
    """Whether the last line is not the theorem's right side; the loader tells it."""
    last = script.steps[-1].to.node
    return bool(strip(last) != strip(script.theorem.right.node))


def without_consequences(
    found: Iterable[Diagnostic], last: Line, script: Script
) -> tuple[Diagnostic, ...]:
    """What the loader found, but for a wrong end that is right once the last line is mended."""
    right = strip(script.theorem.right.node)
    if last.remedy is None or strip(last.remedy.line) != right:
        return tuple(found)
    return tuple(d for d in found if d.kind is not Kind.CHAIN_ENDS_ELSEWHERE)


def without_those_mended(lines: Sequence[Line]) -> list[Line]:
    """The lines without those that an edit of an earlier one of them mends."""
    numbers = {line.step.number for line in lines}
    return [line for line in lines if line.mended_by not in numbers]


def with_those_mended(found: Diagnostic, line: Line, lines: Sequence[Line]) -> Diagnostic:
    """What is told of a refuted line, and which later ones are right once it is mended."""
    later = [str(other.step.number) for other in lines if other.mended_by == line.step.number]
    if not later or found.kind is not Kind.REFUTED:
        return found
    right = f"steps {listed(later)} are" if len(later) > 1 else f"step {later[0]} is"
    return replace(found, hint=f"{found.hint}; {right} right then")


def with_missing_step(found: Iterable[Diagnostic], script: Script) -> tuple[Diagnostic, ...]:
    """What is told of a chain that is right so far: at its end, which step is missing."""
    right = scalar(script.theorem.right.text)
    hint = f"a last step `- to: {right}` is missing"
    return tuple(replace(d, hint=hint) if d.kind is Kind.CHAIN_ENDS_ELSEWHERE else d for d in found)


def _place(line: Line) -> Place:
    return line.step.to.place()


def _by_place(line: Line, name: str | None) -> Place:
    """The place of a reason, or of the first one."""
    by = line.step.by or ()
    return next((b.place for b in by if b.name == name), by[0].place if by else _place(line))


def _wrong_reason(line: Line) -> Diagnostic:
    kept = tuple(n for n in line.written or () if n in (line.reason or ()))
    more = tuple(n for n in line.reason or () if n not in kept)
    written, found = ", ".join(line.written or ()), ", ".join((*kept, *more))
    if line.unneeded is not None:
        return Diagnostic(
            Kind.UNNEEDED_REASON,
            _by_place(line, line.unneeded),
            expected=f"by {found}",
            written=f"by {written}",
            hint=_without(line),
            about=(line.unneeded,),
        )
    lacking = more and kept == line.written
    said = f"{written} alone" if lacking else written
    return Diagnostic(
        Kind.WRONG_REASON,
        _by_place(line, None),
        expected=f"by {found}",
        written=f"by {written}" + ("" if line.lasted else " (which does not come to an end)"),
        hint=_what_is_missing(line, kept, more),
        about=(said, found),
    )


def _without(line: Line) -> str:
    """What to do about a reason that is not needed: none is, where a step only tidies."""
    laws = line.reason or ()
    if laws and MEANS["arithmetic"] >= {*laws}:
        return f"this is tidying ({', '.join(laws)}), which needs no reason: leave `by` out"
    return "a reason that is not needed is not the reason"


def _what_is_missing(line: Line, kept: tuple[str, ...], more: tuple[str, ...]) -> str:
    """The names that are missing beside those that are written, or the lines."""
    also = f"also by {', '.join(more)}" if more and kept == line.written else ""
    named = PROCEDURES.keys().isdisjoint(line.written or ())
    far = procedural(line.reason or ())  # for these steps lines are looked for
    lines = "lines may be missing: `derive fill --fix` looks for them" if named and far else ""
    return "; ".join(part for part in (also, lines) if part)


def point_text(witness: Witness) -> str:
    """A point in words: `x = 1/2, y = 3`, or that there are no variables."""
    return ", ".join(f"{v} = {q}" for v, q in witness.point) or "any point"


def value_text(ball: str | None) -> str:
    """A value in words: its ball, or that there is none."""
    return "undefined" if ball is None else ball


def _refuted(line: Line) -> Diagnostic:
    witness = line.finding.witness
    assert witness is not None
    return Diagnostic(
        Kind.REFUTED if line.finding.verdict is Verdict.REFUTED else Kind.DOMAIN_CHANGES,
        _place(line) if line.remedy is None else edited_place(line, line.remedy),
        expected=f"{value_text(witness.left)}, the value of the line before",
        written=f"{value_text(witness.right)}, the value of this line",
        hint=_refuted_hint(line),
        about=(point_text(witness),),
    )


def edited_place(line: Line, remedy: Mended) -> Place:
    """The place of what the edit changes, for a sign the sign."""
    return place_of_edit(line.step.to, remedy)


def place_of_edit(written: Placed, remedy: Mended) -> Place:
    """The same for any expression that is written somewhere."""
    edit = remedy.edit
    return written.sign_place(edit.path) if edit.kind == "sign" else written.place(edit.path)


def _refuted_hint(line: Line) -> str:
    if line.remedy is not None:
        return line.remedy.edit.said
    if line.mended_by is not None:
        return f"this line is right once step {line.mended_by} is mended"
    return _REFUTED_HINT[line.finding.verdict]


_REFUTED_HINT = {
    Verdict.REFUTED: "the balls are disjoint, so the line is wrong",
    Verdict.DOMAIN_CHANGES: "narrow the domain of the variables, or state a condition in `where`",
}


def _not_shown(line: Line) -> Diagnostic:
    finding = line.finding
    said, _, why = finding.explanation.partition(": ")
    if finding.vacuous:
        hint = "; ".join(filter(None, (why, "check the domain of the variables")))
        return Diagnostic(Kind.VACUOUS, _place(line), hint=hint)
    if not line.searched:
        said = "out of fuel before a proof was found; no point refutes it"
    if not line.lasted:
        said = "the reasons do not come to an end (out of fuel)"
    about = f"{said}: {why}" if why else said
    written = ", ".join(line.written or ())
    return Diagnostic(
        Kind.NOT_SHOWN,
        _place(line),
        expected=f"a line that follows by {written}" if written else "a line that follows",
        written=line.step.to.text,
        hint="take smaller steps, or name other rules",
        about=(about,),
    )


_COMPLAINTS = {
    Verdict.WRONG_REASON: _wrong_reason,
    Verdict.REFUTED: _refuted,
    Verdict.DOMAIN_CHANGES: _refuted,
    Verdict.NOT_SHOWN: _not_shown,
}
