"""What a row of the rule tables holds: the statement, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from derive.kernel.rules import Rule, axiom


def widely(name: str) -> str:
    """The name of a rule that is taken as far as it reaches."""
    return name + "+"


@dataclass(frozen=True)
class Row:
    """A named row `statement when condition`.

    It is read from left to right.  A `written` row is looked for in lines as they are written
    only, not in their tidy form.  `side` says on which line of a step it must be found: the `old`
    one, the `new` one (then the step reads it backwards), or `either`.  A `reach` row is no part of
    the rule in the narrow sense: it is read only where the rule is taken as far as its name
    reaches.
    """

    name: str
    statement: str
    when: str = ""
    written: bool = False
    side: str = "either"
    example: str = ""
    reach: bool = False

    @cached_property
    def key(self) -> str:
        """By what a row is chosen: its name, for a reach row the wide one."""
        return widely(self.name) if self.reach else self.name

    @cached_property
    def rule(self) -> Rule:
        """The row as an axiom of the kernel."""
        return axiom(self.name, self.statement, self.when)
