"""A chain as a document has it, read in one way: its sides and what is declared for them.

It is like a script without a theorem: some sides may not be read, and nothing says where it ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.expression.nodes import Expression
from derive.report.diagnostics import Place
from derive.report.document import Remark
from derive.script.script import Condition, Definition, OpaqueFunction, Placed, Variable
from derive.script.source import Source
from derive.script.yaml_tree import Text


@dataclass(frozen=True)
class Verbatim(Text):
    """A text whose value is that of its source as it stands."""

    def span(self, start: int, end: int) -> Place:
        """The place of `value[start:end]`."""
        return self.source.place(start, end)


def verbatim(source: Source) -> Verbatim:
    """All of a source."""
    return Verbatim(source.text, source, 0, len(source.text))


@dataclass(frozen=True)
class Links:
    """The sides of a chain, None where one is not read, and what its names mean.

    `joined` says for each pair of neighbours whether it is an equality that is claimed.  `named`
    are the variables whose domain the text names.  Where a link has one of the `doubtful` names, or
    the chain is `unsure` for words beside it, nothing is refuted: what the text means may be
    something else; where it has one that is only `likely` known, only a slip of the pen is.
    `valued` are names that a number was given to, `passed` those that the text only looks at for a
    number in passing; `reworded` ones are written with other letters where they are defined, of
    which one may be held constant; `others` has what the text says of a name elsewhere.
    `remarks` say what was taken from the text.  Equations that the text gives beside are `given`:
    they may be identities, or what its names are bound by.  It is `claimed` where the text calls it
    an identity, or asks for it to be checked.
    `elided` says where a function has no argument, and what was taken for it.  `heads` are the
    links whose left side is a name, or a call of names, so that they may say what it means.
    Of names that are `ordered`, as matrices are, or `complexes`, nothing is proved that does not
    hold of those.  `unclear` has the names of which the text says what is not read, and that which
    may be imaginary, each with the names that are in what is said; they are doubtful in all
    readings, and the `unreal` of them may be no real numbers.
    Where its last side has a `unit`, such as %, that is another number than the one that is read.
    Words beside the chain that may bind its values are `loose`, and `rough` those that say that
    something is left out: then only a slip of the pen is refuted.  Names are `worded` of which the
    text says in words what they are.  The chain is about a function of its `arguments`, which are
    variables for it whatever value is given to them elsewhere.  Of its `parts` several may add up
    to 1, or to what angles do.  Its `odd` sides are read as hardly a reader would: nothing is
    proved of them; `mixed` links have a total and a partial derivative by the same name.
    `instances` are members of sequences, by their general terms; `slopes` the derivatives of
    functions that are given by nothing else, with the names of what they are.
    """

    sides: tuple[Placed | None, ...]
    joined: tuple[bool, ...]
    variables: tuple[Variable, ...]
    where: tuple[Condition, ...]
    functions: tuple[OpaqueFunction, ...]
    definitions: tuple[Definition, ...]
    named: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    valued: frozenset[str] = frozenset()
    passed: frozenset[str] = frozenset()
    reworded: frozenset[str] = frozenset()
    others: Mapping[str, tuple[Expression, ...]] = field(default_factory=dict)
    unsure: str = ""
    unit: str = ""
    loose: str = ""
    rough: str = ""
    worded: frozenset[str] = frozenset()
    remarks: tuple[Remark, ...] = ()
    claimed: bool = False
    given: tuple[tuple[Placed, Placed], ...] = ()
    likely: frozenset[str] = frozenset()
    elided: tuple[Remark, ...] = ()
    heads: frozenset[int] = frozenset()
    arguments: frozenset[str] = frozenset()
    unreal: frozenset[str] = frozenset()
    ordered: frozenset[str] = frozenset()
    complexes: frozenset[str] = frozenset()
    unclear: Mapping[str, frozenset[str]] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()
    odd: frozenset[int] = frozenset()
    mixed: frozenset[int] = frozenset()
    instances: frozenset[str] = frozenset()
    slopes: Mapping[str, str] = field(default_factory=dict)
