"""Reports on a terminal, with Rich: at 80 columns, without colour, in ASCII, or piped."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from derive.expression.nodes import Expression, size
from derive.expression.nodes import Path as Place
from derive.expression.pretty import Picture, picture, width
from derive.expression.text import text
from derive.render.diagnostics import Pieces, printable, shown
from derive.report.report import (
    Agreement,
    LineReport,
    NumericCheck,
    NumericTable,
    Report,
    TheoremReport,
    Verdict,
    Witness,
)

_THEME = Theme(
    {
        "title": "bold",
        "good": "green",
        "bad": "bold red",
        "error": "red",
        "rule": "cyan",
        "mark": "yellow",
        "dim": "dim",
    }
)
_INDENT = 6
#: A larger expression is written on lines and not in two dimensions.
_LARGEST_PICTURE = 500


class Terminal:
    """A place to print reports to."""

    def __init__(self, *, ascii: bool = False, stream: TextIO | None = None) -> None:
        stream = stream or sys.stdout
        columns = None if stream.isatty() else int(os.environ.get("COLUMNS") or 80)
        options = {"theme": _THEME, "markup": False, "highlight": False, "emoji": False}
        self.out = Console(file=stream, width=columns, soft_wrap=False, **options)  # type: ignore[arg-type]
        self.err = Console(stderr=True, width=columns, **options)  # type: ignore[arg-type]
        self.ascii = ascii or not _can_encode(stream) or _c_locale(os.environ)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return self.out.width

    def print(self, *pieces: str | tuple[str, str]) -> None:
        """One line, or more if it is long; pieces are texts, or texts with their styles."""
        self.pieces([(p, "") if isinstance(p, str) else p for p in pieces])

    def pieces(self, pieces: Pieces, console: Console | None = None) -> None:
        """A line of styled pieces, trailing blanks cut off."""
        line = Text()
        for piece, style in pieces:
            line.append(self.encodable(piece), style)
        line.rstrip()
        (console or self.out).print(line, soft_wrap=True)

    def encodable(self, piece: str) -> str:
        """The text as this terminal can show it."""
        return piece.encode("ascii", "backslashreplace").decode() if self.ascii else piece

    def heading(self, title: str) -> None:
        """A line that opens a part."""
        self.print((title, "title"))

    def error(self, message: str, hint: str = "") -> None:
        """A line on the error stream."""
        self.pieces([("error: ", "bad"), (printable(message), "")], self.err)
        if hint:
            self.pieces([("  hint: ", "dim"), (printable(hint), "")], self.err)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Columns as wide as what stands in them; the last one is wrapped where it is too wide."""
        widths = [max(len(r[i]) for r in [head, *rows]) for i in range(len(head) - 1)]
        room = max(self.width - sum(w + 2 for w in widths) - 2, 8)
        for k, row in enumerate([head, *rows]):
            for i, last in enumerate(wrapped(row[-1], room)):
                before = row[:-1] if i == 0 else [""] * len(widths)
                line = "  ".join([*(c.ljust(w) for c, w in zip(before, widths, strict=True)), last])
                self.print((f"  {line}".rstrip(), "dim" if k == 0 else ""))

    # Expressions

    def formula(
        self, e: Expression, lead: str, marks: Iterable[Place] = (), style: str = ""
    ) -> None:
        """An expression in two dimensions behind `lead`, or on lines where it is too wide."""
        indent = " " * (_INDENT + len(lead))
        drawn = self.drawn(e, tuple(marks), self.width - len(indent))
        if drawn is None:
            self.written(e, " " * _INDENT + lead)
            return
        for i, line in enumerate(drawn.lines):
            opening = " " * _INDENT + lead if i == drawn.baseline else indent
            self.pieces([(opening, ""), *_with_marks(line, style)])

    def drawn(self, e: Expression, marks: tuple[Place, ...], room: int) -> Picture | None:
        """The picture of an expression, if it fits."""
        if size(e) > _LARGEST_PICTURE:
            return None
        drawn = picture(e, unicode=not self.ascii, marks=marks)
        return drawn if width(drawn.lines) <= room else None

    def written(self, e: Expression, opening: str) -> None:
        """An expression in the notation of scripts, broken at operators."""
        room = max(self.width - len(opening), 20)
        for i, line in enumerate(broken(text(e), room)):
            self.print(opening if i == 0 else " " * len(opening), line)

    # A script

    def title(self, report: Report) -> None:
        """The title, the source and the definitions."""
        self.heading(report.title)
        if report.source:
            self.print(("source: " + report.source, "dim"))
        for d in report.definitions:
            self.print()
            self.formula(d.right, f"{text(d.left)} = ")

    def summary(self, report: Report, where: str) -> None:
        """The theorem, its verdict and what it rests on, in short."""
        theorem = report.theorem
        if theorem is None:
            self.complaints(report)
            return
        self.title(report)
        self.statement(theorem)
        stand = sum(step.verdict.passes for step in report.steps)
        self.print(f"  {stand} of {len(report.steps)} steps proved; found in {where}")
        self.grounds(theorem)
        if theorem.table is not None:
            last = theorem.table.rows[-1]
            order = f", observed order {last.order}" if last.order else ""
            at = f" at h = {last.h}" if last.h else ""
            what = "finite difference" if last.h else "values compared"
            self.print(f"  {what}{at}: error {last.error}{order}")
        self.complaints(report)

    def walk(self, report: Report) -> None:
        """Every step, then the theorem."""
        theorem = report.theorem
        if theorem is None:
            self.complaints(report)
            return
        self.title(report)
        self.print()
        self.formula(theorem.left, "  ")
        for step in report.steps:
            self.step(step)
        self.statement(theorem)
        self.grounds(theorem)
        if theorem.table is not None:
            self.numbers(theorem.table)
        self.complaints(report)

    def step(self, step: LineReport) -> None:
        """One step: its line, its reason, its verdict, its numbers."""
        self.print()
        self.print((f"{step.number:>3}.", "dim"), "  ", *self.reason(step))
        self.formula(step.line, "= ", () if step.changed == ((),) else step.changed)
        pieces: list[str | tuple[str, str]] = [" " * _INDENT, self.verdict(step.verdict)]
        if step.conditions:
            lead = " for " if step.verdict is Verdict.PROVED_FOR else " where "
            pieces.append(lead + " and ".join(step.conditions))
        if step.explanation:
            pieces.append(f": {step.explanation}")
        self.print(*pieces, ("   " + _numeric(step.numeric), "dim"))
        if step.witness is not None:
            self.witness(step.witness)
        if step.note:
            self.print(" " * _INDENT, ("note: " + step.note, "dim"))

    def reason(self, step: LineReport) -> list[str | tuple[str, str]]:
        """The rules of a step with the instances it used."""
        if step.reason is None:
            return [(", ".join(step.written or ()) or "no reason", "rule")]
        told = []
        for instance in step.instances:
            bindings = ", ".join(f"{v} = {text(e)}" for v, e in instance.bindings)
            told.append(f"{instance.rule}" + (f" ({bindings})" if bindings else ""))
        pieces: list[str | tuple[str, str]] = [("; ".join(told), "rule")]
        if step.reason.found:
            pieces.append((" [found]", "dim"))
        return pieces

    def verdict(self, verdict: Verdict) -> tuple[str, str]:
        """A verdict with its mark."""
        marks = ("ok", "!!") if self.ascii else ("✓", "✗")
        passes = verdict.passes
        return f"{marks[not passes]} {verdict.value}", "good" if passes else "bad"

    def witness(self, witness: Witness) -> None:
        """The point of a refutation, with both values."""
        point = ", ".join(f"{v} = {q}" for v, q in witness.point)
        for side, ball in (("before", witness.left), ("here", witness.right)):
            self.print(" " * _INDENT, f"at {point}: {side:<6} {ball or 'undefined'}")

    def statement(self, theorem: TheoremReport) -> None:
        """The theorem and its verdict."""
        self.print()
        self.print(("Theorem", "title"), "  ", self.verdict(theorem.verdict))
        self.print()
        self.equation(theorem)
        self.print()

    def equation(self, theorem: TheoremReport) -> None:
        """Both sides in two dimensions, one below the other where they are too wide together."""
        left, right = (self.drawn(e, (), self.width) for e in (theorem.left, theorem.right))
        if left is not None and right is not None:
            room = self.width - _INDENT - len(" = ")
            if width(left.lines) + width(right.lines) <= room:
                for line in _side_by_side(left.lines, left.baseline, right.lines, right.baseline):
                    self.print(" " * _INDENT + line)
                return
        self.formula(theorem.left, "  ")
        self.formula(theorem.right, "= ")

    def grounds(self, theorem: TheoremReport) -> None:
        """Domain, conditions, assumptions, rules."""
        rows = (
            ("on", "; ".join(theorem.domain) or "no variables"),
            ("where", " and ".join(theorem.conditions)),
            ("assuming", "; ".join(theorem.assumptions)),
            ("by", ", ".join(theorem.rules) or "tidying alone"),
            ("because", theorem.explanation),
        )
        for label, said in rows:
            if said:
                self.hanging(f"  {label:<9} ", said)

    def hanging(self, opening: str, said: str) -> None:
        """Words behind a label, wrapped beside it."""
        for i, line in enumerate(wrapped(said, max(self.width - len(opening), 20))):
            self.print((opening if i == 0 else " " * len(opening), "dim"), line)

    def numbers(self, table: NumericTable) -> None:
        """The convergence of finite differences."""
        point = ", ".join(f"{v} = {q}" for v, q in table.point) or "no variables"
        kind = "relative error" if table.relative else "error"
        self.print()
        if table.rows[0].h is None:
            self.print(f"Values compared at {point}: {kind} {table.rows[0].error}")
            return
        self.print(("Finite differences", "title"), f" of the left side at {point},")
        self.print(f"against {table.value}, the value of the right side:")
        self.print()
        rows = [(r.h or "", r.approximation, r.error, r.order or "") for r in table.rows]
        self.table(("h", "difference", kind, "observed order"), rows)

    def complaints(self, report: Report) -> None:
        """The diagnostics of a report."""
        for diagnostic in report.diagnostics:
            self.print()
            for pieces in shown(diagnostic, report.lines, self.width):
                self.pieces(pieces)

    # A run

    def progress(self, files: Sequence[Path]) -> Iterator[Path]:
        """The files one by one; on a terminal with a bar, kept below the lines by the console."""
        if not self.out.is_terminal:
            yield from files
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        bar = () if self.ascii else (BarColumn(),)
        columns = (TextColumn("proving"), *bar, MofNCompleteColumn())
        with Progress(*columns, console=self.out, transient=True) as progress:
            yield from progress.track(files)

    def line(self, report: Report) -> None:
        """One line for a script, then its diagnostics."""
        verdict = Verdict.PROVED if report.proved else _worst(report)
        word, style = ("cannot be used", "bad") if verdict is None else self.verdict(verdict)
        steps = counted(len(report.steps), "step") if report.steps else ""
        self.print((f"{word:<18}", style), f"{report.path}  ", (steps, "dim"))
        self.complaints(report)
        if report.diagnostics:
            self.print()

    def totals(self, reports: Sequence[Report]) -> None:
        """The last line of a run."""
        steps = sum(len(r.steps) for r in reports)
        proved = sum(r.proved for r in reports)
        said = f"{counted(len(reports), 'script')}, {counted(steps, 'step')}: "
        if proved == len(reports):
            self.print(said, ("all proved", "good"))
        else:
            self.print(said, (f"{len(reports) - proved} not proved", "bad"))


def counted(n: int, what: str) -> str:
    """A number of things in words."""
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _worst(report: Report) -> Verdict | None:
    """The verdict to show for a script that does not pass; None where it cannot be used."""
    if report.theorem is None or any(found.fatal for found in report.diagnostics):
        return None
    failing = [s.verdict for s in report.steps if not s.verdict.passes]
    verdict = failing[0] if failing else report.theorem.verdict
    return Verdict.NOT_SHOWN if verdict.passes else verdict


def _can_encode(stream: TextIO) -> bool:
    try:
        "✓·√⎛▔".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _c_locale(environment: Mapping[str, str]) -> bool:
    """Whether the user says `C`, which Python turns into UTF-8; its own variables win."""
    if environment.get("PYTHONIOENCODING") or environment.get("PYTHONUTF8") == "1":
        return False
    said = [environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    if said[1] == "C.UTF-8" and said[2] in ("C", "POSIX"):
        said[1] = ""  # Python writes this in where it finds `LANG=C`
    return next(filter(None, said), "") in ("C", "POSIX")


def _numeric(check: NumericCheck | None) -> str:
    """The numeric error in words."""
    if check is None or check.agreement is Agreement.UNTESTED:
        return "no numbers: no point could be evaluated"
    what = f"finite difference h = {check.h}" if check.h else "values compared"
    wrong = ", DISAGREES" if check.agreement is Agreement.DISAGREES else ""
    return f"{what}: error {check.error}{wrong}"


def _with_marks(line: str, style: str) -> Pieces:
    """A line of a picture; a row of marks has its own style."""
    bare = line.rstrip()
    is_mark = bool(bare.strip()) and not bare.strip(" ~▔")
    return [(bare, "mark" if is_mark else style)]


def _side_by_side(left: list[str], a: int, right: list[str], b: int) -> Iterator[str]:
    """Two pictures on one baseline with ` = ` between them."""
    above, below = max(a, b), max(len(left) - a, len(right) - b)
    for row in range(-above, below):
        one = left[a + row] if 0 <= a + row < len(left) else ""
        two = right[b + row] if 0 <= b + row < len(right) else ""
        yield f"{one:<{width(left)}}{' = ' if row == 0 else '   '}{two}".rstrip()


def broken(line: str, room: int) -> Iterator[str]:
    """A long expression broken before operators, or anywhere where there are none."""
    while len(line) > room:
        cut = max(line.rfind(sign, 1, room) for sign in (" + ", " - ", "*", "/"))
        cut = cut if cut > room // 3 else room
        yield line[:cut].rstrip()
        line = line[cut:].lstrip()
    yield line


def wrapped(said: str, room: int) -> Iterator[str]:
    """Words wrapped at blanks."""
    line = ""
    for word in said.split(" "):
        if line and len(line) + 1 + len(word) > room:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line
