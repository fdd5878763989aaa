"""What became of a chain of lines: frozen data."""

from __future__ import annotations

from dataclasses import dataclass

from derive.report.diagnostics import Diagnostic
from derive.report.report import Report


@dataclass(frozen=True)
class ChainReport:
    """The script that a chain was written as, and the report on it.

    With `diagnostics` its texts could not be read, and nothing was checked; `unknown` are the
    names in it that are called and mean nothing, `problem` why there is no answer.
    """

    script: str = ""
    report: Report | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    unknown: tuple[str, ...] = ()
    problem: str = ""

    def __bool__(self) -> bool:
        """Whether every line is proved."""
        return self.report is not None and self.report.proved
