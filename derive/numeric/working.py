"""The precision that is worked with, and how long power series are."""

from __future__ import annotations

from flint import ctx

#: FLINT cuts every power series off behind so many terms, without a word.
MAX_TERMS = 64


class working:  # noqa: N801 - it is used as a context, like those of the standard library
    """Computes with so many bits."""

    __slots__ = ("before", "cap", "precision")

    def __init__(self, precision: int) -> None:
        self.precision = precision

    def __enter__(self) -> None:
        self.before, self.cap = ctx.prec, ctx.cap
        ctx.prec, ctx.cap = self.precision, MAX_TERMS

    def __exit__(self, *_: object) -> None:
        ctx.prec, ctx.cap = self.before, self.cap
