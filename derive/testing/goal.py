"""What a function is held against: an expression on its domain, read from a formula or a script.

A formula is read as `derive diff` reads one.  Of a script the theorem is proved first, in a process
of its own; what is used then are the sides of what was proved.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from sympy.core.symbol import Symbol

from derive.check.derivative import NAME
from derive.check.elaborate import domain_of, theory_of
from derive.codegen.subject import on_points
from derive.expression.nodes import DerivativeOf, Expression, called, has_derivative, strip
from derive.expression.text import text
from derive.kernel.conditions import definedness
from derive.kernel.theory import REFUSALS
from derive.library import find
from derive.prover.domains import Domain
from derive.prover.joints import is_kinked, joints
from derive.render.diagnostics import plain
from derive.report.diagnostics import Diagnostic, Kind
from derive.script.derivative import DerivativeQuestion, Texts, read_derivative
from derive.script.load import load, load_text
from derive.script.script import Script
from derive.worker.ask import check, diff
from derive.worker.guard import SCRIPT_LIMITS
from derive.worker.kept import kept


class FormulaError(ValueError):
    """A formula, or a script, that cannot be used; it says where and why."""


@dataclass(frozen=True)
class Goal:
    """An expression without definitions, where it is asked for, and what it is called.

    `command` is what writes code for it, `differentiated` says that a derivative is asked for.
    Where one of `kinks` is 0 balls do not tell the value; `proved` looks for what it is proved to
    be, and where.
    """

    expression: Expression
    domain: Domain
    said: str
    command: str
    differentiated: bool = False
    kinks: tuple[Expression, ...] = ()
    proved: Callable[[], Goal | None] = lambda: None

    def of(self, names: Iterable[str]) -> Goal:
        """The same for a function that takes arguments of these names, in their order."""
        variables = tuple(map(Symbol, names))
        domain = Domain(variables, self.domain.conditions, self.domain.integers)
        return replace(self, domain=domain)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its variables."""
        return tuple(v.name for v in self.domain.variables)

    @property
    def where_defined(self) -> Domain:
        """The domain without points at which it is known to have no value."""
        more = definedness(self.expression)
        kept_conditions = dict.fromkeys((*self.domain.conditions, *sorted(more, key=str)))
        return Domain(self.domain.variables, tuple(kept_conditions), self.domain.integers)


@dataclass(frozen=True)
class Formula:
    """A formula as it is given, with conditions and definitions."""

    formula: str
    where: tuple[str, ...] = ()
    define: tuple[str, ...] = ()

    def value(self) -> Goal:
        """Its value.  Raises `FormulaError`."""
        question = self._read("")
        theory = theory_of(question)
        expression = theory.unfold(strip(question.expression.node))
        return self._goal(expression, domain_of(question, theory), self.formula)

    def derivative(self, wrt: str) -> Goal:
        """Its derivative by a variable.  Raises `FormulaError`."""
        question = self._read(wrt)
        theory = theory_of(question)
        body = theory.unfold(strip(question.expression.node))
        (name,) = question.by
        found = self._goal(
            DerivativeOf(body, Symbol(name)),
            domain_of(question, theory),
            f"d/d{name} ({self.formula})",
        )
        if is_kinked(theory, found.expression):
            kinks = tuple(joints(theory, DerivativeOf(body, Symbol(name))))
            found = replace(found, kinks=kinks, proved=partial(self._derived, found, name))
        return replace(found, differentiated=True)

    def _derived(self, goal: Goal, wrt: str) -> Goal | None:
        """The derivative as it is proved, at joints too; None where no derivation is found."""
        job: dict[str, Any] = {"expression": self.formula, "wrt": wrt, "where": self.where}
        job |= {"definitions": self.define, "target": None, "order": 1, "detail": "normal"}
        with kept(SCRIPT_LIMITS) as worker:
            (found, *_) = diff(worker, job)
        script = load_text(found.script, NAME).script if found else None
        if script is None:
            return None
        theory = theory_of(script)
        right = theory.unfold(strip(script.theorem.right.node))
        return replace(goal, expression=right, domain=domain_of(script, theory))

    def _goal(self, expression: Expression, domain: Domain, said: str) -> Goal:
        if domain.integers:
            raise FormulaError("a variable is an integer, and floats are none")
        options = "".join(f" --where {shlex.quote(c)}" for c in self.where)
        return Goal(expression, domain, said, f"derive code {shlex.quote(self.formula)}{options}")

    def _read(self, wrt: str) -> DerivativeQuestion:
        texts = Texts(self.formula, wrt, self.where, self.define)
        try:
            read = read_derivative(texts)
        except REFUSALS as error:
            raise FormulaError(str(error)) from None
        if read.question is None:
            lines = {s.file: s.lines for group in texts.sources().values() for s in group}
            told = (plain(_reworded(d), lines.get(d.place.file, ())) for d in read.diagnostics)
            raise FormulaError("\n\n".join(told))
        if read.question.functions:
            name = read.question.functions[0].name
            raise FormulaError(f"nothing is known of the function {name}{_as_script(name)}")
        return read.question


def _reworded(d: Diagnostic) -> Diagnostic:
    """A diagnostic without options of the command line."""
    if d.kind is not Kind.UNKNOWN_NAME:
        return d
    hint = d.hint.partition("`--opaque")[0].strip()
    return replace(d, hint=_as_script(d.written.strip("`")).removeprefix(": ") or hint)


def _as_script(name: str) -> str:
    """What to write where a name is that of a script."""
    return f': `script="{name}"` takes what a proof script proves' if find(name).path else ""


@dataclass(frozen=True)
class Proved:
    """The theorem of a script, by its name or path."""

    name: str

    def value(self) -> Goal:
        """The function that the theorem is about: what it differentiates, or its left side.

        Raises `FormulaError`, and `AssertionError` where the script is not proved.
        """
        script = self._script()
        theory = theory_of(script)
        left = strip(script.theorem.left.node)
        while isinstance(left, DerivativeOf):
            left = left.args[0]
        body = theory.unfold(left)
        domain = on_points(body, domain_of(script, theory))
        return self._goal(body, domain, text(left), theory.opaque)

    def derivative(self) -> Goal:
        """The right side of a theorem about a derivative.

        Raises `FormulaError`, and `AssertionError` where the script is not proved.
        """
        script = self._script()
        theory = theory_of(script)
        left, right = strip(script.theorem.left.node), theory.unfold(script.theorem.right.node)
        if not isinstance(left, DerivativeOf):
            said = f"{text(left)} = {text(script.theorem.right.node)}"
            raise FormulaError(f"the theorem of {self.name} is about no derivative: {said}")
        found = self._goal(right, domain_of(script, theory), text(left), theory.opaque)
        return replace(found, differentiated=True)

    def _script(self) -> Script:
        found = find(self.name)
        if found.path is None:
            raise FormulaError(f"there is no proof script {self.name}: {found.hint}")
        with kept(SCRIPT_LIMITS) as worker:
            report = check(worker, Path(found.path))
        script = load(found.path).script
        if not report.proved or script is None:
            told = "\n\n".join(plain(d, report.lines) for d in report.diagnostics)
            if any(d.fatal for d in report.diagnostics):
                raise FormulaError(f"the proof script {self.name} cannot be used\n{told}")
            raise AssertionError(f"the proof script {self.name} is not proved\n{told}")
        return script

    def _goal(
        self, expression: Expression, domain: Domain, said: str, opaque: frozenset[str]
    ) -> Goal:
        if has_derivative(expression) or opaque & called(expression) or domain.integers:
            lacks = "its theorem has no values in floats at which a function could be tested"
            raise FormulaError(f"{self.name}: {lacks}: it is about {said}")
        return Goal(expression, domain, f"{said} of {self.name}", f"derive code {self.name}")
