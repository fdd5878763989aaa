"""Polynomials as sums of squares."""

from __future__ import annotations

from fractions import Fraction

from derive.prover.polynomials import ONE, Monomial, Polynomial, joined

MAX_SQUARES = 8


def squares(p: Polynomial) -> list[tuple[Fraction, Polynomial]]:
    """A polynomial as a sum of nonnegative multiples of squares; none where it is not found."""
    z = [_half(m) for m, c in p.items() if c > 0 and all(k % 2 == 0 for _, k in m)]
    z.sort(key=lambda m: m == ONE)  # 1 stands last: what is left of it is positive
    place: dict[Monomial, tuple[int, int]] = {}
    if len(z) > MAX_SQUARES:
        return []
    for i, m in enumerate(z):
        for j in range(i, len(z)):
            place.setdefault(joined(m, z[j]), (i, j))
    if any(m not in place for m in p):
        return []
    gram = [[Fraction(0)] * len(z) for _ in z]
    for m, c in p.items():
        i, j = place[m]
        gram[i][j] += c / 2
        gram[j][i] += c / 2
    found: list[tuple[Fraction, Polynomial]] = []
    while gram:
        pivot, *row = gram[0]
        if pivot < 0 or (pivot == 0 and any(row)):
            return []
        if pivot:
            form = {z[0]: Fraction(1)} | {
                m: a / pivot for m, a in zip(z[1:], row, strict=True) if a
            }
            found.append((pivot, form))
            gram = [
                [b - r[0] * a / pivot for a, b in zip(row, r[1:], strict=True)] for r in gram[1:]
            ]
        else:
            gram = [r[1:] for r in gram[1:]]
        z = z[1:]
    return found


def _half(m: Monomial) -> Monomial:
    return frozenset((a, k // 2) for a, k in m)
