"""From a script to what the kernel works with: its theory and its domain."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, Negation, SumOf, strip
from derive.kernel.conditions import Condition, numeral_or_none
from derive.kernel.definitions import Definition
from derive.kernel.judge import Claim
from derive.kernel.theory import Theory
from derive.prover.domains import Domain
from derive.prover.exponents import integer_bounds
from derive.script import script as scripts


class Setting(Protocol):
    """What a script and a single equality have in common: names and what is declared of them."""

    @property
    def variables(self) -> tuple[scripts.Variable, ...]:
        """The variables with their domains."""

    @property
    def where(self) -> tuple[scripts.Condition, ...]:
        """The conditions between them."""

    @property
    def functions(self) -> tuple[scripts.OpaqueFunction, ...]:
        """The opaque functions."""

    @property
    def definitions(self) -> tuple[scripts.Definition, ...]:
        """The definitions."""


_TURNED = {"<": ">", "<=": ">=", ">": ">", ">=": ">=", "!=": "!=", "=": "="}


def theory_of(script: Setting) -> Theory:
    """The definitions and opaque functions of a script.  Raises `KernelError`."""
    definitions = tuple(
        Definition(d.name, tuple(map(Symbol, d.parameters)), d.body.node)
        for d in script.definitions
    )
    opaque = frozenset(f.name for f in script.functions)
    integers = frozenset(Symbol(v.name) for v in script.variables if v.integer)
    theory = Theory(definitions, opaque, integers)
    if not integers:
        return theory
    bounds = integer_bounds(domain_of(script, theory).conditions, integers)
    return replace(theory, bounds=bounds) if bounds else theory


def domain_of(script: Setting, theory: Theory) -> Domain:
    """The declared domain of a script.  Raises `KernelError`."""
    relations = [r for v in script.variables for r in v.relations] + list(script.where)
    conditions = tuple(_condition(r, theory) for r in relations)
    variables = tuple(Symbol(v.name) for v in script.variables)
    integers = frozenset(Symbol(v.name) for v in script.variables if v.integer)
    return Domain(variables, conditions, integers)


def claim_of(script: scripts.Script) -> Claim:
    """What the theorem of a script claims.  Raises `KernelError`."""
    theory = theory_of(script)
    sides = strip(script.theorem.left.node), strip(script.theorem.right.node)
    domain = domain_of(script, theory)
    return Claim(*sides, theory, domain.conditions, domain.integers)


def _condition(relation: scripts.Condition, theory: Theory) -> Condition:
    """`a < b` as `b - a > 0`, and so on."""
    sides = theory.unfold(relation.left.node), theory.unfold(relation.right.node)
    larger, smaller = sides if relation.relation not in ("<", "<=") else sides[::-1]
    return Condition(_difference(larger, smaller), _TURNED[relation.relation])


def _difference(a: Expression, b: Expression) -> Expression:
    if numeral_or_none(b) == 0:
        return a
    return SumOf(a, Negation(b))
