"""What `derive check` keeps of documents: nothing that is stale or forged is believed."""

from __future__ import annotations

import json
import os
import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from derive.cache import store as store_module
from derive.cache.documents import DocumentCache
from derive.cache.signing import body_of, key, signed
from derive.worker.documents import check_document
from tests import outside
from tests.inside import workers
from tests.keeping import entries
from tests.test_changed import git
from tests.test_documents import needs_markdown
from tests.workers import Here

pytestmark = pytest.mark.usefixtures("keeping")
RIGHT = r"$(x+1)^2 = x^2 + 2x + 1 = 1 + x(x + 2)$"
WRONG = r"$(x+1)^2 = x^2 + 2x + 1 = 1 + x(x - 2)$"


class Asked(Here):
    """A worker in this process that notes which documents it is asked about."""

    paths: list[str] = []  # noqa: RUF012

    def ask(self, job, seconds=None):  # type: ignore[no-untyped-def]
        Asked.paths.append(job["path"])
        return super().ask(job, seconds)


def check(*arguments: str) -> tuple[int, str, str, list[str]]:
    """Exit code, output without times and errors of `derive check`; which documents were asked,
    in the order of their names: two workers take them in any."""
    Asked.paths = []
    with workers(Asked):
        code, out, err = outside.outcome("check", *arguments)
    return code, outside.timeless(out), " ".join(err.split()), sorted(Asked.paths)


def put(**texts: str) -> None:
    for name, text in texts.items():
        Path(f"{name}.tex").write_text(text, encoding="utf-8")


def test_a_name_that_is_no_utf8_has_an_entry() -> None:
    name = os.fsdecode(b"a\xff.tex")
    Path(name).write_text(WRONG, encoding="utf-8")
    assert (check(name)[0], check(name)[3], len(entries())) == (1, [], 1)


def test_what_is_unchanged_is_told_again() -> None:
    put(a=RIGHT, b=WRONG, c=r"\input{a} \input{none} " + RIGHT)
    first = check("a.tex", "b.tex", "c.tex", "--notes", "--unread", "--show-reading")
    assert first[3] == ["a.tex", "b.tex", "c.tex"]
    assert len(entries()) == 3
    again = check("a.tex", "b.tex", "c.tex", "--notes", "--unread", "--show-reading")
    assert again == (*first[:3], [])
    for path in ("a.tex", "b.tex", "c.tex"):
        assert DocumentCache("").get(path, ".") == check_document(path, ".")
    told = [check("b.tex", "--format", form)[1] for form in ("json", "sarif", "junit", "github")]
    fresh = [
        check("b.tex", "--no-cache", "--format", form)[1]
        for form in ("json", "sarif", "junit", "github")
    ]
    assert [_fixed(one) for one in told] == [_fixed(one) for one in fresh]


def _fixed(document: str) -> str:
    return re.sub(r'("seconds": |time=")[0-9.]+', "", document)


@needs_markdown
def test_a_notebook_is_told_again_by_its_cells() -> None:
    cells = [{"cell_type": "markdown", "source": [text]} for text in (RIGHT, WRONG)]
    Path("a.ipynb").write_text(json.dumps({"cells": cells}))
    assert check("a.ipynb")[:3] == check("a.ipynb")[:3]
    assert check("a.ipynb")[3] == []
    assert "a.ipynb:cell 2:1:" in check("a.ipynb")[1]


def test_what_changed_is_checked_anew() -> None:
    put(a=RIGHT)
    assert check("a.tex")[0] == 0
    put(a=WRONG)
    assert check("a.tex")[::3] == (1, ["a.tex"])
    put(a=RIGHT)
    assert check("a.tex")[::3] == (0, [])


def test_what_is_included_is_a_part_of_it() -> None:
    put(main=r"\newcommand{\p}{+}\input{macros} $x + x = 2x = x \p x$")
    assert check("main.tex")[0] == 0
    put(macros=r"\newcommand{\p}{-}")  # it came
    assert check("main.tex")[::3] == (1, ["main.tex"])
    put(macros=r"\renewcommand{\p}{+}")  # it is another
    assert check("main.tex")[::3] == (0, ["main.tex"])
    Path("elsewhere.tex").write_text(r"\newcommand{\p}{-}")
    Path("macros.tex").unlink()
    Path("macros.tex").symlink_to("../outside.tex")  # it leads out of the folder
    Path("../outside.tex").write_text(r"\newcommand{\p}{-}")
    assert check("main.tex")[::3] == (0, ["main.tex"])
    assert check("main.tex")[3] == []


def test_another_root_is_another_question() -> None:
    Path("parts").mkdir()
    put(macros=r"\newcommand{\p}{-}")
    Path("parts/a.tex").write_text(r"\input{../macros} \newcommand{\q}{} $x + x = 2x = x \p x$")
    assert check("parts/a.tex")[0] == 0
    assert check(".")[::3] == (1, ["parts/a.tex", "macros.tex"][:1])


def test_another_program_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    put(a=RIGHT)
    check("a.tex")
    monkeypatch.setattr(store_module, "fingerprint", lambda _: "another program")
    assert check("a.tex")[3] == ["a.tex"]
    monkeypatch.setattr(store_module, "fingerprint", " ".join)
    assert "markdown_it" in DocumentCache("")._program


@pytest.mark.parametrize("secret", [b"", b"another key of somebody else's"])
def test_what_is_signed_with_another_key_is_not_believed(secret: bytes) -> None:
    put(a=RIGHT)
    check("a.tex")
    (right,) = entries()
    body = body_of(right.stem, right.read_bytes(), key())
    put(a=WRONG)
    check("a.tex")
    (wrong,) = set(entries()) - {right}
    old, new = (sha256(text.encode()).hexdigest().encode() for text in (RIGHT, WRONG))
    assert old in body
    forged = body.replace(old, new)
    wrong.write_bytes(signed(wrong.stem, forged, secret) if secret else forged)
    code, _, err, asked = check("a.tex")
    assert (code, asked) == (1, ["a.tex"])
    assert "an entry is damaged, or was written by somebody else" in err


def test_what_is_kept_for_one_document_says_nothing_of_another() -> None:
    put(a=RIGHT)
    check("a.tex")
    (right,) = entries()
    put(a=WRONG)
    check("a.tex")
    (wrong,) = set(entries()) - {right}
    shutil.copy(right, wrong)
    assert check("a.tex")[::3] == (1, ["a.tex"])


def test_entries_that_are_damaged() -> None:
    put(a=WRONG)
    first = check("a.tex")
    (entry,) = entries()
    name, whole = entry.stem, entry.read_bytes()
    body = body_of(name, whole, key())
    told = json.loads(body)
    damaged = [b"", b"{}", b"[]", body[:-1], body.replace(b"REFUTED", b"NOTHING")]
    damaged += [json.dumps([*told[:at], 7, *told[at + 1 :]]).encode() for at in (0, 6, 12, 13, 15)]
    for one in damaged:
        entry.write_bytes(signed(name, one, key()))
        assert check("a.tex")[:2] == first[:2], one[:80]


def test_an_answer_that_a_clock_ended_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("x")

    put(a=RIGHT)
    monkeypatch.setattr("derive.worker.documents.check_document", broken)
    assert check("a.tex")[0] == 1
    assert not entries()


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
def test_what_changed_since_a_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "CI"):
        monkeypatch.delenv(name, raising=False)
    put(a=RIGHT, main=r"\input{part} \input{macros} " + RIGHT, part=RIGHT)
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")

    def changed() -> list[str]:
        return check(".", "--changed", "--no-cache")[3]

    assert changed() == []
    put(a=WRONG)
    assert changed() == ["a.tex"]
    git("checkout", "-q", ".")
    put(part=WRONG)
    assert changed() == ["main.tex"]  # which it is a part of
    git("checkout", "-q", ".")
    put(macros="")  # it came, and was looked for
    assert changed() == ["main.tex"]
    git("add", ".")
    git("commit", "-qm", "second")
    Path("macros.tex").unlink()
    assert changed() == ["main.tex"]
    code, out, _, _ = check(".", "--changed", "HEAD~1")
    assert (code, "0 of 2 documents changed since HEAD~1" in out) == (0, True)
    assert check(".", "--changed=nothing")[0] == 2
