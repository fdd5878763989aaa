"""What comes of `derive.fill` and `derive.explain`."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from derive.python.proof import Manner, ProofResult
from derive.python.results import Result, data
from derive.python.steps import Step

if TYPE_CHECKING:
    from derive.render.terminal import Terminal
    from derive.report.explain import Explanation
    from derive.report.fill import FillReport, Unfilled


class FillResult(Result):
    """A script that was filled; it is true if nothing is missing and the filled script is proved.

    `script` is its new text; no file is written.
    """

    def __init__(self, report: FillReport, name: str, text: str) -> None:
        self._report, self.name, self._before = report, name, text

    def __bool__(self) -> bool:
        return self._report.complete

    @property
    def script(self) -> str:
        """The text of the script with what was found; as it was where nothing was."""
        return self._before if self._report.text is None else self._report.text

    @property
    def changed(self) -> bool:
        """Whether anything was put in."""
        return self._report.text is not None

    @property
    def diff(self) -> str:
        """The change as a unified diff."""
        return "\n".join(self._report.diff)

    @property
    def reasons(self) -> int:
        """How many reasons were put in."""
        return self._report.reasons

    @property
    def lines(self) -> int:
        """How many lines were put in."""
        return self._report.lines

    @property
    def replaced(self) -> int:
        """How many wrong reasons gave way to others."""
        return self._report.replaced

    @property
    def unfilled(self) -> tuple[Unfilled, ...]:
        """Where a reason or a line is still missing, and why."""
        return self._report.unfilled

    @property
    def refused(self) -> str:
        """Why nothing was looked for; empty where it was."""
        return self._report.refused

    @cached_property
    def proof(self) -> ProofResult:
        """The filled script, checked."""
        from derive.report.run import ScriptOutcome

        report = self._report.report
        return ProofResult(ScriptOutcome(report, report.path), self.name, Manner(steps=True))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the filled script."""
        return self.proof.steps

    def latex(self) -> str:
        """The `align` block of the filled script."""
        return self.proof.latex()

    def to_sympy(self) -> tuple[Any, Any]:
        """Both sides of the theorem as expressions of SymPy."""
        return self.proof.to_sympy()

    def as_dict(self) -> dict[str, Any]:
        """What `derive fill --format json` writes."""
        from derive import __version__
        from derive.render.answers import fill_document

        file = self._report.path
        return data(fill_document(self._report, file, __version__, False, None))

    @property
    def _asked(self) -> str:
        return self.name

    @property
    def _said(self) -> str:
        put = f"{self.reasons} reasons and {self.lines} lines put in"
        verdict = "proved" if self._report.report.proved else "not proved"
        return f"{put}, {verdict}" if self.changed else self.refused or f"unchanged, {verdict}"

    def _tell(self, terminal: Terminal) -> None:
        from derive.render.fill import tell

        tell(terminal, self._report, False, None)

    def _repr_html_(self) -> str:
        from derive.python.display import derivation, words

        return derivation(self._report.report) + words(self.diff)


class ExplainResult(Result):
    """One step taken apart; it is true if the step is proved.

    `before` is the line before it, `step` the step, `rules` what its rules say, `conditions` what
    has to hold and why it does, `moves` every line that single uses of rules lead to.
    """

    def __init__(self, report: Explanation, name: str) -> None:
        self._report, self.name = report, name

    def __bool__(self) -> bool:
        return self._report.stands

    @property
    def before(self) -> str:
        """The line before the step."""
        return str(self._report.before)

    @property
    def step(self) -> Step | None:
        """The step; None where the script has no answer on it."""
        step = self._report.step
        return None if step is None else Step(step, self._proof)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The one step."""
        return () if self.step is None else (self.step,)

    @property
    def rules(self) -> dict[str, str]:
        """What the rules of the step say, by their names."""
        return {one.name: one.said for one in self._report.statements}

    @property
    def conditions(self) -> dict[str, str]:
        """What has to hold for the step, and why it does."""
        return {one.condition: one.how for one in self._report.conditions}

    @property
    def moves(self) -> tuple[tuple[str, str], ...]:
        """Single uses of rules in order: the names, and the line that they lead to."""
        return tuple((", ".join(one.names), str(one.line)) for one in self._report.moves)

    def latex(self) -> str:
        """The line before the step and its line, in LaTeX's `align`."""
        from derive.expression.latex import latex
        from derive.expression.typeset import alone

        step, before = self._report.step, self._report.before
        if step is None or before is None:
            return f"% not proved: {self._said}"
        lines = [one.line for one in self._report.moves] or [step.line]
        style = alone(before, *lines)
        told = " \\\\\n".join(f"  &= {latex(line, style)}" for line in lines)
        return f"\\begin{{align}}\n  {latex(before, style)} {told.lstrip()}\n\\end{{align}}"

    def to_sympy(self) -> tuple[Any, Any]:
        """The line before the step and its line as expressions of SymPy."""
        from derive.python.errors import DeriveError

        if self.step is None:
            raise DeriveError(f"there is no step: {self._said}")
        return self._proof._translated(self._report.before), self.step.to_sympy()

    def as_dict(self) -> dict[str, Any]:
        """What `derive explain --format json` writes."""
        from derive import __version__
        from derive.render.answers import explanation_document

        return data(explanation_document(self._report, self._report.report.path, __version__))

    def _repr_html_(self) -> str:
        from derive.render.export.html import opened

        return opened(self._report, super()._repr_html_())

    @cached_property
    def _proof(self) -> ProofResult:
        from derive.report.run import ScriptOutcome

        report = self._report.report
        return ProofResult(ScriptOutcome(report, report.path), self.name, Manner())

    @property
    def _asked(self) -> str:
        step = self.step
        return self.name if step is None else f"{self.name}, step {step.number}: {step.line}"

    @property
    def _said(self) -> str:
        step = self._report.step
        if step is not None:
            return step.verdict.value
        from derive.report.diagnostics import words

        return "; ".join(map(words, self._report.report.diagnostics)) or "no answer"

    def text(self) -> str:
        """What `derive explain` prints."""
        from derive.python.results import as_text
        from derive.render.explain import ExplainTerminal

        return as_text(ExplainTerminal, self._tell).rstrip("\n")

    def _tell(self, terminal: Any) -> None:
        terminal.explain(self._report)
