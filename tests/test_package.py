"""What is built from the repository: a wheel with all that the commands read, a source archive."""

from __future__ import annotations

import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from derive import __version__
from tests.library import LIBRARY
from tests.outside import ROOT

NAME = f"derive_proofs-{__version__}"


def test_a_wheel_has_all_that_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = pytest.importorskip("hatchling.build")
    monkeypatch.chdir(ROOT)
    with zipfile.ZipFile(tmp_path / backend.build_wheel(str(tmp_path))) as wheel:
        names = set(wheel.namelist())
        metadata = message_from_bytes(wheel.read(f"{NAME}.dist-info/METADATA"))
        commands = wheel.read(f"{NAME}.dist-info/entry_points.txt").decode()
    modules = {p.relative_to(ROOT).as_posix() for p in (ROOT / "derive").rglob("*.py")}
    proofs = {"derive/" + p.relative_to(ROOT).as_posix() for p in LIBRARY}
    assert names >= modules | proofs | {"derive/py.typed", "derive/schema/report-1.json"}
    assert {name.partition("/")[0] for name in names} == {"derive", f"{NAME}.dist-info"}
    assert not [name for name in names if "__pycache__" in name]
    assert metadata["Name"] == "derive-proofs"
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])
    assert len(metadata.get_all("Project-URL", [])) == 3
    assert "derive = derive.__main__:main" in commands


def test_a_source_archive_has_its_tests() -> None:
    builders = pytest.importorskip("hatchling.builders.sdist")
    found = builders.SdistBuilder(str(ROOT)).recurse_included_files()
    names = {Path(file.distribution_path).as_posix() for file in found}
    kept = [*(ROOT / "tests").rglob("*"), *LIBRARY, *(ROOT / "derive").rglob("*.py")]
    files = {p.relative_to(ROOT).as_posix() for p in kept if p.is_file()}
    wanted = {name for name in files if "__pycache__" not in name}
    of_the_gate = {"action.yml", ".pre-commit-hooks.yaml", ".github/workflows/tests.yaml"}
    assert names >= wanted | of_the_gate | {"README.md", "LICENSE", "CHANGELOG.md"}
    hidden = {name for name in names if name.startswith((".", "dist", "build"))}
    assert hidden <= of_the_gate | {".gitignore"}


def test_the_readme_names_no_package_that_is_not_ours() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "pip install derive" not in readme
    assert "pip install -q ." in readme


def test_the_version_is_that_of_the_last_changes() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"\n## {__version__}\n" in changes[: changes.index("\n- ")]
