"""A verdict is a function of the question: not of what was asked before, and of no hash."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.outside import ROOT, environment
from tests.shuffled import SEVERAL

#: Each is a process of its own with another order of all that is in sets.
SALTS = (2, 3, 5, 14)


def told(salt: int) -> dict[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.shuffled", str(salt)],
        cwd=ROOT,
        env=environment(PYTHONHASHSEED=str(salt)),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def test_verdicts_depend_on_no_order_of_sets() -> None:
    first, *others = map(told, SALTS)
    assert len(first) > 50
    assert first[f"{SEVERAL[0]} = {SEVERAL[1]} {SEVERAL[2]}"][0] == "proved"
    for other in others:
        assert {k: v for k, v in other.items() if v != first[k]} == {}
        assert other.keys() == first.keys()
