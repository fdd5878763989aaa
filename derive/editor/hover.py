"""What is told of a step, a theorem or a rule where a pointer rests on it, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from derive.expression.text import text
from derive.kernel.tidy import LAWS
from derive.render.export.markdown import text as words
from derive.report.certificate import Statement
from derive.report.explain import Explanation
from derive.report.report import LineReport, Report, TheoremReport
from derive.rules import PRIMITIVES, PROCEDURES, is_law, rows_named
from derive.rules.known import laws_of

#: So many laws of a procedure are told of a step or a rule.
_MOST = 12


def of_step(found: Explanation) -> str:
    """A step: its verdict and reason, the instances of its rules, its conditions."""
    step = found.step
    if step is None:
        return ""
    return "\n\n".join(filter(None, _of_step(found, step)))


def _of_step(found: Explanation, step: LineReport) -> Iterator[str]:
    yield f"**Step {step.number}** is {step.verdict.told}{_reason(step)}"
    if found.before is not None:
        yield _block(f"  {text(found.before)}\n= {text(step.line)}")
    yield words(step.explanation) if step.explanation and not step.verdict.passes else ""
    if step.remedy is not None:
        yield f"{words(step.remedy.said)}:\n{_block(text(step.remedy.line))}"
    yield _list("Rules", map(_statement, found.statements))
    yield _list("Laws", map(_statement, found.laws[:_MOST]))
    held = (f"{'✓' if c.holds else '✗'} {_code(c.condition)} {c.how}" for c in found.conditions)
    yield _list("Conditions", held) or ("No conditions." if step.verdict.passes else "")
    yield words(step.note)


def _reason(step: LineReport) -> str:
    """By what a step is, and whether that is written."""
    if step.reason is None or not step.reason.names:
        return ""
    named = ", ".join(map(_code, step.reason.names))
    if step.written is None:
        return f", by {named} (found)"
    return f": it is by {named}" if step.reason.found else f", by {named}"


def of_theorem(report: Report, theorem: TheoremReport) -> str:
    """A theorem: its verdict, where it holds, what it rests on."""
    parts = [f"**The theorem** is {theorem.verdict.told}"]
    parts.append(_block(f"  {text(theorem.left)}\n= {text(theorem.right)}"))
    parts.append(words(theorem.explanation))
    for title, told in (
        ("Domain", theorem.domain),
        ("Conditions", theorem.conditions),
        ("Assumptions", theorem.assumptions),
        ("Theorems of other scripts", tuple(lemma.name for lemma in theorem.lemmas)),
        ("Rules", theorem.rules),
    ):
        if told:
            parts.append(f"*{title}*: {', '.join(map(_code, told))}")
    parts.append(f"It has {len(report.steps)} step{'s' * (len(report.steps) != 1)}.")
    return "\n\n".join(filter(None, parts))


def of_rule(name: str) -> str:
    """A rule that `by` may name: its statements and conditions, an example."""
    return "\n\n".join(filter(None, _of_rule(name)))


def _of_rule(name: str) -> Iterator[str]:
    yield f"**{name}**"
    rows = rows_named(name)
    yield _list("", (_said(row.statement, row.when) for row in rows))
    yield _code(LAWS[name]) if is_law(name) else ""
    yield words(PRIMITIVES.get(name, ""))
    if name in PROCEDURES:
        said, example = PROCEDURES[name]
        yield words(said)
        yield f"For example {_code(example)}"
        laws = [_said(law.statement, law.when) for law in laws_of(name)]
        yield _list("Laws", laws[:_MOST]) + ("\n- ..." if len(laws) > _MOST else "")
    elif example := next((row.example for row in rows if row.example), ""):
        yield f"For example {_code(example)}"


def _statement(statement: Statement) -> str:
    bound = ", ".join(_code(f"{v} = {text(e)}") for v, e in statement.bindings)
    in_words = statement.said in (
        PRIMITIVES.get(statement.name),
        *PROCEDURES.get(statement.name, ()),
    )
    told = words(statement.said) if in_words else _said(statement.said, statement.when)
    said = f"**{statement.name}** {told}"
    return f"{said}, with {bound}" if bound else said


def _said(statement: str, when: str) -> str:
    return f"{_code(statement)} when {_code(when)}" if when else _code(statement)


def _list(title: str, items: Iterator[str] | list[str]) -> str:
    told = "\n".join(f"- {item}" for item in items)
    return f"*{title}*\n\n{told}" if told and title else told


def _code(said: str) -> str:
    """A formula in a line."""
    marks = "``" if "`" in said else "`"
    return f"{marks}{' '.join(said.split())}{marks}"


def _block(said: str) -> str:
    """A formula on lines of its own; it has no backtick."""
    return f"```text\n{said}\n```"
