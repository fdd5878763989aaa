"""Derivatives: the derivation is found, written as a proof script, and checked as one.

What is shown is the report on that script; nothing that the search says is taken for true.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sympy.core.symbol import Symbol

from derive.check.check import check
from derive.check.decide import decide
from derive.check.elaborate import domain_of, theory_of
from derive.expression.nodes import DerivativeOf, Expression
from derive.expression.text import text
from derive.kernel.conditions import Condition, definedness
from derive.kernel.derivatives import Derivatives
from derive.kernel.domains import Domain
from derive.kernel.remaining import in_words, remaining
from derive.kernel.theory import REFUSALS, Theory
from derive.report.derivative import DerivativeReport
from derive.report.diagnostics import Diagnostic
from derive.report.equality import EqualityReport
from derive.report.report import Report
from derive.rules import derivative_row
from derive.script.derivative import DerivativeQuestion, Texts, read_derivative
from derive.script.load import load_text
from derive.script.write import WrittenScript, WrittenStep
from derive.search.derivation.calculus import Detail
from derive.search.derivation.walk import Derivation, derivation

#: What a found script is called where it has no file.
NAME = "derivation.yaml"
#: The highest derivative that is looked for.
MAX_ORDER = 20
_ORDERS = {1: "", 2: "second ", 3: "third "}
#: Longer expressions are not repeated in titles.
_LONGEST = 60


@dataclass(frozen=True)
class _Asked:
    """One derivative that is asked for, and what is declared."""

    texts: Texts
    question: DerivativeQuestion
    variable: str
    order: int
    detail: Detail
    theory: Theory
    declared: Domain

    @property
    def start(self) -> Expression:
        """The derivative, as a written expression."""
        line = self.question.expression.node
        for _ in range(self.order):
            line = DerivativeOf(line, Symbol(self.variable))
        return line


def derivatives(
    texts: Texts, order: int = 1, detail: str = Detail.NORMAL.value
) -> tuple[DerivativeReport, ...]:
    """The derivation by each variable that is asked for; of texts that cannot be read, why not.

    Raises `ValueError` for an order or a detail that there is not.
    """
    if not 1 <= order <= MAX_ORDER:
        raise ValueError(f"the order is between 1 and {MAX_ORDER}")
    wanted = Detail(detail)
    read = read_derivative(texts)
    if read.question is None:
        return (_unusable(texts, read.diagnostics),)
    question = read.question
    try:
        theory = theory_of(question)
        declared = domain_of(question, theory)
    except REFUSALS as error:
        return (DerivativeReport(texts.expression, stopped=str(error)),)
    return tuple(
        _derived(_Asked(texts, question, name, order, wanted, theory, declared))
        for name in question.by
    )


_NOWHERE = "no real point is known at which it and its derivative are defined"


def _unusable(texts: Texts, diagnostics: tuple[Diagnostic, ...]) -> DerivativeReport:
    named = [(s.file, s.text) for group in texts.sources().values() for s in group]
    return DerivativeReport(
        texts.expression,
        diagnostics=diagnostics,
        texts=tuple(named),
    )


def _derived(asked: _Asked) -> DerivativeReport:
    unknown = tuple(f.name for f in asked.question.functions)
    base = DerivativeReport(asked.texts.expression, asked.variable, unknown=unknown)
    try:
        natural = _natural(asked)
        domain = _with(asked.declared, natural)
        if not asked.theory.opaque and not domain.points(1):
            return replace(base, stopped=_NOWHERE, tried=())
        target = asked.question.target
        walk = derivation(
            asked.start,
            asked.theory,
            domain,
            asked.detail,
            None if target is None else target.node,
        )
    except REFUSALS as error:
        return replace(base, stopped=str(error))
    if not walk.lines:
        return replace(base, stopped=walk.stopped or "there is nothing to do", tried=walk.tried)
    found = _checked(asked, walk, tuple(dict.fromkeys(map(in_words, natural))))
    base = replace(found, stopped=walk.stopped, tried=walk.tried, unknown=unknown)
    if target is None or walk.reached or walk.stopped:
        return base
    return replace(base, target=_of_target(asked, walk, domain))


def _natural(asked: _Asked) -> tuple[Condition, ...]:
    """Where the derivative is defined, and what its rows say, as far as that is not declared."""
    start = asked.theory.unfold(asked.start)
    needed = definedness(start)
    found = Derivatives(derivative_row).of(start)
    if found is not None:  # a row may leave out points: the sine integral has sin(u)/u
        derived, conditions = found
        needed |= definedness(derived) | conditions
    return remaining(needed, asked.declared, derivative_row)


def _with(domain: Domain, conditions: Iterable[Condition]) -> Domain:
    return Domain(domain.variables, (*domain.conditions, *conditions), domain.integers)


def _checked(asked: _Asked, walk: Derivation, natural: tuple[str, ...]) -> DerivativeReport:
    """The report on the script; with the conditions of its steps where those are not implied."""
    written = _written(asked, walk, natural)
    report = _report(written)
    if not report.proved and (pending := _pending(report, natural)):
        natural = (*natural, *pending)
        written = _written(asked, walk, natural)
        report = _report(written)
    return DerivativeReport(asked.texts.expression, asked.variable, written.text(), report, natural)


def _report(written: WrittenScript) -> Report:
    return check(load_text(written.text(), NAME), NAME)


def _pending(report: Report, known: tuple[str, ...]) -> tuple[str, ...]:
    """The conditions of steps that are not proved without them."""
    failing = (s for s in report.steps if not s.verdict.passes)
    return tuple(dict.fromkeys(c for s in failing for c in s.conditions if c not in known))


def _written(asked: _Asked, walk: Derivation, natural: tuple[str, ...]) -> WrittenScript:
    question = asked.question
    words: dict[str, str] = {}
    for name, word in question.words:
        words[name] = f"{words[name]}, {word}" if name in words else word
    conditions = tuple(c for c in asked.texts.where if not _is_word(c, question))
    return WrittenScript(
        title=_title(asked, natural),
        variables=tuple((v.name, words.get(v.name, "real")) for v in question.variables),
        where=(*conditions, *natural),
        functions=tuple(f.name for f in question.functions),
        definitions=asked.texts.definitions,
        left=text(walk.start),
        steps=tuple(WrittenStep(text(found.line), found.by) for found in walk.lines),
    )


def _is_word(condition: str, question: DerivativeQuestion) -> bool:
    """Whether a condition is a word for the domain of a variable."""
    parts = condition.replace(":", " ").split()
    return tuple(parts) in question.words


def _title(asked: _Asked, natural: tuple[str, ...]) -> str:
    which = _ORDERS.get(asked.order, f"{asked.order}th ")
    written = " ".join(asked.texts.expression.split())
    several = f" by {asked.variable}" if len(asked.question.variables) > 1 else ""
    where = f" for {' and '.join(natural)}" if natural else ""
    if len(written) > _LONGEST:
        return f"A {which}derivative{several}"
    return f"The {which}derivative of {written}{several}{where if len(where) < _LONGEST else ''}"


def _of_target(asked: _Asked, walk: Derivation, domain: Domain) -> EqualityReport:
    """What is known of a last line that the walk did not reach."""
    target = asked.question.target
    assert target is not None
    decision = decide(walk.last, target.node, asked.theory, domain)
    return EqualityReport(
        text(walk.last),
        target.text,
        (),
        decision.verdict,
        tuple(map(in_words, decision.conditions)),
        decision.assumptions,
        decision.names,
        decision.witness,
        decision.explanation,
    )
