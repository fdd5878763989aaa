"""Chains of documents as proof scripts, which are checked as any other.

A run of links whose sides are all read is one script.  A condition that it needs is declared in it,
and what the chain itself defines is a definition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from derive.check.check import check
from derive.check.elaborate import theory_of
from derive.check.judged import JudgedChain
from derive.check.told import as_told
from derive.document.statements import Head, Statement
from derive.expression.nodes import Expression, called, free_variables
from derive.expression.text import text as said
from derive.expression.words import word
from derive.report.diagnostics import Place, words
from derive.report.document import Extract, LinkVerdict
from derive.report.report import Report, Verdict
from derive.script.links import Links
from derive.script.load import load_text
from derive.script.write import WrittenScript, WrittenStep

#: So often what a script needs is declared, and it is checked again.
_ROUNDS = 3


@dataclass(frozen=True)
class Extracted:
    """A script, and the reasons that were found for its links, by the index of each."""

    extract: Extract
    reasons: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def extracted(
    chain: JudgedChain, verdicts: Mapping[int, LinkVerdict], statement: Statement
) -> Iterator[Extracted]:
    """The scripts of a chain; `verdicts` are those that are told of its links, by their index."""
    for first, last, head in _runs(chain.links, verdicts, statement):
        links = _judged(chain.links, first, last)
        begin = links.sides[first]
        place = begin.place() if begin is not None else Place("", 1, 1)
        conditions = [c for j in chain.judged[first:last] if j is not None for c in j.conditions]
        run = _Script(links, first, last, head)
        if len(run.lines) > 1:
            made = _checked(run.written(place, conditions), place, run.lines)
            yield replace(made, extract=replace(made.extract, links=last - first))


def _runs(
    links: Links, verdicts: Mapping[int, LinkVerdict], statement: Statement
) -> Iterator[tuple[int, int, Head | None]]:
    """The first and the last side of each run, with what its first link defines."""
    heads = dict(statement.heads)
    first, head = 0, None
    for k in range(len(links.joined) + 1):
        verdict = verdicts.get(k, LinkVerdict.UNREAD)
        if verdict is LinkVerdict.DEFINES and k == first and _may_define(links, k, heads.get(k)):
            head = heads[k]
            continue
        if verdict.is_read and verdict is not LinkVerdict.DEFINES:
            if k > first + (head is not None) and not _goes_on(links, k):
                yield first, k, head
                first, head = k, None
            continue
        if k > first + (head is not None):
            yield first, k, head
        first, head = k + 1, None
        if verdict is LinkVerdict.DEFINES and _may_define(links, k, heads.get(k)):
            first, head = k, heads[k]


def _goes_on(links: Links, k: int) -> bool:
    """Whether the k-th side means the same to the link before it and to the one behind it."""
    before, side, behind = links.sides[k - 1 : k + 2]
    if before is None or side is None or behind is None:
        return True
    theory = theory_of(links)
    _, here = as_told((before, side), links, theory)
    return here.node == as_told((side, behind), links, theory)[0].node


def _judged(links: Links, first: int, last: int) -> Links:
    """A chain with the sides of a run as its links have them."""
    sides, theory = [*links.sides], theory_of(links)
    for k in range(first, last):
        left, right = links.sides[k : k + 2]
        if left is not None and right is not None:
            sides[k : k + 2] = as_told((left, right), links, theory)
    return replace(links, sides=tuple(sides))


def _may_define(links: Links, k: int, head: Head | None) -> bool:
    """Whether the k-th side may be defined by the next one."""
    body = links.sides[k + 1]
    if head is None or body is None or head.name in {d.name for d in links.definitions}:
        return False
    parts = [s.node for c in links.where for s in (c.left, c.right)] if not head.parameters else []
    names = {n for e in (body.node, *parts) for n in _names(e)}
    return head.name not in names


def _names(e: Expression) -> set[str]:
    return {v.name for v in free_variables(e)} | _called(e)


def _called(e: Expression) -> set[str]:
    return {n.rstrip("'") for n in called(e)}


@dataclass
class _Script:
    """A run of links on its way to a script."""

    links: Links
    first: int
    last: int
    head: Head | None

    @cached_property
    def lines(self) -> list[int]:
        """The sides that are lines of it: those that are not what was written before."""
        texts = {k: self.text(k) for k in range(self.first, self.last + 1)}
        return [k for k in texts if texts[k] != texts.get(k - 1)]

    def text(self, k: int) -> str:
        """A side in the notation of scripts."""
        side = self.links.sides[k]
        assert side is not None
        return said(side.node)

    def written(self, place: Place, conditions: Iterable[str]) -> WrittenScript:
        """The script, without reasons."""
        sides = [s for s in self.links.sides[self.first : self.last + 1] if s is not None]
        names = {n for side in sides for n in _names(side.node)}
        definitions = self.definitions(names)
        functions = {n for side in sides for n in _called(side.node)}
        for _, parameters, body in definitions:
            names |= _names(body) - {*parameters}
            functions |= _called(body)
        defined = {name for name, _, _ in definitions}
        opaque = {f.name: f.declaration for f in self.links.functions}
        variables = [v for v in self.links.variables if v.name in names - defined]
        where = [
            f"{said(c.left.node)} {c.relation} {said(c.right.node)}"
            for c in self.links.where
            if _names(c.left.node) | _names(c.right.node) <= names - defined
        ]
        file = place.file
        return WrittenScript(
            f"{file.rpartition('/')[2]}, line {place.line}",
            tuple((v.name, "integer" if v.integer else "real") for v in variables),
            tuple(dict.fromkeys([*where, *conditions])),
            tuple(opaque[n] for n in sorted(functions - defined) if n in opaque),
            tuple(f"{_call(name, params)} = {said(body)}" for name, params, body in definitions),
            self.text(self.first),
            tuple(WrittenStep(self.text(k)) for k in self.lines[1:]),
            f"{file}:{place.line}",
        )

    def definitions(self, names: set[str]) -> list[tuple[str, tuple[str, ...], Expression]]:
        """The definitions that these names need, each behind those that it needs itself."""
        known = {d.name: (d.name, d.parameters, d.body.node) for d in self.links.definitions}
        if self.head is not None:
            body = self.links.sides[self.first + 1]
            assert body is not None
            own = self.head.parameters or ()
            known[self.head.name] = (self.head.name, own, body.node)
        done: dict[str, tuple[str, tuple[str, ...], Expression]] = {}

        def add(name: str) -> None:
            if name in known and name not in done:
                one = known.pop(name)
                for other in sorted(_names(one[2]) - {*one[1]}):
                    add(other)
                done[name] = one

        for name in sorted(names):
            add(name)
        return [*done.values()]


def _call(name: str, parameters: tuple[str, ...]) -> str:
    head = word(name)
    return f"{head}({', '.join(parameters)})" if parameters else head


def _checked(script: WrittenScript, place: Place, lines: list[int]) -> Extracted:
    """The script as it is checked, with the conditions that it needs declared.

    `lines` are the sides that its lines are.
    """
    for _ in range(_ROUNDS):
        report = _report(script)
        if not report.usable or report.theorem is None:
            fatal = next((d for d in report.diagnostics if d.fatal), None)
            why = "it cannot be used" if fatal is None else words(fatal)
            return Extracted(Extract(place, script.text(), False, why))
        needed = tuple(dict.fromkeys(c for c in _needed(report) if c not in script.where))
        if not needed:
            break
        script = replace(script, where=(*script.where, *needed))
    reasons = {
        k - 1: step.reason.names
        for k, step in zip(lines[1:], report.steps, strict=False)
        if step.verdict is Verdict.PROVED and step.reason is not None
    }
    return Extracted(Extract(place, script.text(), report.proved), reasons)


def _report(script: WrittenScript) -> Report:
    loaded = load_text(script.text().encode("utf-8", "surrogatepass"), script.source)
    return check(loaded, script.source)


def _needed(report: Report) -> Iterator[str]:
    """The conditions under which lines are proved that are not declared."""
    assert report.theorem is not None
    told = [(step.verdict, step.conditions) for step in report.steps]
    for verdict, conditions in [*told, (report.theorem.verdict, report.theorem.conditions)]:
        if verdict in (Verdict.PROVED_FOR, Verdict.NOT_SHOWN, Verdict.DOMAIN_CHANGES):
            yield from conditions
