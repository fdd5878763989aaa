"""The walk from a derivative to the line that a person would leave, with a reason for each step.

It finds lines and reasons; whoever shows them has them checked like those of any script.
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.expression.cursor import MAX_BRACKETS
from derive.expression.nodes import DerivativeOf, Expression, has_derivative, height, size, strip
from derive.kernel.theory import REFUSALS, Theory
from derive.kernel.tidy import tidy
from derive.prover.domains import Domain
from derive.search.derivation.arrange import Arrangement
from derive.search.derivation.calculus import Detail, Made, step
from derive.search.derivation.closing import closing
from derive.search.derivation.reasons import Reasons
from derive.search.derivation.unknown import unknown_rule
from derive.search.fuel import FUEL, Fuel, OutOfFuel
from derive.search.join import Names

#: The fuel of the calculus of a derivation; that of its reasons is counted apart.
CALCULUS_FUEL = 6 * FUEL
#: A derivation has no more lines, and none of them is larger.
MAX_LINES, MAX_LINE = 400, 40_000
#: A line that is taller might have more brackets than can be read back.
MAX_LINE_HEIGHT = MAX_BRACKETS - 4

#: How much shorter a line must become to be worth a step between two derivatives.
SHORTER = 0.8


@dataclass(frozen=True)
class FoundLine:
    """A line of a derivation and the names it is by; without any it is by whatever proves it."""

    line: Expression
    by: Names


@dataclass(frozen=True)
class Derivation:
    """What was found: where it starts, its lines, and why it is not complete where it is not.

    `reached` says whether it ends in the line that was asked for, `tried` what led nowhere.
    """

    start: Expression
    lines: tuple[FoundLine, ...]
    stopped: str = ""
    reached: bool = False
    tried: tuple[str, ...] = ()
    #: The lines that it has away from joints, where it goes across them in one.
    aside: tuple[FoundLine, ...] = ()

    @property
    def last(self) -> Expression:
        """The line that it ends in."""
        return self.lines[-1].line if self.lines else self.start


class _Walk:
    def __init__(
        self, start: Expression, reasons: Reasons, detail: Detail, target: Expression | None
    ) -> None:
        self.current = start
        self.target = None if target is None else strip(target)
        self.reached = False
        self.reasons = reasons
        self.like = Arrangement(start, reasons.theory)
        self.detail = detail
        self.fuel = Fuel(CALCULUS_FUEL)
        self.lines: list[FoundLine] = []
        self.outer: list[DerivativeOf] = []

    def add(self, line: Expression, names: Names) -> None:
        """One more line; all outer derivatives stand around it."""
        self.current = line
        self.lines.append(FoundLine(self.around(line), names))

    def around(self, line: Expression) -> Expression:
        """A line with the derivatives around it that are still to be taken."""
        for d in reversed(self.outer):
            line = DerivativeOf(line, d.args[1])
        return line

    def run(self) -> str:
        """Walks to the end; why it stopped before that, empty if it did not."""
        while isinstance(self.current, DerivativeOf) and has_derivative(self.current.args[0]):
            self.outer.append(self.current)
            self.current = self.current.args[0]
        while True:
            stopped = self.stage()
            if stopped or not self.outer:
                return stopped
            self.current = DerivativeOf(self.current, self.outer.pop().args[1])

    def stage(self) -> str:
        """One derivative to its last line."""
        start, before = self.current, len(self.lines)
        while has_derivative(self.current):
            if len(self.lines) >= MAX_LINES:
                return f"more than {MAX_LINES} lines"
            said = self.calculus()
            if said:
                return said
        if self.detail is Detail.BRIEF:
            self.merge(start, before)
        if self.target is None or self.outer or not self.aimed(self.target):
            self.leave(start)
        return ""

    def leave(self, start: Expression) -> None:
        """The lines of algebra to the one that a person would leave, and on to the target."""
        for line, names in closing(start, self.current, self.reasons, self.like):
            self.close(line, names)
        if self.target is not None and not self.outer and not self.reached:
            self.aimed(self.target)

    def aimed(self, target: Expression) -> bool:
        """Whether the next line can be the target, or is it; it is added then."""
        self.reached = self.current == target
        if self.reached:
            return True
        names = self.reasons.found(self.current, target)
        if names is None and self.reasons.equal(self.current, target):
            names = ()
        if names is None:
            return False
        self.reached = True
        if tidy(self.current) == tidy(target) and self.lines:
            names = self.lines.pop().by
        self.add(target, names)
        return True

    def merge(self, start: Expression, before: int) -> None:
        """All lines of a stage as one, where a reason for it is found."""
        made = self.lines[before:]
        if len(made) < 2:
            return
        old, new = self.around(start), self.around(self.current)
        union = frozenset(name for found in made for name in found.by)
        names = self.reasons.named(old, new, union)
        if names is not None:
            self.lines[before:] = [FoundLine(new, names)]

    def calculus(self) -> str:
        """One line of calculus; why there is none."""
        made = step(self.current, self.reasons.theory, self.fuel, self.detail)
        if made is None:
            return unknown_rule(self.current)
        if not has_derivative(made.new):
            made = Made(self.like.arranged(made.new), made.names)
        if size(made.new) > MAX_LINE:
            return f"a line grew to more than {MAX_LINE} parts"
        if height(self.around(made.new)) > MAX_LINE_HEIGHT:
            return f"a line grew to more than {MAX_LINE_HEIGHT} levels of nesting"
        names = self.named(made.new, made.names)
        if names is None and self.reasons.fuel.left < 0:
            return "the search is out of fuel"
        if names is None:
            return f"no reason was found for {made.new}"
        self.add(made.new, names)
        return ""

    def named(self, line: Expression, names: frozenset[str]) -> Names | None:
        """The reason of a line of calculus; in a tidy form `1 - x` is 1 and a multiple of x."""
        old, new = self.around(self.current), self.around(line)
        named = self.reasons.named(old, new, names)
        if named is None and "difference" in names:
            named = self.reasons.named(old, new, names | {"sum", "constant-multiple"})
        return named or self.reasons.found(old, new)

    def close(self, line: Expression, names: Names) -> None:
        """A line of algebra; one that is to be derived again only where it is far shorter."""
        if not self.outer:
            self.add(line, names)
            return
        if size(line) > SHORTER * size(self.current):
            return
        found = self.reasons.found(self.around(self.current), self.around(line))
        if found is not None:
            self.add(line, found)


def derivation(
    start: Expression,
    theory: Theory,
    domain: Domain,
    detail: Detail = Detail.NORMAL,
    target: Expression | None = None,
) -> Derivation:
    """The derivation that starts in `start`, and ends in a target if that can be reached.

    It is bounded, and the same for the same question.
    """
    start, reasons = strip(start), Reasons(theory, domain)
    walk = _Walk(start, reasons, detail, target)
    try:
        stopped = walk.run()
    except OutOfFuel:
        stopped = "the search is out of fuel"
    except REFUSALS as error:
        stopped = str(error)
    return Derivation(start, tuple(walk.lines), stopped, walk.reached, tuple(reasons.tried))
