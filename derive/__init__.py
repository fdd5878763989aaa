"""Derivations as code: proof scripts that are proved line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from derive.report.derivative import DerivativeReport
    from derive.report.equality import EqualityReport

__version__ = "0.1.0"


def equal(
    left: str,
    right: str,
    where: Iterable[str] = (),
    *,
    opaque: Iterable[str] = (),
    timeout: float | None = None,
) -> EqualityReport:
    """The decision on `left = right` for real variables under the conditions `where`.

    The result is true only if the equality is proved on all of that domain; it says its verdict,
    conditions and witness, and what is wrong with texts that cannot be read.  A letter that is
    called stands for any function, and so do the names that are `opaque`.

    As on the command line it is decided in a process of its own, which is kept for the next call,
    within `timeout` seconds, 10 where nothing is said; when they are over, the equality is not
    shown and says so.
    """
    if not (isinstance(left, str) and isinstance(right, str)):
        raise TypeError("both sides are texts, such as 'x^2'")
    if isinstance(where, str) or isinstance(opaque, str):
        raise TypeError("`where` is a list of conditions, `opaque` one of names")
    from derive.worker.ask import equal as decided
    from derive.worker.guard import Limits
    from derive.worker.kept import kept

    with kept(Limits(), timeout) as worker:
        return decided(worker, left, right, tuple(where), opaque=tuple(opaque))


def diff(  # noqa: PLR0913 - the options of the command
    expression: str,
    wrt: str | None = None,
    where: Iterable[str] = (),
    *,
    order: int = 1,
    define: Iterable[str] = (),
    to: str | None = None,
    detail: str = "normal",
    opaque: Iterable[str] = (),
    timeout: float | None = None,
) -> DerivativeReport:
    """The derivation of the derivative of an expression by `wrt`, found and checked.

    Without `wrt` it is by the variable of the expression, or by x where it has x and others.
    The result is true only if the derivation is complete and every step is proved; it has the
    `steps`, the `derivative` that they end in, the proof `script` and the `report` on it, and says
    what is wrong with texts that cannot be read.  `define` are definitions such as
    `g(t) = 1/(1 + e^(-t))`, `to` is the last line to end in, `detail` is brief, normal or full,
    and `opaque` are names that stand for any function.

    As on the command line it is found in a process of its own, within `timeout` seconds, 300 where
    nothing is said; when they are over, the result is not shown and says so.  Raises `ValueError`
    for an order that is not between 1 and 20, for another detail, and where `wrt` is needed.
    """
    if not isinstance(expression, str):
        raise TypeError("the expression is a text, such as 'x^2'")
    if str in map(type, (where, define, opaque)):
        raise TypeError("`where`, `define` and `opaque` are lists")
    from derive.worker.ask import diff as found
    from derive.worker.guard import SCRIPT_LIMITS
    from derive.worker.kept import kept

    lists = {"where": tuple(where), "definitions": tuple(define), "opaque": tuple(opaque)}
    given = {"wrt": wrt or "", "one": True, "target": to, "order": order, "detail": detail}
    with kept(SCRIPT_LIMITS, timeout) as worker:
        return found(worker, {"expression": expression, **lists, **given})[0]
