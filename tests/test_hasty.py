"""What is told in haste: the same verdicts, without what mends them."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.check.check import check_file, new_run
from derive.report.diagnostics import Kind
from tests.editing import Editor

FAIL = sorted((Path(__file__).parent / "fail").glob("*.yaml"))[::7]
#: A wrong line whose edit is looked for longer than an editor waits for a verdict.
SLOW = (Path(__file__).parent.parent / "proofs/physics/relativistic-force.yaml").read_text()
WRONG = SLOW.replace("d/dt (m*v(t))*sqrt", "2 + d/dt (m*v(t))*sqrt", 1)


@pytest.mark.parametrize("path", FAIL, ids=lambda path: path.stem)
def test_verdicts_are_those_of_the_whole_report(path: Path) -> None:
    soon = new_run(hasty=True).report(str(path))
    whole = check_file(str(path))
    assert [step.verdict for step in soon.steps] == [step.verdict for step in whole.steps]
    kinds = [d.kind for d in soon.diagnostics]
    if any(step.remedy for step in whole.steps):  # an edit that is found may end the chain too
        mended = {*kinds} - {d.kind for d in whole.diagnostics}
        assert mended <= {Kind.CHAIN_ENDS_ELSEWHERE}
        kinds = [kind for kind in kinds if kind not in mended]
    assert kinds == [d.kind for d in whole.diagnostics]
    assert not any(step.remedy for step in soon.steps)


def test_an_editor_is_told_the_verdict_first(tmp_path: Path) -> None:
    pytest.importorskip("pygls", reason="the language server needs pygls")
    assert WRONG != SLOW
    editor = Editor(tmp_path)
    editor.start()
    uri = (tmp_path / "slow.yaml").as_uri()
    assert editor.open(uri, SLOW) == []
    editor.change(uri, 2, {"text": WRONG})
    soon = editor.first(uri, 2)
    assert [d["code"] for d in soon][:1] == ["refuted"]
    editor.change(uri, 3, {"text": WRONG + "\n"})
    later = editor.wrong(uri, 3)  # what follows from the line that is mended is told no more
    assert [d["code"] for d in later] == ["refuted"]
    assert later[0]["range"]["start"] == soon[0]["range"]["start"]
    assert editor.end() == 0
