"""Derivations as code: proof scripts that are proved line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from derive.report.equality import EqualityReport

__version__ = "0.1.0"


def equal(left: str, right: str, where: Iterable[str] = ()) -> EqualityReport:
    """The decision on `left = right` for real variables under the conditions `where`.

    The result is true only if the equality is proved on all of that domain; it says its verdict,
    conditions and witness, and what is wrong with texts that cannot be read.  Unlike the command
    line this decides in the calling process, within fuel but without a clock.
    """
    if isinstance(where, str):
        raise TypeError("`where` is a list of conditions")
    from derive.check.decide import equal as decided

    return decided(left, right, where)
