"""The outcome of a search for the derivation of a derivative: frozen, plain data."""

from __future__ import annotations

from dataclasses import dataclass

from derive.report.diagnostics import Diagnostic
from derive.report.equality import EqualityReport, in_one_line
from derive.report.report import LineReport, Remedy, Report, Verdict


@dataclass(frozen=True)
class DerivativeReport:
    """A derivation that was searched for, as a proof script and the report on it.

    `script` is the text that was checked; `found` are the conditions of its `where` that were
    found and not given, and `stopped` says why the search ended before the last line.  With a
    `target` the derivation does not end in the line that was asked for, and this is what is known
    of it; `remedy` is the edit that makes it the derivative.  `unknown` are the functions that are
    not known, which stand for any; `absent` says that the variable was named and does not occur;
    `glued` are names that nobody declared and that have it as a letter.  With `diagnostics` the
    input, whose texts are in `texts`, could not be used.
    """

    expression: str
    variable: str = ""
    script: str = ""
    report: Report | None = None
    found: tuple[str, ...] = ()
    stopped: str = ""
    tried: tuple[str, ...] = ()
    target: EqualityReport | None = None
    remedy: Remedy | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    absent: bool = False
    glued: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether the derivation is complete and every step of it is proved."""
        whole = not self.stopped and self.target is None and not self.diagnostics
        return whole and self.report is not None and self.report.proved

    @property
    def usable(self) -> bool:
        """Whether the input could be read and used at all."""
        fatal = self.report is not None and any(d.fatal for d in self.report.diagnostics)
        return not self.diagnostics and not fatal

    @property
    def steps(self) -> tuple[LineReport, ...]:
        """The steps, checked."""
        return () if self.report is None else self.report.steps

    @property
    def verdict(self) -> Verdict:
        """The verdict of the theorem; a derivation that stopped is not shown, whatever it has."""
        theorem = None if self.report is None else self.report.theorem
        if self.stopped or theorem is None:
            return Verdict.NOT_SHOWN
        return Verdict.NOT_SHOWN if theorem.verdict.passes and not self else theorem.verdict

    @property
    def derivative(self) -> str:
        """The last line, as it is written in scripts; empty where there is none."""
        return str(self.steps[-1].line) if self.steps else ""

    @property
    def conditions(self) -> tuple[str, ...]:
        """The domain that the derivative is proved on: what is declared of its variables."""
        theorem = None if self.report is None else self.report.theorem
        return () if theorem is None else theorem.domain

    @property
    def reason(self) -> str:
        """What there is to say of it in one line of words."""
        if self.diagnostics:
            return "; ".join(map(in_one_line, self.diagnostics))
        if self.stopped:
            return f"stopped: {self.stopped}"
        if self.target is not None:
            hint = "" if self.remedy is None else f"; {self.remedy.said}: {self.remedy.line}"
            return f"it does not end in the line that was asked for: {self.target}{hint}"
        if self.verdict is Verdict.PROVED_FOR and self.report and self.report.theorem:
            return f"proved only for {_listed(self.report.theorem.conditions)}, and declared more"
        return "proved" if self else "; ".join(["not proved", *self._failing])

    @property
    def _failing(self) -> list[str]:
        """The first step that does not stand, in words; none where all do."""
        failing = (s for s in self.steps if not s.verdict.passes)
        return [f"step {s.number}: {s.verdict.value} ({_why(s)})" for s in failing][:1]

    def __str__(self) -> str:
        return f"d/d{self.variable} ({self.expression}) = {self.derivative} ({self.reason})"


def _why(step: LineReport) -> str:
    """Why a step does not stand: in words, with its conditions."""
    return ": ".join(filter(None, (step.explanation, _listed(step.conditions))))


def _listed(conditions: tuple[str, ...]) -> str:
    return " and ".join(conditions)
