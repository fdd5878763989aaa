"""One step taken apart, on a terminal."""

from __future__ import annotations

from derive.expression.as_cases import as_cases
from derive.expression.nodes import Expression
from derive.expression.text import text
from derive.render.certificate import certificates
from derive.render.shown import condition as shown
from derive.render.terminal import Terminal
from derive.render.wrapping import broken
from derive.report.certificate import Statement
from derive.report.explain import Discharged, Explanation, SingleMove
from derive.report.report import LineReport

_INDENT = 6
#: How many places of one move are told, at most.
_MAX_PLACES = 4


class ExplainTerminal(Terminal):
    """A terminal that tells what a step is made of."""

    def explain(self, found: Explanation, *, whole: bool = False) -> None:
        """The step, its rules, why procedures may do what they do, its conditions, single moves.

        Certificates are told `whole`, or what a reader needs of them.
        """
        step = found.step
        if step is None or found.before is None:
            self.complaints(found.report, apart=False)
            return
        self.heading(found.report.title)
        self.print()
        self.print(("From", "title"))
        self.formula(found.before, "  ")
        self.step(step)
        self.statements(found)
        certificates(self, found.certificates, whole)
        self.joints(found)
        self.conditions(found.conditions, whole)
        self.moves(found)
        self.complaints(found.report)

    def statements(self, found: Explanation) -> None:
        """What the rules say, and what their variables stand for."""
        if found.statements:
            self.part("Rules")
        room = max((len(s.name) for s in found.statements), default=0) + 2
        for statement in found.statements:
            self.statement_of(statement, room)

    def part(self, title: str) -> None:
        """A line that opens a part of the explanation."""
        self.print()
        self.heading(title)

    def statement_of(self, statement: Statement, room: int) -> None:
        """A rule or law, with its condition and what its variables stand for."""
        said = statement.said + (f"   when {statement.when}" if statement.when else "")
        self.hanging("  " + statement.name.ljust(room), said)
        for variable, e in statement.bindings:
            self.expression(" " * (room + 2) + f"{variable} = ", e)

    def expression(self, opening: str, e: Expression) -> None:
        """An expression on lines behind an opening."""
        lines = broken(text(e), max(self.width - len(opening), 20))
        for i, line in enumerate(lines):
            self.print((opening if i == 0 else " " * len(opening), "dim"), line)

    def joints(self, found: Explanation) -> None:
        """What a function is on both sides of its joints, and that both pieces agree there."""
        if found.joints:
            self.part("Joints")
        for joint in found.joints:
            self.expression(f"  at {joint.at}: ", joint.function)
            for where, piece, slope in joint.pieces:
                self.hanging(_INDENT * " ", f"where {where} it is {piece}, of slope {slope}")
            self.hanging(_INDENT * " ", f"both are {joint.value} there, of slope {joint.slope}")

    def conditions(self, conditions: tuple[Discharged, ...], whole: bool) -> None:
        """The conditions, each with why it holds."""
        self.part("Conditions")
        if not conditions:
            self.print("  none")
        for condition in conditions:
            mark = ("ok", "!!") if self.ascii else ("✓", "✗")
            style = "good" if condition.holds else "bad"
            mark_of = mark[not condition.holds]
            self.flowing([("  ", ""), (mark_of, style), (" ", "")], condition.condition)
            shown(self, condition, whole)

    def moves(self, found: Explanation) -> None:
        """Every single use of a rule, with the whole line that it gives."""
        if not found.moves:
            return
        self.part("Single moves")
        for number, move in enumerate(found.moves, 1):
            self.print()
            if move.names:
                self.print((f"{number:>3}.", "dim"), "  ", *self.said_of(move))
            else:
                self.flowing(
                    [(f"{number:>3}.  tidying ", "dim")], f"({', '.join(move.laws)})", "dim", 6
                )
            self.bindings(move)
            for before, after in self.places(move):
                self.expression("      ", before)
                self.expression("      -> " if self.ascii else "      → ", after)
            line = move.line if move.path else as_cases(move.line)
            self.formula(line, "= ", (move.path,) if move.path else ())

    def places(self, move: SingleMove) -> tuple[tuple[Expression, Expression], ...]:
        """What was rewritten to what in a move, if it is part of a line or of few of its places."""
        if move.path:
            return ((move.before, move.after),)
        return move.places if len(move.places) <= _MAX_PLACES else ()

    def said_of(self, move: SingleMove) -> list[str | tuple[str, str]]:
        """The rules of a move."""
        pieces: list[str | tuple[str, str]] = []
        for i, name in enumerate(move.names):
            times = move.uses[i] if move.uses else 1
            pieces += [", " if i else "", (name, "rule")]
            pieces += [(f" ({times} times)" if times > 2 else " (twice)", "dim")] * (times > 1)
        return [*pieces, (", read from right to left", "dim")] if move.backwards else pieces

    def bindings(self, move: SingleMove) -> None:
        """What the variables of the rule of a move stand for, in one line where it has room."""
        if move.instance is None or not move.instance.bindings:
            return
        told = [f"{v} = {text(e)}" for v, e in move.instance.bindings]
        if len(", ".join(told)) + _INDENT + len("with ") <= self.width:
            self.print(" " * _INDENT, ("with ", "dim"), ", ".join(told))
            return
        for variable, e in move.instance.bindings:
            self.expression(f"{' ' * _INDENT}with {variable} = ", e)

    def reason(self, step: LineReport) -> list[list[str | tuple[str, str]]]:
        """The names alone: what they stand for is told below."""
        names = step.reason.names if step.reason is not None else step.written
        pieces: list[str | tuple[str, str]] = [(", ".join(names or ()) or "no reason", "rule")]
        found = step.reason is not None and step.reason.found
        return [[*pieces, (" [found]", "dim")] if found else pieces]
