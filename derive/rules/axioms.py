"""What must be believed, in one list: everything that a theorem may rest on, beside logic.

The list is complete when this module is imported.  The kernel takes rows from `Row` only, tidies by
`TIDYING`, makes normal forms by `NORMAL_FORM` and `CARRIED_OUT`, shows conditions by `ROWS`,
unfolds `STANDARD`, and takes functions to be defined, smooth and bounded, and to rise and fall, as
their rows in `FUNCTIONS` say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from derive.expression.arities import ARITIES
from derive.kernel.functions import FUNCTIONS, PARAMETERS, Comparison, FunctionRow
from derive.kernel.tidy import LAWS as TIDYING
from derive.rules.algebra import ALGEBRA
from derive.rules.calculus import CALCULUS
from derive.rules.inequalities import ROWS
from derive.rules.known import CARRIED_OUT, KNOWN
from derive.rules.standard import STANDARD


@dataclass(frozen=True)
class Axiom:
    """`statement when condition`, by its name in one of the tables."""

    table: str
    name: str
    statement: str
    when: str = ""


#: The tables, in the order in which they are told.
TABLES: dict[str, str] = {
    "calculus": "Calculus: rows that a step may name",
    "algebra": "Algebra and identities: rows that a step may name",
    "tidying": "Tidying: laws that need no reason",
    "normal form": "Laws of the normal form, by their groups",
    "derivative": "Derivatives that the normal form carries out, beside the rows of the functions",
    "inequality": "Values of functions beside their arguments, wherever both sides are defined",
    "definition": "Standard definitions, with what is to be known of them",
    "function": "Functions: where they are defined and smooth, and what their values lie between",
}


#: What the shapes of functions, and the places where they are 0, are called.
_SHAPES = {
    "increasing": "increasing",
    "decreasing": "decreasing",
    "steps": "rising, by steps, all values being integers",
}
_ZEROS = {"0": "0 at 0 only", "no": "0 nowhere"}


def _smooth(row: FunctionRow) -> str:
    facts = [f"smooth where {_told(row.smooth)}"] if row.smooth != row.defined else []
    for bound, strict, weak in ((row.low, ">", ">="), (row.high, "<", "<=")):
        if bound is not None:
            facts.append(f"{weak if bound[1] else strict} {bound[0]}")
    facts += [said for said in (_SHAPES.get(row.shape), _ZEROS.get(row.zeros)) if said]
    if row.equal is not None:
        facts.append(f"{row.equal} wherever it is defined")
    if not row.continuous:
        facts.append("continuous where smooth only")
    return ", ".join(facts)


def _told(conditions: Iterable[Comparison]) -> str:
    return " and ".join(f"{e} {relation} 0" for e, relation in conditions)


def _function(row: FunctionRow) -> Axiom:
    arguments = ", ".join(p.name for p in PARAMETERS[: ARITIES[row.name]])
    call = f"{row.name.partition('/')[0]}({arguments})"
    where = f"is defined where {_told(row.defined)}" if row.defined else "is defined everywhere"
    return Axiom("function", row.name, f"{call} {where}", _smooth(row))


AXIOMS: tuple[Axiom, ...] = (
    *(Axiom("calculus", row.name, row.statement, row.when) for row in CALCULUS),
    # a row may stand twice, once for lines as they are written
    *dict.fromkeys(Axiom("algebra", row.name, row.statement, row.when) for row in ALGEBRA),
    *(Axiom("tidying", name, said) for name, said in TIDYING.items()),
    *(Axiom("normal form", law.group, law.statement, law.when) for law in KNOWN),
    *(Axiom("derivative", law.group, law.statement, law.when) for law in CARRIED_OUT),
    *(Axiom("inequality", f"{i}", row.statement, row.when) for i, row in enumerate(ROWS, 1)),
    *(Axiom("definition", row.name, row.statement, row.note) for row in STANDARD),
    *map(_function, FUNCTIONS.values()),
)
