"""The rules that fit a question: frozen data.  It knows no renderer."""

from __future__ import annotations

from dataclasses import dataclass

from derive.report.equality import EqualityReport


@dataclass(frozen=True)
class RuleHit:
    """A row of the tables that fits a question, by the name that `by` gives it and its group."""

    group: str
    name: str
    statement: str
    when: str = ""


@dataclass(frozen=True)
class RulesFound:
    """The rows that fit a question, the nearest first within each group.

    Of an equation `equality` is the verdict, and `reasons` are the names by which it is a step.
    `beyond` is what there is instead of a rule that cannot be; `unreadable` says why a question
    that looks like an expression cannot be read as one, `problem` why there is no answer.
    """

    hits: tuple[RuleHit, ...] = ()
    equality: EqualityReport | None = None
    reasons: tuple[str, ...] = ()
    beyond: str = ""
    unreadable: str = ""
    problem: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.hits or self.beyond) or self.equality is not None
