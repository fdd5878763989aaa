"""`derive diff`: derivations of derivatives, found and proved, one at a time or a batch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from derive.commands.cluster import unfit_for_a_cluster
from derive.commands.completion import one_of
from derive.commands.files import kept
from derive.commands.formats import Outputs, outputs, write_documents
from derive.commands.options import (
    NOT_PROVED,
    PROVED,
    UNUSABLE,
    Ascii,
    Batch,
    Complaint,
    Expression,
    Jobs,
    Latex,
    Numbers,
    Opaque,
    Rules,
    Scheduler,
    Shown,
    Steps,
    TextOrJson,
    Where,
    bad_timeout,
    numbers_without_steps,
    refuse,
    rules_without_latex,
    surplus,
)
from derive.render.formats import OF_AN_ANSWER, TEXT

if TYPE_CHECKING:
    from derive.commands.batch import Hands
    from derive.render.terminal import Terminal
    from derive.report.derivative import DerivativeReport

#: How much goes into a line of a derivation that is found.
DETAILS = ("brief", "normal", "full")
_DETAILS = ", ".join(DETAILS)


#: The options that no other command has.
Wrt = Annotated[str, typer.Option("--wrt", help="The variable [default: all of them].")]
By = Annotated[str | None, typer.Argument(help="The variable, as `--wrt` has it.")]
Order = Annotated[int, typer.Option("--order", min=1, max=20, help="Which derivative.")]
Define = Annotated[
    list[str] | None,
    typer.Option("--define", help="A definition: `g(t) = 1/(1 + e^(-t))`; repeatable."),
]
To = Annotated[str | None, typer.Option("--to", help="The last line to end in.")]
HowMuch = Annotated[
    str,
    typer.Option(
        "--detail",
        autocompletion=one_of(*DETAILS),
        help="How much goes into a line: brief, normal or full.",
    ),
]
Save = Annotated[Path | None, typer.Option("--save", help="Write the proof script to this file.")]
Force = Annotated[bool, typer.Option("--force", help="With --save: overwrite.")]
Timeout = Annotated[
    float | None,
    typer.Option(
        "--timeout", help="Seconds for one derivation, and for comparing it [default: 300]."
    ),
]
_HINT = "derive diff 'A' --where 'x > 0', or derive diff --batch FILE.jsonl"


def diff(
    context: typer.Context,
    expression: Expression = None,
    variable: By = None,
    wrt: Wrt = "",
    order: Order = 1,
    where: Where = None,
    opaque: Opaque = None,
    define: Define = None,
    to: To = None,
    detail: HowMuch = "normal",
    steps: Steps = False,
    numbers: Numbers = False,
    latex: Latex = False,
    rules: Rules = False,
    save: Save = None,
    force: Force = False,
    batch: Batch = None,
    jobs: Jobs = 0,
    timeout: Timeout = None,
    scheduler: Scheduler = None,
    formats: TextOrJson = None,
    ascii: Ascii = False,
) -> None:
    """Find a derivation of a derivative and prove it; exit 0 if proved, 1 if not, 2 if unusable.

    Variables are real unless `--where` says otherwise; a letter that is called stands for any
    function. By several variables without `--wrt`: one derivation each. Where no domain is declared
    the theorem is stated on the natural domain, which is found.

    A line of a batch is {"id", "function", "variable", "where": [...], "expect"}, the last two
    optional; it passes if the derivative is proved, and equal to the expected one there.
    """
    terminal, shown = _terminal(ascii), Shown(steps, numbers, latex, rules)
    given = (wrt, variable, where, opaque, define, to, save, order != 1, *shown)
    wrong = _misused(expression, batch, detail, any(given))
    refuse(terminal, *surplus(context, (expression, variable)), *wrong, *_unfit(shown, timeout))
    refuse(terminal, *_two_variables(variable, wrt), *unfit_for_a_cluster(scheduler, jobs, batch))
    if batch is not None or expression is None:
        hands = _hands(jobs, scheduler, timeout)
        raise typer.Exit(_batch(terminal, batch or "", hands, detail, formats))
    lists = {"where": where or [], "definitions": define or [], "opaque": opaque or []}
    asked = {"expression": expression, "wrt": wrt or variable or "", "target": to}
    job = {**asked, **lists, "order": order, "detail": detail}
    wanted = outputs(terminal, formats, OF_AN_ANSWER)
    found = derivations(job, timeout)
    code = _told(terminal, wanted, found, shown)
    raise typer.Exit(max(code, _saved(terminal, found, save, force, not wanted.telling)))


def _hands(jobs: int, scheduler: str | None, timeout: float | None) -> Hands:
    from derive.commands.batch import Hands
    from derive.worker.guard import script_limits

    return Hands(jobs, scheduler, script_limits(timeout))


def _batch(
    terminal: Terminal, name: str, hands: Hands, detail: str, formats: list[str] | None
) -> int:
    from derive.commands.batch import answers
    from derive.worker.questions import derivative

    return answers(name, hands, derivative(detail), terminal, formats)


def _told(
    terminal: Terminal, wanted: Outputs, found: tuple[DerivativeReport, ...], shown: Shown
) -> int:
    """Tells derivations as it is asked for; what that amounts to as an exit code."""
    if wanted.telling:
        _tell(terminal, found, shown)
    written = write_documents(terminal, wanted, partial(_document, terminal, found, shown))
    return max(_code(found), written)


def _terminal(ascii: bool) -> Terminal:
    from derive.render.terminal import Terminal

    return Terminal(ascii=ascii)


def _misused(
    expression: str | None, batch: str | None, detail: str, given: bool
) -> Iterator[Complaint]:
    """The complaints about what is asked for, where options about one expression are given."""
    words = f"there is no detail {detail}"
    yield words, f"it is one of {_DETAILS}", detail not in DETAILS
    yield "one expression is needed", _HINT, batch is None and expression is None
    words = "`--batch` stands without what is about one expression"
    yield words, _HINT, bool(batch) and (bool(expression) or given)


def _two_variables(variable: str | None, wrt: str) -> Iterator[Complaint]:
    """The complaints about a second word that is no variable, or another than `--wrt` has."""
    if variable is not None:
        words = f"there is nothing to do with {variable}"
        hint = "a second word is the variable to differentiate by, as in derive diff 'x^2*y' x"
        yield words, hint, not _NAME.fullmatch(variable)
        words = f"by {variable} and by {wrt} is asked for"
        yield words, "`--order 2` differentiates twice by one variable", variable != wrt != ""


_NAME = re.compile(r"[^\W\d_]\w*")


def _unfit(shown: Shown, timeout: float | None) -> Iterator[Complaint]:
    """The complaints about options that do not go together, or say nothing."""
    yield rules_without_latex(shown.rules, shown.latex)
    yield numbers_without_steps(shown.numbers, shown.steps)
    yield bad_timeout(timeout)


def _code(found: tuple[DerivativeReport, ...]) -> int:
    """What the derivations amount to as an exit code."""
    return UNUSABLE if not all(f.usable for f in found) else PROVED if all(found) else NOT_PROVED


def _saved(
    terminal: Terminal,
    found: tuple[DerivativeReport, ...],
    path: Path | None,
    force: bool,
    quiet: bool,
) -> int:
    """Saves what can be used, where that is asked for; what that amounts to as an exit code."""
    usable = _code(found) != UNUSABLE
    return _save(terminal, found, path, force, quiet) if path is not None and usable else PROVED


def derivations(job: dict[str, Any], timeout: float | None) -> tuple[DerivativeReport, ...]:
    """The derivations that a worker finds."""
    from derive.worker.ask import diff as found_by
    from derive.worker.forked import ForkedWorker
    from derive.worker.guard import script_limits

    with ForkedWorker(script_limits(timeout)) as worker:
        return found_by(worker, job)


def _document(
    terminal: Terminal, found: tuple[DerivativeReport, ...], shown: Shown, name: str
) -> str:
    """The derivations in the format of that name."""
    from derive import __version__
    from derive.render.answers import derivatives_document
    from derive.render.screen import as_text

    if name == TEXT:
        tell = partial(_tell, found=found, shown=shown)
        return as_text(type(terminal), tell, ascii=terminal.ascii)
    return derivatives_document(found, __version__)


def _tell(terminal: Terminal, found: tuple[DerivativeReport, ...], shown: Shown) -> None:
    """Shows the derivations."""
    from derive.render.derivative import tell_derivative
    from derive.render.latex import align

    for k, derivation in enumerate(found):
        if k:
            terminal.print()
        if shown.latex and derivation.report is not None:
            reasons = "column" if shown.rules else "none"
            print(align(derivation.report, reasons=reasons), file=terminal.out.file)
        else:
            tell_derivative(terminal, derivation, shown.steps, shown.numbers)
    if len(found) > 1 and not shown.latex:
        by = [derivation.variable for derivation in found]
        terminal.print()
        terminal.hanging("", f"There is a derivation by each of {', '.join(by)}.")
        terminal.hanging("", f"`--wrt {by[-1]}` asks for one, the others being parameters.")


def _save(
    terminal: Terminal, found: tuple[DerivativeReport, ...], path: Path, force: bool, quiet: bool
) -> int:
    """Writes the scripts, a file each, if all are proved; what that amounts to as an exit code."""
    from derive.script.layout import laid_out

    if path.suffix not in (".yaml", ".yml"):
        terminal.error(f"{path} is no name for a proof script", "proof scripts end in .yaml")
        return UNUSABLE
    several = len(found) > 1
    files = {
        path.with_stem(path.stem + f"_{d.variable}" if several else path.stem): d for d in found
    }
    for file, derivation in files.items():
        if not derivation:
            terminal.error(f"{file} is not written, since it would not be proved")
            return NOT_PROVED
    scripts = {file: laid_out(d.script).encode() for file, d in files.items()}
    return kept(terminal, scripts, force, quiet)
