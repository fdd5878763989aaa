"""The answers of `derive equal`, `diff`, `fill` and `explain` as JSON, as its schema says."""

from __future__ import annotations

from typing import Any

from derive.expression.nodes import Expression
from derive.expression.text import text
from derive.render.formats.json import diagnostic, document, placed, script, step, witness
from derive.report.certificate import Certified, Entered, Known, MultipliedOut, Statement
from derive.report.derivative import DerivativeReport
from derive.report.diagnostics import Diagnostic
from derive.report.equality import EqualityReport
from derive.report.explain import Explanation, Joint, SingleMove
from derive.report.fill import FillReport
from derive.report.run import ScriptOutcome


def equality_document(found: EqualityReport, version: str) -> str:
    """The decision on an equality, as a document."""
    return document("equal", version, equality(found))


def equality(found: EqualityReport) -> dict[str, Any]:
    """The decision on an equality."""
    return {
        "left": found.left,
        "right": found.right,
        "where": list(found.where),
        "verdict": found.verdict.value if found.usable else None,
        "passes": bool(found),
        "usable": found.usable,
        "conditions": list(found.conditions),
        "assumptions": list(found.assumptions),
        "by": list(found.names),
        "witness": witness(found.witness),
        "reason": found.reason,
        "unknown": list(found.unknown),
        "opinion": None if found.opinion is None else str(found.opinion),
        "diagnostics": [*map(diagnostic, found.diagnostics)],
    }


def derivatives_document(found: tuple[DerivativeReport, ...], version: str) -> str:
    """Derivations, one by each variable that was asked for, as a document."""
    body = {"passes": all(found), "derivations": [*map(derivation, found)]}
    return document("diff", version, body)


def derivation(found: DerivativeReport) -> dict[str, Any]:
    """One derivation."""
    report, remedy = found.report, found.remedy
    return {
        "expression": found.expression,
        "variable": found.variable,
        "derivative": found.derivative or None,
        "verdict": found.verdict.value if found.usable else None,
        "passes": bool(found),
        "usable": found.usable,
        "domain": list(found.conditions),
        "found": list(found.found),
        "reason": found.reason,
        "target": None if found.target is None else equality(found.target),
        "remedy": None if remedy is None else {"said": remedy.said, "line": text(remedy.line)},
        "unknown": list(found.unknown),
        "diagnostics": [*map(diagnostic, found.diagnostics)],
        "script": found.script,
        "checked": None if report is None else script(ScriptOutcome(report, report.path)),
    }


def fill_document(
    found: FillReport, file: str, version: str, written: bool, wrong: Diagnostic | None
) -> str:
    """What was filled into a script, whether that was `written`, and what is `wrong` where not."""
    body = {
        "passes": found.complete and wrong is None,
        "written": written and wrong is None and found.text is not None,
        "unwritable": None if wrong is None else diagnostic(wrong),
        "reasons": found.reasons,
        "lines": found.lines,
        "replaced": found.replaced,
        "wrong": found.wrong,
        "refused": found.refused,
        "unfilled": [{"place": placed(one.place), "why": one.why} for one in found.unfilled],
        "diff": list(found.diff),
        "text": found.text,
        "checked": script(ScriptOutcome(found.report, file)),
    }
    return document("fill", version, body)


def explanation_document(found: Explanation, file: str, version: str) -> str:
    """A step taken apart, as a document; without one its diagnostics say why."""
    place = {"path": found.report.path, "file": file}
    return document("explain", version, {**place, **explanation(found)})


def explanation(found: Explanation) -> dict[str, Any]:
    """A step taken apart."""
    report, before = found.report, found.before
    return {
        "passes": found.stands,
        "usable": found.usable,
        "title": report.title,
        "before": None if before is None else text(before),
        "step": None if found.step is None else step(found.step),
        "rules": [*map(_statement, found.statements)],
        "laws": [*map(_statement, found.laws)],
        "certificates": [*map(_certificate, found.certificates)],
        "conditions": [
            {
                "condition": one.condition,
                "holds": one.holds,
                "how": one.how,
                "shown": [*map(_known, one.shown)],
            }
            for one in found.conditions
        ],
        "joints": [*map(_joint, found.joints)],
        "moves": [*map(_move, found.moves)],
        "diagnostics": [*map(diagnostic, report.diagnostics)],
    }


def _joint(found: Joint) -> dict[str, Any]:
    return {
        "function": text(found.function),
        "at": found.at,
        "pieces": [
            {"where": where, "piece": piece, "slope": slope} for where, piece, slope in found.pieces
        ],
        "value": found.value,
        "slope": found.slope,
    }


def _certificate(found: Certified) -> dict[str, Any]:
    return {
        "names": list(found.names),
        "equation": _equation((found.before, found.after)),
        "entries": [*map(_entry, found.entries)],
        "identity": None if found.identity is None else _multiplied_out(found.identity),
        "cases": [
            {"supposed": list(supposed), "certificate": _certificate(case)}
            for supposed, case in found.cases
        ],
    }


def _entry(found: Entered) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "letters": [*map(_equation, found.letters)],
        "relations": [*map(_equation, found.relations)],
        "equal": [*map(text, found.equal)],
        "law": None if found.law is None else _statement(found.law),
        "why": found.why,
        "needs": list(found.needs),
    }


def _known(found: Known) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "said": found.said,
        "why": found.why,
        "row": None if found.law is None else _statement(found.law),
        "cases": [
            {"supposed": list(supposed), "shown": [*map(_known, inner)]}
            for supposed, inner in found.cases
        ],
        "equal": None if found.equal is None else _certificate(found.equal),
    }


def _multiplied_out(found: MultipliedOut) -> dict[str, Any]:
    return {
        "left": text(found.left),
        "right": text(found.right),
        "difference": text(found.difference),
        "multiples": [{"factor": text(h), "relation": text(r)} for h, r in found.multiples],
    }


def _equation(found: tuple[Expression, Expression]) -> str:
    return " = ".join(map(text, found))


def _statement(found: Statement) -> dict[str, Any]:
    return {
        "name": found.name,
        "said": found.said,
        "when": found.when,
        "bindings": _bindings(found.bindings),
    }


def _move(found: SingleMove) -> dict[str, Any]:
    uses = found.uses or (1,) * len(found.names)
    return {
        "rules": [{"name": n, "uses": k} for n, k in zip(found.names, uses, strict=True)],
        "laws": list(found.laws),
        "backwards": found.backwards,
        "bindings": _bindings(() if found.instance is None else found.instance.bindings),
        "before": text(found.before),
        "after": text(found.after),
        "line": text(found.line),
    }


def _bindings(found: tuple[tuple[str, Expression], ...]) -> dict[str, str]:
    return {name: text(e) for name, e in found}
