"""What `derive verify` keeps: found where nothing changed, and told as it was found."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from derive.cache import store as store_module
from derive.cache.kept import Cache
from derive.cache.program import fingerprint
from derive.render.formats import NAMES, render
from derive.report.policy import Policy
from derive.report.report import Report
from derive.report.run import RunReport, ScriptOutcome
from derive.worker import jobs, pool
from derive.worker.guard import Failure, Limits, Worker
from tests import outside
from tests.keeping import ASKED, BASIS, REFUTED, RESTING, Asked, entries, reported, verify, write
from tests.outside import ROOT
from tests.scripts import GOOD
from tests.workers import flat

pytestmark = pytest.mark.usefixtures("keeping")


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
    monkeypatch.setattr(store_module, "fingerprint", lambda _=None: next(versions))
    write(basis=BASIS)
    assert verify("basis.yaml")[0] == 0
    assert not entries()


def test_another_program_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    write(basis=BASIS)
    verify("basis.yaml")
    monkeypatch.setattr(store_module, "fingerprint", lambda _=None: "another program")
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
    monkeypatch.setattr(program, "_OPTIONAL", {"no_such_library": "none"})
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
    monkeypatch.setattr(store_module, "fingerprint", fingerprint)
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
    assert not imported & {"sympy", "flint", "ruamel.yaml", "rich.console", "derive.worker.guard"}


# Ends in the middle


def ended(after: float) -> None:
    """A process that verifies what is here, and is killed after some seconds."""
    child = os.fork()
    if child == 0:  # pragma: no cover - it does not come back
        try:
            quiet = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(quiet, stream)
            store_module._WAITING = 1
            verify(".")
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
@pytest.mark.parametrize("times", [8, pytest.param(40, marks=pytest.mark.long)])
def test_a_run_that_is_killed_at_any_moment(times: int) -> None:
    write(basis=BASIS, above=RESTING, wrong=REFUTED)
    for n in range(6):
        write(**{f"more-{n}": GOOD.replace("An example", f"Example {n}")})
    began = time.perf_counter()
    expected = verify(".", "--no-cache")[:3]
    whole = time.perf_counter() - began
    for n in range(times):
        if n % 4 == 0:
            outside.outcome("cache", "clear")
        ended(whole * (0.1 + 1.2 * n / times))
        if n % 4 == 3:
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
