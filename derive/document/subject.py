"""A chain in its text, with all that the text says of its names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from derive.document.around import names_of
from derive.document.beside import Doubt, words_beside
from derive.document.claims import directives_for, is_claimed
from derive.document.context import Said, directed, given_near, is_given, said_before
from derive.document.derived import is_derived
from derive.document.described import Described, described
from derive.document.domains import Compared, Domain, compared_near, worded_near
from derive.document.formulas import Text
from derive.document.slopes import slopes_before
from derive.document.statements import Statement


@dataclass
class Subject:
    """A chain in its text, with all that the text says of its names.

    It is `derived` where it is a single equation that tells a derivative; `slopes` are what is
    said of derivatives of functions.
    """

    text: Text
    statement: Statement
    said: list[Said]
    compared: list[Compared]
    worded: list[Domain]
    claimed: bool = False
    given: list[Statement] = field(default_factory=list)
    described: Mapping[str, Sequence[Described]] = field(default_factory=dict)
    beside: Mapping[Doubt, str] = field(default_factory=dict)
    is_given: Callable[[str], bool] = frozenset[str]().__contains__
    passed: frozenset[str] = frozenset()
    derived: bool = False
    slopes: Mapping[str, Said] = field(default_factory=dict)

    @classmethod
    def of(cls, text: Text, all_of_them: list[Statement], at: int) -> Subject:
        """The subject of the statement at that index."""
        one = all_of_them[at]
        told = [directed(d, one) for d in directives_for(text, one)]
        own = [s for said, _ in told for s in said]
        given = given_near(all_of_them, at, text)
        more = [n for s in own for n in (s.head.name, *s.names)]
        more += [n for other in given for n in names_of(other)]
        slopes = slopes_before(all_of_them, at)
        more += [n for slope in slopes.values() for n in slope.names]
        before, passed = said_before(all_of_them, at, text, more)
        said = own + before
        return cls(
            text,
            one,
            said,
            [c for _, compared in told for c in compared] + compared_near(all_of_them, at, text),
            worded_near(all_of_them, at, text),
            is_claimed(text, one),
            given,
            described(all_of_them, text),
            words_beside(text, one),
            partial(is_given, all_of_them, at, ahead={s.head.name for s in said if s.fresh}),
            passed,
            is_derived(all_of_them, at, text),
            slopes,
        )

    def is_redefined(self, one: Said) -> bool:
        """Whether the text has another definition of the same name about the same subject."""
        bodies = {
            tuple(t.text for t in other.body)
            for other in self.said
            if other.fresh and other.head.name == one.head.name
        }
        return len(bodies) > 1
