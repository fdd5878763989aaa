"""A theorem whose sides differ at a point: told as such, with what the steps lead to instead."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from derive.check.complaints import ends_elsewhere, place_of_edit, point_text, value_text
from derive.check.evidence import Judge
from derive.check.lacking import lacks
from derive.check.line import Line
from derive.kernel.theory import REFUSALS
from derive.report.diagnostics import Diagnostic, Kind, Place
from derive.report.report import TheoremReport, Verdict
from derive.script.script import Script

_SAID = {
    Verdict.REFUTED: "its sides differ at {}",
    Verdict.DOMAIN_CHANGES: "at {} one side is defined and the other is not",
}


def wrong_theorem(
    theorem: TheoremReport, lines: Sequence[Line], script: Script, judge: Judge
) -> tuple[Diagnostic, ...]:
    """What is wrong with a theorem that is refuted, unless it only ends a chain that is wrong."""
    witness = theorem.witness
    if witness is None or theorem.verdict not in _SAID or _told_by_steps(theorem, lines, script):
        return ()
    place, hint = _edit(theorem, lines, script, judge)
    return (
        Diagnostic(
            Kind.WRONG_THEOREM,
            place,
            expected=f"{value_text(witness.left)}, the value of its left side",
            written=f"{value_text(witness.right)}, the value of its right side",
            hint=hint,
            about=(_SAID[theorem.verdict].format(point_text(witness)),),
        ),
    )


def _told_by_steps(theorem: TheoremReport, lines: Sequence[Line], script: Script) -> bool:
    """Whether what is told of the steps is the cause, so that the theorem only shares it."""
    if theorem.verdict is Verdict.DOMAIN_CHANGES:
        return any(lacks(line) or line.finding.verdict is theorem.verdict for line in lines)
    same = any(line.finding.verdict is theorem.verdict for line in lines)
    return same and not ends_elsewhere(script)


def _edit(
    theorem: TheoremReport, lines: Sequence[Line], script: Script, judge: Judge
) -> tuple[Place, str]:
    """Where and how the right side is mended; else what the steps lead to, where they stand."""
    from derive.search.remedy import Wrong, mend  # of no use where every theorem stands

    right, last = script.theorem.right, lines[-1].step.to
    if theorem.verdict is Verdict.REFUTED:
        domain, points = judge.domain, judge.points
        wrong = Wrong(theorem.left, right.node, last.node, None, judge.theory, domain, points)
        with suppress(*REFUSALS):
            if (found := mend(wrong)) is not None:
                return place_of_edit(right, found), found.edit.said
    whole = all(line.finding.verdict.passes for line in lines)
    return right.place(), f"the steps lead to `{last.text}`" if whole else ""
