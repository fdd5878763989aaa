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


def test_a_path_without_scripts_beside_one_with_some(folder: Path) -> None:
    (folder / "empty").mkdir()
    code, out, err = outcome("verify", "empty", "proofs/good.yaml")
    assert (code, "no proof script was found in empty" in err) == (2, True)
    assert "1 script, 2 steps: 1 proved, 1 path cannot be used in" in out


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("jobs", "usable"), [("0", True), ("-1", False), ("257", False), ("x", False)]
)
def test_how_many_workers(jobs: str, usable: bool) -> None:
    code, out, err = outcome("verify", "proofs/good.yaml", "--jobs", jobs)
    if usable:
        assert (code, "all proved" in out) == (0, True)
    else:
        assert (code, out, "--jobs" in err) == (2, "", True)


def test_a_lemma_by_an_absolute_path(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lemma = tmp_path_factory.mktemp("elsewhere") / "lemma.yaml"
    for written, code, said in ((GOOD, 0, "proved"), (REFUTED, 1, "[broken-lemma]")):
        lemma.write_text(written, encoding="utf-8")
        user = written.replace("  - to: 2*x*d/dx x\n    by: power\n", "")
        user = user.replace("by: variable", f"by: theorem {lemma}")
        (folder / "proofs/user.yaml").write_text(user, encoding="utf-8")
        for _ in range(2):  # what is kept says the same
            found, out, _ = outcome("verify", "proofs/user.yaml")
            assert (found, said in out) == (code, True)
    lemma.unlink()
    code, out, _ = outcome("verify", "proofs/user.yaml")
    assert (code, "[unknown-lemma]" in out) == (2, True)


def test_a_path_of_a_lemma_without_its_ending(folder: Path) -> None:
    written = GOOD.replace("by: variable", "by: theorem ./more/refuted")
    (folder / "proofs/user.yaml").write_text(written, encoding="utf-8")
    code, out, _ = outcome("verify", "proofs/user.yaml")
    assert (code, "did you mean `theorem ./more/refuted.yaml`?" in out) == (2, True)
