"""Reasons that name no rule: what is meant by them, as the text to write instead."""

from __future__ import annotations

import re
from dataclasses import replace

from derive.check.lemmas import is_other_script, reason
from derive.expression.tokens import plain_name
from derive.library import lemma_found
from derive.report.diagnostics import Diagnostic, Kind, did_you_mean
from derive.rules import names
from derive.rules.called import beyond, choices, meant
from derive.script.load import Loaded
from derive.script.script import By, Script, Step

#: What people put between the names of several reasons, besides commas.
_BETWEEN = re.compile(r"\s+and\s+|\s*[+;&]\s*|\s+")
_NO_LEMMA = "write `theorem NAME`, with the name of another script"


def unknown_rules(script: Script) -> tuple[Diagnostic, ...]:
    """The reasons of a script that are neither rules nor lemmas."""
    return tuple(
        Diagnostic(
            Kind.UNKNOWN_RULE,
            by.place,
            expected="the name of a rule; `derive rules` lists them",
            written=by.name,
            hint=_hint(script, step, by),
            about=(by.name,),
        )
        for step in script.steps
        for by in step.by or ()
        if not _known(by)
    )


def without_unknown_rules(loaded: Loaded) -> Loaded:
    """A script whose steps have no reason where one of theirs names no rule, or no script."""
    script = loaded.script
    if script is None:
        return loaded
    named = [all(_is_there(script, by) for by in step.by or ()) for step in script.steps]
    pairs = zip(script.steps, named, strict=True)
    steps = tuple(step if known else step._replace(by=None) for step, known in pairs)
    return loaded if all(named) else replace(loaded, script=script._replace(steps=steps))


def _is_there(script: Script, by: By) -> bool:
    """Whether a reason names something."""
    if by.lemma:
        found = lemma_found(by.lemma, script.path)
        return found.path is not None or bool(found.several)
    return _known(by)


def _known(by: By) -> bool:
    return bool(by.lemma) or reason(by) in names()


def _meant(script: Script, by: By, near: bool) -> tuple[str, ...]:
    """The names that are meant by a reason: of rules, or of the theorem of a script."""
    if _known(by):
        return (reason(by),)
    found = meant(by.name)
    if not found and plain_name(by.name) and is_other_script(script, by.name):
        found = (f"theorem {by.name}",)
    return found or meant(by.name, near)


def _hint(script: Script, step: Step, by: By) -> str:
    """What to write: all reasons of the step, where it is clear what is meant by each."""
    if by.name == "theorem":
        return _NO_LEMMA
    if instead := beyond(by.name):
        return instead
    apart = [reason(by._replace(name=part)) for part in _BETWEEN.split(by.name.strip())]
    if len(apart) > 1 and {*names()} >= {*apart} and not _meant(script, by, near=False):
        return f"write `by: [{', '.join(apart)}]`"
    several = choices(by.name)
    if several:
        return f"say what is done: {', '.join(several[:-1])} or {several[-1]}"
    for near, saying in ((False, "write `by: {}`"), (True, "did you mean `by: {}`?")):
        found = [_meant(script, b, near) for b in step.by or ()]
        if all(found):
            told = tuple(dict.fromkeys(name for each in found for name in each))
            return saying.format(told[0] if len(told) == 1 else f"[{', '.join(told)}]")
    return did_you_mean(by.name, names())
