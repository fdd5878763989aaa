"""What all of a text tells of its notation: imaginary units, and operations of its own."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

#: How an i is an index, or a complex number.
_INDEX = re.compile(r"_\{?i(?![A-Za-z])|\\sum_\{i|\$i\$")
_IMAGINARY = re.compile(
    r"i\^2\s*(?:&\s*)?=\s*-|imaginary|complex (?:num|plane|val|con)|\\mathbb\s*\{?C\b"
    r"|e\^\{-?i\s*(?:\\(?:theta|omega|pi|phi)|[xtk])"
)
#: How engineers write an imaginary unit.
_ELECTRIC = re.compile(
    r"j\s*\\omega|e\^\{-?\s*j|j\^2\s*(?:&\s*)?=\s*-|impedance|phasor|imaginary"
    r"|complex (?:num|plane|val)"
)


#: Where a text defines an operation of its own by a sign that elsewhere is one of a product.
_OPERATION = re.compile(r"[$(]\s*[A-Za-z]\s*(?P<sign>\*|\\ast|\\star)\s*[A-Za-z]\s*:?=")
#: So far before it the words stand that say so.
_WORDS_BEFORE = 40
_DEFINES = re.compile(r"\b(?:defin\w+|let|operation|write)\b[^.]*\Z", re.IGNORECASE)


class Customs(NamedTuple):
    """What a text is about: whether i is an index in it, and whether j is the imaginary unit.

    It has `operations` of its own by these signs.
    """

    indices: bool
    electric: bool
    operations: frozenset[str]


@lru_cache(maxsize=20)
def customs_of(plain: str) -> Customs:
    """What all of a text tells, found out once for its chains."""
    indices = _INDEX.search(plain) is not None and _IMAGINARY.search(plain) is None
    found = (
        (m, plain[max(0, m.start() - _WORDS_BEFORE) : m.start()])
        for m in _OPERATION.finditer(plain)
    )
    own = (m for m, before in found if _DEFINES.search(before))
    operations = frozenset(m["sign"].removeprefix("\\") for m in own)
    return Customs(indices, _ELECTRIC.search(plain) is not None, operations)
