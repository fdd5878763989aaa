"""The outcome of checking a script: frozen data, verdict by verdict.  It knows no renderer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from derive.report.diagnostics import Diagnostic, Place
from derive.report.gaps import Gap

if TYPE_CHECKING:  # a report on an equality is read by processes that never import SymPy
    from derive.expression.nodes import Expression, Path
    from derive.report.equality import SecondOpinion


class Verdict(Enum):
    """What is known of a line; only `PROVED` passes."""

    PROVED = "proved"
    PROVED_FOR = "proved for"
    WRONG_REASON = "wrong reason"
    REFUTED = "refuted"
    DOMAIN_CHANGES = "domain changes"
    NOT_SHOWN = "not shown"

    @property
    def passes(self) -> bool:
        """Whether a line with this verdict stands."""
        return self is Verdict.PROVED

    @property
    def told(self) -> str:
        """What is said of a step with this verdict: `it is ...`."""
        return _TOLD.get(self, self.value)


_TOLD = {
    Verdict.PROVED_FOR: "proved only under conditions",
    Verdict.WRONG_REASON: "not by its reason",
    Verdict.DOMAIN_CHANGES: "a change of the domain",
}


@dataclass(frozen=True)
class Instance:
    """A rule with what its variables stood for where it was used, in order of their names."""

    rule: str
    bindings: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True)
class Witness:
    """A point of the domain with the balls of both sides; None where a side is undefined.

    `functions` are what opaque functions stood for, as functions of z, or of z_1, z_2, ...
    """

    point: tuple[tuple[str, str], ...]
    left: str | None
    right: str | None
    precision: int
    functions: tuple[tuple[str, str], ...] = ()


class Agreement(Enum):
    """What a finite difference says of a line."""

    EXACT = "exact"
    CONVERGES = "converges"
    DISAGREES = "disagrees"
    UNTESTED = "untested"


@dataclass(frozen=True)
class NumericRow:
    """One row of the convergence table; `h` None for a comparison of values.

    `error` is relative, or absolute where the value's ball contains 0; `order` is the observed
    order of convergence against the row before, None in the first row and where the error is
    within the ball (`exact`).
    """

    h: str | None
    approximation: str
    error: str
    order: str | None


@dataclass(frozen=True)
class NumericCheck:
    """Finite differences of the original function against a line, at points of the domain.

    `error` is the largest error at step `h`, relative where a relative error exists.
    """

    agreement: Agreement
    h: str | None
    error: str
    points: int


@dataclass(frozen=True)
class NumericTable:
    """The theorem's finite differences at one point, with shrinking h."""

    point: tuple[tuple[str, str], ...]
    value: str
    relative: bool
    rows: tuple[NumericRow, ...]


@dataclass(frozen=True)
class Reason:
    """What a line was proved by: the names, and whether they were found and not written."""

    names: tuple[str, ...]
    found: bool


@dataclass(frozen=True)
class Remedy:
    """An edit with which a refuted line is proved, in words.

    `path` is where it is made in the line that was written, `place` where that stands in the
    file; `line` is the line that it gives.
    """

    said: str
    path: Path
    place: Place
    line: Expression


@dataclass(frozen=True)
class LemmaReport:
    """A theorem of another script that something rests on, and the file it was found in."""

    name: str
    path: str


@dataclass(frozen=True)
class LineReport:
    """One step: its line, why it holds or why it does not.

    `lemmas` are those that it rests on, and those that they rest on.
    """

    number: int
    line: Expression
    changed: tuple[Path, ...]
    written: tuple[str, ...] | None
    reason: Reason | None
    instances: tuple[Instance, ...]
    verdict: Verdict
    conditions: tuple[str, ...]
    witness: Witness | None
    explanation: str
    numeric: NumericCheck | None
    note: str
    place: Place
    remedy: Remedy | None = None
    opinion: SecondOpinion | None = None
    lemmas: tuple[LemmaReport, ...] = ()

    @property
    def said(self) -> str:
        """Its verdict in words, with its conditions and why."""
        why = ": ".join(filter(None, (" and ".join(self.conditions), self.explanation)))
        return f"{self.verdict.value} {why}".rstrip()


@dataclass(frozen=True)
class TheoremReport:
    """The theorem of a script: what it rests on and where it holds."""

    left: Expression
    right: Expression
    verdict: Verdict
    domain: tuple[str, ...]
    conditions: tuple[str, ...]
    assumptions: tuple[str, ...]
    rules: tuple[str, ...]
    explanation: str
    witness: Witness | None
    table: NumericTable | None
    lemmas: tuple[LemmaReport, ...] = ()
    place: Place | None = None


@dataclass(frozen=True)
class DefinitionReport:
    """A definition, as `left = right`."""

    left: Expression
    right: Expression


@dataclass(frozen=True)
class Report:
    """A script checked: `theorem` is None where the input cannot be used.

    `lines` is the text of the file, for showing the places of diagnostics.  Where they were asked
    for `gaps` are the steps that jump too far, and `needs` the conditions that the theorem holds
    under; None where that had no answer.  `notation` says how names are typeset.
    """

    path: str
    title: str
    source: str
    definitions: tuple[DefinitionReport, ...]
    steps: tuple[LineReport, ...]
    theorem: TheoremReport | None
    diagnostics: tuple[Diagnostic, ...]
    lines: tuple[str, ...]
    gaps: tuple[Gap, ...] | None = ()
    notes: str = ""
    needs: tuple[str, ...] | None = ()
    notation: tuple[tuple[str, str], ...] = ()

    @property
    def proved(self) -> bool:
        """Whether the script passes."""
        if self.theorem is None or self.diagnostics:
            return False
        return self.theorem.verdict.passes and all(s.verdict.passes for s in self.steps)

    def lines_of(self, place: Place) -> tuple[str, ...]:  # noqa: ARG002 - others have several
        """The lines of the file that a place is in."""
        return self.lines

    @property
    def usable(self) -> bool:
        """Whether the input could be read and checked at all."""
        return self.theorem is not None and not any(d.fatal for d in self.diagnostics)
