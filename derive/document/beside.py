"""What words near a formula tell of it: another arithmetic, bound values, what is left out."""

from __future__ import annotations

import re
from enum import Enum

from derive.document.denied import denied
from derive.document.formulas import Text
from derive.document.statements import Statement


class Doubt(Enum):
    """What words near a formula do to it, from the strongest on.

    Something else may be computed with than real numbers; values may be bound; something small may
    be left out.
    """

    OTHER = "other"
    BOUND = "bound"
    ROUGH = "rough"


#: Words in a text, and commands of LaTeX, each for what it tells.
_OTHER = (
    *("boolean", "modulo", r"congruen\w+", "quaternions?", r"characteristic \$?[2p]", "GF"),
    *("finite field", r"field (?:with|of) \S+ elements", "clock", "in binary"),
    *(r"base[- ](?:two|\d+)", "hexadecimal", "octal"),
    *("permutations?", "ordinals?", "commutators?", r"anti-?commut\w*", r"non-?commut\w*"),
    *("pauli", "grassmann", "dual numbers?", "idempotent", "nilpotent", "cross products?"),
    *("vector products?", "identity element", "neutral element", "tropical", "in degrees"),
    *("measured in degrees", "integer part", "greatest integer", "kronecker", "dirac"),
    *("heaviside", "step function", "logic", "logical", "integer division", "fractional part"),
    *(
        r"(?:common|typical|frequent) (?:mistakes?|errors?)",
        r"often (?:write|claim)",
        "fallac(?:y|ies)",
    ),
    *("(?:find|where is|spot) the (?:mistake|flaw)", "mistakenly", "erroneously"),
    r"(?:find|where is|spot) the error(?! (?:bound|term|made|of)\b|, )",
    *("legendre symbol", "jacobi symbol", "quadratic residue", "quadratic reciprocity"),
)
_OF_OTHER = (r"p?mod\b", r"bmod\b", r"mathbb\s*\{?F\b", r"mathbb\s*\{?Z\}?\s*(?:_|/)")
_BOUND = (
    *("operators", "decibels?", "floor", "binary", "indicators?", "unit vectors?", "bits?"),
    *("projections?", "matrices", "complementary", "orthogonal", "orthonormal", "pH", "labels"),
    *("natural units", "units where", "units in which", "we (?:set|put)"),
    *("normali[sz]ed", "(?:add|sum|adding|summing)s? (?:up )?to"),
    *("takes? (?:on )?(?:only )?the values?", "on an? (?:circle|sphere|ellipse|curve)"),
    *("on the (?:unit )?(?:circle|sphere|ellipse|curve)", "perpendicular", "dot products?"),
    *("inner products?", "scalar products?"),
)
_ROUGH = (
    *("small", r"neglect\w*", r"ignor\w*", "negligible", r"approximat\w*", r"lineari[sz]\w*"),
    *("(?:first|second|leading|higher|lowest)[- ]order", r"infinitesimal\w*", "tends? to"),
    *("goes to", "approaches", "roughly", "large", "in the limit", r"vanish\w*", r"drop\w*"),
    *(r"discard\w*", "quadratic terms", "accuracy"),
)
_OF_ROUGH = (r"to\b", r"ll\b", r"gg\b", r"rightarrow\b")


def _pattern(words: tuple[str, ...], commands: tuple[str, ...] = ()) -> re.Pattern[str]:
    said = "|".join(words).replace(" ", r"\s+")
    controls = "".join(rf"|\\{command}" for command in commands)
    return re.compile(rf"(?<!\\)\b(?:{said})\b{controls}", re.IGNORECASE)


_SAID = {
    Doubt.OTHER: _pattern(_OTHER, _OF_OTHER),
    Doubt.BOUND: _pattern(_BOUND),
    Doubt.ROUGH: _pattern(_ROUGH, _OF_ROUGH),
}
_SENTENCE = re.compile(r"[.!?](?:\$+|\\\])?\s+(?=[A-Z$\\])|\n\s*\n|\\\\\s*\n\s*\n")
_HEADING = re.compile(r"^(?:\#{1,6}\s.*|\\(?:sub)*section\*?\{[^\n]*)$", re.MULTILINE)
_WITHIN = re.compile(r"\\(?:text|mbox|intertext|shortintertext)\w*\s*\{(?P<words>[^{}]*)\}")
#: So far back a heading is looked for.
MAX_BACK = 4_000
#: So much is looked at before a formula, and behind it.
_WORDS_BEFORE, _WORDS_BEHIND = 240, 100


def words_beside(text: Text, one: Statement) -> dict[Doubt, str]:
    """The words near a formula that tell that a line may be meant otherwise, by what they do."""
    plain, start, end = text.plain, one.formula.start, one.formula.end
    near, sentence = _before(plain, start)
    behind = _behind(plain, start, end)
    within = " ".join(words["words"] for words in _WITHIN.finditer(plain, start, end))
    headings = [h.group() for h in _HEADING.finditer(plain, max(0, start - MAX_BACK), start)]
    where = {
        Doubt.OTHER: (*headings[-1:], near, within, behind),
        Doubt.BOUND: (near, within, behind),
        Doubt.ROUGH: (sentence, within, behind),
    }
    told = {
        how: next((m.group() for p in places if (m := _SAID[how].search(p))), "")
        for how, places in where.items()
    }
    told[Doubt.OTHER] = told[Doubt.OTHER] or denied(plain, start, end) or _begun(plain, start)
    return {how: " ".join(words.split()) for how, words in told.items() if words}


#: Words that a formula goes on with: its first side is only a part of what is meant.
_BEGUN = re.compile(
    r"(?:%\s*\$?|\b(?:per\s?cent|half|thirds?|quarters?|fifths?|tenths?|(?:square|cube)(?:\s+root)?"
    r"|reciprocal|multiple))\s+of\s*(?:\$|\\\()?\Z|\b(?:twice|thrice|half|times)\s*(?:\$|\\\()?\Z",
    re.IGNORECASE,
)


def _begun(plain: str, start: int) -> str:
    """The words that a formula goes on with, as in `15% of $80 = 0.15 \\cdot 80$`."""
    found = _BEGUN.search(plain, max(0, start - _WORDS_BEFORE), start)
    return found.group().replace("$", "").replace("\\(", "") if found else ""


def _before(plain: str, start: int) -> tuple[str, str]:
    """What stands before a formula in its paragraph, and in its sentence."""
    before = plain[max(0, start - _WORDS_BEFORE) : start]
    opened = re.sub(r"(?:\$+|\\\[|\\\(|\\begin\{[^}]*\})?\s*\Z", "", before).rstrip()
    near = opened[opened.rfind("\n\n") + 1 :]
    titles = [*_HEADING.finditer(near)]
    near = near[titles[-1].end() :] if titles else near
    ends = [*_SENTENCE.finditer(near)]
    return near, near[ends[-1].end() :] if ends else near


def _behind(plain: str, start: int, end: int) -> str:
    """The rest of the sentence that a formula stands in."""
    if plain[start:end].rstrip().endswith("."):
        return ""
    closing = r"\A\s*(?:\$+|\\\]|\\\)|\\end\{[^}]*\})"
    behind = re.sub(closing, "", plain[end : end + _WORDS_BEHIND])
    found = _SENTENCE.search(behind)
    return behind[: found.start() if found else len(behind)]
