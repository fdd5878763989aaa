"""`derive verify --changed`: what git says changed, and what rests on it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from derive.commands.changed import affected, changes
from derive.commands.names import with_command
from derive.library import scripts_under
from derive.script.lemmas import lemmas_named
from tests.keeping import BASIS, REFUTED, RESTING, verify, write
from tests.scripts import GOOD

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")


def git(*arguments: str, at: str = ".") -> None:
    who = {"user.name": "A", "user.email": "a@b.example", "init.defaultBranch": "main"}
    settings = [word for key, value in who.items() for word in ("-c", f"{key}={value}")]
    command = ["git", *settings, *arguments]
    subprocess.run(command, cwd=at, check=True, capture_output=True)


@pytest.fixture(autouse=True)
def repository(keeping: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a script, one that rests on it, one that rests on that, and one alone."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    Path("proofs").mkdir()
    top = RESTING.replace("theorem basis", "theorem above")
    write(**{"proofs/basis": BASIS, "proofs/above": RESTING, "proofs/top": top})
    write(**{"proofs/alone": GOOD.replace("An example", "Alone")})
    Path(".gitignore").write_text("ignored.yaml\n")
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    return keeping


def changed(revision: str = "") -> list[str]:
    """The names of the scripts that changed since, or rest on what did."""
    found = affected(scripts_under([Path("proofs")])[0], changes(revision))
    return [path.stem for path in found]


BASED = ["above", "basis", "top"]


def test_what_changed_and_what_rests_on_it() -> None:
    assert changed() == []
    write(**{"proofs/alone": REFUTED})
    assert changed() == ["alone"]
    git("add", ".")
    assert changed() == ["alone"]  # also what is to be committed
    git("commit", "-qm", "second")
    assert changed() == []
    assert changed("HEAD~1") == ["alone"]
    assert changed("main~1") == ["alone"]
    write(**{"proofs/basis": BASIS + "# a comment\n"})
    assert changed() == BASED
    git("checkout", "-q", ".")
    write(**{"proofs/above": RESTING + "# a comment\n"})
    assert changed() == ["above", "top"]


def test_what_is_new_and_what_is_gone() -> None:
    write(**{"proofs/new": GOOD, "proofs/ignored": GOOD})
    assert changed() == ["ignored", "new"]  # of what git ignores nothing is known
    assert verify("--changed")[3] == ["proofs/ignored.yaml", "proofs/new.yaml"]
    git("add", "-f", ".")
    git("commit", "-qm", "second")
    git("mv", "proofs/basis.yaml", "proofs/other.yaml")
    assert changed() == ["above", "other", "top"]  # who names it finds none
    git("reset", "-q", "--hard")
    Path("proofs/basis.yaml").unlink()
    assert changed() == ["above", "top"]
    git("checkout", "-q", ".")
    Path("proofs/deeper").mkdir()
    write(**{"proofs/deeper/basis": REFUTED})  # `basis` is the other one
    assert changed() == ["basis"]
    write(**{"proofs/deeper/alone": RESTING})  # `basis` is the one beside it
    assert changed() == ["alone", "basis"]


def test_a_lemma_outside_of_the_folder() -> None:
    Path("elsewhere").mkdir()
    write(**{"elsewhere/far": BASIS})
    reason = "theorem ../elsewhere/far.yaml"
    write(**{"proofs/alone": RESTING.replace("theorem basis", f'["{reason}"]')})
    git("add", ".")
    git("commit", "-qm", "second")
    assert changed() == []
    write(**{"elsewhere/far": REFUTED})
    assert changed() == ["alone"]
    Path("elsewhere/far.yaml").unlink()
    assert changed() == ["alone"]


def test_links_and_repositories_within(tmp_path: Path) -> None:
    write(target=GOOD)
    Path("proofs/link.yaml").symlink_to("../target.yaml")
    Path("inner").mkdir()
    write(**{"inner/s": GOOD})
    git("init", "-q", at="inner")
    git("add", ".", at="inner")
    git("commit", "-qm", "inner", at="inner")
    git("add", "proofs", "target.yaml", "inner")
    git("commit", "-qm", "second")
    assert changed() == []
    inner = scripts_under([Path("inner")])[0]
    assert affected(inner, changes("")) == []
    write(target=REFUTED)
    assert changed() == ["link"]
    git("checkout", "-q", "target.yaml")
    Path("proofs/link.yaml").unlink()
    Path("proofs/link.yaml").symlink_to("alone.yaml")
    assert changed() == ["link"]
    git("checkout", "-q", ".")
    write(**{"inner/s": REFUTED})
    assert affected(inner, changes("")) == inner
    assert changed() == []
    git("add", ".", at="inner")
    git("commit", "-qm", "more", at="inner")
    assert affected(inner, changes("")) == inner
    git("reset", "-q", "--hard", "HEAD~", at="inner")
    assert affected(inner, changes("")) == []
    outside = tmp_path / "outside.yaml"
    outside.write_text(GOOD)
    assert affected([outside], changes("")) == [outside]  # git knows nothing of it


def repoint(link: str, target: str) -> None:
    Path(link).unlink(missing_ok=True)
    Path(link).parent.mkdir(exist_ok=True, parents=True)
    Path(link).symlink_to(target)


def test_every_link_on_the_way_counts() -> None:
    """Links to links, to files and to folders, of a script and of what is above it."""
    for folder in ("one", "two"):
        Path("store", folder).mkdir(parents=True)
        write(**{f"store/{folder}/far": BASIS})
    write(**{"store/one/far": GOOD, "store/two/far": REFUTED})
    chain = {"proofs/a.yaml": "../links/b", "links/b": "../way/far.yaml", "way": "ways/first"}
    chain |= {"ways/first": "../store/one"}
    for link, target in chain.items():
        repoint(link, target)
    write(**{"proofs/user": RESTING.replace("basis", "a")})
    git("add", ".")
    git("commit", "-qm", "second")
    assert changed() == []
    git("checkout", "-q", ".")
    other = {"proofs/a.yaml": "../store/two/far.yaml", "links/b": "../store/two/far.yaml"}
    other |= {"way": "store/two", "ways/first": "../store/two"}
    for link, target in other.items():
        repoint(link, target)
        assert changed() == ["a", "user"], link
        repoint(link, chain[link])
        assert changed() == []
    repoint("ways/first", "first")
    assert changed() == ["a", "user"]  # a loop


def test_links_from_outside_of_the_repository(tmp_path: Path) -> None:
    repoint(str(tmp_path / "whole"), "here")
    repoint(str(tmp_path / "part"), "here/proofs")
    since = changes("")
    assert affected([tmp_path / "whole/proofs/alone.yaml"], since) == []
    inside = [tmp_path / "part/alone.yaml"]
    assert affected(inside, since) == inside  # it may have led elsewhere


@pytest.mark.parametrize("through", ["link", "folder", "file", "place"])
def test_a_name_that_led_elsewhere(through: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`lib/foo` is found in the other place where it is gone from the first one."""
    for folder, script in (("other/lib", BASIS), ("more/lib", REFUTED)):
        Path(folder).mkdir(parents=True)
        write(**{f"{folder}/foo": script})
    monkeypatch.setenv("DERIVE_PATH", os.pathsep.join(("first", "more")))
    first = {"link": "first/lib", "folder": "between", "file": "first/lib/foo.yaml"}
    path = {**first, "place": "first"}[through]
    repoint(
        path,
        os.path.relpath(
            "other/lib/foo.yaml" if through == "file" else "other/lib", Path(path).parent
        ),
    )
    if through == "folder":
        repoint("first/lib", "../between")
    if through == "place":
        repoint("first", "other")
    write(**{"proofs/above": RESTING.replace("theorem basis", "theorem lib/foo")})
    git("add", ".")
    git("commit", "-qm", "second")
    assert changed() == []
    Path(path).unlink()
    assert changed() == ["above", "top"]
    repoint(path, "nowhere")
    assert changed() == ["above", "top"]


def test_a_folder_that_is_a_link_now_hides_its_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("first/deep", "more"):
        Path(folder).mkdir(parents=True)
        write(**{f"{folder}/foo": BASIS})
    monkeypatch.setenv("DERIVE_PATH", os.pathsep.join(("first", "more")))
    write(**{"proofs/above": RESTING.replace("theorem basis", "theorem foo")})
    git("add", ".")
    git("commit", "-qm", "second")
    assert changed() == []
    Path("first/deep").rename("moved")
    repoint("first/deep", "../moved")  # which is not followed
    assert changed() == ["above", "top"]


def test_a_lemma_that_git_ignores() -> None:
    write(**{"proofs/alone": RESTING.replace("theorem basis", "theorem ignored")})
    git("add", ".")
    git("commit", "-qm", "second")
    write(**{"proofs/ignored": BASIS})
    assert changed() == ["alone", "ignored"]


@pytest.mark.parametrize("told", ["--assume-unchanged", "--skip-worktree"])
def test_what_git_was_told_to_take_for_unchanged(told: str) -> None:
    git("update-index", told, "proofs/basis.yaml")
    write(**{"proofs/basis": REFUTED})
    assert changed() == BASED
    Path("proofs/basis.yaml").unlink()
    assert changed() == ["above", "top"]


def test_what_git_takes_for_equal() -> None:
    """A filter may make two contents one; line ends are read alike, however they are written."""
    Path(".gitattributes").write_text("*.yaml filter=old")
    git("config", "filter.old.clean", "git show HEAD:proofs/alone.yaml")
    write(**{"proofs/alone": REFUTED})
    assert changed() == ["alone"]
    basis = Path("proofs/basis.yaml")
    basis.write_bytes(basis.read_bytes().replace(b"\n", b"\r\n"))
    assert changed() == ["alone"]


def test_a_repository_within_that_cannot_be_read() -> None:
    """What it had is not known, and so not where the names lead that are looked up above it."""
    Path("proofs/inner").mkdir()
    write(**{"proofs/inner/s": GOOD})
    git("init", "-q", at="proofs/inner")
    git("add", ".", at="proofs/inner")
    git("commit", "-qm", "inner", at="proofs/inner")
    Path("more").mkdir()
    write(**{"more/t": GOOD, "proofs/alone": RESTING.replace("basis", "../more/t.yaml")})
    git("add", ".")
    git("commit", "-qm", "second")
    assert changed() == []
    shutil.rmtree("proofs/inner/.git")
    assert changed() == ["above", "s", "top"]
    shutil.rmtree("proofs/inner")
    assert changed() == ["above", "top"]


def test_a_folder_within_a_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("proofs")
    write(alone=REFUTED)
    assert affected(scripts_under([Path()])[0], changes("")) == [Path("alone.yaml")]


def test_on_the_command_line() -> None:
    code, out, _, checked = verify("--changed")
    assert (code, checked) == (0, [])
    assert out == "0 of 4 scripts changed since HEAD, or rest on what did\n"
    write(**{"proofs/above": RESTING.replace("2*y + 1", "3*y + 1")})
    for options in (["--changed"], ["--changed", "main"], ["--changed=main"], ["--changed="]):
        code, out, _, _ = verify("proofs", *options)
        assert code == 1
        assert "2 of 4 scripts changed since" in out
        assert "proofs/alone.yaml" not in out
    code, out, _, _ = verify("--changed", "proofs/alone.yaml", "--format", "json")
    assert (code, '"scripts": []' in out) == (0, True)


def test_in_ci_a_commit_is_not_held_against_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    for options in (["--changed"], ["--changed=main"], ["--changed=HEAD", "--format", "json"]):
        code, out, err, checked = verify(*options)
        assert (code, out, checked) == (2, "", [])
        assert "name a commit before it, as in --changed=origin/main" in err
    write(**{"proofs/alone": REFUTED})
    assert verify("--changed")[0] == 1
    write(**{"proofs/alone": GOOD})
    git("commit", "-qam", "second")
    assert verify("--changed=main~1")[::3] == (0, ["proofs/alone.yaml"])
    git("commit", "-q", "--allow-empty", "-m", "third")
    assert verify("--changed=main~1")[::3] == (0, [])  # of three commits two may be alike


def test_what_follows_it_is_a_revision_unless_it_is_a_path() -> None:
    for written, read in (
        (["--changed"], ["--changed="]),
        (["--changed", "main"], ["--changed=main"]),
        (["--changed", "proofs"], ["--changed=", "proofs"]),
        (["--changed", "--quiet"], ["--changed=", "--quiet"]),
        (["--changed=proofs", "x"], ["--changed=proofs", "x"]),
        (["proofs", "--changed", "v1", "--strict"], ["proofs", "--changed=v1", "--strict"]),
    ):
        assert with_command(["verify", *written]) == ["verify", *read]
    assert with_command(["equal", "--changed", "x"]) == ["equal", "--changed", "x"]


def test_what_git_does_not_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for revision in ("no-such-branch", "--output=file", "HEAD:proofs"):
        code, out, err, checked = verify(f"--changed={revision}")
        assert (code, out, checked) == (2, "", [])
        assert f"error: git knows no revision {revision}" in err
    assert not Path("file").exists()
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))
        code, _, err, _ = verify("--changed")
        assert (code, "git cannot be run: No such file" in err) == (2, True)
    shutil.rmtree(".git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    code, _, err, _ = verify("--changed")
    assert (code, "not a git repository" in err) == (2, True)
    git("init", "-q")  # nothing was committed: all is new
    git("add", "proofs/alone.yaml")
    assert len(changed()) == 4
    assert verify("--changed=HEAD")[0] == 2


def test_lemmas_are_named_as_the_checker_reads_them() -> None:
    from derive.script.load import load

    by: tuple[str, ...] = (
        "theorem a",
        "[power, theorem a-b]",
        '"theorem  c d"',
        "{x: y}",
        "theorem",
        "?",
        "[]",
    )
    by += ("'theorem ../e.yaml'", '"the\\x6frem f"', "\n      - theorem g\n      - theorem h", "''")
    by += (">\n      theorem\n      i", "theorem\n      j", "[power, sum]", "theorem\u00a0k")
    for written in by:
        write(s=GOOD.replace("by: power", f"by: {written}"))
        script = load("s.yaml").script
        names = {b.lemma for step in script.steps for b in step.by or ()} if script else None
        if names is not None:
            assert {*lemmas_named("s.yaml")} == names - {""}, written
    write(s="derive: [")
    assert lemmas_named("s.yaml") == ()
    assert lemmas_named("none.yaml") == ()
