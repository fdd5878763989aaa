"""Angles of a certificate that are no smaller than they have to be.

A field computes with half tangents, so it hands over sines and cosines of half of what is asked
about.  Where every use of an angle takes an even multiple of it, twice the angle does as well: its
polynomials have half of the degree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from math import gcd

from derive.kernel.certificates.entries import Angle, Entry, Polynomial, Product, Turned
from derive.kernel.certificates.identity import Identity


def coarser(entries: tuple[Entry, ...], identity: Identity) -> tuple[Entry, ...]:
    """The entries with angles of which no part is named but by multiples, as large as can be."""
    if not identity.angles:
        return entries
    named = {g for entry in entries for g in _named(entry)}
    for i, (_, turn) in enumerate(identity.angles):
        ring = identity.ring
        own = ring.generators(turn.cos) | ring.generators(turn.sin)
        factor = gcd(*(n for entry in entries for n in _multiples(entry, i)))
        if factor > 1 and own.isdisjoint(named):
            entries = _scaled(entries, i, factor)
    return entries


def _scaled(entries: tuple[Entry, ...], i: int, factor: int) -> tuple[Entry, ...]:
    angles = [entry for entry in entries if isinstance(entry, Angle)]
    return tuple(
        Angle(replace(entry.b, content=entry.b.content * factor))
        if isinstance(entry, Angle) and entry is angles[i]
        else _divided(entry, i, factor)
        for entry in entries
    )


def _divided(entry: Entry, i: int, factor: int) -> Entry:
    """An entry that takes the i-th angle so many times less often."""
    if not isinstance(entry, Turned):
        return entry
    pieces = tuple((which, n // factor if which == i else n) for which, n in entry.pieces)
    return replace(entry, pieces=pieces)


def _multiples(entry: Entry, i: int) -> Iterator[int]:
    """How often an entry takes the i-th angle."""
    for which, n in getattr(entry, "pieces", ()):
        if which == i:
            yield n


def _named(entry: Entry) -> Iterator[int]:
    """The generators that an entry names."""
    for field in fields(entry):
        yield from _generators(getattr(entry, field.name))


def _generators(data: object) -> Iterator[int]:
    if isinstance(data, Product):
        for polynomial, _ in data.factors:
            yield from _of_polynomial(polynomial)
    elif isinstance(data, tuple):
        if _is_polynomial(data):
            yield from _of_polynomial(data)
        else:
            for one in data:
                yield from _generators(one)


def _is_polynomial(data: tuple[object, ...]) -> bool:
    return bool(data) and all(
        isinstance(term, tuple) and len(term) == 2 and isinstance(term[0], tuple) for term in data
    )


def _of_polynomial(polynomial: Polynomial) -> Iterator[int]:
    for monomial, _ in polynomial:
        for g, _ in monomial:
            yield g
