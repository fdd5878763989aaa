"""Checking: elaborates a script into kernel calls and collects the outcome in a report.

Nothing here decides that a line holds: it asks the kernel for theorems and the judge for verdicts.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce

from sympy.core.symbol import Symbol

from derive.check.captured import capture
from derive.check.complaints import (
    complaints,
    ends_elsewhere,
    with_missing_step,
    with_those_mended,
    without_consequences,
    without_those_mended,
)
from derive.check.elaborate import domain_of, theory_of
from derive.check.evidence import Judge
from derive.check.known import misdefined
from derive.check.lacking import edit_for_all, lacking, narrows
from derive.check.lemmas import Checked, Lemmas, Run, reason
from derive.check.line import Line, check_line, line_without_lemma
from derive.check.mending import mended
from derive.check.summary import line_report, theorem_report
from derive.check.unknown import unknown_rules
from derive.check.wrong_theorem import wrong_theorem
from derive.expression.nodes import call, has_derivative
from derive.kernel.theorem import Theorem, transitivity
from derive.kernel.theory import REFUSALS, Theory
from derive.numeric.differences import Differences
from derive.prover.domains import Domain
from derive.prover.opaque import concrete
from derive.report.diagnostics import Diagnostic, Kind, words
from derive.report.report import DefinitionReport, Report
from derive.script.load import Loaded
from derive.script.script import Placed, Script, Step


def new_run(hasty: bool = False) -> Run:
    """A run: scripts that are checked in it share their lemmas.

    A `hasty` one tells verdicts, and looks for no edits that mend lines.
    """
    return Run(_checked, hasty)


def check_file(path: str | os.PathLike[str], run: Run | None = None) -> Report:
    """Loads and checks a script; every problem is in the report."""
    return (run or new_run()).report(os.fspath(path))


def check(loaded: Loaded, path: str = "", run: Run | None = None) -> Report:
    """The report on a loaded script."""
    return checked(loaded, path, run).report


def checked(loaded: Loaded, path: str = "", run: Run | None = None, natural: int = 0) -> Checked:
    """The outcome of a loaded script: its report, its theorem and its domain.

    So many conditions at the end of its domain are `natural`: nobody declared them, so that what
    needs them says so.
    """
    return _checked(loaded, path, run or new_run(), natural)


def _checked(loaded: Loaded, path: str, run: Run, natural: int = 0) -> Checked:
    found = checker(loaded, path, run)
    if isinstance(found, Report):
        return Checked(found)
    found.judge.natural = natural
    try:
        return found.checked(loaded, run.hasty)
    except REFUSALS as error:
        refused = _refused(found.script, error, found.theory)
        return Checked(_unusable(found.script, loaded, (refused,)))


def checker(loaded: Loaded, path: str, run: Run) -> Checker | Report:
    """What checks the lines of a script; the report on it where it cannot be used."""
    script = loaded.script
    if script is None:
        return Report(path, "", "", (), (), None, loaded.diagnostics, loaded.lines)
    unknown = unknown_rules(script)
    if unknown:
        return _unusable(script, loaded, unknown)
    theory = None
    try:
        theory = theory_of(script)
        domain = domain_of(script, theory)
        other = misdefined(script, theory)
        if other:
            return _unusable(script, loaded, other)
        lemmas = run.lemmas(script, theory)
        if lemmas.fatal:
            return _unusable(script, loaded, lemmas.fatal)
        return Checker(script, theory, domain, lemmas)
    except REFUSALS as error:
        return _unusable(script, loaded, (_refused(script, error, theory),))


def _unusable(script: Script, loaded: Loaded, found: tuple[Diagnostic, ...]) -> Report:
    return Report(
        script.path,
        script.title,
        script.source,
        _definitions(script),
        (),
        None,
        (*loaded.diagnostics, *found),
        loaded.lines,
        notes=script.notes,
        notation=script.notation,
    )


def _refused(script: Script, error: Exception, theory: Theory | None) -> Diagnostic:
    captured = None if theory is None else capture(script, theory)
    return captured or Diagnostic(Kind.NOT_SHOWN, script.place, about=(str(error),))


def _definitions(script: Script) -> tuple[DefinitionReport, ...]:
    return tuple(
        DefinitionReport(call(d.name, *map(Symbol, d.parameters)), d.body.node)
        for d in script.definitions
    )


class Checker:
    """A script that can be used, with what its lines are checked by."""

    def __init__(self, script: Script, theory: Theory, domain: Domain, lemmas: Lemmas) -> None:
        self.script = script
        self.lemmas = lemmas
        self.theory = theory
        self.domain = domain
        self.judge = Judge(theory, domain)

    def checked(self, loaded: Loaded, hasty: bool = False) -> Checked:
        """The outcome of the whole script; a hasty one without the edits that mend lines."""
        lines = self.verdicts() if hasty else self.lines()
        theorem = self.chain(lines)
        return Checked(self.report(loaded, lines, theorem), theorem, self.domain)

    def report(self, loaded: Loaded, lines: list[Line], proved: Theorem | None) -> Report:
        """The report on the checked lines."""
        script = self.script
        differences = self.differences()
        steps = tuple(line_report(line, self.judge, differences) for line in lines)
        theorem = theorem_report(script, proved, self.judge, differences, steps)
        wrong = wrong_theorem(theorem, lines, script, self.judge)
        told = without_consequences(loaded.diagnostics, lines[-1], script)
        if theorem.witness is None and all(line.finding.verdict.passes for line in lines):
            told = with_missing_step(told, script)
        diagnostics = (*wrong, *told, *self.complaints(lines))
        return Report(
            script.path,
            script.title,
            script.source,
            _definitions(script),
            steps,
            theorem,
            diagnostics,
            loaded.lines,
            notes=script.notes,
            notation=script.notation,
        )

    def lines(self) -> list[Line]:
        """Every step with its outcome, and with the edit that mends it where one is found."""
        return mended(self.verdicts(), self.theory, self.judge)

    def verdicts(self) -> list[Line]:
        """Every step with its outcome."""
        before, done = self.script.theorem.left, []
        for step in self.script.steps:
            done.append(self.line(before, step))
            before = step.to
        return done

    def line(self, before: Placed, step: Step) -> Line:
        """One step with its outcome."""
        by = None if step.by is None else tuple(map(reason, step.by))
        broken = self.lemmas.broken_in(step.by)
        if broken:
            return line_without_lemma(before, step, by, words(broken[0]), self.judge)
        return check_line(before, step, by, self.theory, self.judge, self.lemmas.rows)

    def complaints(self, lines: list[Line]) -> list[Diagnostic]:
        """What is wrong with lines, and once what the domain lacks for all of them.

        Where a line changes the domain, the point at which it does so shows it best.  A line that
        is wrong only because of an earlier one is told there.
        """
        first = next(filter(narrows, lines), None)
        lacks = lacking(lines, self.script, self.judge) if first is None else ()
        hint = edit_for_all(lines, self.script, self.judge) if first is not None else ""
        each: list[Diagnostic] = []
        for line in without_those_mended(lines):
            for found in self.complaints_of(line):
                d = with_those_mended(found, line, lines)
                narrowing = d.kind is Kind.DOMAIN_CHANGES and narrows(line)
                if line is first or not narrowing:
                    each.append(replace(d, hint=hint) if narrowing else d)
        return [*lacks, *_without_repeated(each)]

    def complaints_of(self, line: Line) -> list[Diagnostic]:
        """What is wrong with a line; with a broken lemma that, and that it is wrong as well."""
        broken = self.lemmas.broken_in(line.step.by)
        told = not broken or line.finding.witness is not None
        return [*broken, *(complaints(line) if told else [])]

    def chain(self, lines: list[Line]) -> Theorem | None:
        """The theorem of the script, if every line has one and they end at its right side."""
        theorems = [line.theorem for line in lines if line.theorem is not None]
        if len(theorems) < len(lines) or ends_elsewhere(self.script):
            return None
        return reduce(transitivity, theorems)

    def differences(self) -> Differences:
        """Finite differences of the theorem's left side, or of its right if only that has one."""
        sides = [self.script.theorem.left.node, self.script.theorem.right.node]
        original = next((e for e in sides if has_derivative(self.theory.unfold(e))), sides[0])
        return Differences(
            concrete(self.theory.unfold(original), self.judge.opaque), self.judge.points
        )


def _without_repeated(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The diagnostics, but that there are no points only once for each cause."""
    seen: set[str] = set()
    for d in found:
        if d.kind is not Kind.VACUOUS or d.hint not in seen:
            yield d
        if d.kind is Kind.VACUOUS:
            seen.add(d.hint)
