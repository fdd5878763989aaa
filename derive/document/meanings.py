"""What names mean where a formula stands, and the readings that it leaves open.

The grammar asks here; a question that has several answers is kept, so that the formula can be read
again with another one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice, product

from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression

#: So many readings of a chain are tried.
MAX_READINGS = 8
#: Letters that are functions by custom, where a bracket is behind them.
FUNCTION_LETTERS = frozenset({"f", "g", "h", "F", "G", "H", "phi", "varphi", "psi", "Phi", "Psi"})


@dataclass
class Meanings:
    """The names of a chain: what is defined, what depends on what, which readings are chosen.

    `functions` has the parameters of each defined function, `quantities` what is defined without
    any; `dependent` are names that stand for functions of a variable.  `asked` collects the
    questions: each with its answers, the customary one first.  `applied` are names that have
    brackets wherever they stand, and so are functions.  `letters` has those of what defines a
    quantity, and `doubted` the quantities that stand before a bracket as functions do; the chain
    is `dotted` where it has derivatives by the time, and `angular` where it has sines and the
    like.  `inverses` says that the text has words for the inverse functions, so that `\\sin^{-1}`
    is one; `elided` are the functions that stand without an argument, each with its name and what
    was taken for it.  `written_out` gives an expression with all that is defined by a name written
    out, and a variable for the name: what is differentiated by a name that is defined.  Quantities
    are `given_by` the letters of what the text says of them, also where that is not taken.  What is
    read as hardly a reader would is `odd`: names that stand before an argument and are read as
    factors, and words for the rest of it; `by` has what is differentiated by, and whether that is
    partial.  Words say that those are functions that are `called_so`, and that something is about
    `partial` derivatives; `at_numbers` are names that have numbers in brackets behind them.
    """

    functions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    quantities: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    dependent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    asked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    opaque: dict[str, int] = field(default_factory=dict)
    seen: dict[str, None] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    primed: frozenset[str] = frozenset()
    bare: frozenset[str] = frozenset()
    applied: frozenset[str] = frozenset()
    letters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    doubted: set[str] = field(default_factory=set)
    dotted: bool = False
    angular: bool = False
    inverses: bool = False
    elided: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    written_out: Callable[[Expression, str, Symbol], Expression] | None = None
    given_by: Mapping[str, frozenset[str]] = field(default_factory=dict)
    odd: set[str] = field(default_factory=set)
    by: set[tuple[str, bool]] = field(default_factory=set)
    called_so: frozenset[str] = frozenset()
    partial: bool = False
    at_numbers: frozenset[str] = frozenset()

    def choose(self, question: str, *answers: str, told: str = "") -> str:
        """The answer to a question: the one that was chosen, or the customary one."""
        self.asked.setdefault(question, answers)
        answer = self.chosen.get(question, answers[0])
        if told:
            self.told[question] = f"{told} {_WORDS.get(answer, answer)}"
        return answer

    def others(self) -> list[dict[str, str]]:
        """The other combinations of answers, those near to custom first."""
        questions = list(self.asked)
        combined = product(*(self.asked[q] for q in questions))
        every = [dict(zip(questions, answers, strict=True)) for answers in islice(combined, 64)]
        custom = {q: self.asked[q][0] for q in questions}
        every.sort(key=lambda one: sum(one[q] != custom[q] for q in questions))
        return every[1:MAX_READINGS]

    def is_called(self, name: str) -> bool:
        """Whether a bracket behind a name is an argument of it whatever is in there."""
        if name in self.quantities or name in self.variables:
            return name in self.functions
        return name in self.functions or (name in FUNCTION_LETTERS and name not in self.bare)

    def calls(self, name: str, single: bool, several: bool) -> bool:
        """Whether a bracket behind a name is an argument of it, and not a factor.

        `single` says that there is only a name in the brackets, `several` that a comma is.
        """
        if name in self.functions or several:
            return True
        if name in self.quantities or name in self.variables:
            return False
        if name in FUNCTION_LETTERS and (name in self.primed or name not in self.bare):
            return True
        if name in self.applied:
            return True
        customary = name in FUNCTION_LETTERS or single or name in self.primed
        answers = ("call", "product") if customary else ("product", "call")
        return self.choose(f"call:{name}", *answers, told=f"{name}(...) as") == "call"


_WORDS = {"call": "a call", "product": "a product"}
