"""What `derive verify` keeps: found where nothing changed, believed only where it is its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from derive.cache import folder as folders
from derive.cache import kept as kept_module
from derive.cache.entry import DamagedError, Decoder, opened
from derive.cache.folder import DistrustedError, Folder, write_own
from derive.cache.kept import Cache
from derive.cache.program import fingerprint
from derive.cache.signing import body_of, key, signed
from derive.check.check import new_run
from derive.render.formats import NAMES, render
from derive.report.gaps import Gap
from derive.report.policy import Policy
from derive.report.report import Report
from derive.report.run import RunReport, ScriptOutcome
from derive.worker import jobs, pool
from derive.worker.guard import Failure, Limits, Worker
from tests import outside
from tests.inside import workers
from tests.outside import ROOT, timeless
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


@pytest.fixture(autouse=True)
def keeping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of scripts, and a cache that is empty; the program is not read each time."""
    monkeypatch.delenv("DERIVE_NO_CACHE")
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    monkeypatch.setattr(kept_module, "fingerprint", lambda: "this program")
    monkeypatch.setattr(jobs, "_shared", [])
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    yield here
    jobs._shared.clear()


def verify(*arguments: str) -> tuple[int, str, str, list[str]]:
    """Exit code, output without times and errors of `derive verify`; which scripts were checked."""
    jobs._shared.clear()
    Asked.paths = []
    with workers(Asked):
        code, out, err = outside.outcome("verify", *arguments)
    return code, timeless(out), flat(err), Asked.paths


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


# What is found again


def test_what_is_unchanged_is_asked_for_once() -> None:
    write(basis=BASIS, above=RESTING, wrong=REFUTED)
    first, again = verify("."), verify(".")
    assert first[:3] == again[:3]
    assert first[0] == 1
    assert "refuted" in first[1]
    assert (len(first[3]), again[3]) == (3, [])
    assert verify(".", "--no-cache")[3] == first[3]


def test_what_changed_is_proved_again_and_so_is_what_rests_on_it() -> None:
    write(basis=BASIS, above=RESTING, other=GOOD.replace("An example", "Another"))
    assert verify(".")[0] == 0
    write(other=REFUTED)
    assert verify(".")[::3] == (1, ["other.yaml"])
    write(basis=BASIS.replace("An example", "The same with another title"))
    assert verify(".")[3] == ["above.yaml", "basis.yaml"]
    write(basis=REFUTED.replace("An example", "No example"))
    code, out, _, checked = verify(".")
    assert (code, checked) == (1, ["above.yaml", "basis.yaml"])
    assert "[broken-lemma]" in out
    write(basis=BASIS, other=GOOD.replace("An example", "Another"))
    assert verify(".")[::3] == (0, ["above.yaml"])  # a content has one entry, of its last lemmas


def test_what_a_name_leads_to_is_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("proofs").mkdir()
    write(above=RESTING, **{"proofs/basis": BASIS})
    assert verify("above.yaml")[0] == 0
    assert verify("above.yaml")[3] == []
    write(basis=REFUTED)  # what stands beside it comes first
    assert verify("above.yaml")[::3] == (1, ["above.yaml"])
    Path("basis.yaml").unlink()
    assert verify("above.yaml")[::3] == (0, [])
    Path("proofs/basis.yaml").unlink()
    assert "[unknown-lemma]" in verify("above.yaml")[1]
    Path("elsewhere").mkdir()
    write(**{"elsewhere/basis": BASIS})
    monkeypatch.setenv("DERIVE_PATH", "elsewhere")
    assert verify("above.yaml")[::3] == (0, [])
    write(**{"elsewhere/basis": REFUTED})
    assert verify("above.yaml")[0] == 1


def test_a_lemma_that_was_missing_and_is_there() -> None:
    write(above=RESTING)
    assert verify(".")[0] == 2
    assert verify(".")[::3] == (2, ["above.yaml"])  # it is looked for each time
    write(basis=BASIS)
    assert verify(".")[::3] == (0, ["above.yaml", "basis.yaml"])


def test_a_circle_that_a_lemma_closes() -> None:
    write(basis=BASIS, above=RESTING)
    assert verify(".")[0] == 0
    write(basis=BASIS.replace("by: power", "by: theorem above"))
    assert "[circular-lemma]" in verify(".")[1]


def test_each_way_of_asking_is_one_of_its_own() -> None:
    write(basis=BASIS)
    for options in ([], ["--strict"], ["--gaps"], ["--second-opinion"]):
        assert verify("basis.yaml", *options)[::3] == (0, ["basis.yaml"])
        assert verify("basis.yaml", *options)[::3] == (0, [])
    assert verify("basis.yaml", "--timeout", "7", "--jobs", "1", "--allow", "gap")[3] == []


@pytest.mark.parametrize("said", ["out of time (1 s)", "the worker died: SIGKILL"])
def test_what_was_not_decided_is_not_kept(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write(basis=BASIS)
    with monkeypatch.context() as patch:
        patch.setattr(Asked, "ask", lambda *_: Failure(said))
        assert said in verify("basis.yaml")[1]
    assert not entries()
    for job in ("gaps", "needs", "opinion on step"):
        with monkeypatch.context() as patch:
            patch.setitem(jobs.JOBS, job, lambda _: {"": 1}["nothing"])
            option = {"gaps": "--gaps", "needs": "--strict"}.get(job, "--second-opinion")
            write(basis=REFUTED if job.startswith("opinion") else BASIS)
            verify("basis.yaml", option)
        assert not entries(), job


def test_a_script_that_changes_while_it_is_checked_is_not_taken_for_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(basis=REFUTED)
    real = jobs.JOBS["check"]

    def checked(request: Any) -> Report:
        write(basis=BASIS)  # it was looked up before, and is written before it is read
        found: Report = real(request)
        write(basis=REFUTED)
        return found

    with monkeypatch.context() as patch:
        patch.setitem(jobs.JOBS, "check", checked)
        assert verify("basis.yaml")[0] == 0
    assert verify("basis.yaml")[0] == 1
    write(basis=BASIS)
    assert verify("basis.yaml")[::3] == (0, [])


def test_a_program_that_changes_meanwhile_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = iter("ab")
    monkeypatch.setattr(kept_module, "fingerprint", lambda: next(versions))
    write(basis=BASIS)
    assert verify("basis.yaml")[0] == 0
    assert not entries()


def test_another_program_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    write(basis=BASIS)
    verify("basis.yaml")
    monkeypatch.setattr(kept_module, "fingerprint", lambda: "another program")
    assert verify("basis.yaml")[2:] == ("", ["basis.yaml"])


# What is told


#: Scripts of the corpora, of many kinds.
FAILING = sorted((ROOT / "tests" / "fail").glob("*.yaml"))[::7]
PASSING = sorted((ROOT / "tests" / "pass").glob("*.yaml"))[::20]
#: All kinds of formats, and what is refused or let pass.
POLICIES = (Policy(), Policy(strict=True))


def test_what_is_told_of_what_was_kept_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    files = [str(p.relative_to(ROOT)) for p in (*FAILING, *PASSING)]
    files += ["proofs/calculus/logarithm.yaml", "proofs/finance/gamma.yaml"]
    cache = Cache(ASKED)
    fresh = {file: reported(file, gaps=file.startswith("proofs")) for file in files}
    for one in fresh.values():
        cache.put(*one)
    cache.close()
    again = Cache(ASKED)
    found = {file: kept for file in files if (kept := again.get(file)) is not None}
    assert len(found) > len(files) * 0.75
    assert again.troubles == {}
    for name in NAMES:
        for policy in POLICIES:
            both = [
                render(name, RunReport("verify", "0", tuple(outcomes)))
                for outcomes in (
                    [ScriptOutcome(fresh[f][0], f, 0.0, policy) for f in found],
                    [ScriptOutcome(found[f], f, 0.0, policy) for f in found],
                )
            ]
            assert both[0] == both[1]


def test_a_folder_that_was_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("one").mkdir()
    wrong = REFUTED.replace("by: variable", "by: theorem basis")
    write(**{"one/basis": BASIS, "one/above": RESTING, "one/wrong": wrong})
    verify("one")
    shutil.move("one", "two")
    code, out, _, checked = verify("two", "--format", "json")
    assert (code, checked) == (1, [])
    assert "one/" not in out
    told = json.loads(out)["scripts"]
    assert told[0]["steps"][0]["lemmas"] == [{"name": "basis", "path": "two/basis.yaml"}]
    assert told[2]["diagnostics"][0]["place"]["file"] == "two/wrong.yaml"
    for path in ("./two", str(Path("two").resolve()), "two/../two"):
        kept, fresh = verify(path), verify(path, "--no-cache")
        assert kept[:3] == fresh[:3]
        assert kept[3] == []
    monkeypatch.chdir("two")
    assert verify(".", "--format", "json")[3] == []


# What is not believed


def test_what_is_kept_for_one_script_says_nothing_of_another() -> None:
    write(basis=BASIS)
    verify("basis.yaml")
    (proved,) = entries()
    write(basis=REFUTED)
    verify("basis.yaml")
    (refuted,) = set(entries()) - {proved}
    shutil.copy(proved, refuted)
    code, out, err, _ = verify("basis.yaml")
    assert (code, "refuted" in out) == (1, True)
    assert "warning: the cache in" in err
    assert "an entry is damaged, or was written by somebody else" in err
    assert verify("basis.yaml")[2:] == ("", [])  # it was written anew


@pytest.mark.parametrize("secret", [b"", b"another key of somebody else's"])
def test_what_is_signed_with_another_key_is_not_believed(secret: bytes) -> None:
    write(basis=BASIS)
    verify("basis.yaml")
    (proved,) = entries()
    body = body_of(proved.stem, proved.read_bytes(), key())
    write(basis=REFUTED)
    verify("basis.yaml")
    (refuted,) = set(entries()) - {proved}
    # the digest of what is false beside the verdict on what is true
    own = json.loads(body_of(refuted.stem, refuted.read_bytes(), key()))
    forged = json.dumps({**own, "report": json.loads(body)["report"]}).encode()
    refuted.write_bytes(signed(refuted.stem, forged, secret) if secret else forged)
    code, out, err, _ = verify("basis.yaml")
    assert (code, "refuted" in out, "passed over" in err) == (1, True, True)


def test_a_kept_verdict_is_no_lemma() -> None:
    """With the right key a false report is believed; what rests on its script is proved anew."""
    write(basis=BASIS)
    verify("basis.yaml")
    (proved,) = entries()
    body = body_of(proved.stem, proved.read_bytes(), key())
    write(basis=REFUTED)
    verify("basis.yaml")
    (refuted,) = set(entries()) - {proved}
    own = json.loads(body_of(refuted.stem, refuted.read_bytes(), key()))
    forged = json.dumps({"rests": own["rests"], "report": json.loads(body)["report"]}).encode()
    refuted.write_bytes(signed(refuted.stem, forged, key()))
    write(above=RESTING.replace("2*y", "3*y"))
    code, out, _, _ = verify("above.yaml")
    assert (code, "[broken-lemma]" in out) == (1, True)


def body() -> tuple[bytes, list[str]]:
    """The body of an entry that has something of everything, and the labels of its lemmas."""
    write(basis=BASIS, above=RESTING.replace("theorem basis", "[theorem basis, power]"))
    cache = Cache(ASKED)
    cache.put(*reported("above.yaml"))
    cache.close()
    (entry,) = entries()
    return body_of(entry.stem, entry.read_bytes(), key()), ["basis.yaml"]


def test_what_is_truncated_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, labels = body()
    (entry,) = entries()
    data, reports = entry.read_bytes(), Decoder()
    assert Cache(ASKED).get("above.yaml") is not None
    cache = Cache(ASKED)
    for end in range(len(data)):
        monkeypatch.setattr(cache.folder, "read", lambda _, e=end: data[:e])
        assert cache.get("above.yaml") is None
    assert [*cache.troubles.values()] == [len(data)]
    for end in range(len(whole)):  # signed by ourselves all the same
        with pytest.raises(DamagedError):
            reports.report(opened(whole[:end])[1], "above.yaml", (), labels)


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for at, item in enumerate(data) if isinstance(data, list) else ():
        yield from leaves(item, (*path, at))


def test_every_field_has_its_type() -> None:
    whole, labels = body()
    told, reports = json.loads(whole)["report"], Decoder()
    missed = []
    for path in [*leaves(told)][1:]:
        others: tuple[Any, ...] = (1.5, {}, [[]], {"node": ["Integer", "1"]})
        for other in others:
            changed = json.loads(whole)["report"]
            at = changed
            for step in path[:-1]:
                at = at[step]
            at[path[-1]] = other
            try:
                reports.report(changed, "above.yaml", (), labels)
                missed.append((path, other))
            except DamagedError:
                pass
    assert missed == []


def test_an_entry_that_is_a_link_or_somebody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    write(basis=BASIS)
    verify("basis.yaml")
    (entry,) = entries()
    shutil.move(entry, "away")
    entry.symlink_to(Path("away").resolve())
    assert "passed over" in verify("basis.yaml")[2]
    assert not entry.is_symlink()
    assert Path("away").is_file()
    entry.chmod(0o666)
    assert "passed over" in verify("basis.yaml")[2]
    entry.unlink()
    entry.mkdir()
    code, _, err, _ = verify("basis.yaml")
    assert (code, "passed over" in err) == (0, True)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    code, _, err, checked = verify("basis.yaml")
    assert (code, checked) == (0, ["basis.yaml"])
    assert "it belongs to another user" in err


def test_a_folder_that_others_can_write_to(tmp_path: Path) -> None:
    write(basis=BASIS)
    verify("basis.yaml")
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700
    assert {stat.S_IMODE(entry.stat().st_mode) for entry in entries()} == {0o600}
    (tmp_path / "cache").chmod(0o777)
    code, _, err, checked = verify("basis.yaml")
    assert (code, checked) == (0, ["basis.yaml"])
    assert "others can write to it" in err


def test_a_folder_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(basis=BASIS)
    Path("file").write_text("no folder")
    for where in ("file", "file/below", "/proc/none/here"):
        monkeypatch.setenv("DERIVE_CACHE_DIR", where)
        code, out, err, _ = verify("basis.yaml")
        assert (code, "proved" in out) == (0, True)
        assert f"warning: the cache in {where} is passed over" in err
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(tmp_path / "cache"))
    verify("basis.yaml")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(30, "Read-only file system")

    monkeypatch.setattr(folders, "write_own", refused)
    assert verify("basis.yaml")[2:] == ("", [])  # what is there can be read
    write(basis=REFUTED)
    code, _, err, _ = verify("basis.yaml")
    assert (code, "passed over: Read-only file system" in err) == (1, True)


def test_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, file = key(), tmp_path / "settings" / "derive" / "cache-key"
    assert key() == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_bytes(b"short")
    assert key() != first
    file.chmod(0o622)
    with pytest.raises(DistrustedError, match="others can write"):
        key()
    file.unlink()
    file.symlink_to("elsewhere")
    with pytest.raises(DistrustedError, match="it is a link"):
        key()
    monkeypatch.setenv("DERIVE_CACHE_KEY", "a secret of this repository")
    assert key() not in (first, b"")
    monkeypatch.setenv("DERIVE_CACHE_KEY", "short")
    with pytest.raises(DistrustedError, match="at least 16"):
        key()


# The folder


def test_the_oldest_go_where_there_are_too_many(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "cache")
    for n in range(10):
        folder.write(f"{n}", b"x" * 100)
        os.utime(tmp_path / "cache" / f"{n}.kept", (n, n))
    left = tmp_path / "cache" / "of-a-killed-run.kept.1.2.tmp"
    left.write_bytes(b"")
    os.utime(left, (0, 0))
    (tmp_path / "cache" / "of-the-user").write_text("stays")
    folder.bound(450)
    assert [entry.stem for entry in entries()] == ["6", "7", "8", "9"]
    assert not left.exists()
    assert folder.read("6") == b"x" * 100  # it is of use again
    folder.bound(200)
    assert [entry.stem for entry in entries()] == ["6", "9"]
    assert folder.clear() == 2
    assert (tmp_path / "cache" / "of-the-user").exists()


def test_many_write_at_once(tmp_path: Path) -> None:
    file, written = tmp_path / "entry", [bytes([65 + n]) * 5000 for n in range(4)]
    write_own(file, written[0])
    seen = set()

    def often(data: bytes) -> None:
        for _ in range(50):
            write_own(file, data)

    threads = [threading.Thread(target=often, args=(data,)) for data in written]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        seen.add(file.read_bytes())
    assert seen <= {*written}
    assert [p.name for p in tmp_path.glob("entry*")] == ["entry"]


def test_where_it_is_and_how_it_is_cleared(tmp_path: Path) -> None:
    def cache(*arguments: str) -> tuple[int, str]:
        return outside.outcome("cache", *arguments)[:2]

    assert cache() == (0, f"{tmp_path / 'cache'}  0 kept, 0.0 MB\n")
    write(basis=BASIS)
    verify("basis.yaml")
    assert cache()[1].endswith("1 kept, 0.0 MB\n")
    assert cache("clear") == (0, f"{tmp_path / 'cache'}  1 taken away\n")
    assert cache("clear")[1].endswith("0 taken away\n")
    assert verify("basis.yaml")[3] == ["basis.yaml"]


def test_where_a_platform_has_its_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DERIVE_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", "/of/xdg")
    assert folders.cache_folder() == Path("/of/xdg/derive")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/is/ignored")
    monkeypatch.setenv("HOME", "/of/user")
    monkeypatch.setattr(sys, "platform", "linux")
    assert folders.cache_folder() == Path("/of/user/.cache/derive")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert folders.cache_folder() == Path("/of/user/Library/Caches/derive")


# The program


def test_the_program_is_all_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from derive.cache import program

    copied = tmp_path / "derive"
    for file in ("cache/program.py", "rules/algebra.py", "schema/report-1.json"):
        (copied / file).parent.mkdir(parents=True)
        shutil.copy(ROOT / "derive" / file, copied / file)
    monkeypatch.setattr(program, "__file__", str(copied / "cache" / "program.py"))
    seen = [fingerprint()]
    assert fingerprint() == seen[0]
    table = copied / "rules" / "algebra.py"
    told, text = table.stat(), table.read_text(encoding="utf-8")
    table.write_text(text.replace("u", "v", 1), encoding="utf-8")
    os.utime(table, ns=(told.st_atime_ns, told.st_mtime_ns))  # as large, and of the same time
    seen.append(fingerprint())
    table.rename(table.with_name("other.py"))
    seen.append(fingerprint())
    monkeypatch.setattr(program, "_LIBRARIES", {"sympy": "sympy"})
    seen.append(fingerprint())
    monkeypatch.setattr(program, "_record", lambda *_: None)  # as of a checkout
    seen.append(fingerprint())
    assert len({*seen}) == len(seen)
    monkeypatch.setattr(program, "_LIBRARIES", {"no_such_library": "none"})
    with pytest.raises(OSError, match="there is no none"):
        fingerprint()


def test_nothing_is_imported_where_nothing_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_module, "fingerprint", fingerprint)
    write(basis=BASIS, above=RESTING, wrong=REFUTED)
    verify(".")
    command = [sys.executable, "-X", "importtime", "-m", "derive", "verify", "."]
    formats = [w for name in NAMES[1:] for w in ("--format", f"{name}=kept.{name}")]
    done = subprocess.run(
        [*command, *formats], capture_output=True, text=True, env=outside.environment(), check=False
    )
    assert done.returncode == 1
    assert "3 steps" not in done.stderr
    imported = {line.split("|")[-1].strip() for line in done.stderr.splitlines()}
    assert "derive.cache.kept" in imported
    assert not imported & {"sympy", "flint", "ruamel.yaml", "derive.worker.guard"}


# Ends in the middle


def ended(after: float) -> None:
    """A process that verifies what is here, and is killed after some seconds."""
    child = os.fork()
    if child == 0:  # pragma: no cover - it does not come back
        try:
            quiet = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(quiet, stream)
            kept_module._WAITING = 1
            verify(".")
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
def test_a_run_that_is_killed_at_any_moment() -> None:
    write(basis=BASIS, above=RESTING, wrong=REFUTED)
    for n in range(6):
        write(**{f"more-{n}": GOOD.replace("An example", f"Example {n}")})
    began = time.perf_counter()
    expected = verify(".", "--no-cache")[:3]
    whole = time.perf_counter() - began
    for n in range(20):
        if n % 5 == 0:
            outside.outcome("cache", "clear")
        ended(whole * (0.1 + 1.2 * n / 20))
        if n % 5 == 4:
            assert verify(".")[:3] == expected
            assert verify(".") == (*expected, [])


#: A process that answers as a worker does, with no more than it must; it dies of one script.
_DYING = """
import json, os, signal, sys
from derive.report.report import Report
from derive.worker.wire import encode
print('{"ready": true}', flush=True)
for line in sys.stdin:
    request = json.loads(line)
    path = request.get("path", "")
    if path.startswith("dies") and request["job"] == "check":
        os.kill(os.getpid(), signal.SIGKILL)
    done = Report(path, "", "", (), (), None, (), ()) if request["job"] == "check" else ()
    print(json.dumps({"done": encode(done)}), flush=True)
"""


def test_a_worker_that_dies_costs_its_script_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    write(before=BASIS, dies=BASIS, last=BASIS)

    def dying(limits: Limits) -> Worker:
        return Worker(limits, [sys.executable, "-P", "-c", _DYING])

    monkeypatch.setattr(pool, "Worker", dying)
    code, out, _ = outside.outcome("verify", ".", "--jobs", "1")
    told = flat(out)
    assert code == 1
    assert "not shown dies.yaml" in told
    assert "[no-answer] nothing was decided: the worker died: SIGKILL" in told
    assert "before.yaml" in told
    assert "last.yaml" in told
    assert told.count("no-answer") == 1
