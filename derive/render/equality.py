"""The decision on one equality on a terminal: verdict, what it rests on, or a witness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from derive.expression.words import BY_ARITY
from derive.render.diagnostics import shown
from derive.render.screen import Screen
from derive.report.diagnostics import Diagnostic, nearest
from derive.report.equality import EqualityReport, function_words, point_words
from derive.report.report import Verdict, Witness


def tell(screen: Screen, found: EqualityReport, sides: tuple[str, str] = ("left", "right")) -> None:
    """Prints a decision, or all that is wrong with the input; `sides` are what they are called."""
    if not found.usable:
        _complain(screen, found)
        return
    screen.print(screen.verdict(found.verdict))
    for label, said in _rows(found, sides):
        screen.hanging(f"  {label:<9} ", said)
    opinion = found.opinion
    if opinion is not None:
        wanted = found.verdict is Verdict.NOT_SHOWN or opinion.contradicts(found.verdict)
        if wanted:
            screen.opinion(opinion, found.verdict, " " * 12)


def _rows(found: EqualityReport, sides: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """What is said under a verdict, a label and words each."""
    if found.conditions and " and ".join(found.conditions) not in found.explanation:
        yield "for", " and ".join(found.conditions)
    if found.witness is not None:
        yield from _witness(found.witness, sides)
    for assumed in found.assumptions:
        yield "assuming", assumed
    if found.by:
        yield "by", found.by
    if found.explanation:
        yield "because", found.explanation
    if found.conditions and found.verdict is not Verdict.PROVED:
        yield "hint", " ".join(f"--where '{c}'" for c in found.conditions)
    if found.verdict is not Verdict.PROVED:
        for name in found.unknown:
            near = nearest(name, BY_ARITY)
            hint = f"; did you mean {near}?" if near else ""
            yield "unknown", f"{name} is taken as any function{hint}"


def _witness(witness: Witness, sides: tuple[str, str]) -> Iterator[tuple[str, str]]:
    yield "at", point_words(witness)
    if witness.functions:
        yield "with", function_words(witness)
    yield sides[0], witness.left or "undefined"
    yield sides[1], witness.right or "undefined"
    yield "precision", f"{witness.precision} bits"


def _complain(screen: Screen, found: EqualityReport) -> None:
    plural = len(found.where) > 1
    texts = {"left": found.left, "right": found.right}
    for k, condition in enumerate(found.where, 1):
        texts[f"where {k}" if plural else "where"] = condition
    complain(screen, found.diagnostics, texts)


def complain(screen: Screen, diagnostics: Iterable[Diagnostic], texts: Mapping[str, str]) -> None:
    """Prints what is wrong with texts, each shown by the name that places call it."""
    for k, diagnostic in enumerate(diagnostics):
        if k:
            screen.print()
        lines = texts.get(diagnostic.place.file, "").split("\n")
        for pieces in shown(diagnostic, lines, screen.width, screen.ascii):
            screen.pieces(pieces)
