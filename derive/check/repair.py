"""Edits that mend a step: the right reason, the right line, the lines that are missing.

Each is made and the new text checked before it is offered; one that does not mend is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.check.complaints import ends_elsewhere
from derive.check.fill import Setting, Written, as_told, filled, lines_of
from derive.check.lemmas import Run
from derive.expression.nodes import Expression, at_path, strip
from derive.expression.text import text as said
from derive.report.repair import Mends, Repair
from derive.report.report import LineReport, Remedy, Report, Verdict
from derive.script.insertion import CannotInsertError, Change, with_changes
from derive.script.script import Placed
from derive.search.between import Proposal

#: Verdicts of a line that is true.
_TRUE = (Verdict.PROVED, Verdict.WRONG_REASON)


def repairs(path: str, text: str, numbers: Iterable[int], run: Run) -> tuple[Repair, ...]:
    """What mends the steps of these numbers in the script that the text is.

    The run has the text for the file at the path.
    """
    report, script = run.report(path), run.load(path).script
    if script is None or not report.usable:
        return ()
    written = Written(path, text.encode("utf-8", "surrogatepass"), script, report, run)
    return tuple(_Repairs(written, text).of(set(numbers)))


class _Repairs:
    """What mends the steps of one script."""

    def __init__(self, written: Written, text: str) -> None:
        self.written = written
        self.raw = text
        self.setting = Setting.of(written.script, written.run)

    def of(self, numbers: set[int]) -> Iterator[Repair]:
        pairs = zip(lines_of(self.written.script), self.written.report.steps, strict=False)
        for old, step in pairs:
            if step.number in numbers:
                yield from self.line(step)
                yield from self.reason(step)
                yield from self.gap(old, step)
        steps = self.written.script.steps
        if len(steps) in numbers and ends_elsewhere(self.written.script):
            last, right = steps[-1].to.node, self.written.script.theorem.right.node
            if lines := self.setting.between(last, right):
                yield from self.put(Mends.GAP, len(steps) + 1, lines, _lines_said(len(lines)))

    def reason(self, step: LineReport) -> Iterator[Repair]:
        """The reason that a step is by, where none or another one is written."""
        if step.verdict not in _TRUE or step.reason is None or not step.reason.names:
            return
        if step.written is None or step.verdict is Verdict.WRONG_REASON:
            names = as_told(step, step.reason.names)
            said = f"{'Name' if step.written is None else 'Use'} the reason: {', '.join(names)}"
            yield from self.put(Mends.REASON, step.number, ((step.line, names),), said)

    def gap(self, old: Expression, step: LineReport) -> Iterator[Repair]:
        """The lines that a step skips; none where its reasons tell the way."""
        if step.verdict not in _TRUE or (step.verdict.passes and not lines_of_use(step)):
            return
        lines = self.setting.between(old, step.line)
        if len(lines) > 1:
            yield from self.put(Mends.GAP, step.number, lines, _lines_said(len(lines) - 1))

    def put(
        self, mends: Mends, number: int, lines: tuple[Proposal, ...], said: str
    ) -> Iterator[Repair]:
        """The edit that puts lines or a reason in, if they stand there."""
        found = filled(self.written, {number: (lines,)}, fix=True)
        if found.text is not None:
            yield self.repair(mends, min(number, len(self.written.script.steps)), found.text, said)

    def line(self, step: LineReport) -> Iterator[Repair]:
        """The edit with which a refuted line is true."""
        if step.remedy is None:
            return
        for value in _mended(self.written.script.steps[step.number - 1].to, step.remedy):
            mended = self.with_line(step, step.remedy, value)
            if mended is not None:
                new, left = mended
                said = f"Mend the line{_left_said(left)}: {value}"
                yield self.repair(Mends.LINE, step.number, new, said)
                return

    def with_line(
        self, step: LineReport, remedy: Remedy, value: str
    ) -> tuple[str, list[int]] | None:
        """The text with that line, and the right reason, if it is what is meant and stands.

        With it the numbers of the steps that do not stand then.
        """
        change = Change(to=value)
        found = self.changed(step.number, change, remedy.line)
        if found is not None and found[1].verdict is Verdict.WRONG_REASON and found[1].reason:
            names = as_told(found[1], found[1].reason.names)
            found = self.changed(step.number, replace(change, by=names), remedy.line)
        if found is None or not found[1].verdict.passes:
            return None
        return found[0], [other.number for other in found[2].steps if not other.verdict.passes]

    def changed(
        self, number: int, change: Change, line: Expression
    ) -> tuple[str, LineReport, Report] | None:
        """The text with a step changed, and what is found of that; None if it is another line."""
        try:
            new = with_changes(self.written.data, self.written.path, {number: change})
        except CannotInsertError:
            return None
        loaded, report = self.written.checked(new)
        if loaded.script is None or len(report.steps) < number:
            return None
        same = strip(loaded.script.steps[number - 1].to.node) == strip(line)
        return (new.decode("utf-8"), report.steps[number - 1], report) if same else None

    def repair(self, mends: Mends, number: int, new: str, said: str) -> Repair:
        return Repair(said, mends, number, *difference(self.raw, new))


def lines_of_use(step: LineReport) -> bool:
    """Whether lines may be missing before a step that stands."""
    from derive.search.between import procedural

    return step.written is None or procedural(step.written)


def _left_said(numbers: list[int]) -> str:
    """Which steps do not stand yet, in some words."""
    if not numbers:
        return ""
    told = "another step does" if len(numbers) == 1 else f"{len(numbers)} other steps do"
    return f" ({told} not stand yet)"


def _lines_said(count: int) -> str:
    return f"Fill in the lines: {count} line{'s' * (count != 1)}"


def _mended(written: Placed, remedy: Remedy) -> Iterator[str]:
    """How the mended line may be written: as it is but for the part that changes, or anew."""
    value, part = written.source.value, written.parsed.part(remedy.path)
    try:
        new = said(at_path(remedy.line, remedy.path))
    except (IndexError, TypeError):
        new = ""
    before, after = value[: part.start], value[part.end :]
    sign = before.rstrip()[-1:]
    if new:
        if sign == "+" and new.startswith("-"):
            yield f"{_without_sign(before)}- {new[1:]}{after}"
        if sign == "-":
            yield f"{_without_sign(before)}+ {new}{after}"
        yield before + new + after
        yield f"{before}({new}){after}"
    yield said(remedy.line)


def _without_sign(before: str) -> str:
    return before.rstrip()[:-1]


def difference(old: str, new: str) -> tuple[int, int, str]:
    """The part in which two texts differ, and what it becomes; no line end is cut in two."""
    start = _alike(old, new)
    if old[start - 1 : start] == "\r":
        start -= 1
    tail = _alike(old[start:][::-1], new[start:][::-1])
    if tail and old[len(old) - tail] == "\n":
        tail -= 1
    return start, len(old) - tail, new[start : len(new) - tail]


def _alike(old: str, new: str) -> int:
    """With how many characters both texts begin."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(old), len(new)))
