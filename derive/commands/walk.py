"""`derive walk`: a derivation one step at a time, for a learner."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from derive.commands.options import (
    NOT_PROVED,
    PROVED,
    UNUSABLE,
    Ascii,
    Name,
    Timeout,
    bad_timeout,
    refuse,
    script_called,
    unknown_script,
)
from derive.commands.refusing import INTERRUPTED

if TYPE_CHECKING:
    from derive.render.walk import WalkTerminal
    from derive.report.attempt import Attempt
    from derive.report.explain import Explanation
    from derive.report.report import LineReport, Report
    from derive.worker.guard import Worker

#: What was asked for of a step before it was done.
_OWN, _HINTED, _SHOWN = "own", "hinted", "shown"
_HELP = "Type the next line. Enter: a hint, then more of it, then the line. q: leave."


def walk(
    name: Name,
    practice: Annotated[
        bool, typer.Option("--practice", help="A new problem of the same kind.")
    ] = False,
    seed: Annotated[
        int | None, typer.Option("--seed", help="With --practice: which problem.")
    ] = None,
    timeout: Timeout = None,
    ascii: Ascii = False,
) -> None:
    """Go through a derivation one step at a time, typing the lines or asking for hints.

    A line is judged as any other: it need not be the one of the script. Enter alone gives the name
    of the rule, once more what it says here, once more the line. Where nobody can be asked all of
    it is told as a transcript.
    """
    from derive.render.walk import WalkTerminal
    from derive.worker import ask
    from derive.worker.guard import Worker, script_limits

    terminal = WalkTerminal(ascii=ascii)
    told = ("--seed goes with --practice", "add --practice", seed is not None and not practice)
    refuse(terminal, bad_timeout(timeout), told)
    found = script_called(name)
    if found.path is None:
        raise unknown_script(terminal, name, found)
    with Worker(script_limits(timeout)) as worker:
        text = _problem(terminal, worker, found.path, seed) if practice else None
        report, explanations = ask.explained(worker, found.path, text)
        if not report.proved:
            terminal.complaints(report, apart=False)
            terminal.error("only what is proved is walked through", f"derive verify {found.path}")
            raise typer.Exit(NOT_PROVED if report.usable else UNUSABLE)
        raise typer.Exit(_Walk(terminal, worker, found.path, text, report, explanations).go())


def _problem(terminal: WalkTerminal, worker: Worker, path: Path, seed: int | None) -> str:
    """A new problem; which one is told, so that it can be had again."""
    from random import randrange

    from derive.worker import ask

    which = randrange(1_000_000) if seed is None else seed
    with terminal.busy("making a problem"):
        text = ask.practice(worker, str(path), which)
    if not text:
        terminal.error("no problem of this kind was found", "try another --seed, or another script")
        raise typer.Exit(NOT_PROVED)
    terminal.print((f"practice, --seed {which}", "dim"))
    return text


def _typed(terminal: WalkTerminal) -> Callable[[], str | None]:
    """How a line is got: asked for, read, or none at all."""
    if not sys.stdin.isatty():
        return lambda: _read(terminal)
    if not sys.stdout.isatty():
        return lambda: None
    return _prompted


def _read(terminal: WalkTerminal) -> str | None:
    line = sys.stdin.readline()
    if not line:
        return None
    terminal.print(("> ", "dim"), line.strip())
    return line.strip()


def _prompted() -> str | None:
    try:
        return input("> ").strip()
    except EOFError:
        return None


@dataclass
class _Walk:
    """A walk through a report; `counts` are how the steps were done."""

    terminal: WalkTerminal
    worker: Worker
    path: Path
    text: str | None
    report: Report
    explanations: tuple[Explanation, ...]
    counts: Counter[str] = field(default_factory=Counter)

    def go(self) -> int:
        """Goes through all steps, as far as the learner comes; the exit code."""
        self.terminal.opening(self.report)
        self.get = _typed(self.terminal)
        if self.get is _prompted:
            self.terminal.print()
            self.terminal.hanging("", _HELP)
        try:
            number = 1
            while number <= len(self.report.steps):
                number = self.step(self.report.steps[number - 1]) + 1
        except _Left:
            return PROVED
        except KeyboardInterrupt:
            return INTERRUPTED
        self.terminal.score(*(self.counts[how] for how in (_OWN, _HINTED, _SHOWN)))
        return PROVED

    def step(self, step: LineReport) -> int:
        """One step; the number of the step that was reached."""
        self.terminal.asking(step.number, len(self.report.steps))
        how = _OWN
        hints = self.hints(step)
        while True:
            typed = self.get()
            if typed in ("q", "quit", "exit"):
                raise _Left
            if typed:
                reached = self.attempted(step, typed)
                if reached:
                    self.counts[how] += 1
                    return reached
                continue
            how = next(hints)
            if typed is None:
                self.get = lambda: None
            if how == _SHOWN:
                self.counts[how] += 1
                return step.number

    def hints(self, step: LineReport) -> Iterator[str]:
        """Tells more at each turn: the rule, its instance, the line."""
        self.terminal.rule(step)
        yield _HINTED
        if self.explanations:
            self.terminal.instance(self.explanations[step.number - 1])
            yield _HINTED
        self.terminal.line(step)
        yield _SHOWN

    def attempted(self, step: LineReport, typed: str) -> int:
        """Judges a line; the number of the step that it reaches, 0 where it does not follow."""
        from derive.worker import ask

        found: Attempt = ask.attempt(self.worker, self.path, self.text, step.number, typed)
        self.terminal.judged(found, typed)
        if not found:
            return 0
        if not found.reached:
            self.terminal.print("  the script has it so:")
            self.terminal.line(step)
        return found.reached or step.number


class _Left(Exception):  # noqa: N818 - that somebody goes is no error
    """The learner left."""
