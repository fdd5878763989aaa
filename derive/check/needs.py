"""What a theorem needs of its declared domain, for those who want it to hold wherever it can."""

from __future__ import annotations

from derive.check.check import new_run
from derive.check.lemmas import Run
from derive.kernel.domains import Domain
from derive.kernel.remaining import in_words, remaining
from derive.rules import derivative_row


def needs_of(path: str, run: Run | None = None) -> tuple[str, ...]:
    """The conditions that the theorem of a script is proved under, and that do not always hold."""
    checked = (run or new_run()).check(path)
    if checked.theorem is None or checked.domain is None:
        return ()
    everywhere = Domain(checked.domain.variables, (), checked.domain.integers)
    found = remaining(checked.theorem.conditions, everywhere, derivative_row)
    return tuple(dict.fromkeys(map(in_words, found)))
