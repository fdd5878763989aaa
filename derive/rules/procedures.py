"""Groups of laws, and the procedures, such as `trig`: the groups that an author lets a step use."""

from __future__ import annotations

#: The groups of laws, in the order in which they are told.
GROUPS = ("exp-log", "power", "root", "abs", "cases", "hyperbolic", "trig", "special")
#: What each procedure lets a step use; the first takes functions and roots as they stand, and
#: only the last one carries out derivatives.
PROCEDURES: dict[str, frozenset[str]] = {
    "algebra": frozenset(),
    "abs": frozenset({"abs"}),
    "cases": frozenset({"abs", "cases"}),
    "integer-powers": frozenset({"power"}),
    "radicals": frozenset({"root", "abs", "cases", "power"}),
    "exp-log": frozenset({"exp-log", "root", "abs", "cases", "power"}),
    "hyperbolic": frozenset({"hyperbolic", "exp-log", "root", "abs", "cases", "power"}),
    "trig": frozenset({"trig", "root", "abs", "cases", "power"}),
    "identity": frozenset({"derivative", *GROUPS}),
}
#: The procedure that knows no law.
ALGEBRA = frozenset({"algebra"})
