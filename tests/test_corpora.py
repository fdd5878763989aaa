"""The corpora: what fails, with its exact output; what passes; what must only not crash.

`DERIVE_UPDATE=1 pytest tests/test_corpora.py` writes the output of `tests/fail` anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

import derive.worker.forked
import derive.worker.pool
from derive.cli import app
from derive.report.codes import CODES
from derive.report.diagnostics import Diagnostic, Kind, Place, words
from derive.script.load import load
from derive.worker.jobs import JOBS, Request
from tests.outside import timeless
from tests.workers import Here, flat

ROOT = Path(__file__).resolve().parent.parent
GOOD = "proofs/activations/gaussian.yaml"
UPDATE = bool(os.environ.get("DERIVE_UPDATE"))


def corpus(name: str) -> list[str]:
    """The scripts of a corpus, as paths from the root of the repository."""
    return sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "tests" / name).glob("*.yaml"))


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(derive.worker.pool, "Worker", Here)
    monkeypatch.setattr(derive.worker.forked, "ForkedWorker", Here)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    for name in ("COLUMNS", "DERIVE_PATH", "FORCE_COLOR", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)


def verify(*paths: str) -> tuple[str, int]:
    """What `derive verify` prints about the paths without the time, and its exit code."""
    result = CliRunner().invoke(app, ["verify", *paths], catch_exceptions=False)
    return timeless(result.stdout), result.exit_code


# What fails


def kind_of(path: str) -> str:
    """The kind that a script shows: its name, up to a dot where there are several."""
    return Path(path).stem.partition(".")[0]


#: What is told beside another kind.
BESIDE = {Kind.WRONG_THEOREM: ("chain-ends-elsewhere",)}


@pytest.mark.parametrize("path", corpus("fail"))
def test_what_fails(path: str) -> None:
    """Its output is that which is written down, and the kind that its name says is told in it."""
    out, code = verify(path)
    found = f"{out}exit {code}\n"
    golden = Path(path).with_suffix(".out")
    if UPDATE:
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")
    assert_that_its_kind_is_told(path, out, code)


def assert_that_its_kind_is_told(path: str, out: str, code: int) -> None:
    slug = kind_of(path)
    kind = next(k for k in Kind if k.slug == slug)
    told = [line for line in out.splitlines() if line.startswith(f"{path}:")]
    assert told
    slugs = {slug, *BESIDE.get(kind, ())}
    assert {line.partition("[")[2].partition("]")[0] for line in told} == slugs
    assert code == (2 if kind.fatal else 1)
    assert Path(path).read_bytes().startswith(b"# ")


#: Kinds that no script in a folder can show: why, and the test that shows them.
EXCEPTIONS = {
    Kind.UNREADABLE_FILE: ("the file is not there", "test_a_file_that_cannot_be_read"),
    Kind.UNREADABLE_FOLDER: ("it is not a file", "test_a_folder_that_cannot_be_read"),
    Kind.NO_SCRIPT_FOUND: ("there is no script", "test_no_script_is_found"),
    Kind.NO_DOCUMENT: ("there is no document", "test_no_document_is_found"),
    Kind.NO_SUCH_PATH: ("there is nothing", "test_no_script_is_found"),
    Kind.UNKNOWN_SCRIPT: ("a name on the command line", "test_a_name_of_no_script"),
    Kind.SEVERAL_SCRIPTS: ("a name on the command line", "test_a_name_of_several_scripts"),
    Kind.UNKNOWN_STEP: ("a number on the command line", "test_a_step_that_is_not_there"),
    Kind.UNWRITABLE_FILE: ("a script is written on request", "test_a_file_that_is_read_only"),
    Kind.CONDITION: ("only `--strict` refuses it", "test_what_only_strict_refuses"),
    Kind.MISSING_REASON: ("only `--strict` refuses it", "test_what_only_strict_refuses"),
    Kind.GAP: ("it is a warning", "test_a_gap_is_a_warning"),
    **dict.fromkeys(
        (kind for kind in Kind if kind.slug.startswith("DRV")),
        ("it is of documents", "test_what_is_of_documents"),
    ),
    Kind.NO_ANSWER: ("no script is known to cause it", "test_an_error_inside"),
}


def test_what_is_of_documents() -> None:
    assert {*CODES} == {kind.slug for kind in Kind if kind.slug.startswith("DRV")}


def test_every_kind_is_covered() -> None:
    covered = {kind_of(path) for path in corpus("fail")}
    assert covered == {kind.slug for kind in Kind if kind not in EXCEPTIONS}
    assert all(name in globals() for _, name in EXCEPTIONS.values())


def test_every_output_has_its_script() -> None:
    outputs = {p.stem for p in (ROOT / "tests" / "fail").glob("*.out")}
    assert outputs == {Path(path).stem for path in corpus("fail")}


def headline(kind: Kind, *about: str) -> str:
    return words(Diagnostic(kind, Place("", 1, 1), about=about))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    for name in ("folder.yaml", "none.yaml", "none/none.yaml"):
        (told,) = load(tmp_path / name).diagnostics
        assert told.kind is Kind.UNREADABLE_FILE
        result = CliRunner().invoke(app, ["show", str(tmp_path / name)])
        assert "[unreadable-file]" in result.stdout
        assert result.exit_code == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_named_pipe_is_no_script(tmp_path: Path) -> None:
    """It is neither waited for nor read, nor is a device."""
    os.mkfifo(tmp_path / "s.yaml")
    (tmp_path / "null.yaml").symlink_to("/dev/zero")
    for arguments in (["show", str(tmp_path / "s.yaml")], ["verify", str(tmp_path)]):
        result = CliRunner().invoke(app, arguments)
        assert "s.yaml:1:1: [unreadable-file]" in result.stdout
        assert "it is not a regular file" in result.stdout
        assert result.exit_code == 2
    assert "null.yaml:1:1: [unreadable-file]" in result.stdout


def test_a_folder_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "s.yaml").write_text(Path(GOOD).read_text(encoding="utf-8"), encoding="utf-8")
    honest = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return honest(path)

    monkeypatch.setattr(os, "scandir", scandir)
    result = CliRunner().invoke(app, ["verify", str(tmp_path)])
    assert result.exit_code == 2
    said = headline(Kind.UNREADABLE_FOLDER, str(tmp_path / "closed"), "Permission denied")
    assert said in flat(result.stderr)
    assert "1 proved, 1 path cannot be used in" in flat(result.stdout)


def test_no_script_is_found(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("derive: 1\n")
    for path, kind in ((tmp_path, Kind.NO_SCRIPT_FOUND), (tmp_path / "no", Kind.NO_SUCH_PATH)):
        result = CliRunner().invoke(app, ["verify", str(path)])
        assert headline(kind, str(path)) in flat(result.stderr)
        assert result.exit_code == 2


def test_no_document_is_found(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(tmp_path)])
    assert headline(Kind.NO_DOCUMENT, str(tmp_path)) in flat(result.stdout + result.stderr)
    assert result.exit_code == 2


def test_a_name_of_no_script() -> None:
    result = CliRunner().invoke(app, ["show", "sigmiod"])
    assert headline(Kind.UNKNOWN_SCRIPT, "sigmiod") in result.stderr
    assert "did you mean `sigmoid`?" in result.stderr
    assert result.exit_code == 2


def test_a_name_of_several_scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("one", "two"):
        (tmp_path / "proofs" / folder).mkdir(parents=True)
        (tmp_path / "proofs" / folder / "twin.yaml").write_bytes(Path(ROOT, GOOD).read_bytes())
    result = CliRunner().invoke(app, ["show", "twin"])
    assert headline(Kind.SEVERAL_SCRIPTS, "twin") in result.stderr
    assert "write `one/twin` or `two/twin`" in result.stderr
    assert result.exit_code == 2
    assert CliRunner().invoke(app, ["show", "two/twin"]).exit_code == 0


def test_a_step_that_is_not_there() -> None:
    result = CliRunner().invoke(app, ["explain", "sigmoid", "11"])
    assert "[unknown-step] the script has no step 11" in result.stdout
    assert result.exit_code == 2


def test_a_file_that_is_read_only(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("derive: 1\ntitle: t\ntheorem: 1 + 1 = 2\nsteps:\n  - to: 2\n")
    path.chmod(0o444)
    result = CliRunner().invoke(app, ["fill", str(path), "--write"])
    said = "[unwritable-file] the file cannot be written: it is read-only"
    assert said in flat(result.stdout)
    assert result.exit_code == 2


def test_an_error_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: Request) -> None:
        raise RecursionError(f"deep in {request['path']}")

    monkeypatch.setitem(JOBS, "check", broken)
    for command in ("verify", "show"):
        result = CliRunner().invoke(app, [command, "proofs/sigmoid/sigmoid.yaml"])
        said = "[no-answer] nothing was decided: an error inside `derive`: Recursion"
        assert said in flat(result.stdout)
        assert "Traceback" not in result.output
        assert result.exit_code == 1


#: A script with a step that jumps too far.
JUMP = """derive: 1
title: A jump
variables: {x: real}
theorem: d/dx (x^2*sin(x)) = 2*x*sin(x) + x^2*cos(x)
steps:
  - to: 2*x*sin(x) + x^2*cos(x)
"""


def test_what_only_strict_refuses(tmp_path: Path) -> None:
    path = tmp_path / "jump.yaml"
    path.write_text(JUMP, encoding="utf-8")
    assert verify(str(path))[1] == 0
    out, code = verify(str(path), "--strict")
    assert ("[missing-reason] step 1 has no reason" in flat(out), code) == (True, 1)
    assert verify("proofs/calculus/logarithm.yaml", "--strict")[1] == 0  # log needs x > 0 itself
    narrow = "proofs/activations/leaky-relu.yaml"
    out, code = verify(narrow, "--strict")
    assert ("[condition] proved only where a < 1" in out, code) == (True, 1)
    assert verify(narrow, "--strict", "--allow", "condition")[1] == 0
    assert verify(GOOD, "--strict")[1] == 0


def test_a_gap_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "jump.yaml"
    path.write_text(JUMP, encoding="utf-8")
    out, code = verify(str(path), "--gaps")
    assert "[gap] step 1 has no reason and skips" in flat(out)
    assert code == 0


# What passes, and what may do either


def test_what_passes() -> None:
    paths = corpus("pass")
    out, code = verify(*paths)
    assert "all proved" in out, out
    assert (code, out.count("✓ proved")) == (0, len(paths))


def test_a_reason_that_does_not_come_to_an_end_is_told_with_one_that_does() -> None:
    out, code = verify("tests/run/three-hundred-powers.yaml")
    assert "[wrong-reason] true, but not by power-laws: it is by pythagoras" in flat(out)
    assert "power-laws (which does not come to an end)" in flat(out)
    assert code == 1


@pytest.mark.parametrize("path", corpus("run"))
def test_what_may_do_either(path: str) -> None:
    out, code = verify(path)
    assert code in (0, 1, 2)
    assert "[no-answer]" not in out
