"""Reports on a terminal, with Rich: at 80 columns, without colour, in ASCII, or piped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from derive.expression.nodes import Expression, size
from derive.expression.nodes import Path as Place
from derive.expression.pretty import MARKS, Picture, picture, pretty, width
from derive.expression.text import text
from derive.render.diagnostics import Pieces, flowed
from derive.render.lines import Part, broken_picture
from derive.render.screen import Screen, counted
from derive.render.wrapping import broken, wrapped
from derive.report.conditions import both, either
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

_INDENT = 6
#: A larger expression is written on lines and not in two dimensions.
_LARGEST_PICTURE = 500


class Terminal(Screen):
    """A screen that draws expressions and tells reports on scripts."""

    # Expressions

    def formula(
        self, e: Expression, lead: str, marks: Iterable[Place] = (), style: str = ""
    ) -> None:
        """An expression in two dimensions behind `lead`, or on lines where it is too wide."""
        indent = " " * (_INDENT + len(lead))
        room = self.width - len(indent)
        drawn = self.drawn(e, tuple(marks), room)
        parts = [Part("", drawn)] if drawn is not None else self.parted(e, tuple(marks), room)
        if parts is None:
            self.written(e, " " * _INDENT + lead)
            return
        apart = any(len(part.drawn.lines) > 1 for part in parts)
        for part in parts:
            if apart and part is not parts[0]:
                self.print()
            opening = (lead if part is parts[0] else " " * (len(lead) + 2)) + part.sign
            for i, line in enumerate(part.drawn.lines):
                level = opening if i == part.drawn.baseline else " " * len(opening)
                self.pieces([(" " * _INDENT + level, ""), *_with_marks(line, style)])

    def parted(self, e: Expression, marks: tuple[Place, ...], room: int) -> list[Part] | None:
        """A sum or a product on several lines in two dimensions, if its parts fit."""
        if size(e) > _LARGEST_PICTURE:
            return None
        return broken_picture(e, room - 2, unicode=not self.ascii, marks=marks)

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
            self.hanging("source: ", report.source)
        for d in report.definitions:
            self.print()
            named = pretty(d.left, unicode=not self.ascii)
            self.formula(d.right, f"{named[0] if len(named) == 1 else text(d.left)} = ")

    def summary(self, report: Report, origin: str) -> None:
        """The theorem, its verdict and what it rests on, in short; `origin` is told beside."""
        theorem = report.theorem
        if theorem is None:
            self.complaints(report, apart=False)
            return
        self.title(report)
        self.statement(theorem)
        stand = sum(step.verdict.passes for step in report.steps)
        self.flowing(
            [("  ", "")], f"{stand} of {counted(len(report.steps), 'step')} proved; {origin}"
        )
        self.grounds(theorem)
        if theorem.table is not None:
            last = theorem.table.rows[-1]
            order = f", observed order {last.order}" if last.order else ""
            at = f" at h = {last.h}" if last.h else ""
            what = "finite difference" if last.h else "values compared"
            self.flowing([("  ", "")], f"{what}{at}: error {last.error}{order}")
        self.complaints(report)
        self.opinions(report)

    def walk(self, report: Report, numbers: bool = False) -> None:
        """Every step, then the theorem; `numbers` at every step, or only where they are news."""
        theorem = report.theorem
        if theorem is None:
            self.complaints(report, apart=False)
            return
        self.title(report)
        self.print()
        self.formula(theorem.left, "  ")
        for step in report.steps:
            self.step(step, numbers)
        self.statement(theorem)
        self.grounds(theorem)
        if theorem.table is not None:
            self.numbers(theorem.table)
        else:
            self.print(f"  {_numeric(None)}")
        self.complaints(report)

    def step(self, step: LineReport, numbers: bool = True) -> None:
        """One step: its line, its reason, its verdict, its numbers."""
        self.print()
        self.reasons(step)
        marks = step.changed if step.remedy is None else (step.remedy.path,)
        self.formula(step.line, "= ", () if marks == ((),) else marks)
        self.outcome(step, _numeric(step.numeric) if numbers or _is_news(step) else "")
        if step.witness is not None:
            self.witness(step.witness)
        if step.remedy is not None:
            self.flowing([(" " * _INDENT, "")], f"remedy: {step.remedy.said}", "rule", _INDENT + 2)
        if step.opinion is not None and not step.verdict.passes:
            self.opinion(step.opinion, step.verdict, " " * _INDENT)
        if step.note:
            self.flowing([(" " * _INDENT, "")], f"note: {step.note}", "dim", _INDENT + 2)

    def outcome(self, step: LineReport, numbers: str) -> None:
        """The verdict of a step and what goes with it, the numbers beside it or below."""
        opening: Pieces = [(" " * _INDENT, ""), self.verdict(step.verdict)]
        *above, last = flowed(opening, _beside_verdict(step), "", self.width, _INDENT + 2)
        for pieces in above:
            self.pieces(pieces)
        used = sum(len(piece) for piece, _ in last)
        if numbers and used + 3 + len(numbers) <= self.width:
            self.pieces([*last, (f"   {numbers}", "dim")])
            return
        self.pieces(last)
        if numbers:
            self.flowing([(" " * _INDENT, "")], numbers, "dim", _INDENT + 2)

    def reasons(self, step: LineReport) -> None:
        """The number of a step and its reason, wrapped between rules."""
        opening: list[str | tuple[str, str]] = [(f"{step.number:>3}.", "dim"), "  "]
        for pieces in self.reason(step):
            self.print(*opening, *pieces)
            opening = [" " * _INDENT]

    def reason(self, step: LineReport) -> list[list[str | tuple[str, str]]]:
        """The rules of a step with the instances it used, line by line."""
        if step.reason is None:
            return [[(", ".join(step.written or ()) or "no reason", "rule")]]
        told = []
        for instance in step.instances:
            bindings = ", ".join(f"{v} = {text(e)}" for v, e in instance.bindings)
            told.append(f"{instance.rule}" + (f" ({bindings})" if bindings else ""))
        found: list[str | tuple[str, str]] = [(" [found]", "dim")] if step.reason.found else []
        *lines, last = joined("; ", told, self.width - _INDENT - 1)
        above: list[list[str | tuple[str, str]]] = [[(line, "rule")] for line in lines]
        return [*above, [(last, "rule"), *found]]

    def witness(self, witness: Witness) -> None:
        """The point of a refutation, with both values."""
        point = ", ".join(f"{v} = {q}" for v, q in witness.point)
        self.flowing([(" " * _INDENT, "")], f"at {point or 'any point'}", "", _INDENT + 2)
        for side, ball in (("before", witness.left), ("here", witness.right)):
            self.print(" " * (_INDENT + 2), f"{side:<6} {ball or 'undefined'}")

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
        no_rules = "tidying alone" if theorem.verdict.passes else ""
        told = " and ".join(theorem.conditions) in theorem.explanation
        conditions = both(theorem.conditions)
        rows = (
            ("on", "; ".join(map(either, theorem.domain)) or "no variables"),
            ("where" if theorem.verdict.passes else "for", "" if told else conditions),
            ("assuming", "; ".join(theorem.assumptions)),
            ("by", ", ".join(theorem.rules) or no_rules),
            ("lemmas", "; ".join(f"{lemma.name} ({lemma.path})" for lemma in theorem.lemmas)),
            ("because", theorem.explanation),
        )
        for label, said in rows:
            if said:
                self.hanging(f"  {label:<9} ", said)

    def numbers(self, table: NumericTable) -> None:
        """The convergence of finite differences."""
        point = ", ".join(f"{v} = {q}" for v, q in table.point) or "no variables"
        kind = "relative error" if table.relative else "error"
        self.print()
        if table.rows[0].h is None:
            self.hanging("", f"Values compared at {point}: {kind} {table.rows[0].error}")
            return
        said = f" of the left side at {point}, against {table.value}, the value of the right side:"
        self.flowing([("Finite differences", "title")], said, "", 0)
        self.print()
        rows = [(r.h or "", r.approximation, r.error, r.order or "") for r in table.rows]
        self.table(("h", "difference", kind, "observed order"), rows)


def joined(sign: str, parts: Sequence[str], room: int) -> list[str]:
    """Parts with a sign between them, on as many lines as they need, a long part on several."""
    lines: list[str] = []
    for i, part in enumerate(parts):
        said = part + sign.rstrip() if i < len(parts) - 1 else part
        if lines and len(lines[-1]) + 1 + len(said) <= room:
            lines[-1] += f" {said}"
        else:
            lines.extend(wrapped(said, room))
    return lines


def _beside_verdict(step: LineReport) -> str:
    """What goes with the verdict of a step: its conditions, and words."""
    said = ""
    if step.conditions and step.verdict not in (Verdict.NOT_SHOWN, Verdict.WRONG_REASON):
        lead = " where " if step.verdict.passes else " for "
        said = lead + both(step.conditions)
    return said + (f": {step.explanation}" if step.explanation else "")


def _is_news(step: LineReport) -> bool:
    """Whether the numbers say what the verdict does not: beside a proof they only agree."""
    disagrees = step.numeric is not None and step.numeric.agreement is Agreement.DISAGREES
    return disagrees or not step.verdict.passes


def _numeric(check: NumericCheck | None) -> str:
    """The numeric error in words."""
    if check is None or check.agreement is Agreement.UNTESTED:
        return "no numbers: no point could be evaluated"
    what = f"finite difference h = {check.h}" if check.h else "values compared"
    wrong = ", DISAGREES" if check.agreement is Agreement.DISAGREES else ""
    return f"{what}: error {check.error}{wrong}"


def _with_marks(line: str, style: str) -> Pieces:
    """A line of a picture; the marks in it have their own style."""
    bare, pieces, at = line.rstrip(), [], 0
    for mark in MARKS.finditer(bare):
        pieces += [(bare[at : mark.start()], style), (mark.group(), "mark")]
        at = mark.end()
    return [*pieces, (bare[at:], style)]


def _side_by_side(left: list[str], a: int, right: list[str], b: int) -> Iterator[str]:
    """Two pictures on one baseline with ` = ` between them."""
    above, below = max(a, b), max(len(left) - a, len(right) - b)
    for row in range(-above, below):
        one = left[a + row] if 0 <= a + row < len(left) else ""
        two = right[b + row] if 0 <= b + row < len(right) else ""
        yield f"{one:<{width(left)}}{' = ' if row == 0 else '   '}{two}".rstrip()
