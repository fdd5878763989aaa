"""How a command ends that cannot do what it is asked for; it imports no Typer unless it must."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.render.screen import Screen

#: Exit codes: all proved; something is not; the input cannot be used; somebody ended it.
PROVED, NOT_PROVED, UNUSABLE, INTERRUPTED = 0, 1, 2, 130

#: What is wrong with how a command is used, what to do, and whether it is.
Complaint = tuple[str, str, bool]


def refuse(screen: Screen, *complaints: Complaint) -> None:
    """Tells every complaint that applies; where one does the command ends."""
    told = [(words, hint) for words, hint, applies in complaints if applies]
    for words, hint in told:
        screen.error(words, hint)
    if told:
        from typer import Exit  # what is not refused may need no Typer

        raise Exit(UNUSABLE)


def bad_timeout(seconds: float | None) -> Complaint:
    """The complaint about a time that no clock can be set to; a NaN is none either."""
    wrong = seconds is not None and not _fits(seconds)
    return "a timeout is between 0 and a day", "it is given in seconds", wrong


def _fits(seconds: float) -> bool:
    from derive.worker.guard import fits

    return fits(seconds)
