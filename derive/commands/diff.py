"""`derive diff`: derivations of derivatives, found and proved, one at a time or a batch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from derive.commands.options import (
    NOT_PROVED,
    PROVED,
    UNUSABLE,
    Ascii,
    Batch,
    Jobs,
    Numbers,
    Opaque,
    Where,
    bad_timeout,
    numbers_without_steps,
    refuse,
    rules_without_latex,
    surplus,
)

if TYPE_CHECKING:
    from derive.render.terminal import Terminal
    from derive.report.derivative import DerivativeReport

#: How much goes into a line of a derivation that is found.
DETAILS = ("brief", "normal", "full")
_DETAILS = ", ".join(DETAILS)


def diff(
    context: typer.Context,
    expression: Annotated[str | None, typer.Argument(help="An expression.")] = None,
    wrt: Annotated[str, typer.Option("--wrt", help="The variable [default: all of them].")] = "",
    order: Annotated[int, typer.Option("--order", min=1, max=20, help="Which derivative.")] = 1,
    where: Where = None,
    opaque: Opaque = None,
    define: Annotated[
        list[str] | None,
        typer.Option("--define", help="A definition: `g(t) = 1/(1 + e^(-t))`; repeatable."),
    ] = None,
    to: Annotated[str | None, typer.Option("--to", help="The last line to end in.")] = None,
    detail: Annotated[
        str, typer.Option("--detail", help="How much goes into a line: brief, normal or full.")
    ] = "normal",
    steps: Annotated[bool, typer.Option("--steps", help="Every step, rule by rule.")] = False,
    numbers: Numbers = False,
    latex: Annotated[bool, typer.Option("--latex", help="The LaTeX `align` block.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="With --latex: reasons beside.")] = False,
    save: Annotated[
        Path | None, typer.Option("--save", help="Write the proof script to this file.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="With --save: overwrite.")] = False,
    batch: Batch = None,
    jobs: Jobs = 0,
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout", help="Seconds for one derivation, and for comparing it [default: 300]."
        ),
    ] = None,
    ascii: Ascii = False,
) -> None:
    """Find a derivation of a derivative and prove it; exit 0 if proved, 1 if not, 2 if unusable.

    Variables are real unless `--where` says otherwise; a letter that is called stands for any
    function. By several variables without `--wrt`: one derivation each. Where no domain is declared
    the theorem is stated on the natural domain, which is found.

    A line of a batch is {"id", "function", "variable", "where": [...], "expect"}, the last two
    optional; it passes if the derivative is proved, and equal to the expected one there.
    """
    from derive.render.terminal import Terminal

    terminal = Terminal(ascii=ascii)
    given = (expression, wrt, where, opaque, define, to, save, order != 1)
    single = (*given, steps, numbers, latex, rules)
    hint = "derive diff 'A' --where 'x > 0', or derive diff --batch FILE.jsonl"
    refuse(
        terminal,
        *surplus(context, (expression,)),
        (f"there is no detail {detail}", f"it is one of {_DETAILS}", detail not in DETAILS),
        ("one expression is needed", hint, batch is None and expression is None),
        (
            "`--batch` stands without what is about one expression",
            hint,
            bool(batch) and any(single),
        ),
        rules_without_latex(rules, latex),
        numbers_without_steps(numbers, steps),
        bad_timeout(timeout),
    )
    if batch is not None:
        raise typer.Exit(_batch(batch, jobs, timeout, detail, terminal))
    job = {
        "expression": expression,
        "wrt": wrt,
        "where": where or [],
        "definitions": define or [],
        "target": to,
        "opaque": opaque or [],
        "order": order,
        "detail": detail,
    }
    found = _found(job, timeout)
    _tell_derivatives(terminal, found, _Shown(steps, numbers, latex, rules))
    code = UNUSABLE if not all(f.usable for f in found) else PROVED if all(found) else NOT_PROVED
    if save is not None and code != UNUSABLE:
        code = max(code, _save(terminal, found, save, force))
    raise typer.Exit(code)


def _found(job: dict[str, Any], timeout: float | None) -> tuple[DerivativeReport, ...]:
    from derive.worker.ask import diff as found_by
    from derive.worker.forked import ForkedWorker
    from derive.worker.guard import script_limits

    with ForkedWorker(script_limits(timeout)) as worker:
        return found_by(worker, job)


def _batch(name: str, jobs: int, timeout: float | None, detail: str, terminal: Terminal) -> int:
    from derive.commands.batch import answers
    from derive.worker.guard import script_limits
    from derive.worker.questions import derivative

    return answers(name, jobs, script_limits(timeout), derivative(detail), terminal)


class _Shown(NamedTuple):
    """What is shown of a derivation."""

    steps: bool
    numbers: bool
    latex: bool
    rules: bool


def _tell_derivatives(
    terminal: Terminal, found: tuple[DerivativeReport, ...], shown: _Shown
) -> None:
    from derive.render.derivative import tell_derivative
    from derive.render.latex import align

    for k, derivation in enumerate(found):
        if k:
            terminal.print()
        if shown.latex and derivation.report is not None:
            typer.echo(align(derivation.report, reasons=shown.rules))
        else:
            tell_derivative(terminal, derivation, shown.steps, shown.numbers)
    if len(found) > 1 and not shown.latex:
        by = [derivation.variable for derivation in found]
        terminal.print()
        terminal.hanging("", f"There is a derivation by each of {', '.join(by)}.")
        terminal.hanging("", f"`--wrt {by[-1]}` asks for one, the others being parameters.")


def _save(terminal: Terminal, found: tuple[DerivativeReport, ...], path: Path, force: bool) -> int:
    """Writes the scripts that are proved, one file each; what that amounts to as an exit code."""
    if path.suffix not in (".yaml", ".yml"):
        terminal.error(f"{path} is no name for a proof script", "proof scripts end in .yaml")
        return UNUSABLE
    for derivation in found:
        suffix = f"_{derivation.variable}" if len(found) > 1 else ""
        file = path.with_stem(path.stem + suffix)
        if not derivation:
            terminal.error(f"{file} is not written, since it would not be proved")
            return NOT_PROVED
        try:
            with file.open("w" if force else "x", encoding="utf-8") as out:
                out.write(derivation.script)
        except FileExistsError:
            terminal.error(f"{file} is there already", "`--force` overwrites it")
            return UNUSABLE
        except OSError as error:
            terminal.error(f"{file} cannot be written: {error.strerror}")
            return UNUSABLE
        terminal.print(("saved ", "dim"), str(file))
    return PROVED
