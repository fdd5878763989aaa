"""Multiples of values."""

from __future__ import annotations

from typing import Any

from derive.kernel.certificates.ring import ZERO, Value


def scaled(a: Value, q: Any) -> Value:
    """`q*a` for a rational q."""
    return Value(a.content * q, a.powers) if q != 0 else ZERO
