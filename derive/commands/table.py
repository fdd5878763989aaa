"""`derive table`: a function and its derivative at points, every digit known, beside floats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from derive.commands.options import (
    PROVED,
    Ascii,
    Where,
    bad_timeout,
    refuse,
    surplus,
)
from derive.commands.subjects import About, Given, Wrt, path_of, without_result

if TYPE_CHECKING:
    from derive.render.terminal import Terminal

_AT = "-10,-5,0,5,10"
MOST_DIGITS = 1000
MOST_POINTS = 1000


#: The options that no other command has.
At = Annotated[
    str | None,
    typer.Option("--at", help="The points, as `-1/2,0,1e-9,pi/2` [default: a few]."),
]
Digits = Annotated[
    int, typer.Option("--digits", min=1, max=MOST_DIGITS, help="How many digits are shown.")
]
Timeout = Annotated[
    float | None, typer.Option("--timeout", help="Seconds for all of it [default: 300].")
]


def table(
    context: typer.Context,
    name: About = None,
    at: At = None,
    digits: Digits = 20,
    given: Given = None,
    wrt: Wrt = "",
    where: Where = None,
    timeout: Timeout = None,
    ascii: Ascii = False,
) -> None:
    """Show a function and its proved derivative at points, every digit correct, beside floats.

    The function is that of a proof script whose theorem is `d/dx f(x) = ...`, or an expression.
    Beside each value stands what float64 gives for the definition as it is written, and how far
    that is from the value at the same float, in units in the last place. Exit 0 if there are
    values, 1 if nothing is proved, 2 if the input cannot be used.
    """
    from derive.render.terminal import Terminal

    terminal = Terminal(ascii=ascii)
    points = () if at is None else tuple(p.strip() for p in at.split(","))
    refuse(
        terminal,
        *surplus(context, (name,)),
        ("a script or an expression is needed", "derive table sigmoid --at 0,1", name is None),
        ("`--at` has an empty point", f"--at {_AT}", not all(points)),
        (f"more than {MOST_POINTS} points", "name fewer with `--at`", len(points) > MOST_POINTS),
        bad_timeout(timeout),
    )
    assert name is not None
    path = path_of(terminal, name, bool(wrt or where))
    wanted: dict[str, object] = {"name": name, "path": path}
    wanted |= {"wrt": wrt, "where": tuple(where or ())}
    wanted |= {"at": points, "given": tuple(given or ()), "digits": digits}
    raise typer.Exit(_told(terminal, wanted, timeout))


def _told(terminal: Terminal, wanted: dict[str, object], timeout: float | None) -> int:
    """Tells the values; what that amounts to as an exit code."""
    from derive.render.values import tell_values
    from derive.worker.ask import values
    from derive.worker.forked import ForkedWorker
    from derive.worker.guard import script_limits

    with ForkedWorker(script_limits(timeout)) as worker:
        report = values(worker, wanted)
    tell_values(terminal, report)
    return PROVED if report.rows else without_result(report.report, report.found)
