"""What workers remember from one job to the next stays within bounds."""

from __future__ import annotations

from pathlib import Path

import pytest
from sympy.core.symbol import Symbol

from derive.expression import nodes
from derive.expression.nodes import SumOf, call
from derive.kernel.tidy import tidy
from derive.worker import forget
from derive.worker.jobs import answer

SCRIPT = """derive: 1
title: A square
variables: {x: real}
theorem: (x + 1)^2 = x^2 + 2*x + 1
steps:
  - to: x^2 + 2*x + 1
    by: expand
"""


@pytest.fixture
def script(tmp_path: Path) -> str:
    path = tmp_path / "square.yaml"
    path.write_text(SCRIPT, encoding="utf-8")
    return str(path)


def test_much_is_forgotten_between_jobs(script: str) -> None:
    job = {"job": "check", "path": script, "fresh": False}
    before = answer(job)
    for i in range(forget.MAX_KEPT + 1):
        tidy(SumOf(Symbol("x"), call("f", Symbol(f"y{i}"))))
    assert tidy.cache_info().currsize > forget.MAX_KEPT
    many = len(nodes._nodes)
    assert answer(job) == before
    assert tidy.cache_info().currsize == 0
    assert len(nodes._nodes) <= many - forget.MAX_KEPT
    assert answer(job) == before


def test_little_is_kept(script: str) -> None:
    forget.forget_much()
    answer({"job": "check", "path": script, "fresh": False})
    if tidy.cache_info().currsize <= forget.MAX_KEPT:
        known = tidy.cache_info().currsize
        forget.forget_much()
        assert tidy.cache_info().currsize == known > 0
