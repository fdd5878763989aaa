"""What a theorem needs of its declared domain, for those who want it to hold wherever it can."""

from __future__ import annotations

from derive.check.check import new_run
from derive.check.lemmas import Run
from derive.check.relations import in_words
from derive.kernel.conditions import closed, definedness
from derive.prover.domains import Domain
from derive.prover.remaining import remaining
from derive.rules import derivative_rows


def needs_of(path: str, run: Run | None = None) -> tuple[str, ...]:
    """The conditions of a script's theorem that may fail where both of its sides are defined."""
    checked = (run or new_run()).check(path)
    theorem, domain = checked.theorem, checked.domain
    if theorem is None or domain is None:
        return ()
    sides = (theorem.theory.unfold(side) for side in (theorem.left, theorem.right))
    defined = sorted(closed(frozenset().union(*map(definedness, sides))), key=str)
    natural = Domain(domain.variables, tuple(defined), domain.integers)
    found = remaining(theorem.conditions, natural, derivative_rows)
    return tuple(dict.fromkeys(map(in_words, found)))
