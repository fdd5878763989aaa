"""A derivation one step at a time: hints, what a learner typed, and what is to be said of it."""

from __future__ import annotations

from derive.render.diagnostics import excerpt, shown
from derive.render.explain import ExplainTerminal
from derive.report.attempt import Attempt
from derive.report.conditions import either
from derive.report.equality import point_words
from derive.report.explain import Explanation
from derive.report.report import LineReport, Report

_ROOM = 2


class WalkTerminal(ExplainTerminal):
    """A terminal on which a learner goes through a derivation."""

    def opening(self, report: Report) -> None:
        """The title, the domain, the theorem and what it begins with."""
        theorem = report.theorem
        if theorem is None:
            return
        self.title(report)
        if theorem.domain:
            self.hanging("  for ", ", ".join(map(either, theorem.domain)))
        self.print()
        self.formula(theorem.left, "  ")

    def asking(self, number: int, count: int) -> None:
        """The head of a step."""
        self.print()
        self.print((f"Step {number} of {count}", "title"))

    def rule(self, step: LineReport) -> None:
        """The first hint: the names of the rules."""
        names = step.reason.names if step.reason is not None else ()
        self.hanging("  by ", ", ".join(names) or "tidying")

    def instance(self, found: Explanation) -> None:
        """The second hint: what the rules say, and what their letters stand for."""
        told = [*found.statements, *found.laws][:_MOST]
        room = max((len(s.name) for s in told), default=0) + _ROOM
        for statement in told:
            self.statement_of(statement, room)
        if not told:
            self.print("  no rule is needed: it is tidying")

    def line(self, step: LineReport) -> None:
        """The line itself."""
        self.formula(step.line, "= ", step.changed)

    def judged(self, found: Attempt, typed: str) -> None:
        """What is to be said of the line that was typed."""
        if found.problem:
            self.hanging("  no answer: ", found.problem)
        elif found.step is None:
            for d in found.diagnostics:
                for pieces in shown(d, [typed], self.width, self.ascii):
                    self.pieces(pieces)
        elif found.unchanged:
            self.print("  that is the line before it: what can be changed?")
        elif found:
            far = (
                f": that is step {found.reached} already"
                if found.reached > found.step.number
                else ""
            )
            self.print(("  right", "good"), far)
        else:
            self._wrong(found.step, typed)

    def _wrong(self, step: LineReport, typed: str) -> None:
        """Why a line does not follow: the slip where one is seen, at its place, and a point."""
        self.print(("  wrong", "bad") if step.witness else ("  not shown", "bad"))
        if step.remedy is not None:
            for pieces in excerpt(step.remedy.place, typed, self.width, self.ascii):
                self.pieces(pieces)
            self.hanging("  ", step.remedy.said)
        if step.witness is not None:
            at = point_words(step.witness)
            self.hanging("  ", f"at {at} the line before is {step.witness.left or 'undefined'}")
            self.hanging("  ", f"and this one {step.witness.right or 'undefined'}")
        elif step.said:
            self.hanging("  ", step.said)

    def score(self, own: int, hinted: int, shown: int) -> None:
        """How it went."""
        told = [(own, "by yourself"), (hinted, "with a hint"), (shown, "shown")]
        self.print()
        self.print(", ".join(f"{count} {how}" for count, how in told if count))


#: So many rules and laws are told of one step.
_MOST = 8
