"""What a certificate says, for a reader: frozen data.  It knows no renderer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.expression.nodes import Expression

    Equation = tuple[Expression, Expression]


@dataclass(frozen=True)
class Statement:
    """What a rule or a law says: its name or group, the statement, its condition.

    `bindings` are what the variables stand for where it is used first.
    """

    name: str
    said: str
    when: str = ""
    bindings: tuple[tuple[str, Expression], ...] = ()


@dataclass(frozen=True)
class Entered:
    """What one entry of a certificate says, of whatever kind.

    It names numbers by `letters`, of which `relations` hold; or it says that some expressions are
    `equal`, each to the one before, by a `law`, or in words why.  It holds under the conditions
    `needs`.  What is `short` is told to who asks for the step alone, the rest to who asks for the
    whole certificate.
    """

    kind: str
    letters: tuple[Equation, ...] = ()
    relations: tuple[Equation, ...] = ()
    equal: tuple[Expression, ...] = ()
    law: Statement | None = None
    why: str = ""
    needs: tuple[str, ...] = ()
    short: bool = True


@dataclass(frozen=True)
class MultipliedOut:
    """The identity of polynomials that a certificate leaves: `difference = sum of h*r`.

    The sides are the quotients `left` and `right` in the letters; the difference is what stands
    above the line when one is taken from the other.  Each `r` in `multiples` is zero by a relation
    of letters, and `total` is their sum, None where there are none.
    """

    left: Expression
    right: Expression
    difference: Expression
    multiples: tuple[Equation, ...] = ()
    total: Expression | None = None


@dataclass(frozen=True)
class Certified:
    """A certificate that `before` is `after`, by procedures of these names.

    A certificate that tells cases apart has nothing but them, each with what is supposed in it;
    `identity` is None there, and where it is too large to be told.  `put_in` are both sides with
    their values in the place of functions, nothing collected; without cases.
    """

    names: tuple[str, ...]
    before: Expression
    after: Expression
    entries: tuple[Entered, ...] = ()
    identity: MultipliedOut | None = None
    put_in: tuple[Expression, ...] = ()
    cases: tuple[tuple[tuple[str, ...], Certified], ...] = field(default_factory=tuple)

    @property
    def laws(self) -> tuple[Statement, ...]:
        """The laws that were used, each once, with what its variables stand for first."""
        own = (entry.law for entry in self.entries)
        found = [law for law in own if law is not None]
        found += [law for _, case in self.cases for law in case.laws]
        once: dict[tuple[str, str, str], Statement] = {}
        for law in found:
            once.setdefault((law.name, law.said, law.when), law)
        return tuple(once.values())


@dataclass(frozen=True)
class Known:
    """What one entry for a condition tells: `said`, and why, by a row or in words.

    An entry that tells cases apart has for each what is supposed in it, and what is told there.
    `equal` is why two expressions are one, where that is what it rests on.  What is `short` is told
    to who asks for the step alone.
    """

    kind: str
    said: str
    why: str = ""
    law: Statement | None = None
    cases: tuple[tuple[tuple[str, ...], tuple[Known, ...]], ...] = ()
    equal: Certified | None = None
    short: bool = True
