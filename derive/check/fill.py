"""Filling a script: reasons that are missing, and the lines between two that lie too far apart.

What the search proposes is put into the text, and the new text is loaded and checked as any other
script.  A proposal that does not stand there is taken back for a humbler one, so that a text is
handed out only where every line and reason that was put in is proved, and no other line is worse.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from derive.check.check import check, new_run
from derive.check.complaints import ends_elsewhere
from derive.check.elaborate import claim_of, domain_of, theory_of
from derive.check.lemmas import Run
from derive.check.splitting import split
from derive.check.unknown import without_unknown_rules
from derive.expression.nodes import Expression, strip
from derive.expression.text import text
from derive.kernel.theory import Theory
from derive.prover.domains import Domain
from derive.report.diagnostics import Diagnostic
from derive.report.fill import FillReport, Unfilled
from derive.report.gaps import Gap, SkippedLine
from derive.report.report import LineReport, Report, Verdict
from derive.rules.procedures import PROCEDURES
from derive.script.insertion import CannotInsertError, Change, with_changes
from derive.script.load import Loaded, load_text
from derive.script.script import Script
from derive.script.source import decode, read
from derive.search.between import Proposal, between, procedural
from derive.search.join import Names
from derive.search.lemmas import LemmaRow

#: What a step gets, best first: proposals whose last one is the line of the step.
Attempts = tuple[tuple[Proposal, ...], ...]
#: For how many steps of a script lines are looked for.
MAX_SEARCHES = 100
_WRONG = (Verdict.REFUTED, Verdict.DOMAIN_CHANGES)


def fill_file(path: str, fix: bool = False, written: str | None = None) -> FillReport:
    """The script at a path with all that could be filled in; nothing is written to it.

    Wrong reasons give way to right ones where that is asked for by `fix`.  A text that is `written`
    is taken for the file at the path.
    """
    data = read(path) if written is None else written.encode("utf-8", "surrogatepass")
    if isinstance(data, Diagnostic):
        return FillReport(path, Report(path, "", "", (), (), None, (data,), ()))
    loaded = load_text(data, path)
    loaded = without_unknown_rules(loaded) if fix else loaded
    report = check(loaded, path)
    if loaded.script is None or not report.usable:
        return FillReport(path, report)
    wrong = next((step for step in report.steps if step.verdict in _WRONG), None)
    if wrong is not None:
        refused = f"step {wrong.number} is wrong ({wrong.verdict.value}), so nothing was filled in"
        return FillReport(path, report, refused=refused)
    here = Written(path, data, loaded.script, report, new_run(), fix)
    return _as_it_is(here, filled(here, _all_attempts(here, fix), fix))


def _as_it_is(here: Written, found: FillReport) -> FillReport:
    """What was found, with the report on the text as it is where a reason still names no rule."""
    text_now = here.data if found.text is None else found.text.encode("utf-8")
    loaded = load_text(text_now, here.path)
    if without_unknown_rules(loaded) is loaded:
        return found
    return replace(found, report=check(loaded, here.path))


def gaps_of(path: str, run: Run | None = None) -> tuple[Gap, ...]:
    """The steps of a script that jump too far, each with the lines that it skips."""
    run = run or new_run()
    report, script = run.report(path), run.load(path).script
    if script is None or not report.usable:
        return ()
    setting = Setting.of(script, run)
    pairs = zip(lines_of(script), report.steps, strict=False)
    far = [(old, step) for old, step in pairs if step.verdict.passes and _jumps(step)]
    found = (_gap(setting, old, step) for old, step in far[:MAX_SEARCHES])
    return tuple(gap for gap in found if gap is not None)


def _gap(setting: Setting, old: Expression, step: LineReport) -> Gap | None:
    lines = setting.between(old, step.line)
    if len(lines) < 2:
        return None
    skipped = tuple(SkippedLine(line, names) for line, names in lines[:-1])
    return Gap(step.number, step.place, step.written, skipped, lines[-1][1])


def _jumps(step: LineReport) -> bool:
    """Whether a step may be too far: it has no reason, or one that tells nothing of the way."""
    return step.written is None or procedural(step.written)


def lines_of(script: Script) -> Iterator[Expression]:
    """The line before each step."""
    yield script.theorem.left.node
    yield from (step.to.node for step in script.steps)


@dataclass(frozen=True)
class Setting:
    """What the search needs to know of a script."""

    theory: Theory
    domain: Domain
    lemmas: tuple[LemmaRow, ...]

    @classmethod
    def of(cls, script: Script, run: Run) -> Setting:
        """That of a script; its lemmas are proved in the run."""
        theory = theory_of(script)
        rows = run.lemmas(script, theory).rows
        return cls(theory, domain_of(script, theory), rows)

    def between(self, old: Expression, new: Expression) -> tuple[Proposal, ...]:
        """The lines that lead from one to another, the other last; none where none are found."""
        found = between(old, new, self.theory, self.domain, self.lemmas)
        if len(found) == 1 and PROCEDURES.keys() >= {*found[0][1]}:
            found = split(old, new, found[0][1], self.theory, self.domain) or found
        return tuple(found)


@dataclass(frozen=True)
class Written:
    """A script as it is written, with the report on it and the run that it was checked in."""

    path: str
    data: bytes
    script: Script
    report: Report
    run: Run
    mends_names: bool = False

    def checked(self, new: bytes) -> tuple[Loaded, Report]:
        """Another text in its place, loaded and checked; what names no rule is left out again."""
        loaded = load_text(new, self.path)
        loaded = without_unknown_rules(loaded) if self.mends_names else loaded
        return loaded, check(loaded, self.path, self.run)


def filled(written: Written, attempts: Mapping[int, Attempts], fix: bool) -> FillReport:
    """The script with the best attempts at its steps that stand; at one more, lines at its end."""
    return _Filling(written, attempts, fix).filled()


def _all_attempts(written: Written, fix: bool) -> dict[int, Attempts]:
    """What is tried at each step that lacks a reason, or the right one, with lines before it."""
    script = written.script
    setting = Setting.of(script, written.run)
    found: dict[int, Attempts] = {}
    for old, step in zip(lines_of(script), written.report.steps, strict=False):
        if _lacks_reason(step, fix):
            search = len(found) < MAX_SEARCHES
            found[step.number] = _attempts(setting if search else None, old, step)
    if ends_elsewhere(script):
        last = script.steps[-1].to.node, script.theorem.right.node
        found[len(script.steps) + 1] = (setting.between(*last),)
    return found


def _lacks_reason(step: LineReport, fix: bool) -> bool:
    wrong = fix and step.verdict is Verdict.WRONG_REASON
    return step.written is None or wrong


class _Filling:
    """A script that is filled: for each step what is tried, and which of it comes next."""

    def __init__(self, written: Written, attempts: Mapping[int, Attempts], fix: bool) -> None:
        self.written = written
        self.path, self.data = written.path, written.data
        self.script, self.report = written.script, written.report
        self.open = attempts
        self.fix = fix

    def wrong(self) -> list[int]:
        """The steps whose reasons are wrong."""
        steps = self.report.steps
        return [step.number for step in steps if step.verdict is Verdict.WRONG_REASON]

    def filled(self) -> FillReport:
        """What comes of the best attempts that stand."""
        tries = {number: [a for a in found if a] for number, found in self.open.items()}
        while True:
            chosen = {number: found[0] for number, found in tries.items() if found}
            if not chosen:
                return self.unchanged(self.unfilled(chosen))
            try:
                new = self.text(chosen)
            except CannotInsertError as error:
                why = "nothing can be put into this layout"
                return self.unchanged((Unfilled(error.place, why),))
            report = self.checked(new, chosen)
            failed = self.failed(report, chosen)
            if not failed and report is not None:
                return self.outcome(new, report, chosen)
            for number in failed or chosen:
                tries[number] = tries[number][1:]

    def unchanged(self, unfilled: tuple[Unfilled, ...]) -> FillReport:
        """What is told where nothing was put in."""
        wrong = 0 if self.fix else len(self.wrong())
        return FillReport(self.path, self.report, unfilled=unfilled, wrong=wrong)

    def changes(self, chosen: Mapping[int, tuple[Proposal, ...]]) -> dict[int, Change]:
        found = {}
        for number, lines in chosen.items():
            appended = number > len(self.script.steps)
            *before, last = lines
            put = tuple((text(line), names) for line, names in (lines if appended else before))
            found[number] = Change(put, None if appended else last[1])
        return found

    def text(self, chosen: Mapping[int, tuple[Proposal, ...]]) -> bytes:
        """The text of the script with what was chosen."""
        return with_changes(self.data, self.path, self.changes(chosen))

    def checked(self, new: bytes, chosen: Mapping[int, tuple[Proposal, ...]]) -> Report | None:
        """The report on the new text; None where it does not say what was meant."""
        loaded, report = self.written.checked(new)
        if loaded.script is None or claim_of(loaded.script) != claim_of(self.script):
            return None
        written = [strip(step.to.node) for step in loaded.script.steps]
        if written != [strip(line) for line in self.meant(chosen)]:
            return None
        return report

    def meant(self, chosen: Mapping[int, tuple[Proposal, ...]]) -> Iterator[Expression]:
        """The lines of the new chain."""
        for step in self.script.steps:
            yield from (line for line, _ in chosen.get(step.number, ())[:-1])
            yield step.to.node
        yield from (line for line, _ in chosen.get(len(self.script.steps) + 1, ()))

    def failed(
        self, report: Report | None, chosen: Mapping[int, tuple[Proposal, ...]]
    ) -> list[int]:
        """The steps at which something that was put in is not proved, or a line is worse."""
        if report is None or not report.usable:
            return list(chosen)
        found, at = [], 0
        for number in range(1, len(self.script.steps) + 2):
            count = len(chosen.get(number, ())) or int(number <= len(self.script.steps))
            new = report.steps[at : at + count]
            at += count
            stand = all(step.verdict.passes for step in new)
            if number in chosen and not stand:
                found.append(number)
            elif not stand and self.report.steps[number - 1].verdict.passes:
                return list(chosen)
        return found

    def outcome(
        self, new: bytes, report: Report, chosen: Mapping[int, tuple[Proposal, ...]]
    ) -> FillReport:
        changes = self.changes(chosen)
        wrong = set(self.wrong())
        return FillReport(
            self.path,
            report,
            new.decode("utf-8"),
            tuple(_difference(self.data, new, self.path)),
            reasons=sum(c.by is not None for n, c in changes.items() if n not in wrong),
            lines=sum(len(change.before) for change in changes.values()),
            replaced=len(wrong & changes.keys()),
            wrong=0 if self.fix else len(wrong),
            unfilled=self.unfilled(chosen),
        )

    def unfilled(self, chosen: Mapping[int, tuple[Proposal, ...]]) -> tuple[Unfilled, ...]:
        """The steps that still lack a reason, and the end that is still missing."""
        missing = [
            Unfilled(step.place, f"no reason was found for step {step.number}")
            for step in self.report.steps
            if _lacks_reason(step, self.fix) and step.number not in chosen
        ]
        if ends_elsewhere(self.script) and len(self.script.steps) + 1 not in chosen:
            place = self.script.steps[-1].to.place()
            why = "no lines were found from the last line to the right side of the theorem"
            missing.append(Unfilled(place, why))
        return tuple(missing)


def _attempts(setting: Setting | None, old: Expression, step: LineReport) -> Attempts:
    """What a step may get: lines with reasons, or else the reason that its check has found."""
    reason = step.reason.names if step.reason is not None else ()
    found: tuple[Proposal, ...] = ((step.line, as_told(step, reason)),) if reason else ()
    if step.verdict is Verdict.WRONG_REASON and reason and not procedural(reason):
        return (found,)
    lines = setting.between(old, step.line) if setting is not None else ()
    if step.verdict is Verdict.WRONG_REASON:
        return (lines if len(lines) > 1 else (), found)
    return (lines, found if step.verdict.passes else ())


def as_told(step: LineReport, reason: Names) -> Names:
    """The names of a reason, those first that are written already."""
    kept = tuple(name for name in step.written or () if name in reason)
    return (*kept, *(name for name in reason if name not in kept))


def _difference(old: bytes, new: bytes, path: str) -> Iterator[str]:
    """A unified diff without line ends."""
    before, after = (_without_end(decode(data, path)[0].lines) for data in (old, new))
    return difflib.unified_diff(before, after, path, path, lineterm="")


def _without_end(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines without the empty one behind the last line end."""
    return lines[:-1] if lines[-1] == "" else lines
