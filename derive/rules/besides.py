"""What an author may name besides the rules that lead from one line to another, a row each.

Elsewhere a reason that is not needed is not the reason; these say something that a reader sees,
though other rules or tidying have done it.  One name may stand alone for tidying itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

Names = tuple[str, ...]


class When(Enum):
    """What must be the case for a name to stand besides others."""

    ALWAYS = "whether it has a part in the step or not"
    INNER = "a function's rule was used on more than the variable alone"
    REDUCED = "a fraction was reduced from one line to the other, or on the way"
    OLD_MULTIPLIED = "the old line was multiplied out"
    NEW_MULTIPLIED = "the new line was multiplied out, which reads the step backwards"
    OPENED = "tidying has opened brackets of the old line, which it multiplied by 1 or by -1 twice"
    NEW_OPENED = "more brackets are subtracted in the new line, which are opened"
    NEW_OPPOSITE = "terms of opposite signs were taken together in the new line only"
    AT_WORK = "it was used itself, or one of the others was, whose rows have it in them"
    USED = "it was used itself on the way, though others do it as well"
    REACHED = "one of the others, taken as far as its name reaches, has done it on the way"


@dataclass(frozen=True)
class Beside:
    """`name` may stand beside one `of` the others, any if there are none, and why."""

    name: str
    when: When
    of: Names
    why: str


_TIDIED = "its derivative is carried out in every step"
_SEEN = "a difference is a sum with a negation, and a reader sees which is written"
_MULTIPLIED = "expand and factor are one law read two ways: a step may do both, one on each line"
_OPENED = "a reader sees brackets opened, though the signs alone do it"
_PUT_IN = "what is added and subtracted is taken together with other terms"
_COLLECTED = "what was multiplied out is collected, and what falls away is left out"
_FRACTIONS = "terms over one bar are multiplied out, collected and reduced"
_OWN_FORMS = "the derivative is known in several forms, which the rule reaches by itself"


def _rows(names: Names, when: When, of: Names, why: str) -> tuple[Beside, ...]:
    return tuple(Beside(name, when, of, why) for name in names)


BESIDES: tuple[Beside, ...] = (
    *_rows(("constant", "variable"), When.ALWAYS, (), _TIDIED),
    Beside("chain", When.INNER, (), "the rules of functions have the chain rule in them"),
    Beside("cancel", When.REDUCED, (), "a reader sees what a fraction is reduced by"),
    Beside("expand", When.OLD_MULTIPLIED, ("factor",), _MULTIPLIED),
    Beside("factor", When.NEW_MULTIPLIED, ("expand", "expand-power"), _MULTIPLIED),
    Beside("expand", When.OPENED, (), _OPENED),
    Beside("expand", When.NEW_OPENED, ("collect", "add-and-subtract"), _OPENED),
    Beside("add-and-subtract", When.USED, ("collect",), _COLLECTED),
    Beside("add-and-subtract", When.NEW_OPPOSITE, ("collect", "factor"), _PUT_IN),
    *_rows(("sum", "difference", "negation", "constant-multiple"), When.AT_WORK, (), _SEEN),
    Beside("cancel", When.AT_WORK, ("square-of-root",), "a root is cancelled by its square"),
    *_rows(
        ("collect", "add-and-subtract"),
        When.REACHED,
        ("expand", "expand-power", "cancel", "combine-fractions"),
        _COLLECTED,
    ),
    Beside("factor", When.REACHED, ("cancel",), "what is cancelled is factored out first"),
    *_rows(
        ("split-fraction", "expand", "expand-power"),
        When.REACHED,
        ("cancel",),
        "what is above the bar is cancelled term by term",
    ),
    *_rows(("expand", "cancel", "factor"), When.REACHED, ("combine-fractions",), _FRACTIONS),
    Beside("square-of-root", When.REACHED, ("cancel",), "a root is cancelled by its square"),
    Beside("cancel", When.REACHED, ("split-fraction",), "each of the fractions is reduced"),
    Beside("factor", When.REACHED, ("pythagoras",), "a common factor is taken out first"),
    Beside("cancel", When.REACHED, ("square-of-root",), "a root is cancelled by its square"),
    *_rows(
        ("ratio", "pythagoras"),
        When.REACHED,
        ("tan", "cot", "sec", "csc", "tanh", "coth", "sech", "csch", "chain"),
        _OWN_FORMS,
    ),
)
#: What needs no reason; beside other names it may be named, whether it has a part in a step or not.
FREE = frozenset(row.name for row in BESIDES if row.when is When.ALWAYS)
#: What an author may call the laws of tidying by, where a step is theirs alone: it knows them all,
#: and nothing of derivatives or notation.
TIDYING = "algebra"


def others(name: str, when: When, by: frozenset[str]) -> tuple[frozenset[str], ...]:
    """For each row by which a name may stand beside others of `by`: those of them it is about."""
    rows = (row for row in BESIDES if row.name == name and row.when is when)
    found = (frozenset(row.of) & by if row.of else by for row in rows)
    return tuple(names for names in found if names)
