"""Code that was made from a proof: frozen, plain data."""

from __future__ import annotations

from dataclasses import dataclass

from derive.report.derivative import DerivativeReport
from derive.report.report import Report


@dataclass(frozen=True)
class CodeReport:
    """A program text in a language and the test beside it, or why there is none.

    `trouble` says why there is no code, with a `hint` of what to do; `report` and `found` are the
    reports on the script, or on the derivation that was searched for, where those are the reason.
    `warnings` are what is said of code that is there: a function without a stable form.
    """

    name: str
    language: str
    code: str = ""
    test: str = ""
    warnings: tuple[str, ...] = ()
    trouble: str = ""
    hint: str = ""
    report: Report | None = None
    found: DerivativeReport | None = None

    @property
    def usable(self) -> bool:
        """Whether there is code."""
        return bool(self.code)
