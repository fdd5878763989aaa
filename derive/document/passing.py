"""Values that a text looks at in passing: they are none of what stands in other paragraphs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from derive.document.formulas import Text
from derive.document.statements import Statement

if TYPE_CHECKING:
    from derive.document.context import Said

#: Where a series is taken, which is no value of its variable.
_AROUND = re.compile(
    r"\b(?:cent(?:ered|red|er|re)\s+(?:at|on|in)|about|around|near|series\s+at|expan\w+\s+at)\s*\Z",
    re.IGNORECASE,
)
#: What introduces a value that is looked at in passing.
_CASE = re.compile(r"\b(?:when|if|at|case|for)\s*\Z", re.IGNORECASE)


def is_passing(told: Said, text: Text, here: Statement) -> bool:
    """Whether a value is no more than a point, or a case that another paragraph looks at."""
    if not told.of_value:
        return False
    if _AROUND.search(_words_before(told, text)):
        return True
    ends = sorted((told.start, here.formula.end if here.start < told.start else here.start))
    return _is_a_case(told, text) and _is_parted(text.plain[slice(*ends)])


#: What stands before a paragraph that does not only set a formula apart.
_ENDS = re.compile(r"(?:[.!?]|\$\$|\\\]|\\end\{\w+\*?\}|#[^\n]*)[\s$]*\Z")


def _is_parted(between: str) -> bool:
    """Whether another paragraph begins: a sentence may go on in a formula that is set apart."""
    breaks = re.finditer(r"\n[ \t]*\n", between)
    return any(_ENDS.search(between, 0, found.start()) for found in breaks)


def _words_before(told: Said, text: Text) -> str:
    return text.plain[max(0, told.start - 40) : told.start].rstrip("$\\( \n")


def _is_a_case(told: Said, text: Text) -> bool:
    return told.of_value and bool(_CASE.search(_words_before(told, text)))


def without_cases(found: list[Said], text: Text) -> list[Said]:
    """Definitions without the values of which several are looked at one after the other."""
    cases: dict[str, set[tuple[str, ...]]] = {}
    for told in found:
        if _is_a_case(told, text):
            cases.setdefault(told.head.name, set()).add(tuple(t.text for t in told.body))
    several = {name for name, values in cases.items() if len(values) > 1}
    return [t for t in found if t.head.name not in several or not _is_a_case(t, text)]
