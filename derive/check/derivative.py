"""Derivatives: the derivation is found, written as a proof script, and checked as one.

What is shown is the report on that script; nothing that the search says is taken for true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from sympy.core.symbol import Symbol

from derive.check.check import checked
from derive.check.elaborate import domain_of, theory_of
from derive.check.integer_words import in_symbols, worded
from derive.check.known import misdefined
from derive.check.lemmas import Checked
from derive.check.obstacle import needing
from derive.check.stepwise import stepwise
from derive.check.target import Aim, decided, remedy
from derive.check.worded import worded_like
from derive.expression.as_cases import as_cases
from derive.expression.choices import Choice
from derive.expression.nodes import DerivativeOf, Expression, free_variables
from derive.expression.orders import with_orders
from derive.expression.parsed import Scope
from derive.expression.parser import parse_relations
from derive.expression.shorthand import MAX_ORDER
from derive.expression.text import text
from derive.kernel.conditions import Condition, definedness
from derive.kernel.derivatives import Derivatives
from derive.kernel.judge import Claim, objection
from derive.kernel.theory import REFUSALS, Theory
from derive.prover.domains import Domain, shared
from derive.prover.joints import across_joints, is_kinked, slope_across
from derive.prover.remaining import remaining
from derive.report.conditions import both
from derive.report.derivative import DerivativeReport
from derive.report.diagnostics import Diagnostic
from derive.rules import derivative_rows
from derive.script.derivative import (
    IN_BRACKETS,
    DerivativeQuestion,
    Texts,
    glued_with,
    read_derivative,
)
from derive.script.load import load_text
from derive.script.write import WrittenScript, WrittenStep
from derive.search.derivation.calculus import Detail
from derive.search.derivation.walk import Derivation, FoundLine, derivation

#: What a found script is called where it has no file.
NAME = "derivation.yaml"
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

    @property
    def mentioned(self) -> frozenset[Symbol]:
        """The variables of which something is declared: their domain is what that says."""
        worded = frozenset(Symbol(name) for name, _ in self.question.words)
        return worded.union(*(free_variables(c.expression) for c in self.declared.conditions))

    def may_be_found(self, free: frozenset[Symbol]) -> bool:
        """Whether a condition on these variables belongs to a natural domain that is found."""
        return not free <= self.mentioned


def detailed(order: int, detail: str) -> Detail:
    """The detail of that name.  Raises `ValueError` where there is none, or no such order."""
    if not 1 <= order <= MAX_ORDER:
        raise ValueError(f"the order is between 1 and {MAX_ORDER}")
    return Detail(detail)


def derivatives(
    texts: Texts, order: int = 1, detail: str = Detail.NORMAL.value
) -> tuple[DerivativeReport, ...]:
    """The derivation by each variable that is asked for; of texts that cannot be read, why not.

    Raises `ValueError` for an order or a detail that there is not.
    """
    wanted = detailed(order, detail)
    read = read_derivative(texts)
    if read.question is None:
        return (_unusable(texts, read.diagnostics, read.unknown),)
    question = read.question
    try:
        theory = theory_of(question)
        declared = shared(domain_of(question, theory))
        other = misdefined(question, theory)
        if other:
            return (_unusable(texts, other),)
    except REFUSALS as error:
        return (DerivativeReport(texts.expression, stopped=str(error)),)
    return tuple(
        _derived(_Asked(texts, question, name, order, wanted, theory, declared))
        for name in question.by
    )


_NOWHERE = "no real point is known at which it and its derivative are defined"


def _unusable(
    texts: Texts, diagnostics: tuple[Diagnostic, ...], unknown: tuple[str, ...] = ()
) -> DerivativeReport:
    named = [(s.file, s.text) for group in texts.sources().values() for s in group]
    return DerivativeReport(
        texts.expression,
        diagnostics=diagnostics,
        texts=tuple(named),
        unknown=unknown,
    )


def _derived(asked: _Asked) -> DerivativeReport:
    """The derivation where its derivative is known; in plain conditions where it needs them."""
    try:
        natural = _natural(asked)
    except REFUSALS as error:
        return replace(_base(asked), stopped=str(error))
    found = _derived_on(asked, natural)
    plain = tuple(dict.fromkeys(d for c in natural for d in _unguarded(c)))
    if plain == natural or (found.report is not None and found.report.proved):
        return found
    other = _derived_on(asked, remaining(frozenset(plain), asked.declared, derivative_rows))
    return other if other.report is not None and other.report.proved else found


def _unguarded(c: Condition) -> Iterator[Condition]:
    """What is more than a condition on a choice: the same of each branch."""
    if not isinstance(c.expression, Choice):
        yield c
        return
    for branch in c.expression.branches:
        if free_variables(branch):
            yield from _unguarded(Condition(branch, c.relation))


def _base(asked: _Asked) -> DerivativeReport:
    """A report of which nothing is known but what was asked."""
    unknown = tuple(f.name for f in asked.question.functions)
    glued = glued_with(asked.variable, asked.question)
    return DerivativeReport(asked.texts.expression, asked.variable, unknown=unknown, glued=glued)


def _derived_on(asked: _Asked, natural: tuple[Condition, ...]) -> DerivativeReport:
    """The derivation on the part of the domain where conditions hold.

    Raises nothing: where it is stopped, the report says why.
    """
    base = _base(asked)
    try:
        domain = _as_read(natural, asked)
        found = tuple(c for c in natural if asked.may_be_found(free_variables(c.expression)))
        if not asked.theory.opaque and not domain.points(1):
            unfolded = (asked.theory.unfold(asked.start),)
            why = needing(natural, unfolded, asked.declared)
            return replace(base, stopped=f"{_NOWHERE}: {why}", tried=())
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
    for way in (*_across(asked, walk, natural), (walk, found)):  # there is a last one
        walk, found = way
        done = replace(_checked(asked, walk, _relations(found, asked)), absent=_is_absent(asked))
        if done.report is not None and done.report.proved:
            break
    told = replace(done, tried=walk.tried, unknown=base.unknown, glued=base.glued)
    base = replace(told, stopped=done.stopped or walk.stopped)
    if target is None or walk.reached or base.stopped:
        return base
    aim = Aim(asked.start, walk.last, target, asked.theory, _with(asked.declared, found))
    return replace(
        base,
        target=decided(aim),
        remedy=remedy(aim) if base.report and base.report.proved else None,
    )


_Way = tuple[Derivation, tuple[Condition, ...]]


def _across(asked: _Asked, walk: Derivation, natural: tuple[Condition, ...]) -> Iterator[_Way]:
    """Derivations that go across joints, each with its domain, where a walk leaves them out.

    The function and its derivative have values there, and both slopes are equal.  First there is
    one line by line, then one in a single line.
    """
    theory, start = asked.theory, asked.start
    if not (natural and is_kinked(theory, start)):
        return
    with suppress(*REFUSALS):
        found = _line_across(asked, walk, natural)
        if found is None:
            return
        line, domain, may_be = found
        steps = stepwise(start, line, theory, domain, asked.detail)
        if steps:
            yield replace(walk, lines=steps), may_be
        lines = (FoundLine(line, ("identity",)),)
        yield replace(walk, lines=lines, aside=walk.lines), may_be


def _line_across(
    asked: _Asked, walk: Derivation, natural: tuple[Condition, ...]
) -> tuple[Expression, Domain, tuple[Condition, ...]] | None:
    """What the derivative is on both sides of joints, where, and by which conditions found."""
    theory, start = asked.theory, asked.start
    body = start
    while isinstance(body, DerivativeOf):
        body = body.args[0]
    other = slope_across(theory, start, asked.declared, derivative_rows)
    ends = (walk.last, other) if not walk.reached and other is not None else (walk.last,)
    needs = {
        line: remaining(
            definedness(theory.unfold(body)) | definedness(theory.unfold(line)),
            asked.declared,
            derivative_rows,
        )
        for line in ends
    }
    for line in sorted(needs, key=lambda line: len(needs[line])):
        domain = _with(asked.declared, needs[line])
        fewer = not all(map(domain.implies, natural))
        if fewer and across_joints(theory, start, line, domain, derivative_rows) is not None:
            may_be = (c for c in needs[line] if asked.may_be_found(free_variables(c.expression)))
            return line, domain, tuple(may_be)
    return None


def _is_absent(asked: _Asked) -> bool:
    """Whether the variable was named, and the expression has others only."""
    free = free_variables(asked.theory.unfold(asked.question.expression.node))
    return bool(asked.texts.wrt and free) and Symbol(asked.variable) not in free


def _natural(asked: _Asked) -> tuple[Condition, ...]:
    """Where the derivative is defined, and what its rows say, as far as that is not declared."""
    start = asked.theory.unfold(asked.start)
    needed = definedness(start)
    found = Derivatives(derivative_rows).of(start)
    if found is not None:  # a row may leave out points: the sine integral has sin(u)/u
        derived, conditions = found
        needed |= definedness(derived) | conditions
    return remaining(needed, asked.declared, derivative_rows)


def _relations(conditions: Iterable[Condition], asked: _Asked) -> tuple[str, ...]:
    """Conditions as a script has them under `where`."""
    return tuple(map(in_symbols, worded_like(conditions, asked.start)))


def _with(domain: Domain, conditions: Iterable[Condition]) -> Domain:
    return Domain(domain.variables, (*domain.conditions, *conditions), domain.integers)


def _as_read(natural: tuple[Condition, ...], asked: _Asked) -> Domain:
    """The declared domain with more conditions as the script has them that is written at last.

    What is found out of one domain is known of the other then.
    """
    texts = replace(asked.texts, where=(*asked.texts.where, *_relations(natural, asked)))
    question = read_derivative(texts).question if natural else None
    if question is None or question.variables != asked.question.variables:
        return _with(asked.declared, natural)
    return shared(domain_of(question, asked.theory))


def _checked(asked: _Asked, walk: Derivation, natural: tuple[str, ...]) -> DerivativeReport:
    """The report on the script; with the conditions of its steps where those are not implied."""
    script = _written(asked, walk, natural).text()
    done = checked(load_text(script, NAME), NAME, natural=len(natural))
    if not done.report.proved and (pending := _pending(asked, done, natural)):
        natural = _together(asked, (*natural, *pending))
        script = _written(asked, walk, natural).text()
        done = checked(load_text(script, NAME), NAME, natural=len(natural))
    wrong = _objection(asked, walk, done)
    return DerivativeReport(
        asked.texts.expression, asked.variable, script, done.report, natural, stopped=wrong
    )


def _objection(asked: _Asked, walk: Derivation, done: Checked) -> str:
    """Why what was checked is not what was asked for; empty where it is."""
    if done.theorem is None or done.domain is None:
        return ""
    domain = done.domain
    claim = Claim(asked.start, walk.last, asked.theory, domain.conditions, domain.integers)
    return objection(claim, done.theorem) or _narrowed(asked, done.domain)


def _together(asked: _Asked, conditions: tuple[str, ...]) -> tuple[str, ...]:
    """Conditions that were found one after the other, without those that others imply."""
    texts = replace(asked.texts, where=(*asked.texts.where, *conditions))
    question = read_derivative(texts).question
    if question is None:
        return conditions
    found = domain_of(question, asked.theory).conditions
    left = remaining(found, asked.declared, derivative_rows)
    return _relations(left, asked)


def _narrowed(asked: _Asked, domain: Domain) -> str:
    """Whether a domain leaves out points of the declared one, in words."""
    more = (c.expression for c in domain.conditions if c not in asked.declared.conditions)
    if all(asked.may_be_found(free_variables(e)) for e in more):
        return ""
    return "an error inside derive: the theorem that was found is one on another domain"


def _pending(asked: _Asked, done: Checked, known: tuple[str, ...]) -> tuple[str, ...]:
    """The conditions of steps that are not proved without them, of variables without a domain."""
    failing = (s for s in done.report.steps if not s.verdict.passes)
    found = (c for s in failing for c in map(in_symbols, s.conditions) if c not in known)
    return tuple(dict.fromkeys(c for c in found if asked.may_be_found(_variables(c))))


def _variables(condition: str) -> frozenset[Symbol]:
    """The variables of a condition in words."""
    relations = parse_relations(condition, Scope(free=True))
    sides = (side.node for r in relations for side in (r.left, r.right))
    return frozenset[Symbol]().union(*map(free_variables, sides))


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
        functions=tuple(f.declaration for f in question.functions),
        definitions=asked.texts.definitions,
        left=_told(walk.start),
        steps=tuple(WrittenStep(_told(found.line), found.by) for found in walk.lines),
        notes=_aside(walk),
    )


def _told(line: Expression) -> str:
    return text(as_cases(with_orders(line)))


def _aside(walk: Derivation) -> tuple[str, ...]:
    """The steps away from a joint, as they stand beside the one across it."""
    if not walk.aside:
        return ()
    lines = (f"= {_told(found.line)}  by {', '.join(found.by)}" for found in walk.aside)
    return ("At the joint both pieces have one slope. Away from it, step by step:", "", *lines)


def _is_word(condition: str, question: DerivativeQuestion) -> bool:
    """Whether a condition is a word for the domain of a variable."""
    parts = condition.replace(":", " ").split()
    return tuple(parts) in question.words


def _title(asked: _Asked, natural: tuple[str, ...]) -> str:
    which = _ORDERS.get(asked.order, f"{asked.order}th ")
    written = " ".join(asked.texts.expression.split())
    if IN_BRACKETS.fullmatch(written):
        written = written[1:-1]
    several = f" by {asked.variable}" if len(asked.question.variables) > 1 else ""
    where = f" for {both(tuple(map(worded, natural)))}" if natural else ""
    if len(written) > _LONGEST:
        return f"A {which}derivative{several}"
    return f"The {which}derivative of {written}{several}{where if len(where) < _LONGEST else ''}"
