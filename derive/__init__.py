"""Derivations as code: proof scripts that are proved line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from derive.report.derivative import DerivativeReport
    from derive.report.equality import EqualityReport

__version__ = "0.1.0"


def equal(
    left: str, right: str, where: Iterable[str] = (), *, opaque: Iterable[str] = ()
) -> EqualityReport:
    """The decision on `left = right` for real variables under the conditions `where`.

    The result is true only if the equality is proved on all of that domain; it says its verdict,
    conditions and witness, and what is wrong with texts that cannot be read.  A letter that is
    called stands for any function, and so do the names that are `opaque`.  Unlike the command
    line this decides in the calling process, within fuel but without a clock.
    """
    if not (isinstance(left, str) and isinstance(right, str)):
        raise TypeError("both sides are texts, such as 'x^2'")
    if isinstance(where, str) or isinstance(opaque, str):
        raise TypeError("`where` is a list of conditions, `opaque` one of names")
    from derive.check.decide import equal as decided

    return decided(left, right, where, opaque)


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
) -> DerivativeReport:
    """The derivation of the derivative of an expression by `wrt`, found and checked.

    Without `wrt` it is by the variable of the expression, or by x where it has x and others.
    The result is true only if the derivation is complete and every step is proved; it has the
    `steps`, the `derivative` that they end in, the proof `script` and the `report` on it, and says
    what is wrong with texts that cannot be read.  `define` are definitions such as
    `g(t) = 1/(1 + e^(-t))`, `to` is the last line to end in, `detail` is brief, normal or full,
    and `opaque` are names that stand for any function.
    Raises `ValueError` for an order that is not between 1 and 20, for another detail, and where
    `wrt` is needed.
    """
    if not isinstance(expression, str):
        raise TypeError("the expression is a text, such as 'x^2'")
    if any(isinstance(listed, str) for listed in (where, define, opaque)):
        raise TypeError("`where`, `define` and `opaque` are lists")
    from derive.check.derivative import derivatives
    from derive.script.derivative import Texts, by_its_variable

    texts = Texts(expression, wrt or "", tuple(where), tuple(define), to, tuple(opaque))
    return derivatives(texts if wrt else by_its_variable(texts), order, detail)[0]
