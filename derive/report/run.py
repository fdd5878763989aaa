"""What came of a run over scripts: frozen data that all renderers get.  It knows none of them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from derive.report.diagnostics import Diagnostic, Kind, Place
from derive.report.gaps import Gap
from derive.report.policy import Policy
from derive.report.report import LineReport, Report, Verdict


@dataclass(frozen=True)
class ScriptOutcome:
    """A script that was checked in a run: its report, and what the policy makes of it.

    `file` is its path from the root of the repository, and `seconds` how long it took.
    """

    report: Report
    file: str
    seconds: float = 0.0
    policy: Policy = field(default_factory=Policy)

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All that is wrong with it; where it does not pass there is something."""
        found = (*self.report.diagnostics, *self.policy.refused(self.report))
        if self.passes or not all(map(self.policy.relaxes, found)):
            return found
        theorem, place = self.report.theorem, Place(self.report.path, 1, 1)
        said = theorem.explanation if theorem is not None else ""
        return (*found, Diagnostic(Kind.NOT_SHOWN, place, about=(said or "it is not proved",)))

    @cached_property
    def passes(self) -> bool:
        """Whether it is proved, and nothing of it is refused, or all that is missing is allowed."""
        return self.policy.passes(self.report)

    def file_of(self, place: Place) -> str:  # noqa: ARG002 - others have several
        """The path of the file that a place is in, from the root of the repository."""
        return self.file

    def cell_of(self, place: Place) -> str:  # noqa: ARG002 - others have several
        """The cell of a notebook that a place is in, whose lines are none of the file."""
        return ""

    @property
    def relaxed(self) -> tuple[Diagnostic, ...]:
        """What is let pass."""
        return tuple(filter(self.policy.relaxes, self.diagnostics))

    @property
    def usable(self) -> bool:
        """Whether it could be read and used."""
        return not any(found.fatal for found in self.report.diagnostics)

    @property
    def verdict(self) -> Verdict | None:
        """The verdict of the script, that of the first step that fails; None if it is unusable."""
        if not self.usable:
            return None
        if self.report.proved:
            return Verdict.PROVED
        failing = [s.verdict for s in self.report.steps if not s.verdict.passes]
        theorem = self.report.theorem
        first = [*failing, Verdict.NOT_SHOWN if theorem is None else theorem.verdict][0]
        return Verdict.NOT_SHOWN if first.passes else first

    @property
    def word(self) -> str:
        """What is said of the script in short: its verdict, or what the policy makes of it."""
        verdict = self.verdict
        if verdict is None:
            return "cannot be used"
        if self.passes:
            return "allowed" if self.relaxed else verdict.value
        return "refused" if verdict.passes else verdict.value

    @cached_property
    def by_step(self) -> tuple[tuple[LineReport, tuple[Diagnostic, ...]], ...]:
        """The steps, each with what is wrong with it."""
        told = self._told
        return tuple((step, tuple(told.get(step.number, ()))) for step in self.report.steps)

    @property
    def besides(self) -> tuple[Diagnostic, ...]:
        """What is wrong with no step of it."""
        return tuple(self._told.get(None, ()))

    def failing(self, told: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Of what is wrong that which is not let pass."""
        return tuple(d for d in told if not self.policy.relaxes(d))

    def stands(self, step: LineReport) -> bool:
        """Whether nothing is left to say of a step about which there are no diagnostics."""
        return step.verdict.passes or self.passes

    @cached_property
    def _told(self) -> Mapping[int | None, list[Diagnostic]]:
        found: dict[int | None, list[Diagnostic]] = {}
        for diagnostic in self.diagnostics:
            step = _step_of(diagnostic, self.report.steps)
            found.setdefault(None if step is None else step.number, []).append(diagnostic)
        return found


#: What is wrong with a theorem, and not with a step.
_OF_A_THEOREM = (Kind.WRONG_THEOREM, Kind.CONDITION)


def _step_of(diagnostic: Diagnostic, steps: tuple[LineReport, ...]) -> LineReport | None:
    """The step that a diagnostic is about: the one it stands in, None where that is none.

    A reason may stand before its line, so that between two lines the one that fails is meant.
    """
    if diagnostic.kind in _OF_A_THEOREM:
        return None
    line = diagnostic.place.line
    at = bisect_right([step.place.line for step in steps], line)
    here = steps[at - 1] if at else None
    after = steps[at] if at < len(steps) else None
    stands = here is None or (here.verdict.passes and line > here.place.line)
    return after if stands and after is not None and not after.verdict.passes else here


def gap_diagnostic(gap: Gap) -> Diagnostic:
    """A step that jumps too far, as a diagnostic; it is a warning, and fails nothing."""
    how = "has no reason" if gap.written is None else f"is by {', '.join(gap.written)}"
    n = len(gap.skipped)
    told = (str(gap.number), how, f"{n} line" + "s" * (n != 1))
    return Diagnostic(Kind.GAP, gap.place, about=told)


@dataclass(frozen=True)
class RunReport:
    """What a command checked, in the order of the scripts.

    `problems` are what is wrong outside of any script, such as a path where there is none, and
    `unchecked` the files that were not reached.
    """

    command: str
    version: str
    outcomes: tuple[ScriptOutcome, ...]
    problems: tuple[Diagnostic, ...] = ()
    unchecked: tuple[str, ...] = ()
    policy: Policy = field(default_factory=Policy)
    seconds: float = 0.0

    @property
    def usable(self) -> bool:
        """Whether there was something to check, and all of it could be used."""
        return not self.problems and all(outcome.usable for outcome in self.outcomes)

    @property
    def passes(self) -> bool:
        """Whether everything was checked and passes."""
        return self.usable and not self.unchecked and all(o.passes for o in self.outcomes)

    @property
    def steps(self) -> int:
        """How many steps were checked."""
        return sum(len(outcome.report.steps) for outcome in self.outcomes)

    @property
    def words(self) -> Mapping[str, int]:
        """How many scripts there are of each word."""
        return Counter(outcome.word for outcome in self.outcomes)

    @property
    def relaxed(self) -> Iterator[tuple[Kind, tuple[Diagnostic, ...]]]:
        """Each kind that is allowed, with what was let pass of it."""
        for kind in self.policy.allowed:
            passed = (d for o in self.outcomes for d in o.relaxed if d.kind is kind)
            yield kind, tuple(passed)
