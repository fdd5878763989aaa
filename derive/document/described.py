"""What a text says of names in words that are not understood, as in `where $r$ is a root of it`.

Such a name may be bound, so that a line is true which is false for other values of it.  What words
bind for certain, or make something else of than a real number, is told from what they only name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from derive.document.formulas import Text
from derive.document.naming import name_at
from derive.document.reader import visible
from derive.document.sections import Section
from derive.document.statements import Statement
from derive.document.tokens import FormulaError, Token


class Bound(Enum):
    """How words describe a name.

    It is bound, or no real number: one that does not commute, or a complex one; one of two parts;
    even or odd; only called something; a number.
    """

    BOUND = "bound"
    ORDERED = "ordered"
    COMPLEX = "complex"
    PART = "part"
    PARITY = "parity"
    NAMED = "named"
    PLAIN = "plain"

    @property
    def binds(self) -> bool:
        """Whether a name has certain values only, or is no real number."""
        return self in (Bound.BOUND, Bound.ORDERED, Bound.COMPLEX)


@dataclass(frozen=True)
class Described:
    """A name that words describe, in which way, where, and in which section.

    It is `called` where they say that it is a function, which may stand in front of its argument.
    What is introduced, as by `let`, is so for what follows.
    """

    name: str
    how: Bound | None
    start: int
    section: Section
    called: bool = False
    introduced: bool = False


def _words(*said: str) -> re.Pattern[str]:
    """A pattern for any of words and their plurals; a trailing `-` stands for any ending."""
    ends = (re.escape(w[:-1]) + r"\w*" if w[-1] == "-" else re.escape(w) + "s?" for w in said)
    return re.compile(rf"\b(?:{'|'.join(ends)})\b".replace(r"\ ", r"\s+"), re.IGNORECASE)


#: What is one certain value, or no real number.
_BINDING = _words(
    *("golden", "silver", "plastic", "unity", "root", "solution", "zero", "pole", "satisf-"),
    *("solve", "such that", "fixed point", "inverse", "reciprocal", "conjugate", "complement-"),
    *("matrix", "matrices", "vector", "tensor", "operator", "permutation", "quaternion", "complex"),
    *("imaginary", "group", "ring", "identity", "projection", "projector", "unit", "indicator"),
    *("kronecker", "dirac", "heaviside", "delta function", "step function", "boolean", "binary"),
    *("label", "bit", "spin", "event", "eigen-", "eccentric-", "charge", "hypotenuse", "leg"),
    *("lorentz", "minimizer", "maximizer", "minimiser", "maximiser", "optim-", "critical"),
    *("stationary", "equilibrium", "steady", "permeab-", "permittiv-", "generator", "idempotent"),
    *("nilpotent", "involution", "reflection", "rotation", "ordinal", "cardinal", "set", "subset"),
    *("graph", "random", "number of primes", "Euler's constant", "Catalan's constant"),
)
#: What does not commute, and what is complex.
_ORDERED = re.compile(
    r"\b(?:matrix|matrices|quaternions?|permutations?|operators?|rotations?)\s*\Z", re.IGNORECASE
)
_COMPLEX = re.compile(r"\b(?:complex|imaginary)\b", re.IGNORECASE)
_NOT_ZERO = re.compile(r"\A(?:not|never)\s+(?:equal\s+to\s+)?(?:zero|a root)\b", re.IGNORECASE)
#: What a name is that is made of others.
_MADE = re.compile(
    r"\A(?:the\s+)?(?:half|twice|double|square|sum|product|difference|ratio)\b", re.IGNORECASE
)
#: What adds up with others of its kind.
_PARTS = _words(
    *("probabilit-", "proportion", "frequenc-", "percent-", "fraction", "share", "weight"),
    *("angle", "mean", "average", "chance"),
)
#: Words that say no more than that a name is a number of some kind, or a function of one.
_PLAIN = re.compile(
    r"(?:[\s,]|\b(?:an?|any|some|all|the|real|numbers?|numerical|constants?|parameters?|variables?"
    r"|positive|negative|non-?negative|non-?zero|integers?|natural|arbitrary|fixed|given|scalars?"
    r"|coefficients?|functions?|differentiable|continuous|smooth|points?|values?|finite|unknowns?"
    r"|quantit(?:y|ies)|hyperparameters?|independent|dependent|free|suitable|chosen|with|for|of"
    r"|in|on|to|and|or|both|as|our|we|that|input|output|argument|index|indices|case|time|letter"
    r"|symbol|known|coordinates?|increments?|steps?)\b)*\Z",
    re.IGNORECASE,
)
#: What is applied to an argument.  What is a function *of* something is a quantity beside it.
_APPLIED = re.compile(
    r"\b(?:functions?|maps?|mappings?|operators?|transforms?|transformations?|functionals?"
    r"|activations?|non-?linearit(?:y|ies)|derivations?|\w*morphisms?|sigmoids?)\b(?!\s+of\b)",
    re.IGNORECASE,
)
_PARITY = re.compile(r"\b(?:odd|even)\b", re.IGNORECASE)
#: Where the noun ends that says what a name is.
_NOUN = re.compile(r"\s(?:with|that|which|whose|of|for|on|in|from|such|so|where|to|by|at)\s")
_IS = re.compile(
    r"\A\s*,?\s*(?:is|are|be|being|denotes?|denoting|stands?\s+for|means|represents?)\b"
    r"(?:\s+(?:called|defined\s+as|known\s+as|just|simply|always))?\s+(?P<words>.*)",
    re.DOTALL,
)
#: What stands in front of a name that is introduced.
_INTRODUCED = re.compile(
    r"(?:\b(?:let|where|here|with|and|or|suppose|assume|if|as|since|because|that|when|say|by)"
    r"|[,.:;(]|\A|\n)\s*(?:both\s+)?\Z",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\A\s*\((?P<words>[A-Za-z][^()$]{2,50})\)")
_BETWEEN_COMMAS = re.compile(
    r"\A\s*,\s+(?P<words>(?:the|an?|[A-Z][\w-]+'s)\s[A-Za-z' -]{2,50}?)\s*(?:,|\.|\)|\Z)"
)
_CALLED = re.compile(r"\b(?:call|by|denote|write|use)\s*\Z", re.IGNORECASE)
_CALLED_SO = re.compile(r"\A\s*(?:for\s+)?(?P<words>(?:the|an?)\s.*)", re.DOTALL)
#: What is said of the second of two names, as in `let $s$ be a share and $t$ the other one`.
_JOINED = re.compile(r"(?:\band|,)\s*\Z", re.IGNORECASE)
_NEXT = re.compile(r"\A\s+(?P<words>(?:the|an?)\s.*)", re.DOTALL)
#: What says of a name that it is bound, also where it is not introduced.
_SOLVES = re.compile(r"\A\s*(?:also\s+)?(?:solves?|satisf\w+|obeys?|fulfil\w*)\b")
#: What stands in front of a name, as in `the golden ratio $r$`.
_BEFORE = re.compile(
    r"(?:\b(?:(?P<article>the|an?)|this|these|two|any|for|if|let|and|with)\s+|\A|[.,:;]\s+|\n\s*)"
    r"(?P<words>(?:[\w'-]+\s+){0,3}[\w'-]+)\s*\Z",
    re.IGNORECASE,
)
#: What stands in front of a name that may have any value.
_ANY = re.compile(r"\b(?:all|any|every|each|arbitrary)\b(?P<words>[\w\s-]{0,40})\Z", re.IGNORECASE)
_LITTLE = re.compile(
    r"\b(?:of|these|those|for|in|on|by|to|that|is|are|with|at|from|as|and|be|we|if)\b",
    re.IGNORECASE,
)
_LIKEWISE = re.compile(r"\A\s*,?\s*(?:that|the\s+one)\s+(?:of|for)\b")
#: The end of what is said of a name.
_END = re.compile(r"[.;:!?](?:\s|\Z)|\n\s*\n|[.;]\Z|,?\s+(?:and|where|while|but|then|so)\b|,")
_BOTH = re.compile(r"\A\s*(?:,|,?\s*(?:and|or|&))\s*\Z", re.IGNORECASE)
#: What introduces a name for what follows.
_LETS = re.compile(
    r"\b(?:let|suppose|assume|consider|take|if|now)\b[^.$]*(?:\$|\\\()?\Z", re.IGNORECASE
)
#: So far behind a formula words may say what is in it.
_BEHIND = 600
#: So much is looked at on each side of a name.
_REACH = 90


def described(all_of_them: Sequence[Statement], text: Text) -> Mapping[str, Sequence[Described]]:
    """What words say of each name in all of a text, in order, found out once."""
    known = all_of_them[0].known
    if "described" not in known:
        found: dict[str, list[Described]] = {}
        for k, one in enumerate(all_of_them):
            for name, how, called in _found(all_of_them, k, text):
                lets = _LETS.search(text.plain, max(0, one.start - _REACH), one.start)
                here = Described(name, how, one.start, one.section, called, lets is not None)
                found.setdefault(name, []).append(here)
        known["described"] = (found,)
    told: Mapping[str, Sequence[Described]] = known["described"][0]
    return told


def last_said(found: Sequence[Described], here: Statement) -> Bound | None:
    """How words describe a name for a statement: last before it, or behind it in its section."""
    told = [one for one in found if one.how is not None]
    at = bisect_left(told, here.start, key=lambda one: one.start)
    if at:
        one = told[at - 1]
        lasts = one.how is not None and one.how.binds
        return one.how if lasts or one.section.number in here.section.scope else None
    behind = told[at] if at < len(told) else None
    if behind is None or behind.section != here.section or behind.introduced:
        return None
    return behind.how if behind.start - here.formula.end < _BEHIND else None


def is_called(found: Sequence[Described], here: Statement) -> bool:
    """Whether words say that a name is a function: the last ones before, or else the next ones."""
    at = bisect_left(found, here.start, key=lambda one: one.start)
    return bool(found) and found[max(0, at - 1)].called


#: A letter with an index, of which what is said is said of the letter too.
_INDEXED = re.compile(r"[A-Za-z]+_[ijkmnt]")
#: Signs between what is described and what it is compared with, as in `a root $r \\ne 1$`.
_COMPARED = frozenset({"<", ">", "<=", ">=", "!="})


def _found(
    all_of_them: Sequence[Statement], k: int, text: Text
) -> Iterator[tuple[str, Bound | None, bool]]:
    one = all_of_them[k]
    chain = one.chain
    if chain.relations and chain.relations[0].sign == "in" and len(chain.sides) > 1:
        how = _of_set(visible(chain.sides[1]))
        if how is not None:
            for name in _names(visible(chain.sides[0])):
                yield name, how, False
                if _INDEXED.fullmatch(name):
                    yield name.partition("_")[0], how, False
        return
    if one.head is not None and is_operator(visible(chain.sides[1])):
        yield one.head.name, Bound.ORDERED, False
        return
    if one.formula.display or any(r.sign not in _COMPARED for r in chain.relations):
        return
    side = visible(chain.sides[0])
    names = _names(side) or _called_names(side)
    if len(names) != 1:
        return
    told = _told(text.plain, *_run(all_of_them, k, text))
    if told is not None:
        yield names[0], *told


#: An operator that nothing stands behind, as in `D = d/dx`.
_OPERATOR = re.compile(
    r"(?P<d>d|partial|mathrm\{d\})/(?P=d)\w+|partial_\{?\w+\}?"
    r"|[dt]?frac\{(?P<o>d|partial|mathrm\{d\})\}\{(?P=o)\w+\}"
)


def is_operator(found: list[Token]) -> bool:
    """Whether tokens are a derivative of nothing."""
    return _OPERATOR.fullmatch("".join(t.text for t in found)) is not None


def _names(found: list[Token]) -> list[str]:
    """The names of a list of nothing but names."""
    names: list[str] = []
    at = 0
    while at < len(found):
        if found[at].text == ",":
            at += 1
            continue
        try:
            name, end = name_at(found, at)
        except FormulaError:
            return []
        if found[at].text == "pi" and not name:
            name, end = "pi", at + 1
        if not name or end == at:
            return []
        names.append(name)
        at = end
    return names


def _called_names(found: list[Token]) -> list[str]:
    """The name of a mere call such as `f(x)`."""
    try:
        name, at = name_at(found, 0)
    except FormulaError:
        return []
    opened = len(found) > at + 2 and found[at].text == "(" and found[-1].text == ")"
    return [name] if name and opened and _names(found[at + 1 : -1]) else []


#: So many names of an enumeration are looked at on each side.
MAX_RUN = 50


def _run(all_of_them: Sequence[Statement], k: int, text: Text) -> tuple[int, int]:
    """Where the enumeration of names that a statement stands in begins and ends."""
    first = last = k
    while (
        first and k - first < MAX_RUN and _goes_on(all_of_them[first - 1], all_of_them[first], text)
    ):
        first -= 1
    while (
        last + 1 < len(all_of_them)
        and last - k < MAX_RUN
        and _goes_on(all_of_them[last], all_of_them[last + 1], text)
    ):
        last += 1
    return all_of_them[first].formula.start, all_of_them[last].formula.end


def _goes_on(one: Statement, other: Statement, text: Text) -> bool:
    """Whether two names stand in one enumeration."""
    if any(s.chain.relations or s.formula.display for s in (one, other)):
        return False
    if one.formula is other.formula:
        return True
    between = text.plain[one.formula.end : other.formula.start]
    return bool(_BOTH.match(re.sub(r"[$]|\\[()]", " ", between)))


def _told(plain: str, start: int, end: int) -> tuple[Bound | None, bool] | None:
    """How words around a name describe it, and whether as a function; None where they do not."""
    before = re.sub(r"(?:[$]+|\\\()\s*\Z", "", plain[max(0, start - _REACH) : start])
    before = before[max(before.rfind("$"), before.rfind("\n\n")) + 1 :]
    behind = re.sub(r"\A\s*(?:[$]+|\\\))", "", plain[end : end + _REACH])
    if behind.startswith("-"):
        return None
    free = _ANY.search(before)
    if free is not None and not _BINDING.search(free["words"]):
        return Bound.PLAIN, bool(_APPLIED.search(free["words"]))
    said = [
        _IS.match(behind) if _INTRODUCED.search(before) else None,
        _IN_BRACKETS.match(behind),
        _BETWEEN_COMMAS.match(behind),
        _CALLED_SO.match(behind) if _CALLED.search(before) else None,
        _NEXT.match(behind) if _JOINED.search(before) else None,
    ]
    if _SOLVES.match(behind):
        named = _BEFORE.search(before)
        return Bound.BOUND, named is not None and bool(_APPLIED.search(named["words"]))
    if _LIKEWISE.match(behind):
        return Bound.PART, False
    for found in said:
        if found is not None:
            words = _up_to_end(found["words"])
            return _kind(words), bool(_APPLIED.search(words))
    found = _BEFORE.search(before)
    if found is None:
        return None
    words = found["words"][last.end() :] if (last := _last(found["words"])) else found["words"]
    how, called = _kind(words.strip()), bool(_APPLIED.search(words))
    if how is not Bound.NAMED or found["article"]:
        return how, called
    return (None, True) if called else None


def _last(words: str) -> re.Match[str] | None:
    """The last little word, behind which a noun may stand."""
    found = [*_LITTLE.finditer(words)]
    return found[-1] if found else None


def _up_to_end(words: str) -> str:
    found = _END.search(words)
    return words if found is None else words[: found.start()]


def _kind(words: str) -> Bound:
    """How words describe what they are said of."""
    noun = _NOUN.split(re.sub(r"[$].*", "", words, flags=re.DOTALL), maxsplit=1)[0]
    if _NOT_ZERO.match(words):
        return Bound.PLAIN
    if _ORDERED.search(noun):
        return Bound.ORDERED
    if _COMPLEX.search(noun):
        return Bound.COMPLEX
    if _BINDING.search(words) or _MADE.match(words):
        return Bound.BOUND
    if _PARTS.search(words):
        return Bound.PART
    if _PARITY.search(words):
        return Bound.PARITY
    return Bound.PLAIN if _PLAIN.match(noun) else Bound.NAMED


def _of_set(found: list[Token]) -> Bound | None:
    """How a set describes its elements; None for an interval, all numbers of a kind, a name."""
    said = "".join(t.text for t in found if t.text not in ("left", "right"))
    if said.startswith("{") and found[0].kind == "control":
        return Bound.BOUND
    said = said.replace("{", "").replace("}", "").removeprefix("mathbb").removeprefix("mathbf")
    power = said.partition("^")[2]
    if power and "times" in power:
        return Bound.ORDERED
    if said[:1] == "C" and found[0].kind == "control":
        return Bound.COMPLEX
    if said[:1] in ("F", "H") and found[0].kind == "control":
        return Bound.BOUND
    odd = said[:2] in ("Z_", "Z/") or (said[:2] == "R^" and power[:1] not in ("+", "*", ">"))
    return Bound.BOUND if odd else None
