"""Whatever commands are given, they end in an answer: no traceback, no error of ours, no hanging.

`python -m tests.hostile` gives them as much as one likes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NoReturn

import pytest

from derive.report.equality import EqualityReport
from tests.hostile.commands import ATTACKS, Attack, attacks, defended

#: How many of each kind are made in every run, and how many in a long one.
FEW, MANY = 20, 1_000
Ended = Callable[[Attack], str]


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ended]:
    """What is wrong with how an attack ended."""
    with defended(tmp_path_factory.mktemp("hostile")) as ended:
        yield ended


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
@pytest.mark.parametrize("kind", ATTACKS)
def test_whatever_is_given_is_answered(kind: str, count: int, wrong: Ended) -> None:
    ended = ((attack, wrong(attack)) for attack in attacks(kind, count, seed=count))
    assert [(str(attack)[:500], said) for attack, said in ended if said] == []


def _break(*_: object, **__: object) -> NoReturn:
    raise KeyError("x")


def test_an_error_that_gets_out_is_seen(wrong: Ended, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wrong(Attack(("show", "no such script"))) == ""
    monkeypatch.setattr("derive.library.find", _break)
    assert wrong(Attack(("show", "no such script"))) == "raised KeyError: 'x'"


def test_an_error_that_is_told_is_seen(wrong: Ended, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wrong(Attack(("equal", "x", "x"))) == ""
    report = EqualityReport("x", "x", (), explanation="an error inside `derive`: KeyError: 'x'")
    monkeypatch.setattr("derive.worker.ask.equal", lambda *_, **__: report)
    assert wrong(Attack(("equal", "x", "x"))).startswith("told 'error inside'")
