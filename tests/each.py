"""Cases that are each over in a moment, as one test: pytest takes longer for a test than they do.

What takes longer, needs fixtures of its own or may be skipped is for `pytest.mark.parametrize`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from inspect import signature
from typing import Any

import pytest

Test = Callable[..., None]


def each(
    names: str | tuple[str, ...], cases: Iterable[Any], ids: Callable[[Any], str] = str
) -> Callable[[Test], Test]:
    """Runs a test for every case, and fails with all those that fail, each by its name.

    Takes what `pytest.mark.parametrize` takes; what else the test has as arguments are fixtures,
    which its cases share.
    """
    split = [(case, arguments(names, case)) for case in cases]
    assert split
    assert not any(hasattr(case, "marks") for case, _ in split), "marks need a test for each"

    def over_all(test: Test) -> Test:
        @wraps(test)
        def tests(**fixtures: Any) -> None:
            found = []
            for number, (case, given) in enumerate(split, 1):
                for error in failure(test, {**fixtures, **given}):
                    error.add_note(f"case {number}: {name(case, ids)}")
                    found.append(error)
            if len(found) == 1:
                raise found[0]
            if found:
                failing = "; ".join(e.__notes__[-1] for e in found)
                raise BaseExceptionGroup(f"{len(found)} of {len(split)} fail: {failing}", found)

        asked = signature(test)
        others = [p for word, p in asked.parameters.items() if word not in split[0][1]]
        tests.__signature__ = asked.replace(parameters=others)  # type: ignore[attr-defined]
        return tests

    return over_all


def arguments(names: str | tuple[str, ...], case: Any) -> Mapping[str, Any]:
    return {names: case} if isinstance(names, str) else dict(zip(names, case, strict=True))


def name(case: Any, ids: Callable[[Any], str]) -> str:
    """What a case is called; only what fails is, since some cannot be written."""
    try:
        return ("-".join(map(ids, case)) if isinstance(case, tuple) else ids(case))[:100]
    except ValueError:
        return "cannot be written"


def failure(test: Test, given: Mapping[str, Any]) -> Iterator[BaseException]:
    """What a case fails with, if it does."""
    try:
        test(**given)
    except pytest.skip.Exception as skipped:
        yield AssertionError(f"one of many cases is skipped: {skipped}")
    except (Exception, pytest.fail.Exception) as error:
        yield error
