"""What a row of the rule tables holds: the statement, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from derive.kernel.rules import Rule, axiom


@dataclass(frozen=True)
class Row:
    """A named row `statement when condition`.

    It is read from left to right.  A `written` row is looked for in lines as they are written
    only, not in their tidy form.  `side` says on which line of a step it must be found: the `old`
    one, the `new` one (then the step reads it backwards), or `either`.
    """

    name: str
    statement: str
    when: str = ""
    written: bool = False
    side: str = "either"
    example: str = ""

    @cached_property
    def rule(self) -> Rule:
        """The row as an axiom of the kernel."""
        return axiom(self.name, self.statement, self.when)
