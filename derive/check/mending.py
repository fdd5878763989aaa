"""What went wrong in refuted steps: each with the single edit that mends it, where one is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.check.evidence import Judge
from derive.check.line import Line
from derive.expression.nodes import Expression
from derive.kernel.theory import REFUSALS, Theory
from derive.report.report import Verdict

#: For how many steps of a script an edit is looked for.
MAX_SEARCHES = 6


def mended(lines: Sequence[Line], theory: Theory, judge: Judge) -> list[Line]:
    """The lines, the first refuted ones with what would mend them."""
    done = list(lines)
    refuted = [i for i, line in enumerate(lines) if line.finding.verdict is Verdict.REFUTED]
    last: Line | None = None
    for i in refuted[:MAX_SEARCHES]:
        after = lines[i + 1].step.to.node if i + 1 < len(lines) else None
        done[i] = _with_remedy(lines[i], last, after, theory, judge)
        last = done[i] if done[i].remedy is not None else last
    return done


def _with_remedy(
    line: Line, last: Line | None, after: Expression | None, theory: Theory, judge: Judge
) -> Line:
    """A refuted line with its remedy, or with the earlier step whose remedy mends it too."""
    from derive.search.remedy import Wrong, follows, mend  # of no use where every line stands

    old, new = line.before.node, line.step.to.node
    wrong = Wrong(old, new, after, line.written, theory, judge.domain, judge.points)
    try:
        if last is not None and last.remedy is not None:
            right = last.remedy.line
            if judge.refute(right, new) is None:
                stands = follows(replace(wrong, old=right))
                return replace(line, mended_by=last.step.number if stands else None)
        return replace(line, remedy=mend(wrong))
    except REFUSALS:
        return line
