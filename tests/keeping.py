"""Runs of `derive verify` that keep what they find, in this process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from derive.cache import store as store_module
from derive.check.check import new_run
from derive.report.gaps import Gap
from derive.report.report import Report
from derive.worker import jobs
from derive.worker.guard import Failure
from tests import outside
from tests.inside import workers
from tests.outside import timeless
from tests.scripts import GOOD
from tests.workers import Here, flat

REFUTED = GOOD.replace("to: 2*x\n", "to: 3*x\n").replace("(x^2) = 2*x", "(x^2) = 3*x")
#: It rests on a script that is called `basis`.
RESTING = """derive: 1
title: It rests on another
variables: {y: real}
theorem: d/dy (y^2) + 1 = 2*y + 1
steps:
  - to: 2*y + 1
    by: theorem basis
"""
BASIS = GOOD
ASKED = "a question"


class Asked(Here):
    """A worker of this process whose scripts share their lemmas; `paths` are what was checked."""

    paths: ClassVar[list[str]] = []

    def start(self) -> Failure | None:
        if not jobs._shared:
            jobs.share_lemmas()
        return None

    def ask(self, job: Any, seconds: float | None = None) -> Any:
        if job["job"] == "check":
            Asked.paths.append(job["path"])
        return super().ask(job, seconds)


def keeping_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of scripts, and a cache that is empty; the program is not read each time."""
    monkeypatch.delenv("DERIVE_NO_CACHE")
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    monkeypatch.setattr(store_module, "fingerprint", lambda _=None: "this program")
    monkeypatch.setattr(jobs, "_shared", [])
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    yield here
    jobs._shared.clear()


def verify(*arguments: str) -> tuple[int, str, str, list[str]]:
    """Exit code, output without times and errors of `derive verify`; which scripts were checked,
    in the order of their names: workers take them in any."""
    jobs._shared.clear()
    Asked.paths = []
    with workers(Asked):
        code, out, err = outside.outcome("verify", *arguments)
    return code, timeless(out), flat(err), sorted(Asked.paths)


def write(**scripts: str) -> None:
    for name, text in scripts.items():
        Path(f"{name}.yaml").write_text(text, encoding="utf-8")


def entries() -> list[Path]:
    return sorted(Path(os.environ["DERIVE_CACHE_DIR"]).glob("*.kept"))


def reported(path: str, gaps: bool = False) -> tuple[Report, Any]:
    """A report of this moment, and what it rests on."""
    run = new_run()
    report = run.report(path)
    if gaps:
        from derive.check.fill import gaps_of

        found: tuple[Gap, ...] = gaps_of(path, run)
        report = Report(**{**vars(report), "gaps": found})
    return report, run.rests(path)
