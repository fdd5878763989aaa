"""What there is to say of whatever is judged: of an equality, of a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.report.equality import EqualityReport
    from derive.report.report import LineReport, Verdict, Witness


class Judged:
    """Two expressions that were held against each other, and what is known of them."""

    _report: LineReport | EqualityReport

    @property
    def verdict(self) -> Verdict:
        """What is known of it."""
        return self._report.verdict

    @property
    def conditions(self) -> tuple[str, ...]:
        """What has to hold for it besides the domain, where it is proved for that alone."""
        return self._report.conditions

    @property
    def witness(self) -> Witness | None:
        """A point of the domain at which both differ, or one of them is undefined."""
        return self._report.witness

    @property
    def explanation(self) -> str:
        """Why it does not stand, in words; empty where there is nothing to say."""
        return self._report.explanation
