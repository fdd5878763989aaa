"""Two lines that rules have rewritten until they met, and the theorem which that gives.

The record is replayed in the kernel, which alone says whether it proves anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sympy.core.symbol import Symbol

from derive.expression.nodes import height
from derive.kernel.theorem import Theorem, congruence, symmetry, tidiness, transitivity
from derive.kernel.theory import Theory
from derive.rules.procedures import PROCEDURES
from derive.search.bridge import Bridges, Names, crossed
from derive.search.rewrite import Walk, replay

Variables = tuple[Symbol, ...]


@dataclass(frozen=True)
class Joined:
    """Two lines with what each was rewritten to, and whether that met.

    `inner` is what stands under derivatives that both lines have in front, where that was joined.
    """

    old: Walk
    new: Walk
    met: bool
    bridges: Bridges = ()
    inner: Joined | None = None

    @property
    def bridged(self) -> Names:
        """The procedures, and the rules told by their shape, that bridge the lines."""
        return tuple(sorted({name for bridge in self.bridges for name in bridge.names}))

    @property
    def procedures(self) -> Names:
        """The procedures that were asked by name."""
        return tuple(name for name in self.bridged if name in PROCEDURES)

    @property
    def names(self) -> frozenset[str]:
        """The names of all that took part."""
        found = self.old.names | self.new.names
        return found.union(*(bridge.names for bridge in self.bridges))

    def under(self, by: Variables) -> Joined:
        """The same for both lines with derivatives in front, the outermost first."""
        if not by:
            return self
        bridges = tuple(replace(b, path=(*(0 for _ in by), *b.path)) for b in self.bridges)
        return Joined(self.old.under(by), self.new.under(by), self.met, bridges, self)

    def prove(self, theory: Theory) -> Theorem:
        """The theorem `old line = new line`, made by the kernel.  Raises a refusal."""
        if self.inner is not None:
            depth = height(self.old.start) - height(self.inner.old.start)
            return congruence(self.old.start, (0,) * depth, self.inner.prove(theory))
        old, new = replay(self.old, theory), replay(self.new, theory)
        middle = crossed(theory, old.right, self.bridges)
        met = tidiness(theory, middle.right, new.right)
        return transitivity(transitivity(transitivity(old, middle), met), symmetry(new))
