"""The command line: thin.  It finds scripts, asks for reports and hands them to renderers.

SymPy and Rich are imported by the commands that need them, so that `--help` answers at once.
"""

from __future__ import annotations

from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from derive.commands.alone import LOOKS
from derive.commands.alone import SIGNS as _SIGNS
from derive.commands.cache import app as cache
from derive.commands.check import check
from derive.commands.cluster import unfit_for_a_cluster
from derive.commands.code import code
from derive.commands.completion import Commands
from derive.commands.diff import diff
from derive.commands.examples import with_examples
from derive.commands.explain import explain
from derive.commands.export import export
from derive.commands.fill import fill
from derive.commands.fmt import fmt
from derive.commands.formats import Outputs, outputs, write_documents, write_run
from derive.commands.front import HELP, options
from derive.commands.library import list_scripts
from derive.commands.lsp import lsp
from derive.commands.mcp import mcp
from derive.commands.names import COMMANDS
from derive.commands.new import new
from derive.commands.options import (
    NOT_PROVED,
    PROVED,
    UNUSABLE,
    Ascii,
    Batch,
    Expression,
    Formats,
    Jobs,
    Latex,
    Name,
    Numbers,
    Opaque,
    Rules,
    Scheduler,
    SecondOpinion,
    Shown,
    Steps,
    TextOrJson,
    Timeout,
    Where,
    bad_timeout,
    numbers_without_steps,
    refuse,
    rules_without_latex,
    surplus,
    unknown_script,
)
from derive.commands.plot import plot
from derive.commands.rules import rules
from derive.commands.schema import schema
from derive.commands.search import search
from derive.commands.table import table
from derive.commands.verify import verify
from derive.commands.walk import walk
from derive.render.formats import OF_AN_ANSWER, TEXT

if TYPE_CHECKING:
    from derive.render.screen import Screen
    from derive.render.terminal import Terminal
    from derive.report.equality import EqualityReport
    from derive.report.report import Report

#: Options that several commands have.
Another = Annotated[str | None, typer.Argument(help="Another one, if the first is not `A = B`.")]
Seconds = Annotated[float, typer.Option("--timeout", help="Seconds for one equality.")]

app = typer.Typer(
    no_args_is_help=True,
    cls=Commands,
    **{**LOOKS, "add_completion": True},
    help=HELP,
)


app.callback()(options)


@app.command()
def show(
    name: Name,
    steps: Steps = False,
    numbers: Numbers = False,
    latex: Latex = False,
    rules: Rules = False,
    formats: Formats = None,
    second_opinion: SecondOpinion = False,
    timeout: Timeout = None,
    ascii: Ascii = False,
) -> None:
    """Check a script and show it: its theorem, or every step, or its LaTeX."""
    from derive.library import find
    from derive.worker.forked import ForkedWorker
    from derive.worker.guard import script_limits

    found = find(name, COMMANDS)
    with ForkedWorker(script_limits(timeout)) as worker:
        if found.path is not None:
            worker.launch()  # it imports the checker while this process imports the renderer
        from derive.render.terminal import Terminal
        from derive.worker.ask import check

        terminal = Terminal(ascii=ascii)
        refuse(
            terminal,
            rules_without_latex(rules, latex),
            numbers_without_steps(numbers, steps),
            bad_timeout(timeout),
        )
        wanted = outputs(terminal, formats)
        if found.path is None:
            raise unknown_script(terminal, name, found)
        began = perf_counter()
        report = check(worker, found.path, second_opinion)
    if wanted.telling:
        shown = Shown(steps, numbers, latex, rules)
        _tell_report(terminal, report, shown, f"found in {found.where}")
    written = write_run(terminal, wanted, report, perf_counter() - began)
    raise typer.Exit(max(exit_code(report), written))


def _tell_report(terminal: Terminal, report: Report, shown: Shown, origin: str) -> None:
    """The report on a script, as far as it is to be shown."""
    if shown.latex and report.theorem is not None:
        from derive.render.latex import align

        typer.echo(align(report, reasons="column" if shown.rules else "none"))
    elif shown.steps and report.theorem is not None:
        terminal.walk(report, shown.numbers)
    else:
        terminal.summary(report, origin)
    if report.notes and not shown.latex:
        from derive.render.library import notes

        notes(terminal, report.notes)
    if shown.latex:
        terminal.complaints(report)


def exit_code(report: Report) -> int:
    """What a report says as an exit code."""
    if any(found.fatal for found in report.diagnostics):
        return UNUSABLE
    return PROVED if report.proved else NOT_PROVED


app.command()(verify)
app.command()(check)
app.command()(fill)
app.command()(explain)
app.command()(export)


app.command(context_settings=_SIGNS)(diff)
app.command(context_settings=_SIGNS)(code)
app.command(context_settings=_SIGNS)(table)
app.command(context_settings=_SIGNS)(plot)


_EQUAL_HINT = "derive equal 'A' 'B' --where 'x > 0', or derive equal --batch FILE.jsonl"


@app.command(context_settings=_SIGNS)
def equal(
    context: typer.Context,
    left: Expression = None,
    right: Another = None,
    where: Where = None,
    opaque: Opaque = None,
    batch: Batch = None,
    jobs: Jobs = 0,
    timeout: Seconds = 10.0,
    scheduler: Scheduler = None,
    formats: TextOrJson = None,
    second_opinion: SecondOpinion = False,
    ascii: Ascii = False,
) -> None:
    """Decide whether two expressions are equal; exit 0 if proved, 1 if not, 2 if unusable.

    Variables are real unless `--where` says otherwise; a letter that is called stands for any
    function.
    """
    from derive.commands.sides import sides
    from derive.render.screen import Screen
    from derive.worker.guard import Limits, Worker

    screen, limits = Screen(ascii=ascii), Limits(seconds=timeout)
    given = bool(batch) and any((left, right, where, opaque))
    left, right = (left, right) if batch else sides(left, right)
    refuse(
        screen,
        *surplus(context, (left, right)),
        ("two expressions are needed", _EQUAL_HINT, batch is None and None in (left, right)),
        ("`--batch` stands without expressions and conditions", _EQUAL_HINT, given),
        bad_timeout(timeout),
        *unfit_for_a_cluster(scheduler, jobs, batch),
    )
    if batch is not None or left is None or right is None:
        from derive.commands.batch import Hands, answers
        from derive.worker.questions import equality

        hands, question = Hands(jobs, scheduler, limits), equality(second_opinion)
        raise typer.Exit(answers(batch or "", hands, question, screen, formats))
    from derive.worker.ask import equal as decided

    wanted = outputs(screen, formats, OF_AN_ANSWER)
    with Worker(limits) as worker:
        names = tuple(opaque or ())
        found = decided(worker, left, right, tuple(where or ()), second_opinion, names)
    written = _tell_equality(screen, found, wanted)
    code = UNUSABLE if not found.usable else PROVED if found else NOT_PROVED
    raise typer.Exit(max(code, written))


def _tell_equality(screen: Screen, found: EqualityReport, wanted: Outputs) -> int:
    """Tells a decision as it is asked for; whether all of that could be written."""
    from derive.render.equality import tell

    def rendered(name: str) -> str:
        from derive import __version__
        from derive.render.answers import equality_document
        from derive.render.screen import Screen, as_text

        if name == TEXT:
            return as_text(Screen, partial(tell, found=found), ascii=screen.ascii)
        return equality_document(found, __version__)

    if wanted.telling:
        tell(screen, found)
    return write_documents(screen, wanted, rendered)


app.add_typer(cache, name="cache")
app.command("list")(list_scripts)
app.command(context_settings=_SIGNS)(search)


app.command(context_settings=_SIGNS)(rules)
app.command()(mcp)
app.command()(lsp)
app.command()(walk)
app.command()(new)
app.command()(schema)
app.command()(fmt)
with_examples(app)
