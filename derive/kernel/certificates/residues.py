"""One point modulo a prime, at which values are seen: what differs there is certainly different."""

from __future__ import annotations

#: Values are held apart modulo this one.
PRIME = 2**61 - 1


def residue_of(monomial: tuple[int, ...], moved: frozenset[int]) -> int:
    """A product of powers of generators at the point; `moved` generators are elsewhere."""
    product = 1
    for g, n in enumerate(monomial):
        if n:
            product = product * pow(_at(g, g in moved), n, PRIME) % PRIME
    return product


def _at(g: int, moved: bool) -> int:
    """Where a generator is seen at: some residue, always the same."""
    return pow(7, 2 * g + 5 + moved, PRIME)
