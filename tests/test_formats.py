"""What came of a run in each format: fixed samples, the schemas, and what is asked for wrongly.

`DERIVE_UPDATE=1 pytest tests/test_formats.py` writes the samples under `tests/golden` anew.  The
schemas of SARIF and JUnit are read where they are there beside the repository.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from derive.check.check import check_file
from derive.render.formats import NAMES
from derive.render.formats.text import closing
from derive.render.screen import Screen
from derive.report.run import RunReport, ScriptOutcome
from derive.worker.jobs import JOBS
from tests.inside import outcome, run
from tests.outside import ROOT, UPDATE, timeless
from tests.scripts import GOOD
from tests.workers import flat

SCHEMAS = ROOT / ".." / "shared" / "schemas"
REFUTED = GOOD.replace("to: 2*x\n", "to: 3*x\n").replace("(x^2) = 2*x", "(x^2) = 3*x")
TWO_WRONG = """derive: 1
title: Two slips & a <sign>
variables: {x: real}
theorem: d/dx (x^2 + sin(x)) = 2*x + cos(x)
steps:
  - to: d/dx (x^2) + d/dx sin(x)
    by: product
  - by: [power, variable]
    to: 2*x + d/dx sin(x)
  - by: cos
    to: 2*x + cos(x)
"""
CONDITION = """derive: 1
title: A condition that is not declared
variables: {x: real}
theorem: x/x = 1
steps:
  - to: 1
    by: cancel
"""
BARE = """derive: 1
title: Two rules in one step
variables: {x: real}
theorem: d/dx (x^2 + sin(x)) = 2*x + cos(x)
steps:
  - to: 2*x + cos(x)
"""
ELSEWHERE = GOOD.replace("to: 2*x\n", "to: x*2\n")
SCRIPTS = {
    "proofs/broken.yaml": "derive: [",
    "proofs/condition.yaml": CONDITION,
    "proofs/elsewhere.yaml": ELSEWHERE,
    "proofs/good.yaml": GOOD,
    "proofs/more/refuted.yaml": REFUTED,
    "proofs/two-wrong.yaml": TWO_WRONG,
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with some scripts, most of them wrong."""
    (tmp_path / ".git").mkdir()
    for name, written in SCRIPTS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(written, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    return tmp_path


def fixed(document: str) -> str:
    """A document without times and the version of the program."""
    document = re.sub(r'("seconds": |time=")[0-9.]+', r"\g<1>0.0", timeless(document))
    return re.sub(r'("program": |"version": )"0\.[0-9.]+"', r'\1"0"', document)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The scripts in each format, from one run."""
    here = tmp_path_factory.mktemp("formats")
    for name, written in SCRIPTS.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(written, encoding="utf-8")
    (here / ".git").mkdir()
    asked = [word for name in NAMES for word in ("--format", f"{name}=told.{name}")]
    done = run("verify", "proofs", "nowhere", "--allow", "wrong-reason", *asked, cwd=here)
    assert done.returncode == 2
    return {name: (here / f"told.{name}").read_text(encoding="utf-8") for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_fixed_sample_of_each_format(name: str, documents: dict[str, str]) -> None:
    golden = ROOT / "tests" / "golden" / f"verify.{name}.txt"
    found = fixed(documents[name])
    if UPDATE:
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")
    assert "\x1b" not in found


# JSON


def schema() -> dict[str, Any]:
    """The schema that comes with the package."""
    said = resources.files("derive").joinpath("schema/report-1.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(said)
    return found


def closed(part: Any) -> Any:
    """A schema in which every key that is not described is an error; every key is there."""
    if isinstance(part, list):
        return [closed(one) for one in part]
    if not isinstance(part, dict):
        return part
    inner = {key: closed(value) for key, value in part.items()}
    shut = part.get("type") == "object" and "properties" in part
    return {**inner, "additionalProperties": False} if shut else inner


@cache
def validator() -> Any:
    """What checks documents, by the schema as strictly as it can be read."""
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(schema())
    return jsonschema.Draft202012Validator(closed(schema()))


def check_json(document: str) -> dict[str, Any]:
    """A document that is as the schema says."""
    found: dict[str, Any] = json.loads(document)
    kind = {"verify": "run", "show": "run"}.get(found.get("command", ""), found.get("command"))
    if kind:  # which is the same as all of the schema, and tells better what is wrong
        validator().evolve(
            schema={**validator().schema, "oneOf": [{"$ref": f"#/$defs/{kind}"}]}
        ).validate(found)
    else:
        validator().validate(found)
    return found


def test_json_is_as_its_schema_says(documents: dict[str, str]) -> None:
    found = check_json(documents["json"])
    outcomes = [script["outcome"] for script in found["scripts"]]
    assert outcomes == [
        "cannot be used",
        "proved for",
        "not shown",
        "proved",
        "refuted",
        "allowed",
    ]
    told = [(d["kind"], d["step"]) for script in found["scripts"] for d in script["diagnostics"]]
    assert ("refuted", 2) in told
    assert told[-2:] == [("wrong-reason", 1), ("wrong-reason", 3)]


@pytest.mark.usefixtures("folder")
def test_json_of_the_other_commands(folder: Path) -> None:
    bare = GOOD.replace("by: power", "by: '?'")
    (folder / "proofs/bare.yaml").write_text(bare, encoding="utf-8")
    for arguments in (
        ("show", "proofs/good.yaml"),
        ("equal", "x/x", "1"),
        ("equal", "x", "2*x"),
        ("equal", "x +", "1"),
        ("diff", "x^2", "--to", "3*x"),
        ("diff", "x +"),
        ("fill", "proofs/bare.yaml"),
        ("fill", "proofs/bare.yaml", "--write"),
        ("fill", "proofs/broken.yaml"),
        ("explain", "proofs/good.yaml", "1"),
        ("explain", "proofs/good.yaml", "3"),
        ("explain", "proofs/more/refuted.yaml", "2"),
        ("explain", "proofs/broken.yaml", "1"),
    ):
        _, out, _ = outcome(*arguments, "--format", "json")
        check_json(out)


@pytest.mark.usefixtures("folder")
def test_a_step_taken_apart_in_json() -> None:
    asked = ("explain", "proofs/good.yaml")
    code, out, _ = outcome(*asked, "1", "--format", "json")
    found = check_json(out)
    assert (code, found["passes"], found["before"]) == (0, True, "d/dx (x^2)")
    assert [(one["name"], one["bindings"]) for one in found["rules"]] == [
        ("power", {"n": "2", "u": "x"})
    ]
    assert found["moves"][-1]["line"] == found["step"]["line"] == "2*x*d/dx x"
    code, out, _ = outcome("explain", "proofs/more/refuted.yaml", "2", "--format", "json")
    assert (code, check_json(out)["step"]["verdict"]) == (1, "refuted")
    code, out, _ = outcome(*asked, "9", "--format", "json")
    assert (code, check_json(out)["diagnostics"][0]["kind"]) == (2, "unknown-step")
    assert outcome(*asked, "1", "--format", "text=-")[1] == outcome(*asked, "1")[1]


def test_what_is_not_described_is_found() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    found = json.loads(outcome("equal", "x", "x", "--format", "json")[1])
    with pytest.raises(jsonschema.ValidationError):
        check_json(json.dumps({**found, "verdict": "perhaps"}))


@pytest.mark.usefixtures("folder")
def test_batches_are_answered_in_json_anyhow(folder: Path) -> None:
    asked = {"equal": {"left": "x", "right": "2*x"}, "diff": {"function": "x^2", "variable": "x"}}
    for command, question in asked.items():
        (folder / "q.jsonl").write_text(json.dumps({"id": 1, **question}), encoding="utf-8")
        arguments = (command, "--batch", "q.jsonl", "--jobs", "1")
        told = outcome(*arguments, "--format", "json")[1]
        assert check_json(told)["id"] == 1
        code, out, _ = outcome(*arguments, "--format", "json=a.jsonl")
        assert (code, out) == (1 if command == "equal" else 0, "")
        assert [*json.loads((folder / "a.jsonl").read_text())] == [*json.loads(told)]
        code, out, err = outcome(*arguments, "--format", "text")
        assert (code, out, "answered in JSON" in err) == (2, "", True)


# JUnit


def suites(document: str) -> Iterator[ElementTree.Element]:
    yield from ElementTree.fromstring(document)


def test_junit_has_a_case_for_each_step(documents: dict[str, str]) -> None:
    found = {suite.get("name"): suite for suite in suites(documents["junit"])}
    assert [*found] == ["nowhere", *SCRIPTS]
    good, refuted = found["proofs/good.yaml"], found["proofs/more/refuted.yaml"]
    assert [case.get("name") for case in good] == ["step 1: 2*x*d/dx x", "step 2: 2*x"]
    assert [case.find("failure") is None for case in refuted] == [True, False]
    assert (refuted.get("tests"), refuted.get("failures"), refuted.get("errors")) == ("2", "1", "0")
    assert found["proofs/broken.yaml"].find("testcase/error") is not None
    told = found["proofs/condition.yaml"].findall("testcase/failure")
    assert [failure.get("type") for failure in told] == ["proved-for-conditions"]
    wrong = found["proofs/two-wrong.yaml"]
    assert [case.find("system-out") is not None for case in wrong] == [True, False, True]
    root = ElementTree.fromstring(documents["junit"])
    assert root.get("tests") == str(sum(1 for _ in root.iter("testcase")))


def test_the_time_of_a_script_is_that_of_its_cases(documents: dict[str, str]) -> None:
    for suite in suites(documents["junit"]):
        shares = [float(case.get("time", "nan")) for case in suite if suite.get("time")]
        assert sum(shares) == pytest.approx(float(suite.get("time", 0)), abs=0.001)
        assert len({*shares}) <= 1
    assert float(ElementTree.fromstring(documents["junit"])[5][0].get("time", 0)) > 0


def test_gaps_are_told_at_their_steps(folder: Path) -> None:
    (folder / "proofs/bare.yaml").write_text(BARE, encoding="utf-8")
    (case,) = next(suites(outcome("verify", "proofs/bare.yaml", "--gaps", "--format", "junit")[1]))
    assert case.get("name") == "step 1: 2*x + cos(x)"
    assert (case.findtext("system-out") or "").startswith("warning: proofs/bare.yaml:")
    assert "[gap]" in (case.findtext("system-out") or "")


def test_junit_is_as_its_schema_says(documents: dict[str, str]) -> None:
    xmlschema = pytest.importorskip("xmlschema")
    path = SCHEMAS / "junit-10.xsd"
    if not path.exists():
        pytest.skip("the schema is not there")
    xmlschema.XMLSchema(str(path)).validate(documents["junit"])


def test_no_character_breaks_a_document(folder: Path) -> None:
    name = "proofs/\udcff &<\x01 ü,:%\n.yaml"
    (folder / name).write_text(REFUTED.replace("An example", "'é ∂ ]]> \"'"), encoding="utf-8")
    forms = [f"{form}=told.{form}" for form in NAMES if form != "json"]
    asked = [word for form in (*forms, "json") for word in ("--format", form)]
    code, out, _ = outcome("verify", name, *asked)
    assert code == 1
    check_json(out)
    ElementTree.parse(folder / "told.junit")
    assert "proofs/? &<? ü,:% .yaml" in (folder / "told.text").read_text(encoding="utf-8")
    sarif = json.loads((folder / "told.sarif").read_text())
    (result,) = sarif["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "proofs/%FF%20%26%3C%01%20%C3%BC%2C%3A%25%0A.yaml"
    (annotation,) = (folder / "told.github").read_text().splitlines()
    assert "%25%0A.yaml,line=8,col=" in annotation


# SARIF


def results(document: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(document)["runs"][0]["results"]
    return found


def test_sarif_is_as_its_schema_says(documents: dict[str, str]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    path = SCHEMAS / "sarif-schema-2.1.0.json"
    if not path.exists():
        pytest.skip("the schema is not there")
    jsonschema.validate(json.loads(documents["sarif"]), json.loads(path.read_text()))


def test_sarif_names_rules_and_places(documents: dict[str, str]) -> None:
    rules = json.loads(documents["sarif"])["runs"][0]["tool"]["driver"]["rules"]
    found = results(documents["sarif"])
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in found)
    (refuted,) = (one for one in found if one["ruleId"] == "refuted")
    place = refuted["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {
        "uri": "proofs/more/refuted.yaml",
        "uriBaseId": "%SRCROOT%",
    }
    assert place["region"] == {"startLine": 8, "startColumn": 9, "endColumn": 10}
    assert sum("suppressions" in one for one in found) == 2


def fingerprints(folder: Path, written: str) -> list[str]:
    (folder / "proofs/s.yaml").write_text(written, encoding="utf-8")
    out = outcome("verify", "proofs/s.yaml", "--format", "sarif")[1]
    return [one["partialFingerprints"]["deriveLine/v1"] for one in results(out)]


def test_fingerprints_stay_when_lines_move(folder: Path) -> None:
    before = fingerprints(folder, TWO_WRONG)
    moved = TWO_WRONG.replace("title:", "# a comment\n\ntitle:").replace(
        "  - by: cos", "  -   by: cos"
    )
    assert len({*before}) == 2
    assert fingerprints(folder, moved) != []
    assert fingerprints(folder, TWO_WRONG.replace("title:", "# a comment\n\ntitle:")) == before
    assert fingerprints(folder, TWO_WRONG.replace("by: cos", "by: tan"))[1] != before[1]


def test_paths_are_from_the_root_of_the_repository(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder / "proofs" / "more")
    for path in ("refuted.yaml", str(folder / "proofs/more/refuted.yaml"), "../more/refuted.yaml"):
        (one,) = results(outcome("verify", path, "--format", "sarif")[1])
        place = one["locations"][0]["physicalLocation"]["artifactLocation"]
        assert place["uri"] == "proofs/more/refuted.yaml"
    (folder / ".git").rmdir()
    (one,) = results(outcome("verify", "refuted.yaml", "--format", "sarif")[1])
    place = one["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == "refuted.yaml"
    (one,) = results(outcome("verify", "../two-wrong.yaml", "--format", "sarif")[1])[:1]
    place = one["locations"][0]["physicalLocation"]["artifactLocation"]
    assert (place["uri"][:8], "uriBaseId" in place) == ("file:///", False)


# GitHub


def annotated(printed: str) -> list[str]:
    return [line for line in printed.splitlines() if line.startswith("::")]


@pytest.mark.usefixtures("folder")
def test_annotations_are_added_to_words(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("verify", "proofs/more")
    assert annotated(outcome(*asked)[1]) == []
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    (told,) = annotated(outcome(*asked)[1])
    at = "file=proofs/more/refuted.yaml,line=8,col=9,endLine=8,endColumn=10,title=derive%3A refuted"
    assert told.startswith(f"::error {at}::the two lines differ at x = ")
    assert annotated(outcome(*asked, "--quiet")[1]) == [told]
    assert annotated(outcome(*asked, "--format", "junit=r.xml")[1]) == [told]
    assert annotated(outcome(*asked, "--format", "json")[1]) == []
    assert annotated(outcome(*asked, "--format", "github=a.txt")[1]) == []
    assert outcome(*asked, "--format", "github")[1] == f"{told}\n"
    monkeypatch.setenv("GITHUB_ACTIONS", "1")
    assert annotated(outcome(*asked)[1]) == [told]
    monkeypatch.setenv("GITHUB_ACTIONS", "false")
    assert annotated(outcome(*asked)[1]) == []


def test_a_long_summary_is_told_within_the_width(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = {"proved": 1_000, "refused": 10, "allowed": 20, "refuted": 30}
    words |= {"domain changes": 40, "wrong reason": 50, "not shown": 60, "proved for": 70}

    monkeypatch.setattr(RunReport, "words", words)
    one = ScriptOutcome(check_file(folder / "proofs/more/refuted.yaml"), "s.yaml")
    closing(Screen(), RunReport("verify", "0", (one,) * 2, seconds=1234.5))
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert lines[0] == "2 scripts, 4 steps: 250 scripts not proved, 10 scripts refused, 20"
    assert lines[1] == "    allowed in 1,234 s"


# What is asked for


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--format", "jsn"), "did you mean `json`?"),
        (("--format", ""), "there is no format"),
        (("--format", "json="), "names no file"),
        (("--format", "json", "--format", "sarif"), "json and sarif cannot both go to the output"),
        (("--format", "json", "--format", "json=-"), "cannot both go to the output"),
        (("--format", "json=a", "--format", "junit=./a"), "two formats cannot both go to a"),
        (("--format", "json=no/where"), "there is no folder no"),
        (("--format", "json=proofs"), "proofs is a folder"),
        (("--format", "json=proofs/good.yaml"), "proofs/good.yaml is a proof script"),
        (("--format", "json=link.yaml"), "link.yaml is a proof script"),
        (("--allow", "refuted"), "refuted cannot be allowed"),
        (("--allow", "domain-changes"), "cannot be allowed"),
        (("--allow", "wrong-theorem"), "cannot be allowed"),
        (("--allow", "broken-lemma"), "cannot be allowed"),
        (("--allow", "vacuous"), "cannot be allowed"),
        (("--allow", "wrong-reasons"), "did you mean `wrong-reason`?"),
    ],
)
def test_what_is_asked_for_wrongly(folder: Path, options: tuple[str, ...], said: str) -> None:
    (folder / "link.yaml").symlink_to("proofs/good.yaml")
    code, out, err = outcome("verify", "proofs", *options)
    assert (code, out) == (2, "")
    assert said in flat(err)
    assert (folder / "proofs/good.yaml").read_text(encoding="utf-8") == GOOD


def test_an_output_that_cannot_be_written(folder: Path) -> None:
    (folder / "r.json").write_text("old", encoding="utf-8")
    (folder / "r.json").chmod(0o444)
    code, _, err = outcome("verify", "proofs/good.yaml", "--format", "json=r.json")
    assert (code, "is read-only" in err) == (2, True)
    assert (folder / "r.json").read_text(encoding="utf-8") == "old"


def test_words_go_to_the_output_beside_files(folder: Path) -> None:
    code, out, err = outcome("verify", "proofs/good.yaml", "--format", "json=r.json")
    assert (code, err) == (0, "")
    assert out.startswith(
        "✓ proved          proofs/good.yaml  2 steps\n1 script, 2 steps: all proved"
    )
    assert check_json((folder / "r.json").read_text())["passes"]
    assert sorted(p.name for p in folder.iterdir()) == [".git", "proofs", "r.json"]


# What passes


@pytest.mark.usefixtures("folder")
def test_what_is_allowed_is_told() -> None:
    asked = ("verify", "proofs/two-wrong.yaml", "proofs/good.yaml")
    assert outcome(*asked)[0] == 1
    code, out, _ = outcome(*asked, "--allow", "wrong-reason")
    assert code == 0
    assert "~ allowed         proofs/two-wrong.yaml" in out
    assert "all proved" not in out
    assert "2 scripts, 5 steps: 1 proved, 1 allowed in" in out
    assert "`--allow wrong-reason` let pass 2 times: proofs/two-wrong.yaml:7:9, " in flat(out)
    code, out, _ = outcome(*asked, "--allow", "wrong-reason", "--quiet")
    assert (code, out.startswith("`--allow wrong-reason` let pass 2 times")) == (0, True)
    assert outcome("verify", "proofs/good.yaml", "--allow", "not-shown")[1].endswith(
        "`--allow not-shown` let pass nothing\n"
    )


@pytest.mark.usefixtures("folder")
def test_only_what_is_named_is_allowed() -> None:
    allowed = ("--allow", "wrong-reason", "--allow", "not-shown")
    for name in ("more/refuted", "condition", "elsewhere", "broken"):
        assert outcome("verify", f"proofs/{name}.yaml", *allowed)[0] > 0
    assert outcome("verify", "proofs/condition.yaml", "--allow", "proved-for-conditions")[0] == 0


def test_what_is_allowed_is_no_lemma(folder: Path) -> None:
    (folder / "proofs/user.yaml").write_text(
        GOOD.replace("d/dx (x^2) = 2*x", "x/x = 1")
        .replace("  - to: 2*x*d/dx x\n    by: power\n", "")
        .replace("to: 2*x\n    by: variable", "to: 1\n    by: theorem condition"),
        encoding="utf-8",
    )
    code, out, _ = outcome("verify", "proofs/user.yaml", "--allow", "proved-for-conditions")
    assert (code, "[broken-lemma]" in out) == (1, True)


@pytest.mark.usefixtures("folder")
def test_quiet_tells_what_does_not_pass() -> None:
    assert outcome("verify", "proofs/good.yaml", "-q")[:2] == (0, "")
    code, out, _ = outcome("verify", "proofs/good.yaml", "proofs/more", "--quiet")
    assert code == 1
    assert out.startswith("✗ refused" if "refused" in out else "✗ refuted         proofs/more")
    assert "good.yaml" not in out


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_first_that_fails_ends_a_run(folder: Path, jobs: str) -> None:
    files = [f"proofs/{n}.yaml" for n in ("good", "more/refuted", "two-wrong", "condition")]
    forms = ("--format", "json=r.json", "--format", "junit=r.xml")
    code, out, _ = outcome("verify", *files, "--fail-fast", "--jobs", jobs, *forms)
    assert code == 1
    assert "stopped at the first that fails: 2 scripts not checked" in out
    found = check_json((folder / "r.json").read_text())
    assert [script["path"] for script in found["scripts"]] == files[:2]
    assert found["unchecked"] == files[2:]
    cases = ElementTree.parse(folder / "r.xml").getroot()
    assert [suite.get("skipped") for suite in cases] == ["0", "0", "1", "1"]
    code, out, _ = outcome("verify", files[0], "--fail-fast")
    assert (code, "stopped" in out) == (0, False)


@pytest.mark.usefixtures("folder")
def test_the_last_line_tells_verdicts_and_time() -> None:
    last, each = outcome("verify", "proofs")[1].split("6 scripts, 10 steps: ")[1].split("\n", 1)
    assert re.fullmatch(r"5 scripts not proved in \d.* s", last)
    assert " ".join(each.split()).endswith(", 1 refuted, 1 wrong reason")


def test_a_folder_without_scripts_is_in_every_document(folder: Path) -> None:
    (folder / "empty").mkdir()
    asked = [word for name in NAMES for word in ("--format", f"{name}=told.{name}")]
    code, out, err = outcome("verify", "empty", *asked)
    assert (code, out, "no proof script was found in empty" in err) == (2, "", True)
    told = {name: (folder / f"told.{name}").read_text(encoding="utf-8") for name in NAMES}
    assert all("no proof script was found in empty" in written for written in told.values())
    assert check_json(told["json"])["usable"] is False


def test_strict_asks_what_a_theorem_needs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = CONDITION.replace("x/x = 1", "abs(x) = x").replace("to: 1", "to: x")
    narrow = narrow.replace("cancel", "abs").replace("x: real", "x: positive")
    natural = CONDITION.replace("x: real", "x: x != 0")
    for written, code in ((narrow, 1), (natural, 0), (GOOD, 0)):
        (folder / "proofs/s.yaml").write_text(written, encoding="utf-8")
        assert outcome("verify", "proofs/s.yaml")[0] == 0
        found, out, _ = outcome("verify", "proofs/s.yaml", "--strict", "--format", "json")
        assert (found, check_json(out)["scripts"][0]["needs"] == []) == (code, code == 0)
    (folder / "proofs/s.yaml").write_text(narrow)
    code, out, _ = outcome("verify", "proofs/s.yaml", "--strict", "--allow", "condition")
    assert (code, "`--allow condition` let pass 1 time: proofs/s.yaml:4:10" in out) == (0, True)

    def broken(request: Any) -> None:
        raise RecursionError(f"deep in {request['path']}")

    monkeypatch.setitem(JOBS, "needs", broken)
    code, out, _ = outcome("verify", "proofs/good.yaml", "--strict")
    assert (code, "[condition] proved only where conditions hold" in flat(out)) == (1, True)
