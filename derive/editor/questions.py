"""What an editor asks about a place in a script: answered of the version that is there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from lsprotocol import types

from derive.editor import hover
from derive.editor.actions import actions, spellings
from derive.editor.completion import completions
from derive.editor.finding import rule_at, steps_at
from derive.editor.scripts import Known, Script
from derive.library import SUFFIXES
from derive.report.explain import Explanation
from derive.report.report import Report
from derive.worker.guard import Failure

#: Asks the worker a job about a script, with more that is told.
Ask = Callable[..., Awaitable[Any]]
#: For so many steps edits are looked for at once.
MOST_STEPS = 8
#: How many seconds a question waits for the check of its version.
_WAIT = 20.0


async def hovered(script: Script, position: types.Position, ask: Ask) -> types.Hover | None:
    """What is told of a place."""
    known = script.known
    here = position.line, known.document.column(position)
    name = rule_at(known.document, *here)
    told = hover.of_rule(name) if name else await _told(script, known, here, ask)
    content = types.MarkupContent(types.MarkupKind.Markdown, told)
    return types.Hover(content) if told else None


async def _told(script: Script, known: Known, here: tuple[int, int], ask: Ask) -> str:
    """What is told of the theorem or of a step."""
    report = await _report(known)
    if report is None or report.theorem is None:
        return ""
    place = report.theorem.place
    if place is not None and place.line - 1 == here[0]:
        return hover.of_theorem(report, report.theorem)
    if not known.document.line(here[0]).strip():
        return ""
    numbers = steps_at(known.document, report, here, here)
    if not numbers:
        return ""
    found = await _once(known, ("explain", numbers[0]), script, ask, step=str(numbers[0]))
    return hover.of_step(found) if isinstance(found, Explanation) else ""


async def offered(
    script: Script, params: types.CodeActionParams, ask: Ask, versioned: bool
) -> list[types.CodeAction]:
    """The edits that mend the steps of a range."""
    wanted = params.context.only
    if wanted is not None and not any(k in ("", types.CodeActionKind.QuickFix) for k in wanted):
        return []
    known = script.known
    report = await _report(known)
    if report is None:
        return []
    if not report.usable:
        lines = params.range.start.line, params.range.end.line
        return [*spellings(script, known, report, *lines, versioned)]
    first, last = (
        (p.line, known.document.column(p)) for p in (params.range.start, params.range.end)
    )
    numbers = steps_at(known.document, report, first, last)[:MOST_STEPS]
    if not numbers:
        return []
    found = await _once(known, ("repairs", *numbers), script, ask, numbers=numbers)
    if isinstance(found, Failure):
        return []
    return actions(script, known, found, params.context.diagnostics, versioned)


def completed(script: Script, position: types.Position) -> list[types.CompletionItem]:
    """What may be written at a place."""
    known = script.known
    first: tuple[str, ...] = ()
    if known.report is not None:
        here = position.line, known.document.column(position)
        numbers = steps_at(known.document, known.report, here, here)
        reason = known.report.steps[numbers[0] - 1].reason if numbers else None
        first = reason.names if reason is not None else ()
    return completions(known.document, position, _beside(script), first)


def _beside(script: Script) -> list[str]:
    """The names of the scripts in the folder of one."""
    path = Path(script.path)
    try:
        names = sorted(p.stem for p in path.parent.iterdir() if p.suffix in SUFFIXES)
    except OSError:
        return []
    return [name for name in names if name != path.stem]


async def _report(known: Known) -> Report | None:
    """The report on a version; None where there is none (any more)."""
    try:
        await asyncio.wait_for(known.checked.wait(), _WAIT)
    except TimeoutError:
        return None
    return known.report


async def _once(known: Known, key: tuple[Any, ...], script: Script, ask: Ask, **told: Any) -> Any:
    """An answer that is kept as long as the version is there."""
    if key not in known.answers:
        answer = await ask(script, key[0], **told)
        if isinstance(answer, Failure):
            return answer
        known.answers[key] = answer
    return known.answers[key]
