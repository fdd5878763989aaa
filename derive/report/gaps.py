"""Steps that jump too far for a reader: frozen data.  It knows no renderer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derive.report.diagnostics import Place

if TYPE_CHECKING:
    from derive.expression.nodes import Expression


@dataclass(frozen=True)
class SkippedLine:
    """A line that a step skips, with the names that lead to it."""

    line: Expression
    names: tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """A step that jumps too far for a reader, with the lines it skips.

    `last` are the names that lead from the last of them to the line of the step.
    """

    number: int
    place: Place
    written: tuple[str, ...] | None
    skipped: tuple[SkippedLine, ...]
    last: tuple[str, ...]
