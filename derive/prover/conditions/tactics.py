"""The ways to show a condition, in the order in which they are tried: each may add entries."""

from __future__ import annotations

from derive.prover.conditions.cases import (
    by_both_sides,
    by_box,
    by_cases,
    by_choices,
    by_given,
    by_known_cases,
    by_pairs,
    by_whole,
)
from derive.prover.conditions.combinations import by_combination
from derive.prover.conditions.functions import (
    by_calculus,
    by_inverses,
    by_laws,
    by_logarithm,
    by_monotony,
    by_steps,
    by_tangents,
    by_turning,
    by_turns,
    by_values,
    by_wave,
    by_waves,
)
from derive.prover.conditions.parts import (
    by_absolute,
    by_bounds,
    by_multiple,
    by_parts,
    by_terms,
    unless_zero,
)
from derive.prover.conditions.polynomials import (
    by_factors,
    by_form,
    by_nonzero_factors,
    by_root,
    by_sines,
    by_zero,
)
from derive.prover.conditions.showing import Tactic
from derive.prover.conditions.signs import by_given_factors, by_half_angles, by_signs
from derive.prover.conditions.univariate import by_roots

TACTICS: tuple[Tactic, ...] = (
    Tactic(by_multiple, across=True),
    Tactic(by_terms, across=True),
    Tactic(unless_zero, across=True),
    Tactic(by_known_cases, across=True),
    Tactic(by_bounds, across=True),
    Tactic(by_turning, across=True),
    Tactic(by_steps, across=True),
    Tactic(by_wave),
    Tactic(by_tangents, across=True),
    Tactic(by_form),
    Tactic(by_parts, across=True),
    Tactic(by_absolute, across=True),
    Tactic(by_zero, across=True),
    Tactic(by_roots, across=True),
    Tactic(by_monotony, across=True),
    Tactic(by_turns, across=True),
    Tactic(by_nonzero_factors, across=True),
    Tactic(by_combination),
    Tactic(by_logarithm, across=True),
    Tactic(by_values, across=True),
    Tactic(by_waves),
    Tactic(by_roots, across=True),  # again: more is known of its atom by now
    Tactic(by_signs),
    Tactic(by_given_factors, across=True),
    Tactic(by_half_angles, across=True),
    Tactic(by_factors, across=True),
    Tactic(by_sines, across=True),
    Tactic(by_root),
    Tactic(by_whole, across=True),
    Tactic(by_inverses, across=True),
    Tactic(by_calculus, across=True),
    Tactic(by_choices, across=True),
    Tactic(by_cases, across=True),
    Tactic(by_box),
    Tactic(by_given, across=True),
    Tactic(by_both_sides),
    Tactic(by_pairs, across=True),
    Tactic(by_laws, across=True),
)
