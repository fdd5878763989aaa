"""The JSON Schema of proof scripts: made from the tables, and what it takes and refuses.

`DERIVE_UPDATE=1 pytest tests/test_schema.py` writes it anew.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from derive.rules import names
from derive.schema import SCRIPTS, of_scripts, rule_names, scripts
from derive.script.slips import SCRIPT_KEYS, STEP_KEYS
from tests.each import each
from tests.inside import run
from tests.outside import ROOT, UPDATE

#: What a schema can see of a script; the rest is for `derive verify`.
FAULTS = {
    *("unknown-key", "missing-key", "missing-format", "bad-format", "newer-format"),
    *("wrong-type", "empty-steps", "empty-value", "too-many", "unknown-rule"),
}
jsonschema = pytest.importorskip("jsonschema")
SAFE = YAML(typ="safe")


@cache
def validator() -> Any:
    jsonschema.Draft7Validator.check_schema(json.loads(of_scripts()))
    return jsonschema.Draft7Validator(json.loads(of_scripts()))


def read(path: Path) -> Any:
    return SAFE.load(path.read_bytes())


def faults(path: Path) -> set[str]:
    return set(re.findall(r"\[([a-z-]+)\]", path.with_suffix(".out").read_text(encoding="utf-8")))


def test_the_stored_schema_is_what_the_tables_say() -> None:
    if UPDATE:
        SCRIPTS.write_text(scripts.text(), encoding="utf-8")
    assert of_scripts() == scripts.text()
    assert rule_names() == names()
    assert (tuple(scripts.KEYS), tuple(scripts.STEP)) == (SCRIPT_KEYS, STEP_KEYS)


def test_every_example_of_a_key_is_as_the_schema_says() -> None:
    whole = json.loads(of_scripts())
    step = whole["definitions"]["step"]
    for properties in (whole["properties"], step["properties"]):
        for key, said in properties.items():
            assert said["description"].endswith(".")
            for example in said.get("examples", ()):
                one = {**said, "definitions": whole["definitions"]}
                jsonschema.Draft7Validator(one).validate(example), key


@pytest.mark.parametrize("folder", ["proofs", "tests/pass"])
def test_scripts_that_verify_are_as_the_schema_says(folder: str) -> None:
    paths = sorted((ROOT / folder).rglob("*.yaml"))
    assert len(paths) > 30
    for path in paths:
        wrong = [error.message for error in validator().iter_errors(read(path))]
        assert not wrong, (path, wrong)


def test_faults_of_shape_are_refused() -> None:
    seen: set[str] = set()
    for path in sorted((ROOT / "tests/fail").rglob("*.yaml")):
        if not path.with_suffix(".out").exists() or not (found := faults(path) & FAULTS):
            continue
        try:
            script = read(path)
        except YAMLError:
            continue
        assert not validator().is_valid(script), (path, found)
        seen |= found
    assert len(seen) >= 8


@each(
    ("by", "right"),
    [
        ("power", True),
        ("power laws", True),
        ("ln", True),
        ("theorem sigmoid", True),
        ("?", True),
        (["sum", "theorem losses/bce"], True),
        ("powr", False),
        ("theorem", False),
        ("power law", False),
        ([], False),
        (["sum", "sum"], False),
        ({"rule": "sum"}, False),
    ],
)
def test_reasons(by: object, right: bool) -> None:
    script = {"derive": 1, "title": "t", "theorem": "x = x", "steps": [{"to": "x", "by": by}]}
    assert validator().is_valid(script) is right


def test_the_command(tmp_path: Path) -> None:
    assert run("schema").stdout == of_scripts()
    done = run("schema", "-o", "derive.schema.json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "written derive.schema.json\n")
    assert (tmp_path / "derive.schema.json").read_text(encoding="utf-8") == of_scripts()
    done = run("schema", "-o", "none/derive.schema.json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no folder none" in done.stderr
