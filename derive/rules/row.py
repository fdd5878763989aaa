"""What a row of the rule tables holds: the statement, and how it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from derive.kernel.conditions import Condition
from derive.kernel.rules import Rule, axiom, function_variables, pattern_variables
from derive.rules import notation

_FREE_OF = re.compile(r"(\w+) free of (\w+)")
_NUMERAL = re.compile(r"(\w+) (integer|numeral)")


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
        return axiom(rule(self.name, self.statement, self.when))


def rule(name: str, statement: str, when: str = "") -> Rule:
    """The row `name: statement when ...`; conditions are separated by commas.

    Raises `ValueError` where a variable is not bound by the left side.
    """
    lhs, rhs = notation.equation(statement)
    parts = [part.strip() for part in when.split(",") if part.strip()]
    independent = tuple((m[1], m[2]) for p in parts if (m := _FREE_OF.fullmatch(p)))
    kinds = [m.groups() for p in parts if (m := _NUMERAL.fullmatch(p))]
    numerals = frozenset(name for name, _ in kinds)
    integers = frozenset(name for name, kind in kinds if kind == "integer")
    points = [p for p in parts if not _FREE_OF.fullmatch(p) and not _NUMERAL.fullmatch(p)]
    conditions = tuple(Condition(*notation.comparison(p)) for p in points)
    functions = function_variables(lhs)
    built = Rule(
        name, statement, when, lhs, rhs, conditions, independent, numerals, integers, functions
    )
    bound = built.variables
    used = pattern_variables(rhs).union(*(pattern_variables(c.expression) for c in conditions))
    unbound = (used | numerals | {v for pair in independent for v in pair}) - bound
    if unbound:
        raise ValueError(f"the row {name} has unbound variables: {', '.join(sorted(unbound))}")
    return built
