"""Fuel: what a question may cost, counted in places, pairs and nodes that are looked at.

It is counted and not timed, so that an answer does not depend on the speed of a machine.
"""

from __future__ import annotations

#: The fuel for one question; a unit takes some microseconds.
FUEL = 600_000
#: The fuel for the reasons that are written: what they are, they are in few steps.
WRITTEN_FUEL = FUEL // 6


class OutOfFuel(Exception):  # noqa: N818 - it says what is the case
    """A question took more looking than is allowed, or a line grew too large."""


class Fuel:
    """What is left to spend on a question."""

    __slots__ = ("left",)

    def __init__(self, left: int = FUEL) -> None:
        self.left = left

    def spend(self, amount: int = 1) -> None:
        """Takes an amount away.  Raises `OutOfFuel` where nothing is left."""
        self.left -= amount
        if self.left < 0:
            raise OutOfFuel


class Share(Fuel):
    """A part of what is left of another fuel, which pays for all that is spent here."""

    __slots__ = ("whole",)

    def __init__(self, whole: Fuel, left: int) -> None:
        super().__init__(left)
        self.whole = whole

    def spend(self, amount: int = 1) -> None:
        """Takes an amount away from both.  Raises `OutOfFuel` where nothing is left of one."""
        self.whole.spend(amount)
        super().spend(amount)
