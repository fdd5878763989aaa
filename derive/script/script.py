"""A proof script as data: what its author wrote, every part with its place in the file.

Nothing here reads a file, checks a claim or holds derived text or verdicts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from derive.expression.nodes import Expression, Path
from derive.expression.parsed import Parsed, Scope
from derive.report.diagnostics import Place
from derive.script.lemmas import lemma_of
from derive.script.yaml_tree import Text


class Placed(NamedTuple):
    """A parsed expression together with the text it was read from."""

    parsed: Parsed
    source: Text

    @property
    def node(self) -> Expression:
        """The expression."""
        return self.parsed.node

    @property
    def text(self) -> str:
        """The expression as its author typed it."""
        return self.source.value[self.parsed.start : self.parsed.end]

    def replaced(self, nodes: Mapping[Expression, Expression]) -> Placed:
        """The same with other expressions in place of some, where those stand."""
        return self._replace(parsed=_replaced(self.parsed, nodes))

    def place(self, path: Path = ()) -> Place:
        """The place of the subexpression at `path`, or of the nearest part that has one."""
        part = self.parsed.part(path)
        return self.source.span(part.start, part.end)

    def sign_place(self, path: Path) -> Place:
        """The place of the sign in front of the part at `path`, or of the part if it has none."""
        start = self.parsed.part(path).start
        before = self.source.value[:start].rstrip()
        if self.source.value[start] != "-" and before.endswith(("+", "-")):
            start = len(before) - 1
        elif self.source.value[start] != "-":
            return self.place(path)
        return self.source.span(start, start + 1)


def _replaced(part: Parsed, nodes: Mapping[Expression, Expression]) -> Parsed:
    inner = tuple((at, _replaced(inside, nodes)) for at, inside in part.parts)
    return part._replace(node=part.node.xreplace(nodes), parts=inner)


class Condition(NamedTuple):
    """`left relation right`, a link of a chain of comparisons; an equation only under `where`."""

    left: Placed
    relation: str
    right: Placed

    @property
    def place(self) -> Place:
        """Where the comparison stands."""
        return self.left.source.span(self.left.parsed.start, self.right.parsed.end)


class Variable(NamedTuple):
    """A variable and its domain: the reals or the integers where the conditions hold."""

    name: str
    domain_text: str
    integer: bool
    relations: tuple[Condition, ...]
    place: Place


class OpaqueFunction(NamedTuple):
    """A function of which nothing is known, and how many arguments it takes."""

    name: str
    place: Place
    arity: int = 1

    @property
    def declaration(self) -> str:
        """How it is declared: one of several arguments with names for them."""
        parameters = ", ".join(f"t_{k}" for k in range(1, self.arity + 1))
        return self.name if self.arity == 1 else f"{self.name}({parameters})"


class Definition(NamedTuple):
    """`name(parameters) = body`; without parameters a bare name."""

    name: str
    parameters: tuple[str, ...]
    body: Placed
    place: Place


class Claim(NamedTuple):
    """The theorem of a script, `left = right`."""

    left: Placed
    right: Placed
    place: Place


class By(NamedTuple):
    """The name of a rule, or `theorem NAME` for the theorem of another script, as a reason."""

    name: str
    place: Place

    @property
    def lemma(self) -> str:
        """The script whose theorem is meant; empty where a rule is."""
        return lemma_of(self.name)


class Step(NamedTuple):
    """The next line of the chain and its reasons, None if the author gives none."""

    number: int
    to: Placed
    by: tuple[By, ...] | None
    note: str
    place: Place


class Script(NamedTuple):
    """A proof script: the chain goes from the theorem's left side by the steps to its right.

    `scope` holds the names that its expressions may use; `lines` is the text of the file, and
    `notation` says how names are typeset, where not as they are.
    """

    path: str
    title: str
    source: str
    notes: str
    variables: tuple[Variable, ...]
    where: tuple[Condition, ...]
    functions: tuple[OpaqueFunction, ...]
    definitions: tuple[Definition, ...]
    theorem: Claim
    steps: tuple[Step, ...]
    tags: tuple[str, ...]
    notation: tuple[tuple[str, str], ...]
    scope: Scope
    lines: tuple[str, ...]
    place: Place
