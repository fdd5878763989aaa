"""What a script's domain does not say and its lines need: one diagnostic with the edit to make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sympy.core.symbol import Symbol

from derive.check.evidence import Judge
from derive.check.integer_words import in_symbols
from derive.check.line import Line
from derive.check.worded import worded_like
from derive.expression.numerals import NumeralTooLarge, numeral
from derive.expression.parsed import Relation, Scope
from derive.expression.parser import parse_relations
from derive.report.diagnostics import Diagnostic, Kind, Place, listed
from derive.report.report import Verdict
from derive.script.domains import domain_parts
from derive.script.script import Script, Variable
from derive.script.shapes import quoted

#: Verdicts of lines that are proved where their conditions hold.
_NARROWER = (Verdict.PROVED_FOR, Verdict.NOT_SHOWN)
#: The words for a variable that is only compared with 0.
_WORDS = {"> 0": "positive", ">= 0": "nonnegative"}
_INTEGER = "integer"


def lacks(line: Line) -> bool:
    """Whether a line is proved, though not on all of the domain."""
    finding = line.finding
    return line.theorem is not None and bool(finding.conditions) and finding.verdict in _NARROWER


def narrows(line: Line) -> bool:
    """Whether a line changes the domain, and some condition would keep it."""
    finding = line.finding
    return finding.verdict is Verdict.DOMAIN_CHANGES and bool(finding.conditions)


def edit_for_all(lines: Sequence[Line], script: Script, judge: Judge) -> str:
    """What to declare once for all lines that need it, where some change the domain."""
    found = [line for line in lines if lacks(line) or narrows(line)]
    where = _where_needed(found, len(script.steps)) if len(found) > 1 else ""
    return edit(script, _needed(found, judge)) + where


def _needed(lines: Iterable[Line], judge: Judge) -> tuple[str, ...]:
    lines = tuple(lines)
    every = frozenset(c for line in lines for c in line.finding.conditions)
    written = (e.node for line in lines for e in (line.before, line.step.to))
    return worded_like(judge.pending(every) or every, *written)


def lacking(lines: Sequence[Line], script: Script, judge: Judge) -> list[Diagnostic]:
    """What the lines lack together: none, or one diagnostic."""
    found = [line for line in lines if lacks(line)]
    if not found:
        return []
    needed = _needed(found, judge)
    places = _declared_at(script, needed)
    return [
        Diagnostic(
            Kind.PROVED_FOR_CONDITIONS,
            places[0] if places else found[0].step.to.place(),
            expected=f"a domain on which {' and '.join(needed)}",
            written=_written(script, needed) or "a domain that does not say so",
            hint=edit(script, needed) + _where_needed(found, len(script.steps)),
            about=(" and ".join(needed),),
        )
    ]


def edit(script: Script, needed: Sequence[str]) -> str:
    """The words that declare conditions: new domains of variables, and what `where` has more."""
    domains = [
        f"`{v.name}: {_domain(v, said)}`" for v in script.variables if (said := _of(v, needed))
    ]
    others = [c for c in needed if not any(c in _of(v, needed) for v in script.variables)]
    told = [f"declare {listed(domains)}"] if domains else []
    if others and script.where:
        told.append(f"add {listed(f'`{c}`' for c in others)} to `where`")
    elif others:
        told.append(f"add `where: [{', '.join(map(quoted, others))}]`")
    return ", and ".join(told)


def _where_needed(found: Sequence[Line], steps: int) -> str:
    """The steps that need it, where not all do."""
    if len(found) == steps:
        return ""
    numbers = [str(line.step.number) for line in found]
    return f" (for step{'s' * (len(numbers) > 1)} {listed(numbers)})"


def _with_open_ends(parts: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Bounds such as `x <= 1` as `x < 1`, where 1 is excluded, and the conditions that are left."""
    left = []
    for condition in new:
        excluded = condition.removeprefix("!= ")
        opened = [_opened(part, excluded) for part in parts] if excluded != condition else parts
        left += [condition] if opened == parts else []
        parts = opened
    return parts, left


def _opened(part: str, end: str) -> str:
    """A chain of comparisons with `<` and `>` at one of its ends."""
    pieces = _COMPARISON.split(part)  # what is compared, and between them the relations
    for i in range(1, len(pieces), 2):
        if end in (pieces[i - 1].strip(), pieces[i + 1].strip()):
            pieces[i] = pieces[i].replace("=", "")
    return "".join(pieces)


#: What stands between two sides of a bound that has its end.
_COMPARISON = re.compile(r"(<=|>=)")


def _declared_at(script: Script, needed: Sequence[str]) -> list[Place]:
    return [v.place for v in script.variables if _of(v, needed)]


def _written(script: Script, needed: Sequence[str]) -> str:
    return ", ".join(f"{v.name}: {v.domain_text}" for v in script.variables if _of(v, needed))


def _of(variable: Variable, needed: Sequence[str]) -> list[str]:
    """Those of the conditions that compare the variable with a number."""
    return [c for c in needed if _compares(c, variable.name)]


def _compares(condition: str, name: str) -> bool:
    if in_symbols(condition) != condition:
        return condition == f"{name} {_INTEGER}"
    (relation,) = parse_relations(condition, Scope(free=True))
    return relation.left.node == Symbol(name) and _is_number(relation)


def _is_number(relation: Relation) -> bool:
    try:
        return numeral(relation.right.node) is not None
    except NumeralTooLarge:
        return False


def _domain(variable: Variable, more: Sequence[str]) -> str:
    """The domain of a variable with more conditions, as it is written in YAML."""
    said = [c.removeprefix(variable.name).strip() for c in more]
    whole, new = _INTEGER in said, [c for c in said if c != _INTEGER]
    bounds = _bounds(variable, new)
    return quoted(", ".join([_INTEGER] * whole + [bounds] * bool(bounds)))


def _bounds(variable: Variable, new: list[str]) -> str:
    """What the domain of a variable says beside that it is one of integers."""
    old = [part for _, part in domain_parts(variable.domain_text) if part not in ("real", "")]
    if old == ["nonnegative"] and new == ["!= 0"]:
        old, new = [], ["> 0"]
    if not old and len(new) == 1 and new[0] in _WORDS:
        return _WORDS[new[0]]
    kept = [part for part in old if part != "nonnegative" or new != ["> 0"]]
    kept, new = _with_open_ends(kept, new)
    if not new:
        return ", ".join(kept)
    return ", ".join([*kept, *(f"{variable.name} {c}" for c in new)])
