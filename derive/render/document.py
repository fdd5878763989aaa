"""A run over documents in words and as JSON; the other formats are those of scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Protocol, cast

from derive.render.diagnostics import printable, shown
from derive.render.formats.json import diagnostic, missing, placed, witness
from derive.render.formats.json import document as json_document
from derive.render.screen import Screen, as_text, counted
from derive.report.codes import CODES
from derive.report.diagnostics import WARNINGS, Diagnostic, Kind, did_you_mean
from derive.report.document import (
    ChainReport,
    DocumentOutcome,
    DocumentReport,
    LinkReport,
    LinkVerdict,
)
from derive.report.run import RunReport


class Asked(Protocol):
    """How much is told."""

    @property
    def notes(self) -> bool:
        """Whether notes are."""

    @property
    def unread(self) -> bool:
        """Whether what is not read is."""

    @property
    def show_reading(self) -> bool:
        """Whether each line is, as it was understood."""

    @property
    def quiet(self) -> bool:
        """Whether only what is wrong is."""

    @property
    def ascii(self) -> bool:
        """Whether only characters of ASCII are used."""


def explanation(code: str) -> tuple[tuple[str, ...], str]:
    """What a code means, paragraph by paragraph; or a hint where there is none of it."""
    row = CODES.get(code.upper())
    if row is None:
        return (), did_you_mean(code.upper(), CODES) or f"there are {', '.join(CODES)}"
    return (f"{row.code}: {row.title}", "", *row.text), ""


def words(run: RunReport, asked: Asked) -> str:
    """All of it, without colours."""
    return as_text(Screen, partial(_all, run=run, asked=asked), ascii=asked.ascii)


def _all(screen: Screen, run: RunReport, asked: Asked) -> None:
    done = cast("Sequence[DocumentOutcome]", run.outcomes)
    for outcome in done:
        document(screen, outcome, asked)
    closing_lines(screen, done, run.seconds, asked.notes)


def document(screen: Screen, outcome: DocumentOutcome, asked: Asked) -> None:
    """What there is to say of a document; nothing where nothing is wrong."""
    report = cast("DocumentReport", outcome.report)
    for found in _in_order(report, asked.notes):
        level = "note" if found in report.told else "warning" if found.kind in WARNINGS else ""
        beside = f", {level}" if level else ""
        lines = report.lines_of(found.place)
        for pieces in shown(found, lines, screen.width, screen.ascii, beside):
            screen.pieces(pieces)
        screen.print()
    if asked.show_reading:
        _readings(screen, report)
    if asked.unread:
        _unread(screen, report)


def _in_order(report: DocumentReport, notes: bool) -> list[Diagnostic]:
    """What is told, in the order of the document."""
    found = [*report.diagnostics, *(report.told if notes else ())]
    files = {file: k for k, (file, _) in enumerate(report.excerpts, 1)} | {report.path: 0}

    def where(told: Diagnostic) -> tuple[int, int, int]:
        return files.get(told.place.file, len(files)), told.place.line, told.place.column

    return sorted(found, key=where)


def _readings(screen: Screen, report: DocumentReport) -> None:
    """Each chain as it was understood."""
    for chain in report.chains:
        screen.print((printable(str(chain.place)), "bold"))
        for line, said in _lines(chain, screen.ascii):
            screen.flowing(
                [("    ", "")], printable(line) + (f"    [{said}]" if said else ""), "", 8
            )
        for remark in chain.remarks:
            screen.flowing([("    ", "")], printable(remark.words), "dim", 8)
        screen.print()


def _lines(chain: ChainReport, ascii: bool) -> Iterator[tuple[str, str]]:
    """The lines of a chain, with what is said of each link."""
    before = ""
    for link in chain.links:
        if link.verdict is LinkVerdict.UNREAD:
            yield "...", f"not read: {link.kind}"
            before = ""
            continue
        if link.left != before:
            yield link.left, ""
        sign = "~=" if ascii and not link.sign.isascii() else link.sign
        yield f"{sign} {link.right}", _said(link)
        before = link.right


def _said(link: LinkReport) -> str:
    where = " and ".join(link.conditions)
    said = f"{link.verdict.value} {where}".rstrip()
    doubted = link.about and link.verdict is LinkVerdict.NOT_SHOWN
    return f"{said}: {link.about}" if doubted else said


def _unread(screen: Screen, report: DocumentReport) -> None:
    for link in report.links:
        if link.verdict is LinkVerdict.UNREAD:
            opening = [(printable(f"{link.place}: "), "bold"), (f"[{link.kind}] ", "mark")]
            screen.flowing(opening, printable(link.about), "", 4)


def closing_lines(
    screen: Screen, done: Sequence[DocumentOutcome], seconds: float, notes: bool
) -> None:
    """The last lines: documents, chains, links, verdicts and time, and what notes would tell."""
    reports = [cast("DocumentReport", o.report) for o in done]
    chains = sum(len(r.chains) for r in reports)
    counts: Counter[LinkVerdict] = Counter()
    for report in reports:
        counts.update(report.counts)
    links = sum(counts.values())
    what = f"{counted(len(done), 'document')}, {counted(chains, 'chain')}, {counted(links, 'link')}"
    screen.print((what, "bold"), f" in {seconds:,.1f} s")
    told = ", ".join(f"{counts[v]:,} {v.value}" for v in LinkVerdict if counts[v])
    if told:
        screen.flowing([("  ", "")], told, "", 2)
    doubted = sum(d.kind is Kind.DOUBTED_LINK for report in reports for d in report.told)
    if doubted and not notes:
        screen.print((f"  --notes tells where the sides of {counted(doubted, 'link')} differ", ""))


def json_of(run: RunReport) -> str:
    """The document, in ASCII."""
    done = cast("Sequence[DocumentOutcome]", run.outcomes)
    body = {
        "passes": run.passes,
        "usable": run.usable,
        "problems": [missing(one) for one in run.problems],
        "seconds": round(run.seconds, 3),
        "documents": [_document(outcome) for outcome in done],
    }
    return json_document(run.command, run.version, body)


def _document(outcome: DocumentOutcome) -> dict[str, Any]:
    report = cast("DocumentReport", outcome.report)
    return {
        "path": report.path,
        "file": outcome.file,
        "passes": outcome.passes,
        "seconds": round(outcome.seconds, 3),
        "links": {v.value: n for v, n in report.counts.items()},
        "unread": dict(report.unread),
        "chains": [_chain(chain) for chain in report.chains],
        "diagnostics": [diagnostic(d) for d in report.diagnostics],
        "notes": [diagnostic(d) for d in report.told],
    }


def _chain(chain: ChainReport) -> dict[str, Any]:
    remarks = [
        {"said": r.words, "place": None if r.place is None else placed(r.place)}
        for r in chain.remarks
    ]
    return {
        "place": placed(chain.place),
        "taken": remarks,
        "links": [
            {
                "place": placed(link.place),
                "verdict": link.verdict.value,
                "left": link.left,
                "right": link.right,
                "sign": link.sign,
                "conditions": list(link.conditions),
                "witness": witness(link.witness),
                "kind": link.kind,
                "about": link.about,
            }
            for link in chain.links
        ],
    }
