"""`derive plot`: a function and its derivative as a picture, on the terminal or in a file."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from derive.commands.completion import one_of, scripts
from derive.commands.files import ready, write
from derive.commands.options import (
    PROVED,
    Ascii,
    Where,
    bad_timeout,
    refuse,
    surplus,
)
from derive.commands.subjects import Given, Wrt, path_of, without_result

if TYPE_CHECKING:
    from derive.render.terminal import Terminal
    from derive.report.plot import PlotReport

_RANGE = "-8:8"
_ENDINGS = (".svg", ".png", ".pdf")
_KINDS = ("function", "error")
_MOST = 12


#: The options that no other command has.
Names = Annotated[
    list[str] | None, typer.Argument(help="Scripts, or expressions.", autocompletion=scripts)
]
Out = Annotated[Path | None, typer.Option("--out", help="A file, also by -o: .svg, .png or .pdf.")]
Across = Annotated[
    str | None,
    typer.Option(
        "--range", help="From where to where, as `-8:8` or `0:2*pi` [default: what suits it]."
    ),
]
What = Annotated[
    str,
    typer.Option(
        "--what",
        autocompletion=one_of("function", "error"),
        help="`function`, or `error`: of finite differences by step.",
    ),
]
At = Annotated[
    str, typer.Option("--at", help="With `--what error`: the point [default: a good one].")
]
Timeout = Annotated[
    float | None, typer.Option("--timeout", help="Seconds for one of them [default: 300].")
]


def plot(
    context: typer.Context,
    names: Names = None,
    out: Out = None,
    across: Across = None,
    what: What = "function",
    at: At = "",
    given: Given = None,
    wrt: Wrt = "",
    where: Where = None,
    timeout: Timeout = None,
    ascii: Ascii = False,
) -> None:
    """Draw a function and its proved derivative, with certified extrema and no line across a pole.

    The function is that of a proof script whose theorem is `d/dx f(x) = ...`, or an expression;
    several are drawn side by side. Exit 0 if all are drawn, 1 if one is not proved, 2 if the input
    cannot be used.
    """
    from derive.render.terminal import Terminal

    terminal = Terminal(ascii=ascii)
    named = [name for name in names or () if not name.startswith("--")]
    complaints = *_unfit(named, across, what, at), bad_timeout(timeout), *_bad_file(out)
    refuse(terminal, *surplus(context, names or ()), *complaints)
    ready(terminal, out)
    low, _, high = (across or "").partition(":")
    common = {
        "wrt": wrt,
        "where": tuple(where or ()),
        "given": tuple(given or ()),
        "low": low,
        "high": high,
        "errors": what == "error",
        "at": at,
    }
    paths = {name: path_of(terminal, name, bool(wrt or where)) for name in named}
    wanted = [{"name": name, "path": paths[name], **common} for name in named]
    raise typer.Exit(_tell(terminal, _made(wanted, timeout), out))


def _unfit(named: list[str], across: str | None, what: str, at: str) -> list[tuple[str, str, bool]]:
    """The complaints about what is to be drawn."""
    is_range = across is None or all((across or "").partition(":"))
    return [
        ("a script or an expression is needed", "derive plot sigmoid", not named),
        (f"more than {_MOST} plots", "name fewer", len(named) > _MOST),
        (f"`--range {across}` is no range", f"--range={_RANGE}", not is_range),
        (f"there is no plot of {what}", f"it is one of {', '.join(_KINDS)}", what not in _KINDS),
        ("`--at` goes with `--what error`", "", bool(at) and what != "error"),
    ]


def _bad_file(out: Path | None) -> list[tuple[str, str, bool]]:
    """The complaints about the ending of a file, and about what is missing to draw at all."""
    if out is None:
        told = "plots on a terminal need plotille, which is not installed"
        return [(told, "pip install plotille", find_spec("plotille") is None)]
    told = "plots in files need matplotlib, which is not installed"
    return [
        (
            f"{out} has no known ending",
            f"it is one of {', '.join(_ENDINGS)}",
            out.suffix.lower() not in _ENDINGS,
        ),
        (told, "pip install '.[plot]'", find_spec("matplotlib") is None),
    ]


def _made(wanted: list[dict[str, object]], timeout: float | None) -> list[PlotReport]:
    from derive.worker.ask import plot as made
    from derive.worker.forked import ForkedWorker
    from derive.worker.guard import script_limits

    with ForkedWorker(script_limits(timeout)) as worker:
        return [made(worker, one) for one in wanted]


def _tell(terminal: Terminal, reports: list[PlotReport], out: Path | None) -> int:
    """Draws what there is; what that amounts to as an exit code."""
    from derive.render.plot_terminal import tell_opened, tell_plots
    from derive.render.values import tell_troubles

    for report in reports:
        tell_troubles(terminal, report)
    code = max(map(_exit_code, reports))
    if out is None:
        tell_plots(terminal, reports)
        return code
    if code:
        return code
    from derive.render.plot_file import picture

    drawn = picture(reports, out.suffix.lower().removeprefix("."))
    code = write(terminal, {out: drawn})
    tell_opened(terminal, reports)
    return code


def _exit_code(report: PlotReport) -> int:
    return PROVED if report.drawn else without_result(report.report, report.found)
