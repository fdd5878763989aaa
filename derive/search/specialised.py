"""Theorems at a value of one variable, under the theory that they are stated in."""

from __future__ import annotations

from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, strip
from derive.expression.substitution import substitute
from derive.kernel.lemmas import lemma
from derive.kernel.theorem import Theorem


def specialise(theorem: Theorem, variable: Symbol, point: Expression) -> Theorem:
    """From `S |- l = r` follows its instance with `point` for `variable`, where it is defined.

    Raises as primitive steps do, also where a definition hides the variable.
    """
    sides = theorem.left, theorem.right
    left, right = (substitute(side, {variable: strip(point)}) for side in sides)
    return lemma(theorem.theory, "", theorem, (left, right), {variable: point})
