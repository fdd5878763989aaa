"""Round numbers along an axis."""

from __future__ import annotations

import math

#: Steps between round numbers, as parts of a power of ten.
_STEPS = (1.0, 2.0, 5.0, 10.0)


def ticks(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """The round numbers from low to high, at most so many, with their texts."""
    rough = (high - low) / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in _STEPS if s * power >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [(k * step, f"{k * step:.6g}") for k in range(first, last + 1)]


def powers(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """The powers of ten from 10^low to 10^high, at most so many, by their exponents."""
    every = max(1, math.ceil((math.floor(high) - math.ceil(low) + 1) / max(most, 1)))
    found = range(math.ceil(low), math.floor(high) + 1)
    return [(float(k), f"1e{k}") for k in found if k % every == 0]
