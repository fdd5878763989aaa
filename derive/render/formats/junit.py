"""A run as JUnit XML: a suite for each script, a test case for each of its steps.

What is wrong with no step, and a script that cannot be used, have a test case of their own.  The
time of a script is shared out among its test cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from derive.render.diagnostics import plain, printable
from derive.report.diagnostics import Diagnostic, words
from derive.report.document import DocumentOutcome
from derive.report.quoted import text
from derive.report.report import LineReport
from derive.report.run import RunReport, ScriptOutcome, gap_diagnostic

#: Of a longer name only the beginning is told.
_MAX_NAME = 200
#: Characters that XML has no form for.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What a test case may hold, with the attribute of its suite that counts it.
_COUNTED = {"failure": "failures", "error": "errors", "skipped": "skipped"}


def render(run: RunReport) -> str:
    """The document, in ASCII."""
    root = Element("testsuites", {"name": f"derive {run.command}", "time": f"{run.seconds:.3f}"})
    for problem in run.problems:
        file = problem.place.file
        root.append(_suite(file, [_case("path", file, _wrong(problem, ()))]))
    for outcome in run.outcomes:
        root.append(_of(outcome))
    for file in run.unchecked:
        skipped = Element("skipped", {"message": "--fail-fast: a script before it fails"})
        root.append(_suite(file, [_case("not checked", file, skipped)]))
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, 0)) for suite in root)))
    ElementTree.indent(root)
    return ElementTree.tostring(root, "us-ascii", xml_declaration=True).decode() + "\n"


def _of(outcome: ScriptOutcome) -> Element:
    """A script, or a document."""
    cases = [*(_chains(outcome) if isinstance(outcome, DocumentOutcome) else _steps(outcome))]
    suite = _suite(outcome.file, cases)
    suite.set("time", f"{outcome.seconds:.3f}")
    for case in cases:
        case.set("time", f"{outcome.seconds / len(cases):.6f}")
    return suite


def _steps(outcome: ScriptOutcome) -> Iterator[Element]:
    yield from (_step(outcome, *told) for told in outcome.by_step)
    if outcome.besides:
        yield _besides(outcome)


def _chains(outcome: DocumentOutcome) -> Iterator[Element]:
    """The chains of a document; what is only a warning fails none."""
    for chain, told in outcome.by_chain:
        place = None if chain is None else chain.place
        cell = "" if place is None else outcome.cell_of(place)
        where = "" if place is None else f"line {place.line}, column {place.column}"
        name = f"cell {cell}, {where}" if cell else where or "document"
        file = outcome.file if place is None else outcome.file_of(place)
        failing = outcome.failing(told)
        warned = [d for d in told if d not in failing]
        said = (_element("system-out", f"warning: {_plain(d, outcome)}") for d in warned)
        yield _case(name, file, *_failures(outcome, failing), *said)


def _plain(diagnostic: Diagnostic, outcome: ScriptOutcome) -> str:
    return plain(diagnostic, outcome.report.lines_of(diagnostic.place))


def _suite(file: str, cases: list[Element]) -> Element:
    """A suite with its cases counted."""
    counts = {
        attribute: str(sum(case.find(tag) is not None for case in cases))
        for tag, attribute in _COUNTED.items()
    }
    named = {"name": _legal(file), "tests": str(len(cases)), **counts, "file": _legal(file)}
    suite = Element("testsuite", named)
    suite.extend(cases)
    return suite


def _case(name: str, file: str, *within: Element) -> Element:
    short = name if len(name) <= _MAX_NAME else name[: _MAX_NAME - 3] + "..."
    case = Element("testcase", {"classname": _legal(file), "name": _legal(short)})
    case.extend(within)
    return case


def _step(outcome: ScriptOutcome, step: LineReport, told: tuple[Diagnostic, ...]) -> Element:
    """A step; it fails where something is wrong with it that is not let pass."""
    name = f"step {step.number}: {text(step.line)}"
    failing = outcome.failing(told)
    if failing:
        return _case(name, outcome.file, *_failures(outcome, failing))
    if not outcome.stands(step):
        return _case(name, outcome.file, _failed(step))
    return _case(name, outcome.file, *_let_pass(outcome, step, told))


def _let_pass(
    outcome: ScriptOutcome, step: LineReport, told: tuple[Diagnostic, ...]
) -> Iterator[Element]:
    """What is said of a step that passes."""
    gaps = (gap_diagnostic(g) for g in outcome.report.gaps or () if g.number == step.number)
    for word, found in (*(("allowed", d) for d in told), *(("warning", g) for g in gaps)):
        yield _element("system-out", f"{word}: " + plain(found, outcome.report.lines))


def _besides(outcome: ScriptOutcome) -> Element:
    """What is wrong with no step of a script."""
    name = "theorem" if outcome.report.steps else "script"
    failing = outcome.failing(outcome.besides)
    return _case(name, outcome.file, *_failures(outcome, failing))


def _failures(outcome: ScriptOutcome, told: Iterable[Diagnostic]) -> Iterator[Element]:
    for diagnostic in told:
        yield _wrong(diagnostic, outcome.report.lines_of(diagnostic.place))


def _wrong(diagnostic: Diagnostic, lines: tuple[str, ...]) -> Element:
    """A diagnostic; what makes a script unusable is an error, all else a failure."""
    found = _element("error" if diagnostic.fatal else "failure", plain(diagnostic, lines))
    found.set("type", diagnostic.kind.slug)
    found.set("message", _legal(printable(words(diagnostic))))
    return found


def _failed(step: LineReport) -> Element:
    """A step that does not stand, of which is told elsewhere why, as where the domain lacks."""
    found = _element("failure", f"{step.place}: {step.said}")
    found.set("type", step.verdict.value.replace(" ", "-"))
    found.set("message", _legal(step.said))
    return found


def _element(tag: str, said: str) -> Element:
    found = Element(tag)
    found.text = _legal(said)
    return found


def _legal(said: str) -> str:
    """Text that XML has a form for."""
    return _ILLEGAL.sub("?", said)
