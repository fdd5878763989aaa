"""The hook, the action and the workflows: they are read, and their commands are run.

The repository of their user is `tests/run/gate`: three scripts, one of them wrong.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.inside import run
from tests.outside import ROOT, environment

GATE = ROOT / "tests/run/gate"
WRONG, RIGHT = "sin(x) - x*cos(x)", "sin(x) + x*cos(x)"
#: Where the wrong line stands.
AT = "proofs/product.yaml:8:16: [refuted]"
ANNOTATION = "::error file=proofs/product.yaml,line=8,col=16,endLine=8,endColumn=17,"
#: Makes an environment whose commands write down what they are called with.
PYTHON = r"""#!/bin/bash
[ "$1 $2" = "-m venv" ] && mkdir -p "$3/bin" && cd "$3/bin"
for name in pip derive; do
  echo '#!/bin/bash
  printf "%s\n" "$@" > "$0.txt"' > $name
done
echo '{derive} "$@"' >> derive
chmod +x pip derive
"""
#: The command, as a process of its own.
DERIVE = f"{shlex.quote(sys.executable)} -m derive"


def read(path: Path) -> Any:
    """A file in YAML."""
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """The repository of a user."""
    there = tmp_path / "gate"
    shutil.copytree(GATE, there)
    (there / ".git").mkdir()
    return there


def correct(gate: Path) -> None:
    """Mends the line that is wrong, and the theorem."""
    script = gate / "proofs/product.yaml"
    written = script.read_text(encoding="utf-8")
    assert written.count(WRONG) == 2
    script.write_text(written.replace(WRONG, RIGHT), encoding="utf-8")


# The action


ACTION = read(ROOT / "action.yml")


@dataclass
class Runner:
    """What runs workflows: its folder for what is passing, and what expressions stand for."""

    workspace: Path
    temp: Path
    python: Path
    known: dict[str, str] = field(default_factory=dict)

    def action(self, given: Mapping[str, Any]) -> subprocess.CompletedProcess[str]:
        """Runs the steps of the action up to the first that fails."""
        assert given.keys() <= ACTION["inputs"].keys()
        inputs = {name: one["default"] for name, one in ACTION["inputs"].items()} | {**given}
        self.known = {f"inputs.{name}": _as_text(value) for name, value in inputs.items()}
        self.known |= {"github.action_path": str(ROOT), "runner.temp": str(self.temp)}
        self.known["steps.python.outputs.python-path"] = str(self.python)
        done = subprocess.CompletedProcess((), 0, "", "")
        for step in ACTION["runs"]["steps"]:
            if "run" in step and done.returncode == 0:
                done = self.step(step)
        return done

    def step(self, step: Mapping[str, Any]) -> subprocess.CompletedProcess[str]:
        """Runs the commands of a step as a runner does."""
        assert step["shell"] == "bash"
        given = {name: self.substituted(value) for name, value in step["env"].items()}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        assert "${{" not in step["run"]  # what a user gives is no part of a command
        return subprocess.run(
            command,
            cwd=self.workspace,
            env=environment(GITHUB_ACTIONS="true", **given),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def substituted(self, text: str) -> str:
        """A text with the values of its expressions; one that is not known is an error."""
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: self.known[found[1]], text)

    def called(self, program: str) -> list[str]:
        """What a program of the environment was called with."""
        written = (self.temp / f"derive/bin/{program}.txt").read_text(encoding="utf-8")
        return written.splitlines()


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _runner(gate: Path, derive: str) -> Runner:
    """A runner on which nothing comes from a registry, and `derive` is this command."""
    python = gate.parent / "python"
    python.write_text(PYTHON.replace("{derive}", derive), encoding="utf-8")
    python.chmod(0o755)
    return Runner(gate, gate.parent, python)


def _call(workflow: Path, uses: str) -> Mapping[str, Any]:
    """What a workflow gives to the action."""
    (job,) = (
        job
        for job in read(workflow)["jobs"].values()
        if any(step.get("uses") == uses for step in job["steps"])
    )
    (step,) = (step for step in job["steps"] if step.get("uses") == uses)
    given: Mapping[str, Any] = step.get("with", {})
    return given


def test_the_workflow_fails_at_the_wrong_line_and_passes_without_it(gate: Path) -> None:
    given = _call(gate / ".github/workflows/proofs.yaml", "./derive")
    runner = _runner(gate, DERIVE)
    done = runner.action(given)
    assert (done.returncode, done.stderr) == (1, "")
    assert [line for line in done.stdout.splitlines() if line.startswith(ANNOTATION)]
    assert AT in done.stdout
    assert runner.called("pip")[-1] == str(ROOT)
    upload = ACTION["runs"]["steps"][-1]
    sarif = Path(runner.substituted(upload["with"]["sarif_file"]))
    assert '"uri": "proofs/product.yaml"' in sarif.read_text(encoding="utf-8")
    correct(gate)
    corrected = run(*runner.called("derive"), cwd=gate, GITHUB_ACTIONS="true")
    assert corrected.returncode == 0
    assert "3 scripts, 6 steps: all proved" in corrected.stdout
    assert "::" not in corrected.stdout


def test_inputs_are_words_and_lines(gate: Path) -> None:
    runner = _runner(gate, "printenv DERIVE_CACHE_KEY DERIVE_CACHE_DIR; exit 3; echo")
    given = {"paths": "my 'proofs'\n*\n\n", "options": "--quiet  --jobs\n 1 $HOME *"}
    done = runner.action({**given, "cache-key": "a secret of $HOME"})
    assert done.returncode == 3
    (restored,) = (s for s in ACTION["runs"]["steps"] if "cache" in s.get("uses", ""))
    path = runner.substituted(restored["with"]["path"])
    assert done.stdout == f"a secret of $HOME\n{path}\n"
    words = ["verify", "--quiet", "--jobs", "1", "$HOME", "*", "--", "my 'proofs'", "*"]
    assert runner.called("derive") == words


def test_an_input_that_is_misspelt_is_told(gate: Path) -> None:
    done = _runner(gate, "echo").action({"sarif": "yes"})
    assert (done.returncode, done.stdout) == (2, "::error::sarif is true or false, not yes\n")


def test_what_the_workflow_of_this_repository_calls_is_there() -> None:
    workflow = read(ROOT / ".github/workflows/tests.yaml")
    assert _call(ROOT / ".github/workflows/tests.yaml", "./").keys() <= ACTION["inputs"].keys()
    said = (ROOT / "README.md").read_text(encoding="utf-8")
    for step in workflow["jobs"]["tests"]["steps"]:
        words = step.get("run", "").removeprefix("pip install")
        assert words in said
    declared = re.findall(r":: (3\.\d+)\"", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert workflow["jobs"]["tests"]["strategy"]["matrix"]["python"] == declared


@pytest.mark.long
def test_the_action_installs_what_it_runs(gate: Path, tmp_path: Path) -> None:
    done = Runner(gate, tmp_path, Path(sys.executable)).action({"paths": "proofs/power.yaml"})
    assert (done.returncode, "1 script, 2 steps: all proved" in done.stdout) == (0, True)


# The hook


HOOKS = {hook["id"]: hook for hook in read(ROOT / ".pre-commit-hooks.yaml")}


def _files(hook: Mapping[str, Any], gate: Path) -> Iterator[str]:
    """The files that a hook is for."""
    assert hook["types"] == ["yaml"]
    for path in sorted(gate.rglob("*")):
        name = path.relative_to(gate).as_posix()
        if path.suffix in (".yaml", ".yml") and re.search(hook["files"], name):
            yield name


@pytest.mark.parametrize("name", [name for name in HOOKS if name.startswith("derive-verify")])
def test_hooks_fail_at_the_wrong_line_and_pass_without_it(name: str, gate: Path) -> None:
    hook = HOOKS[name]
    files = [*_files(hook, gate)]
    assert files == [f"proofs/{stem}.yaml" for stem in ("chain", "power", "product")]
    program, *words = shlex.split(hook["entry"])
    assert program == "derive"
    asked = (*words, *(files if hook.get("pass_filenames", True) else ()))
    done = run(*asked, cwd=gate)
    assert (done.returncode, AT in done.stdout) == (1, True)
    correct(gate)
    done = run(*asked, cwd=gate)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_hook_lays_scripts_out(gate: Path) -> None:
    hook = HOOKS["derive-fmt"]
    files = [*_files(hook, gate)]
    script = gate / files[0]
    before = script.read_bytes()
    script.write_bytes(before.replace(b"title: ", b"title:   "))
    _, *words = shlex.split(hook["entry"])
    done = run(*words, *files, cwd=gate)
    assert (done.returncode, script.read_bytes()) == (0, before)


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_pre_commit_runs_the_hook(gate: Path) -> None:
    pytest.importorskip("pre_commit", reason="pre-commit is not installed")
    (gate / ".git").rmdir()
    config = gate / ".pre-commit-config.yaml"
    (used,) = (hook["id"] for repo in read(config)["repos"] for hook in repo["hooks"])
    hook = {**HOOKS[used], "language": "system"}  # as if it were installed
    with config.open("w", encoding="utf-8") as file:
        YAML().dump({"repos": [{"repo": "local", "hooks": [hook]}]}, file)
    commands = gate.parent / "bin"
    commands.mkdir()
    (commands / "derive").write_text(f'#!/bin/bash\nexec {DERIVE} "$@"\n', encoding="utf-8")
    (commands / "derive").chmod(0o755)
    path = os.pathsep.join((str(commands), os.environ["PATH"]))
    settings = environment(PATH=path, PRE_COMMIT_HOME=str(gate.parent / "kept"))
    for command in (["git", "init", "-q"], ["git", "add", "."]):
        subprocess.run(command, cwd=gate, check=True)
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files"],
        cwd=gate,
        env=settings,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, AT in done.stdout) == (1, True)


# What users copy


@pytest.mark.parametrize("name", [".github/workflows/proofs.yaml", ".pre-commit-config.yaml"])
def test_the_readme_shows_what_is_tried(name: str) -> None:
    said = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"```yaml\n# {name}\n{(GATE / name).read_text(encoding='utf-8')}```" in said
