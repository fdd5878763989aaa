"""Exponents that are polynomials in integers, written out."""

from __future__ import annotations

from derive.expression.nodes import Expression, Negation, ProductOf, SumOf, integer
from derive.kernel.exponents import Monomial, Polynomial


def expression_of(p: Polynomial) -> Expression:
    """A polynomial written out."""
    terms = [_term(m, c) for m, c in sorted(p.items(), key=lambda t: (not t[0], str(t[0])))]
    return SumOf(*terms) if len(terms) > 1 else terms[0] if terms else integer(0)


def _term(m: Monomial, c: int) -> Expression:
    factors = (*((integer(abs(c)),) if abs(c) != 1 or not m else ()), *m)
    whole = ProductOf(*factors) if len(factors) > 1 else factors[0]
    return Negation(whole) if c < 0 else whole
