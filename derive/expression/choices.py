"""Choices: expressions by cases, each with one expression that is compared with 0."""

from __future__ import annotations

from derive.expression.nodes import Expression, Written


class Choice(Written):
    """One of two expressions: a relation (`>`, `>=`, `!=`), a guard, then two branches.

    It is the first branch where the guard stands in the relation to 0, else the second one; it has
    a value where the guard has one, and the branch that is chosen.
    """

    __slots__ = ()
    _places = slice(1, None)

    @property
    def relation(self) -> str:
        """The relation of the guard to 0."""
        return str(self.args[0].name)

    @property
    def guard(self) -> Expression:
        """What is compared with 0."""
        return self.args[1]

    @property
    def branches(self) -> tuple[Expression, Expression]:
        """What it is where the guard stands in the relation, and what elsewhere."""
        return self.args[2], self.args[3]
