"""What a run asks of scripts beyond their verdicts, and what it lets pass: frozen data.

A policy never changes a verdict.  What is refuted, or changes the domain, or could not be used, no
policy lets pass: only rows of `RELAXABLE` can be allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from derive.report.diagnostics import Diagnostic, Kind, Place
from derive.report.report import Report, Verdict

#: What can be allowed by its name, with the verdicts that a line may have because of it.
RELAXABLE: Mapping[Kind, frozenset[Verdict]] = {
    Kind.PROVED_FOR_CONDITIONS: frozenset({Verdict.PROVED_FOR}),
    Kind.WRONG_REASON: frozenset({Verdict.WRONG_REASON}),
    Kind.UNNEEDED_REASON: frozenset({Verdict.WRONG_REASON}),
    Kind.NO_CHANGE: frozenset({Verdict.WRONG_REASON, Verdict.NOT_SHOWN}),
    Kind.NOT_SHOWN: frozenset({Verdict.NOT_SHOWN}),
    Kind.CONDITION: frozenset(),
    Kind.MISSING_REASON: frozenset(),
}


@dataclass(frozen=True)
class Policy:
    """What `--strict` refuses besides, and what is `allowed` by name."""

    strict: bool = False
    allowed: tuple[Kind, ...] = ()

    def refused(self, report: Report) -> tuple[Diagnostic, ...]:
        """What is refused of a script though it is proved."""
        return tuple(_refused(report)) if self.strict and report.usable else ()

    def relaxes(self, diagnostic: Diagnostic) -> bool:
        """Whether a diagnostic is let pass."""
        return diagnostic.kind in self.allowed and diagnostic.kind in RELAXABLE

    def passes(self, report: Report) -> bool:
        """Whether a script passes: it is proved, or everything that it lacks is allowed."""
        if report.theorem is None or not report.usable:
            return False
        told = (*report.diagnostics, *self.refused(report))
        if not all(map(self.relaxes, told)):
            return False
        return report.proved or (bool(told) and self._covers(report))

    def _covers(self, report: Report) -> bool:
        """Whether no verdict is worse than what is allowed.

        That the theorem is not shown may be because of a step.
        """
        theorem, failing = report.theorem, [s for s in report.steps if not s.verdict.passes]
        if theorem is None or not all(self._lets(s.verdict, s.conditions) for s in failing):
            return False
        consequence = bool(failing) and theorem.verdict is Verdict.NOT_SHOWN
        return consequence or self._lets(theorem.verdict, theorem.conditions)

    def _lets(self, verdict: Verdict, conditions: tuple[str, ...]) -> bool:
        """Whether a verdict is let pass; one that is proved under conditions may be not shown."""
        narrower = verdict is Verdict.NOT_SHOWN and conditions
        meant = Verdict.PROVED_FOR if narrower else verdict
        allowed = {v for kind in self.allowed for v in RELAXABLE.get(kind, ())}
        return verdict.passes or bool({verdict, meant} & allowed)


#: Said of conditions where the question for them had no answer.
_UNKNOWN = "conditions hold that could not be told"


def _refused(report: Report) -> Iterator[Diagnostic]:
    if report.needs != ():
        theorem = report.theorem
        place = None if theorem is None else theorem.place
        yield Diagnostic(
            Kind.CONDITION,
            place or Place(report.path, 1, 1),
            expected="a proof wherever both sides are defined, as `--strict` asks for",
            hint="`--allow condition` lets it pass",
            about=(_UNKNOWN if report.needs is None else " and ".join(report.needs),),
        )
    for step in report.steps:
        if step.written is None:
            names = () if step.reason is None else step.reason.names
            yield Diagnostic(
                Kind.MISSING_REASON,
                step.place,
                expected=f"by {', '.join(names)}" if names else "a reason, as `--strict` asks for",
                hint="`derive fill` finds it",
                about=(str(step.number),),
            )
