"""Proof scripts in a program: read, checked one at a time, or many."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.python.results import Result, data
from derive.python.steps import Step

if TYPE_CHECKING:
    from derive.render.terminal import Terminal
    from derive.report.diagnostics import Diagnostic
    from derive.report.explain import Explanation
    from derive.report.report import Report, Verdict
    from derive.report.run import RunReport, ScriptOutcome
    from derive.script.script import Script

#: So many seconds a cell waits for what its steps open to.
_SECONDS_APART = 10.0


class ProofScript:
    """A proof script that was read, and not yet checked: its parts as they are written.

    It is taken wherever a script is, as in `derive.verify(script)`.
    """

    def __init__(self, script: Script, name: str, text: str, path: str | None) -> None:
        self._script = script
        self.name, self.text, self.path = name, text, path

    def __repr__(self) -> str:
        from derive.python.results import clipped

        n = len(self.steps)
        told = clipped(f"{self.name}: {self.theorem}", 80)
        return f"<ProofScript {told}, {n} step{'s' * (n != 1)}>"

    @property
    def title(self) -> str:
        """Its title."""
        return self._script.title

    @property
    def source(self) -> str:
        """Where the derivation is from, as its author says."""
        return self._script.source

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags."""
        return self._script.tags

    @property
    def variables(self) -> dict[str, str]:
        """Its variables with their domains."""
        return {v.name: v.domain_text for v in self._script.variables}

    @property
    def where(self) -> tuple[str, ...]:
        """Its conditions."""
        return tuple(f"{c.left.text} {c.relation} {c.right.text}" for c in self._script.where)

    @property
    def definitions(self) -> tuple[str, ...]:
        """What it defines."""
        return tuple(
            d.name + (f"({', '.join(d.parameters)})" if d.parameters else "") + f" = {d.body.text}"
            for d in self._script.definitions
        )

    @property
    def theorem(self) -> str:
        """Its theorem."""
        return f"{self._script.theorem.left.text} = {self._script.theorem.right.text}"

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the derivation, the left side of the theorem first."""
        lines = (self._script.theorem.left, *(step.to for step in self._script.steps))
        return tuple(line.text for line in lines)

    @property
    def steps(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each line that a step leads to, with the reasons that are written."""
        return tuple(
            (step.to.text, tuple(by.name for by in step.by or ())) for step in self._script.steps
        )

    def latex(self) -> str:
        """The theorem in LaTeX's mathematics mode; nothing is proved of it yet."""
        from derive.python.formulas import related

        theorem = self._script.theorem
        return related(theorem.left.node, "=", theorem.right.node)

    def to_sympy(self) -> tuple[Any, Any]:
        """Both sides of the theorem as expressions of SymPy; nothing is proved of them yet."""
        from derive.python.into_sympy import Translation

        translated, theorem = Translation(self._script, {}), self._script.theorem
        return translated(theorem.left.node), translated(theorem.right.node)


class ProofResult(Result):
    """A proof script that was checked; it is true only if it passes.

    `verdict` is that of the first step that does not stand, or of the theorem.
    """

    def __init__(self, outcome: ScriptOutcome, name: str, manner: Manner) -> None:
        self._outcome, self.name, self._manner = outcome, name, manner

    def __bool__(self) -> bool:
        return self._outcome.passes

    @property
    def report(self) -> Report:
        """The whole report, as renderers get it."""
        return self._outcome.report

    @property
    def path(self) -> str:
        """The file of the script."""
        return self.report.path

    @property
    def title(self) -> str:
        """Its title."""
        return self.report.title

    @property
    def theorem(self) -> str:
        """The theorem as it is written."""
        theorem = self.report.theorem
        return "" if theorem is None else f"{theorem.left} = {theorem.right}"

    @property
    def verdict(self) -> Verdict:
        """What is known of the script."""
        from derive.report.report import Verdict

        return self._outcome.verdict or Verdict.NOT_SHOWN

    @property
    def domain(self) -> tuple[str, ...]:
        """What is declared of the variables."""
        return () if self.report.theorem is None else self.report.theorem.domain

    @property
    def conditions(self) -> tuple[str, ...]:
        """What has to hold besides the domain."""
        return () if self.report.theorem is None else self.report.theorem.conditions

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that the theorem rests on."""
        return () if self.report.theorem is None else self.report.theorem.rules

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps, checked."""
        return tuple(Step(step, self) for step in self.report.steps)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All that is wrong with it, each with its place."""
        return self._outcome.diagnostics

    def latex(self, *, reasons: str = "none", environment: str = "align") -> str:
        """The derivation in `align`, `align*` or `aligned` of LaTeX.

        The `reasons` stand in no place (`none`), in a `column`, or between the lines (`intertext`).
        """
        from derive.python.errors import ArgumentError
        from derive.render.latex import align

        try:
            return align(self.report, reasons=reasons, environment=environment)
        except ValueError as error:
            raise ArgumentError(str(error)) from None

    def to_sympy(self) -> tuple[Any, Any]:
        """Both sides of the theorem as expressions of SymPy.

        Variables have the assumptions that the script declares: real, positive, integer.  What
        SymPy has no word for, as what the script defines, is an undefined function of that name.
        """
        from derive.python.errors import ScriptError

        theorem = self.report.theorem
        if theorem is None:
            raise ScriptError(f"{self.name} has no theorem: {self._said}")
        return self._translated(theorem.left), self._translated(theorem.right)

    def as_dict(self) -> dict[str, Any]:
        """What `derive NAME --format json` writes."""
        return as_data(run_report("show", (self._outcome,)))

    def _translated(self, e: Any) -> Any:
        return self._translation(e)

    @cached_property
    def _translation(self) -> Any:
        from derive.python.into_sympy import Translation
        from derive.script.load import load_text

        script = load_text("\n".join(self.report.lines), self.path).script
        assert script is not None  # it was read before
        return Translation(script, self._manner.symbols)

    @cached_property
    def _style(self) -> Any:
        from derive.render.styles import style_of

        return style_of(self.report)

    @property
    def _asked(self) -> str:
        return f"{self.name}: {self.theorem}" if self.theorem else self.name

    @property
    def _said(self) -> str:
        n = len(self.report.steps)
        failing = next((step.number for step in self.report.steps if not step.verdict.passes), None)
        if self or failing is None:
            told = [] if self else [one.kind.slug for one in self.diagnostics[:1]]
            return ", ".join([self._outcome.word, f"{n} step{'s' * (n != 1)}", *told])
        how = self._outcome.word.replace("proved for", "proved under conditions only")
        return f"{how} at step {failing} of {n}"

    @cached_property
    def _apart(self) -> tuple[Explanation, ...]:
        """Its steps taken apart; none where that takes too long for a cell that is shown."""
        from derive.python.asking import asking
        from derive.worker.guard import SCRIPT_LIMITS, Failure

        text = "\n".join(self.report.lines)
        with asking(SCRIPT_LIMITS, _SECONDS_APART, text) as worker:
            found = worker.ask({"job": "explained", "path": self.path})
        return () if isinstance(found, Failure) else tuple(found[1])

    def _repr_html_(self) -> str:
        from derive.python.display import derivation

        return derivation(self.report, () if self.report.theorem is None else self._apart)

    def _tell(self, terminal: Terminal) -> None:
        from derive.render.library import notes

        if self._manner.steps and self.report.theorem is not None:
            terminal.walk(self.report, self._manner.numbers)
        else:
            terminal.summary(self.report, "`.steps` has them")
        if self.report.notes:
            notes(terminal, self.report.notes)


class Manner:
    """How a result is told: with its steps, with numbers at each, and with whose symbols."""

    def __init__(
        self, *, steps: bool = False, numbers: bool = False, symbols: dict[str, Any] | None = None
    ) -> None:
        self.steps, self.numbers, self.symbols = steps, numbers, symbols or {}


class RunResult(Result):
    """Many proof scripts that were checked; it is true only if all of them pass."""

    def __init__(self, run: RunReport) -> None:
        self._run = run
        self.proofs: tuple[ProofResult, ...] = tuple(
            ProofResult(outcome, Path(outcome.report.path).stem, Manner())
            for outcome in run.outcomes
        )

    def __bool__(self) -> bool:
        return self._run.passes

    def __len__(self) -> int:
        return len(self.proofs)

    def __iter__(self) -> Iterator[ProofResult]:
        return iter(self.proofs)

    def __getitem__(self, k: int) -> ProofResult:
        return self.proofs[k]

    @property
    def failing(self) -> tuple[ProofResult, ...]:
        """The scripts that do not pass."""
        return tuple(proof for proof in self.proofs if not proof)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of all scripts."""
        return tuple(step for proof in self.proofs for step in proof.steps)

    def latex(self) -> str:
        """The `align` blocks of all scripts."""
        return "\n\n".join(proof.latex() for proof in self.proofs)

    def to_sympy(self) -> list[tuple[Any, Any]]:
        """Both sides of each theorem as expressions of SymPy, in order of the scripts."""
        return [proof.to_sympy() for proof in self.proofs]

    def as_dict(self) -> dict[str, Any]:
        """What `derive verify --format json` writes."""
        return as_data(self._run)

    def text(self) -> str:
        """What `derive verify` prints."""
        from derive.render.formats.text import render

        return render(self._run).rstrip("\n")

    @property
    def _asked(self) -> str:
        n = len(self.proofs)
        return f"{n} script{'s' * (n != 1)}"

    @property
    def _said(self) -> str:
        return ", ".join(f"{n} {word}" for word, n in self._run.words.items())

    def _tell(self, terminal: Terminal) -> None:
        terminal.print(self.text())

    def _repr_latex_(self) -> None:
        return None


def run_report(command: str, outcomes: tuple[ScriptOutcome, ...]) -> RunReport:
    """What came of a run over scripts."""
    from derive import __version__
    from derive.report.policy import Policy
    from derive.report.run import RunReport

    policy = outcomes[0].policy if outcomes else Policy()
    return RunReport(command, __version__, outcomes, policy=policy)


def as_data(run: RunReport) -> dict[str, Any]:
    """A run as the documented JSON."""
    from derive.render.formats.json import render

    return data(render(run))
