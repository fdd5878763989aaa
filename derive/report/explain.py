"""One step taken apart: frozen data.  It knows no renderer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derive.report.certificate import Certified, Known, Statement
from derive.report.report import Instance, LineReport, Report

if TYPE_CHECKING:
    from derive.expression.nodes import Expression, Path


@dataclass(frozen=True)
class SingleMove:
    """One use of one rule in a line: at `path` of it, `before` becomes `after`.

    A move by no rule is tidying, of the whole line, and `laws` are those it needs.  `backwards`
    says that the rule is read from right to left here; `line` is the whole line that it gives.
    Where all uses of a rule are gathered, `uses` counts those of each name, and `places` are what
    was rewritten to what, each once.
    """

    names: tuple[str, ...]
    path: Path
    before: Expression
    after: Expression
    line: Expression
    backwards: bool = False
    laws: tuple[str, ...] = ()
    instance: Instance | None = None
    uses: tuple[int, ...] = ()
    places: tuple[tuple[Expression, Expression], ...] = ()


@dataclass(frozen=True)
class Discharged:
    """A condition of a step in words, and why it holds; `holds` is false where it may not.

    `shown` is how that was shown, in the order in which it was looked over.
    """

    condition: str
    how: str
    holds: bool = True
    shown: tuple[Known, ...] = ()


@dataclass(frozen=True)
class Joint:
    """A joint of a function that a derivative is of: both pieces have one value and slope there.

    `pieces` are where a piece is what the function is, the piece, and its slope.
    """

    function: Expression
    at: str
    pieces: tuple[tuple[str, str, str], ...]
    value: str
    slope: str


@dataclass(frozen=True)
class Explanation:
    """A step with all that it is made of.

    `statements` are those of the rules that it is by, `moves` lead from the line before to its
    line, and `certificates` say why procedures make what they make; `joints` are
    those that it has a derivative across.  Without a step the report says
    why.
    """

    report: Report
    before: Expression | None = None
    step: LineReport | None = None
    statements: tuple[Statement, ...] = ()
    certificates: tuple[Certified, ...] = ()
    moves: tuple[SingleMove, ...] = ()
    conditions: tuple[Discharged, ...] = ()
    joints: tuple[Joint, ...] = ()

    @property
    def laws(self) -> tuple[Statement, ...]:
        """The laws that the certificates use, each once."""
        return tuple(dict.fromkeys(law for one in self.certificates for law in one.laws))

    @property
    def usable(self) -> bool:
        """Whether there is such a step in a script that can be used."""
        return not any(found.fatal for found in self.report.diagnostics)

    @property
    def stands(self) -> bool:
        """Whether the step passes."""
        return self.usable and self.step is not None and self.step.verdict.passes
