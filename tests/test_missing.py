"""Scripts that are not there, or twice; links that lead nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from derive.worker.jobs import JOBS
from tests.inside import outcome
from tests.scripts import GOOD

REFUTED = GOOD.replace("to: 2*x\n", "to: 3*x\n").replace("(x^2) = 2*x", "(x^2) = 3*x")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a script that is proved and one that is refuted."""
    (tmp_path / "proofs/more").mkdir(parents=True)
    (tmp_path / "proofs/good.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "proofs/more/refuted.yaml").write_text(REFUTED, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_name_that_exists_twice_is_told(folder: Path) -> None:
    for name in ("twin.yaml", "twin.yml", "more/deep.yaml", "more/deep.yml"):
        (folder / "proofs" / name).write_text(GOOD, encoding="utf-8")
    for called, path in (("twin", "twin"), ("deep", "more/deep"), ("more/deep", "more/deep")):
        code, _, err = outcome("show", called)
        assert (code, f"several proof scripts are called `{called}`" in err) == (2, True)
        assert f"write `proofs/{path}.yaml` or `proofs/{path}.yml`" in err
    (folder / "proofs/user.yaml").write_text(
        GOOD.replace("by: variable", "by: theorem twin"), encoding="utf-8"
    )
    code, out, _ = outcome("verify", "proofs/user.yaml")
    assert (code, "[several-scripts]" in out, "`twin.yaml` or `twin.yml`" in out) == (2, True, True)
    assert outcome("show", "proofs/twin.yml")[0] == 0


def test_links_that_lead_nowhere(folder: Path) -> None:
    (folder / "loop.yaml").symlink_to("loop.yaml")
    code, _, err = outcome("verify", "loop.yaml")
    assert (code, "the link leads nowhere" in err) == (2, True)
    (folder / "proofs/more/loop.yaml").symlink_to("loop.yaml")
    (folder / "proofs/more/around").symlink_to(folder / "proofs")
    code, out, _ = outcome("verify", "proofs/more")
    assert (code, out.count("[unreadable-file]"), out.count("[refuted]")) == (2, 1, 1)


def test_a_script_that_vanishes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = JOBS["check"]

    def check(request: Any) -> Any:
        (folder / "proofs/more/refuted.yaml").unlink(missing_ok=True)
        return honest(request)

    monkeypatch.setitem(JOBS, "check", check)
    code, out, _ = outcome("verify", "proofs/good.yaml", "proofs/more", "--jobs", "1")
    assert (code, "✓ proved          proofs/good.yaml" in out) == (2, True)
    assert "refuted.yaml:1:1: [unreadable-file]" in out
