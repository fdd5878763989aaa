"""Names that nothing is known of: which of them stand for any function, and what others may be."""

from __future__ import annotations

import re
from collections.abc import Iterable

from derive.expression.arities import RESERVED_WORDS
from derive.expression.functions import CONSTANT_NAMES, NO_NUMBERS, SYNONYMS
from derive.expression.words import BY_ARITY
from derive.near import near_words
from derive.report.diagnostics import MAX_DETAIL, Diagnostic, Kind, Place
from derive.script.meant import absent

#: Words that mean something already where they are called.
KNOWN = frozenset({*BY_ARITY, *SYNONYMS, *CONSTANT_NAMES, *RESERVED_WORDS})
#: A letter, phi or psi, with a subscript or without, or p for a prime: what a function is called of
#: which nothing is known.
_ANY = re.compile(r"(?:[A-Za-zΑ-Ωα-ω]|phi|psi)(?:_?[0-9]+|_[A-Za-z0-9]+)?|[f-h]p{1,2}")
#: How many names are offered.
_NEAREST = 3


def stands_for_any(name: str) -> bool:
    """Whether a name that is called, and not known, stands for any function."""
    return _ANY.fullmatch(name) is not None


def nearest_names(name: str, known: Iterable[str]) -> str:
    """The known names nearest to one, in words; empty where none is near."""
    return " or ".join(f"`{n}`" for n in near_words(name, known, _NEAREST))


def unknown_function(place: Place, name: str, known: Iterable[str]) -> Diagnostic:
    """The complaint about a function that is not known and does not stand for any."""
    near = nearest_names(name, known)
    meant = f"`--opaque {name[:MAX_DETAIL]}` takes it as a function of which nothing is known"
    hint = absent(name) or (f"did you mean {near}? {meant}" if near else meant)
    return Diagnostic(
        Kind.UNKNOWN_NAME, place, "a known function", f"`{name}`", hint, (f"`{name}`",)
    )


def joined(place: Place, name: str, calls: tuple[str, ...]) -> Diagnostic:
    """The complaint about a name that reads as a function with its argument, or as factors."""
    meant = " or ".join(f"`{call}`" for call in calls)
    hint = f"write {meant}; for a variable of that name say `--where '{name} real'`"
    return Diagnostic(Kind.UNKNOWN_NAME, place, "a known name", f"`{name}`", hint, (f"`{name}`",))


def no_number(place: Place, name: str) -> Diagnostic:
    """The complaint about a word for what is no real number."""
    hint = f"{NO_NUMBERS[name]}; for a variable of that name say `--where '{name} real'`"
    return Diagnostic(
        Kind.UNKNOWN_NAME, place, "a real number or a variable", f"`{name}`", hint, (f"`{name}`",)
    )
