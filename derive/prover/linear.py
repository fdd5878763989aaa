"""Linear programming with exact rationals: whether a goal is a nonnegative combination of facts.

The simplex method with Bland's rule, which does not cycle.  Sizes are bounded; beyond them, and
when the steps run out, nothing is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpq

Form = Mapping[Any, Fraction]

MAX_FACTS = 60
MAX_ROWS = 40
MAX_STEPS = 100


@dataclass(frozen=True)
class Fact:
    """A form that is nonnegative, or positive if it is `strict`."""

    form: Form
    strict: bool = False
    #: Where the form comes from, for whoever has to show it.
    source: Any = None


def combination(goal: Form, facts: Sequence[Fact]) -> bool | None:
    """Whether the goal is a nonnegative combination of facts: True if it is positive then.

    False says that it is nonnegative, None that no combination was found.
    """
    found = weighted(goal, facts)
    return None if found is None else any(f.strict for _, f in found)


def weighted(goal: Form, facts: Sequence[Fact]) -> list[tuple[Fraction, Fact]] | None:
    """The facts that the goal is a combination of, with positive weights; None if it is of none."""
    facts = _useful(goal, facts)
    rows = list({m: None for form in (goal, *(f.form for f in facts)) for m in form})
    if len(facts) > MAX_FACTS or len(rows) > MAX_ROWS:
        return None
    reached = {m for f in facts for m in f.form}
    if any(m not in reached for m in goal):
        return None
    weights = _Simplex(rows, goal, facts).weights()
    if weights is None or not _certifies(weights, goal, facts):
        return None
    return [(Fraction(int(w.p), int(w.q)), facts[j]) for j, w in weights.items() if w != 0]


def _certifies(weights: Mapping[int, Any], goal: Form, facts: Sequence[Fact]) -> bool:
    """Whether nonnegative weights make the goal of the facts: the only thing that is relied on."""
    left = {m: _exact(c) for m, c in goal.items()}
    for j, weight in weights.items():
        for m, c in facts[j].form.items():
            left[m] = left.get(m, fmpq(0)) - weight * _exact(c)
    return all(w >= 0 for w in weights.values()) and all(c == 0 for c in left.values())


def _useful(goal: Form, facts: Sequence[Fact]) -> list[Fact]:
    """The facts that can take part: what one brings in, another or the goal must take out."""
    useful = list(facts)
    while True:
        signs: dict[Any, set[bool]] = {}
        for form in (*(f.form for f in useful), {m: -c for m, c in goal.items()}):
            for m, c in form.items():
                signs.setdefault(m, set()).add(c.numerator > 0)
        kept = [f for f in useful if all(len(signs[m]) == 2 for m in f.form)]
        if len(kept) == len(useful):
            return kept
        useful = kept


class _Simplex:
    """`facts * weights = goal` with weights >= 0, and the largest weight on strict facts."""

    def __init__(self, rows: Sequence[Any], goal: Form, facts: Sequence[Fact]) -> None:
        self.count = len(facts)
        self.strict = [j for j, f in enumerate(facts) if f.strict]
        self.table = [_row(m, goal, facts) for m in rows]
        # the last column is the right side; artificial variables are the rows' first basis
        self.basis = [self.count + i for i in range(len(rows))]
        self.steps = MAX_STEPS

    def weights(self) -> dict[int, Any] | None:
        """The weights of the facts, None where there are none."""
        columns = range(self.count + 1)
        residual = [sum((row[j] for row in self.table), fmpq(0)) for j in columns]
        self._improve(residual, first=False)
        if residual[-1] != 0:
            return None
        gain = [fmpq(int(j in self.strict)) for j in columns]
        for i, j in enumerate(self.basis):
            if j in self.strict:
                factor = gain[j]
                gain = [g - factor * r for g, r in zip(gain, self.table[i], strict=True)]
        self._improve(gain, first=True)
        return {j: self.table[i][-1] for i, j in enumerate(self.basis) if j < self.count}

    def _improve(self, objective: list[Any], first: bool) -> None:
        """Pivots while a column improves the objective, or until it is positive at all."""
        while self.steps > 0 and not (first and objective[-1] < 0):
            column = next((j for j in range(self.count) if objective[j] > 0), None)
            row = None if column is None else self._leaving(column)
            if column is None or row is None:
                return
            self._pivot(row, column, objective)
            self.steps -= 1

    def _leaving(self, column: int) -> int | None:
        ratios = [
            (row[-1] / row[column], self.basis[i], i)
            for i, row in enumerate(self.table)
            if row[column] > 0
        ]
        # an artificial variable that is left in the basis at 0 must not grow again
        stuck = [
            i
            for i, row in enumerate(self.table)
            if self.basis[i] >= self.count and row[-1] == 0 and row[column] != 0
        ]
        if stuck:
            return stuck[0]
        return min(ratios)[2] if ratios else None

    def _pivot(self, r: int, column: int, objective: list[Any]) -> None:
        scale = self.table[r][column]
        pivot = self.table[r] = [a / scale for a in self.table[r]]
        for i, row in enumerate(self.table):
            if i != r and row[column] != 0:
                factor = row[column]
                self.table[i] = [a - factor * p for a, p in zip(row, pivot, strict=True)]
        factor = objective[column]
        objective[:] = [a - factor * p for a, p in zip(objective, pivot, strict=True)]
        self.basis[r] = column


def _row(m: Any, goal: Form, facts: Sequence[Fact]) -> list[Any]:
    """One equation, with a right side that is not negative."""
    row = [_exact(f.form.get(m)) for f in facts] + [_exact(goal.get(m))]
    return [-a for a in row] if row[-1] < 0 else row


def _exact(q: Fraction | None) -> Any:
    return fmpq(0) if q is None else fmpq(q.numerator, q.denominator)
