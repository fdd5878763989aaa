"""Scripts as tests of pytest: what is collected, how it fails, and what is asked of the worker."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

import numpy as np
import pytest

from derive.check.check import new_run
from derive.library import scripts_under
from derive.render.diagnostics import plain
from derive.testing import assert_derivative, telling
from derive.worker import jobs, kept
from derive.worker.guard import Failure
from tests.inside import run, workers
from tests.keeping import BASIS, RESTING
from tests.outside import ROOT
from tests.scripts import GOOD
from tests.test_formats import CONDITION, REFUTED, TWO_WRONG
from tests.workers import Here

#: What tests in a folder import is here already, so that it is imported once.
IMPORTED = (np, telling)
#: No other plugin is loaded, which takes longer than a script.
_PLUGIN = ["-p", "derive.pytest_plugin"]
WRONG_AT_8 = ["*x = 3/4", "     8 |   - to: 3[*]x", "       |         ^", "*hint  true with*"]


class Counting(Here):
    """Counts what is asked, and says nothing about a script that is called so."""

    asked: list[str]
    #: What was answered about scripts of a content, so that each is proved once for all tests.
    known: ClassVar[dict[tuple[str, str, bytes], Any]] = {}
    remembers = True

    def ask(self, job: Mapping[str, Any], seconds: float | None = None) -> Any:
        if job["job"] == "renew":
            return super().ask(job, seconds)
        if job["job"] == "check":
            self.asked.append(job["path"])
        if "crash" in job["path"]:
            return Failure("the worker died")
        if not self.remembers:
            return super().ask(job, seconds)
        path = Path(job["path"])
        key = (job["job"], job["path"], path.read_bytes() if path.exists() else b"")
        if key not in self.known:
            self.known[key] = super().ask(job, seconds)
        return self.known[key]


class Project:
    """A folder with scripts, and pytest in it, in this process."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.asked: list[str] = []

    def write(self, **scripts: str) -> None:
        for name, written in scripts.items():
            path = self.pytester.path / f"proofs/{name.replace('_', '-')}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(written, encoding="utf-8")

    def run(self, *arguments: str, **expected: int) -> pytest.RunResult:
        """Runs it; so many items have passed, failed and were skipped."""
        self.asked = Counting.asked = []
        with workers(Counting), patch.object(jobs, "_shared", [new_run()]):
            done = self.pytester.runpytest_inprocess(*_PLUGIN, *arguments)
        if expected:
            done.assert_outcomes(**expected)
        return done


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    made = Project(pytester)
    made.write(good=GOOD, refuted=REFUTED, more=GOOD)
    return made


def test_an_item_a_step_and_corrected_it_passes(project: Project) -> None:
    done = project.run("--derive", "proofs/", passed=7, failed=1, skipped=1)
    assert done.ret == pytest.ExitCode.TESTS_FAILED
    done.stdout.fnmatch_lines(["*proofs/refuted.yaml: step 2*", *WRONG_AT_8])
    done.stdout.fnmatch_lines(
        ["FAILED proofs/refuted.yaml::step 2 - the two lines differ at x = *"]
    )
    assert project.asked == [f"proofs/{name}.yaml" for name in ("good", "more", "refuted")]
    project.write(refuted=GOOD)
    assert project.run("--derive", "proofs/", passed=9).ret == 0


def test_a_failure_is_told_as_verify_tells_it(project: Project) -> None:
    told = run("verify", "proofs", cwd=project.pytester.path).stdout
    shown = project.run("--derive", "proofs", passed=7, failed=1, skipped=1).stdout.str()
    [failure] = [part for part in told.split("\n\n") if "[refuted]" in part]
    assert failure in shown


def test_documents_have_the_place_and_a_message(project: Project) -> None:
    project.run("--derive", "proofs", "--junitxml=told.xml", passed=7, failed=1, skipped=1)
    told = (project.pytester.path / "told.xml").read_text(encoding="utf-8")
    assert 'classname="proofs.refuted.yaml" name="step 2"' in told
    assert '<failure message="the two lines differ at x = 3/4">proofs/refuted.yaml:8:9' in told


def test_items_stand_at_the_lines_of_the_script(project: Project) -> None:
    with workers(Counting):
        items, _ = project.pytester.inline_genitems(*_PLUGIN, "--derive", "proofs/good.yaml")
    lines = [item.location[1] + 1 for item in items if item.location[1] is not None]
    said = GOOD.splitlines()
    assert [said[line - 1].strip() for line in lines][-1].startswith("theorem:")
    assert all(said[line - 1].strip().startswith("- to:") for line in lines[:-1])


def test_what_is_collected_is_not_proved(project: Project) -> None:
    done = project.run("--derive", "proofs", "--collect-only", "-q")
    done.stdout.fnmatch_lines(["proofs/good.yaml::step 1", "proofs/good.yaml::theorem"])
    assert not project.asked


def test_a_choice_is_judged_as_the_whole(project: Project) -> None:
    project.run("--derive", "proofs", "-k", "step1", passed=3, deselected=6)
    done = project.run("--derive", "proofs", "-k", "theorem", passed=2, failed=1, deselected=6)
    done.stdout.fnmatch_lines(WRONG_AT_8)
    project.run("--derive", "proofs", "-x", passed=7, failed=1)
    project.run("--derive", "proofs", "--lf", failed=1, skipped=1)
    project.run("--derive", "proofs/refuted.yaml::step 2", failed=1)


def test_a_script_that_cannot_be_used_is_one_failure(project: Project) -> None:
    project.write(refuted="derive: [", unknown=GOOD.replace("by: power", "by: pwer"))
    done = project.run("--derive", "proofs", passed=6, failed=2, skipped=2)
    done.stdout.fnmatch_lines(["*::script - this is not YAML*", "*::step 1 - there is no rule*"])


def test_a_crash_costs_one_script(project: Project) -> None:
    project.write(crash=GOOD)
    done = project.run("--derive", "proofs", passed=7, failed=2, skipped=3)
    done.stdout.fnmatch_lines(["*no-answer* nothing was decided: the worker died"])


def test_what_was_kept_is_not_proved_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was found fails as it did; what changed is proved."""
    monkeypatch.setattr(Counting, "remembers", False)
    monkeypatch.delenv("DERIVE_NO_CACHE")
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(project.pytester.path / "kept"))
    project.run("--derive", "proofs", passed=7, failed=1, skipped=1)
    done = project.run("--derive", "proofs", passed=7, failed=1, skipped=1)
    done.stdout.fnmatch_lines(WRONG_AT_8)
    assert not project.asked
    project.write(more=REFUTED.replace("title: An", "title: Another"))
    project.run("--derive", "proofs", passed=5, failed=2, skipped=2)
    assert project.asked == ["proofs/more.yaml"]
    project.run("--derive", "proofs/good.yaml", "--derive-no-cache", passed=3)
    assert project.asked == ["proofs/good.yaml"]
    project.run("--derive", "proofs/good.yaml", "--derive-strict", passed=3)
    assert project.asked == ["proofs/good.yaml"]


#: A test that writes a script, run before scripts or between them.
REWRITES = """
from pathlib import Path

def test_{0}():
    Path("proofs/{0}.yaml").write_text({1!r}, encoding="utf-8")
"""


@pytest.mark.parametrize("keeps", [True, False])
def test_what_a_test_rewrites_is_proved_as_it_is_then(
    project: Project, monkeypatch: pytest.MonkeyPatch, keeps: bool
) -> None:
    """A script, and a lemma that was read before; also where a report on what was is kept."""
    monkeypatch.setattr(Counting, "remembers", False)
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(project.pytester.path / "kept"))
    if keeps:
        monkeypatch.delenv("DERIVE_NO_CACHE")
    project.write(refuted=GOOD, more=BASIS, above=RESTING.replace("basis", "more"))
    project.pytester.makepyfile(test_good=REWRITES.format("good", REFUTED))
    project.pytester.makepyfile(test_more=REWRITES.format("more", REFUTED))
    below = ["proofs/above.yaml", "proofs/good.yaml"]
    project.run("--derive", *below, passed=5)
    done = project.run("--derive", "test_good.py", *below, passed=4, failed=1, skipped=1)
    done.stdout.fnmatch_lines(["FAILED proofs/good.yaml::step 2 *"])
    both = ["proofs/refuted.yaml", "proofs/above.yaml", "test_more.py", "proofs/more.yaml"]
    done = project.run("--derive", *both, passed=7, failed=1, skipped=1)
    project.write(more=BASIS)
    project.run("--derive", "test_more.py", *below[:1], passed=1, failed=1, skipped=1)


def test_items_of_one_script_with_a_test_between(project: Project) -> None:
    project.pytester.makepyfile(test_good=REWRITES.format("good", REFUTED))
    order = ["proofs/good.yaml::step 1", "test_good.py", "proofs/good.yaml::step 2"]
    project.run("--derive", *order, passed=2, failed=1)


#: Folders that pytest passes over by itself, and that `derive verify` does or does not.
FOLDERS = ("build", "dist", "venv", "node_modules", "x.egg", "CVS", "__pycache__", "deep/build/er")
HIDDEN = (".hidden", "deep/.git/er")


def folders_of_scripts(at: Path) -> None:
    for folder in (*FOLDERS, *HIDDEN, "deep", "linked"):
        (at / folder).mkdir(parents=True, exist_ok=True)
        (at / folder / "good.yaml").write_text(GOOD, encoding="utf-8")
    (at / "venv/pyvenv.cfg").touch()
    (at / "build/test_one.py").write_text("def test_one(): assert False", encoding="utf-8")
    (at / "build/conftest.py").write_text("assert False", encoding="utf-8")
    for name in ("good.yml", ".yaml", ".hidden.yaml", "__init__.yaml", "test_x.YAML", "note.txt"):
        (at / name).write_text(GOOD, encoding="utf-8")
    for link, target in (
        ("link", "linked"),
        ("deep/up", "../.."),
        ("again.yaml", "good.yaml"),
        ("build/gone.yaml", "nowhere"),
        ("gone.yaml", "nowhere"),
    ):
        (at / link).symlink_to(target)


@pytest.mark.parametrize(
    ("written", "settings"),
    [
        (["--derive", "proofs"], ""),
        (["--derive"], ""),
        ([], "derive_paths = proofs"),
        (["."], "derive_paths = proofs"),
        (["--derive", "."], "norecursedirs = nothing"),
        (["--derive", "proofs/.hidden", "proofs/link"], ""),
        (["proofs/build", "proofs/link"], "derive_paths = proofs"),
        (["."], "derive_paths = proofs/build proofs/.hidden proofs/link"),
    ],
)
def test_scripts_are_those_that_verify_takes(
    project: Project, written: list[str], settings: str
) -> None:
    made = project.pytester
    folders_of_scripts(made.path / "proofs")
    (made.path / "proofs/build/conftest.py").unlink()
    made.makeini(f"[pytest]\ntestpaths = tests\n{settings}")
    (made.path / "tests").mkdir()
    done = project.run(*written, "--collect-only", "-q")
    taken = {
        line.partition("::")[0]
        for line in done.stdout.lines
        if re.search(r"ya?ml::", line, re.IGNORECASE)
    }
    named = [arg for arg in written if not arg.startswith("-")]
    if not named or named == ["."]:
        named = settings.partition("derive_paths = ")[2].split() or named or ["proofs"]
    found, _ = scripts_under([Path(made.path, name) for name in named])
    assert taken == {str(path.relative_to(made.path)) for path in found}
    assert len(taken) >= 2


def test_folders_that_pytest_passes_over_have_scripts_and_no_tests(project: Project) -> None:
    folders_of_scripts(project.pytester.path / "proofs")
    ignored = ["--ignore=proofs/deep", "--ignore-glob=*/*.egg", "--ignore=proofs/dist/good.yaml"]
    done = project.run("--derive", "proofs", *ignored, "--collect-only", "-q")
    told = done.stdout.str()
    assert "test_one" not in told
    assert "proofs/build/good.yaml::step 1" in told
    assert not any(name in told for name in ("proofs/deep", "x.egg", "proofs/dist"))
    project.pytester.makeini("[pytest]\nderive_paths = proofs")
    done = project.run("--ignore=proofs", "--collect-only", "-q")
    assert done.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    for more in (["-k", "gone"], ["--lf"]):
        told = project.run("--derive", "proofs", *more).stdout.str()
        assert "FAILED proofs/build/gone.yaml::script - the file cannot be read" in told
        assert "FAILED proofs/gone.yaml::script - the file cannot be read" in told


def test_settings_run_scripts_beside_tests_and_nothing_else(project: Project) -> None:
    made = project.pytester
    made.makeini("[pytest]\ntestpaths = tests\nderive_paths = proofs")
    (made.path / "tests").mkdir()
    (made.path / "tests/test_one.py").write_text("def test_one(): pass")
    (made.path / "tests/other.yaml").write_text("a: b")
    project.run(passed=8, failed=1, skipped=1)
    project.run("tests", passed=1)
    project.run("proofs/good.yaml", passed=3)
    project.run("proofs", "tests", passed=8, failed=1, skipped=1)
    assert made.runpytest_inprocess().ret == 0


def test_it_is_found_where_it_is_installed() -> None:
    said = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '[project.entry-points.pytest11]\nderive = "derive.pytest_plugin"\n' in said


def test_without_paths_those_of_proofs_are_meant(project: Project) -> None:
    (project.pytester.path / "other.yaml").write_text("a: b")
    project.run("--derive", passed=7, failed=1, skipped=1)
    assert project.run().ret == pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.parametrize("folder", ["nowhere", "empty"])
def test_settings_that_name_no_script_are_an_error(project: Project, folder: str) -> None:
    (project.pytester.path / "empty").mkdir()
    project.pytester.makeini(f"[pytest]\nderive_paths = proofs {folder}")
    done = project.run()
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines([f"ERROR: derive: there is no proof script at or under *{folder}"])


def test_a_loop_of_links_is_left(project: Project) -> None:
    (project.pytester.path / "proofs/loop").symlink_to(".")
    project.run("--derive", "proofs", passed=7, failed=1, skipped=1)


def test_what_is_let_pass_is_told(project: Project) -> None:
    project.write(refuted=GOOD, good=TWO_WRONG, more=CONDITION)
    allowed = ["--derive-allow", "wrong-reason", "--derive-allow=proved-for-conditions"]
    done = project.run("--derive", "proofs", *allowed, passed=9)
    done.stdout.fnmatch_lines(["allowed: proofs/good.yaml:7:9: ?wrong-reason? true, but not by*"])
    done = project.run("--derive", "--derive-allow", "refuted")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["*refuted cannot be allowed; these can: *"])


def test_strict_refuses_steps_without_reasons(project: Project) -> None:
    project.write(refuted=GOOD, more=GOOD.replace("    by: power\n", ""))
    project.run("--derive", passed=9)
    done = project.run("--derive", "--derive-strict", passed=7, failed=1, skipped=1)
    done.stdout.fnmatch_lines(["*more.yaml::step 1 - step 1 has no reason"])


def test_a_run_without_scripts_imports_nothing() -> None:
    program = "import derive.pytest_plugin, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = {name for name in done.stdout.split() if name.startswith("derive.")}
    assert loaded == {"derive.pytest_plugin"}
    assert not {"sympy", "rich", "flint", "ruamel.yaml"} & {*done.stdout.split()}


def test_what_the_readme_shows_is_what_happens(project: Project) -> None:
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    section = told.partition("## In a test-suite")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```(toml|python|text)\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    settings, tests, said = (block for _, block in blocks)
    project.pytester.makepyprojecttoml(settings)
    (project.pytester.path / "tests").mkdir()
    (project.pytester.path / "tests/test_activations.py").write_text(tests, encoding="utf-8")
    few = patch.dict(assert_derivative.__kwdefaults__, points=60)
    here = patch.object(kept, "Worker", Here), patch.object(kept, "_processes", [kept._Kept()])
    with here[0], here[1], few:
        done = project.run(passed=9, failed=2, skipped=1)
    shown, said = (re.sub(r"\d+ of \d+ points", "", s) for s in (done.stdout.str(), said))
    wrapped = re.sub(r"^E +", "", shown, flags=re.MULTILINE)
    assert [line.strip() for line in said.splitlines() if line.strip() not in wrapped] == []


@pytest.mark.long
def test_a_script_stays_in_one_process_of_xdist(project: Project) -> None:
    pytest.importorskip("xdist")
    plugins = ("-p", "xdist.plugin", *_PLUGIN)
    done = project.pytester.runpytest_subprocess(*plugins, "-n2", "-v", "--derive", "proofs")
    done.assert_outcomes(passed=7, failed=1, skipped=1)
    shown = [line for line in done.stdout.lines if "proofs/more.yaml::" in line and "[gw" in line]
    assert len({line[:5] for line in shown}) == 1


def test_nothing_is_lost_between_diagnostic_and_failure(tmp_path: Path) -> None:
    from derive.check.check import check_file
    from derive.pytest_plugin import NotProvedError
    from derive.report.run import ScriptOutcome

    path = tmp_path / "two.yaml"
    path.write_text(TWO_WRONG, encoding="utf-8")
    report = check_file(path)
    found = NotProvedError(ScriptOutcome(report, "two.yaml"), report.diagnostics, "in short")
    assert str(found) == "\n\n".join(plain(d, report.lines) for d in report.diagnostics)
