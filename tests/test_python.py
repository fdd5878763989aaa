"""`derive.equal` and `derive.diff` in a program: bounded as the commands are, and quick."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import derive
from derive.report.report import Verdict
from derive.worker.kept import _processes

ROOT = Path(__file__).resolve().parent.parent
#: What takes far longer than the time that it gets here.
ENDLESS = "sin(x)/(1 + x^2 + e^x)"
for _ in range(12):
    ENDLESS = f"d/dx ({ENDLESS})"
#: Two sides that no point tells apart, and that take long to prove.
TOWER = "tan(" * 16 + "{}" + ")" * 16


def program(source: str) -> str:
    """What a program prints that is run by itself, without a guard around it."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(source)],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def test_an_equality_ends_in_time() -> None:
    derive.equal("x", "x")
    started = time.monotonic()
    found = derive.equal(TOWER.format("tan(x)"), TOWER.format("sin(x)/cos(x)"), timeout=0.2)
    assert time.monotonic() - started < 30
    assert found.verdict is Verdict.NOT_SHOWN
    assert found.explanation == "out of time (0.2 s)"
    assert derive.equal("x + x", "2*x")


def test_a_derivation_ends_in_time() -> None:
    found = derive.diff(ENDLESS, timeout=0.5)
    assert not found
    assert found.stopped == "out of time (0.5 s)"
    assert derive.diff("x^2").derivative == "2*x"


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), 1e9])
def test_times_that_there_are_not(seconds: float) -> None:
    with pytest.raises(ValueError, match="timeout"):
        derive.equal("x", "x", timeout=seconds)
    with pytest.raises(ValueError, match="timeout"):
        derive.diff("x", timeout=seconds)


def test_a_worker_is_kept() -> None:
    derive.equal("x", "x")
    kept = _processes[-1].idle[-1]._process
    assert derive.equal("x + x", "2*x")
    assert derive.diff("x^2", "x")
    assert _processes[-1].idle[-1]._process is kept


def test_threads_have_a_worker_each() -> None:
    sides = [(f"x + {k}", f"{k} + x") for k in range(8)]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda pair: derive.equal(*pair), sides))
    assert all(found)
    assert [f.left for f in found] == [left for left, _ in sides]


def test_a_call_that_was_interrupted_leaves_no_answer_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from derive.worker.guard import Worker

    honest = Worker._exchange

    def interrupted(self: Worker, request: object, seconds: float) -> object:
        if request is not None and self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(
                b'{"job": "equal", "left": "x", "right": "y", "where": [],'
                b' "opaque": [], "seconds": 9}\n'
            )
            self._process.stdin.flush()
            raise KeyboardInterrupt
        return honest(self, request, seconds)

    monkeypatch.setattr(Worker, "_exchange", interrupted)
    with pytest.raises(KeyboardInterrupt):
        derive.equal("x", "x")
    monkeypatch.undo()
    assert derive.equal("x + x", "2*x")


def test_a_program_needs_no_guard() -> None:
    printed = program("""
        import derive
        print(bool(derive.equal("x + x", "2*x")), derive.diff("x^2").derivative)
        """)
    assert printed == "True 2*x"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
def test_a_forked_child_has_workers_of_its_own() -> None:
    printed = program("""
        import os
        import derive
        assert derive.equal("x", "x")
        child = os.fork()
        if child == 0:
            os._exit(0 if derive.equal("x + x", "2*x") else 1)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), bool(derive.equal("y", "y")))
        """)
    assert printed == "0 True"


def test_what_has_to_be_named_is_said() -> None:
    with pytest.raises(ValueError, match="`wrt` is needed"):
        derive.diff("a*b")
    with pytest.raises(ValueError, match="it is one of x, y"):
        derive.diff("x*y")
